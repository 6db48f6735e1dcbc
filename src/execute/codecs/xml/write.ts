import type { XmlShape } from '../../../catalog/index.ts'
import { CustomApiError } from '../../../core/index.ts'
import { isScalar, toText } from '../../scalar.ts'

const deepest = 200

/**
 * A value as an XML document in the words of its shape (OpenAPI XML Object); without one, by the same names that answers
 * are shown in: one member is the root, `@name` an attribute, `#text` the text, lists repeat their element.
 *
 * `called`: the name of the root where neither the shape nor the value has one.
 *
 * @throws CustomApiError `arguments.invalid` for names and characters that XML cannot hold
 */
export function jsonToXml(value: unknown, shape: XmlShape | undefined, encoding: string, called?: string): string {
  const declaration = `<?xml version="1.0" encoding="${encoding}"?>`
  const root = rootOf(value, shape, called)
  return declaration + element(root.name, root.value, root.shape, 0)
}

interface Root {
  readonly name: string
  readonly value: unknown
  readonly shape: XmlShape | undefined
}

function rootOf(value: unknown, shape: XmlShape | undefined, called: string | undefined): Root {
  const name = shape?.name ?? shape?.typeName
  if (shape !== undefined && name !== undefined) return { name, value, shape }
  const members = isScalar(value) || Array.isArray(value) ? [] : Object.entries(value as object) // no scalar: an object
  const [only] = members
  const named = shape === undefined || shape.properties.size === 0
  if (named && only !== undefined && members.length === 1 && isName(only[0]) && !Array.isArray(only[1]))
    return { name: only[0], value: only[1], shape: undefined }
  return { name: called !== undefined && isName(called) ? called : 'root', value, shape }
}

/** Letters, digits, `-`, `_`, `.` and one colon: what every reader takes of XML's own rule (XML 1.0 §2.3). */
const isName = (name: string): boolean =>
  /^[\p{L}_][\p{L}\p{N}\p{M}._-]*(?::[\p{L}_][\p{L}\p{N}\p{M}._-]*)?$/u.test(name)

function nameFor(name: string, shape: XmlShape | undefined): string {
  const full = shape?.prefix === undefined ? name : `${shape.prefix}:${name}`
  if (isName(full)) return full
  throw new CustomApiError('arguments.invalid', `${JSON.stringify(full.slice(0, 100))} is no name that XML has`, {
    hint: 'use letters, digits, hyphens and underscores in the names of the body',
  })
}

function element(name: string, value: unknown, shape: XmlShape | undefined, depth: number): string {
  if (depth > deepest)
    throw new CustomApiError('arguments.invalid', `the body nests deeper than ${deepest} levels`, {
      hint: 'send less depth',
    })
  const full = nameFor(name, shape)
  const declared = declarationOf(shape)
  if (isScalar(value))
    return wrap(full, declared, value === null || value === undefined ? '' : escapeText(toText(value)))
  if (Array.isArray(value)) return wrap(full, declared, items(name, value, shape, depth))
  const { attributes, content } = members(value as Readonly<Record<string, unknown>>, shape, depth) // no scalar, no list
  return wrap(full, [...declared, ...attributes], content)
}

const wrap = (name: string, attributes: readonly string[], content: string): string => {
  const start = [name, ...new Set(attributes)].join(' ')
  return content === '' ? `<${start}/>` : `<${start}>${content}</${name}>`
}

function declarationOf(shape: XmlShape | undefined): string[] {
  if (shape?.namespace === undefined) return []
  const name = shape.prefix === undefined ? 'xmlns' : `xmlns:${shape.prefix}`
  return [`${name}="${escapeAttribute(shape.namespace)}"`]
}

/** Items in the element of their list: named by their own shape, else as the list is. */
const items = (name: string, values: readonly unknown[], shape: XmlShape | undefined, depth: number): string =>
  values
    .map((item) =>
      element(
        shape?.items?.name ?? shape?.items?.typeName ?? (shape === undefined ? 'item' : name),
        item,
        shape?.items,
        depth + 1,
      ),
    )
    .join('')

/** The members of an object in the order of its schema, what it does not know after them. */
function members(
  value: Readonly<Record<string, unknown>>,
  shape: XmlShape | undefined,
  depth: number,
): { readonly attributes: string[]; readonly content: string } {
  const attributes: string[] = []
  const content: string[] = []
  const known = [...(shape?.properties.keys() ?? [])].filter((key) => Object.hasOwn(value, key))
  const others = Object.keys(value).filter((key) => shape?.properties.has(key) !== true)
  for (const key of [...known, ...others]) {
    const inner = value[key]
    if (inner === undefined) continue
    const own = shape?.properties.get(key) ?? (key.startsWith('@') || key === '#text' ? undefined : shape?.additional)
    const node = own?.node ?? (key.startsWith('@') ? 'attribute' : key === '#text' ? 'text' : 'element')
    if (node === 'attribute') attributes.push(...attribute(key.replace(/^@/, ''), inner, own))
    else if (node === 'text') content.push(escapeText(toText(inner)))
    else if (node === 'cdata') content.push(cdata(toText(inner)))
    else content.push(property(key, inner, own, depth))
  }
  return { attributes, content: content.join('') }
}

function attribute(name: string, value: unknown, shape: XmlShape | undefined): string[] {
  if (value === null) return []
  const declared = shape?.prefix === undefined ? [] : declarationOf(shape)
  return [...declared, `${nameFor(shape?.name ?? name, shape)}="${escapeAttribute(toText(value))}"`]
}

function property(key: string, value: unknown, shape: XmlShape | undefined, depth: number): string {
  const name = shape?.name ?? key
  if (!Array.isArray(value))
    return value === null && shape?.types.includes('null') === false ? '' : element(name, value, shape, depth + 1)
  if (shape?.wrapped === true) return wrappedList(key, value, shape, depth)
  // the name of a list that is not wrapped says nothing (OpenAPI 3.1.1 §4.8.26)
  const itemName = shape?.items?.name ?? key
  return value.map((item) => element(itemName, item, shape?.items, depth + 1)).join('')
}

function wrappedList(key: string, values: readonly unknown[], shape: XmlShape, depth: number): string {
  const name = shape.name ?? key
  const inside = values.map((item) => element(shape.items?.name ?? key, item, shape.items, depth + 2)).join('')
  return wrap(nameFor(name, shape), declarationOf(shape), inside)
}

function legal(text: string): string {
  // XML 1.0 §2.2: most control characters have no form at all, escaped or not
  // oxlint-disable-next-line no-control-regex -- exactly these
  if (!/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u.test(text)) return text
  throw new CustomApiError('arguments.invalid', 'a value holds a character that XML cannot carry', {
    hint: 'remove control characters',
  })
}

const escapeText = (text: string): string =>
  legal(text).replace(/[&<>\r]/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[char] ?? '&#13;')

const escapeAttribute = (text: string): string =>
  legal(text).replace(
    /[&<>"\t\n\r]/g,
    (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char] ?? `&#${char.charCodeAt(0)};`,
  )

const cdata = (text: string): string => `<![CDATA[${legal(text).replaceAll(']]>', ']]]]><![CDATA[>')}]]>`
