import type { XmlShape } from '../../../catalog/index.ts'
import { namesOf, type Member } from './names.ts'
import type { XmlAttribute, XmlElement } from './tree.ts'

/** A document as compact JSON: by the shape where its root is what the shape speaks of, else as it stands. */
export function xmlToJson(root: XmlElement, shape: XmlShape | undefined): string {
  if (shape === undefined || !speaksOf(shape, root)) return `{${JSON.stringify(root.name)}:${asItStands(root)}}`
  return valueOf(root, shape)
}

function speaksOf(shape: XmlShape, root: XmlElement): boolean {
  const local = root.local.toLowerCase()
  if ([shape.name, shape.typeName].some((name) => name?.toLowerCase() === local)) return true
  if (shape.items !== undefined) return true
  const { elements, attributes } = namesOf(shape)
  if (elements.size === 0 && attributes.size === 0) return shape.types.length > 0 && root.children.length === 0
  return (
    root.children.some((child) => elements.has(child.local)) ||
    root.attributes.some(({ local: name }) => attributes.has(name))
  )
}

const isDeclaration = ({ name }: XmlAttribute): boolean => /^(?:xmlns(?::|$)|xsi:|xml:)/.test(name)
const isNil = (element: XmlElement): boolean =>
  element.attributes.some(({ name, value }) => /^(?:xsi:)?nil$/.test(name) && (value === 'true' || value === '1'))

/** An element by its shape: names and types are the schema's, and what the schema does not know stands beside them. */
function valueOf(element: XmlElement, shape: XmlShape): string {
  if (isNil(element)) return 'null'
  if (shape.items !== undefined) return listOf(element, shape.items)
  if (shape.properties.size > 0) return objectOf(element, shape)
  if (shape.additional !== undefined && element.children.length > 0) return mapOf(element, shape.additional)
  if (element.children.length > 0 || element.attributes.some((one) => !isDeclaration(one))) return asItStands(element)
  return scalarOf(element.text, shape.types)
}

/** The items of a list are whatever its element holds, in one or several names. */
function listOf(element: XmlElement, items: XmlShape): string {
  if (element.children.length === 0 && element.text.trim() !== '') return `[${scalarOf(element.text, items.types)}]`
  return `[${element.children.map((child) => valueOf(child, items)).join(',')}]`
}

/** Members in the order in which they come first; several of one name are a list. */
class Members {
  readonly #found = new Map<string, { readonly values: string[]; list: boolean }>()

  add(name: string, value: string, list = false): void {
    const before = this.#found.get(name)
    if (before === undefined) this.#found.set(name, { values: [value], list })
    else {
      before.values.push(value)
      before.list = true
    }
  }

  /** The items of a list that came in an element of their own, which may be empty. */
  addList(name: string, values: readonly string[]): void {
    const before = this.#found.get(name)
    if (before === undefined) this.#found.set(name, { values: [...values], list: true })
    else before.values.push(...values)
  }

  toString(): string {
    const members = [...this.#found].map(
      ([name, { values, list }]) => `${JSON.stringify(name)}:${list ? `[${values.join(',')}]` : (values[0] ?? 'null')}`,
    )
    return `{${members.join(',')}}`
  }
}

function objectOf(element: XmlElement, shape: XmlShape): string {
  const names = namesOf(shape)
  const members = new Members()
  for (const attribute of element.attributes) {
    const member = names.attributes.get(attribute.name) ?? names.attributes.get(attribute.local)
    if (member !== undefined) members.add(member.property, scalarOf(attribute.value, member.shape.types))
    else if (!isDeclaration(attribute)) members.add(`@${attribute.name}`, JSON.stringify(attribute.value))
  }
  for (const child of element.children) {
    const member = names.elements.get(child.name) ?? names.elements.get(child.local)
    if (member !== undefined) addMember(members, child, member)
    else members.add(child.name, shape.additional === undefined ? asItStands(child) : valueOf(child, shape.additional))
  }
  const { text } = names
  if (text !== undefined) members.add(text.property, scalarOf(element.text, text.shape.types))
  else if (element.text.trim() !== '') members.add('#text', JSON.stringify(element.text.trim()))
  return members.toString()
}

function addMember(members: Members, child: XmlElement, { property, shape, role }: Member): void {
  if (role === 'value') return members.add(property, valueOf(child, shape))
  if (role === 'wrapper')
    return isNil(child) ? members.add(property, 'null') : members.addList(property, itemsOf(child, shape))
  if (holdsItems(child, shape))
    return members.addList(
      property,
      child.children.map((one) => valueOf(one, shape)),
    )
  members.add(property, valueOf(child, shape), true)
}

const itemsOf = (wrapper: XmlElement, { items }: XmlShape): string[] =>
  wrapper.children.map((child) => (items === undefined ? asItStands(child) : valueOf(child, items)))

/** An element around items that the description does not speak of: all it holds is named as the items' type is. */
function holdsItems(element: XmlElement, item: XmlShape): boolean {
  const names = [item.name, item.typeName].filter((name) => name !== undefined && name !== element.local)
  if (names.length === 0 || element.children.length === 0) return false
  return element.children.every((child) => names.includes(child.local) && !namesOf(item).elements.has(child.local))
}

function mapOf(element: XmlElement, values: XmlShape): string {
  const members = new Members()
  for (const child of element.children) members.add(child.name, valueOf(child, values))
  return members.toString()
}

/**
 * The mapping without a description: attributes as `@name`, repeated elements as lists, text beside either as `#text`,
 * an element with text only as that text; everything in the order in which it first comes, prefixes and namespaces kept.
 */
function asItStands(element: XmlElement): string {
  if (element.children.length === 0 && element.attributes.length === 0) return JSON.stringify(element.text)
  const members = new Members()
  for (const { name, value } of element.attributes) members.add(`@${name}`, JSON.stringify(value))
  for (const child of element.children) members.add(child.name, asItStands(child))
  const text = element.children.length === 0 ? element.text : element.text.trim()
  if (text.trim() !== '') members.add('#text', JSON.stringify(text))
  return members.toString()
}

const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/** Text is text unless the schema says otherwise: numbers keep their digits, what is none stays text. */
function scalarOf(text: string, types: readonly string[]): string {
  if (types.includes('string') || types.length === 0) return JSON.stringify(text)
  const bare = text.trim()
  if (bare === '' && !types.includes('object')) return 'null'
  if ((types.includes('number') || types.includes('integer')) && number.test(bare)) return bare
  if (types.includes('boolean') && /^(?:true|false|1|0)$/i.test(bare))
    return bare === '1' || bare.toLowerCase() === 'true' ? 'true' : 'false'
  return JSON.stringify(text)
}
