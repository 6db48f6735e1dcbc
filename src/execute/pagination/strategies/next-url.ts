import * as z from 'zod'
import { at, pointerSegments } from '../../../core/index.ts'
import { declaredMembers } from '../hints.ts'
import { isObject, localName, membersOf, moreFlag, type Member } from '../look.ts'
import { defineStrategy, type Page } from '../model.ts'
import { common, nextPlace, styleKey } from '../options.ts'
import { envelopes, fold, isLinks, nextNames, urlNames } from '../words.ts'

const style = 'next-url' as const

/** The address of the next page in the body, absolute or relative, or a link object that holds it. */
export const nextUrl = defineStrategy({
  id: style,
  options: z.strictObject({
    style: styleKey(style),
    ...common,
    next: nextPlace('JSON Pointer of the address of the next page, such as "/links/next".'),
  }),

  detect(page, hints) {
    const found = membersOf(page).find((member) => holdsAddress(member, page))
    if (found !== undefined) return { evidence: 'more', options: { style, next: found.pointer } }
    const empty = membersOf(page).find(isEmptyAddress)
    if (empty !== undefined) return { evidence: 'end', options: { style, next: empty.pointer } }
    const declared = declaredMembers(hints.answer, (word) => envelopes.has(word)).find(
      ({ name, schema }) =>
        urlNames.has(fold(name)) ||
        (nextNames.has(fold(name)) && ['uri', 'url', 'uri-reference'].includes(schema.format ?? '')),
    )
    if (declared === undefined) return undefined
    return { evidence: 'described', options: { style, next: declared.pointer } }
  },

  next(page, { next }) {
    const value = at(page.data, next)
    const name = fold(localName(pointerSegments(next).at(-1) ?? ''))
    const url = isLinks(name) && isObject(value) && !isNextLink(value) ? undefined : addressIn(value)
    if (url === undefined || moreFlag(page) === false) return { go: 'end' }
    const body = bodyIn(value)
    return { go: 'next', step: body === undefined ? { url } : { url, body } }
  },
})

/** The address in a value: a text, `{"href": …}`, or the link of a list whose relation is next. */
function addressIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim()
  if (Array.isArray(value)) return addressIn(value.find(isNextLink))
  if (!isObject(value) || ('@rel' in value && !isNextLink(value))) return undefined
  for (const name of ['href', 'url', 'uri', 'link', '@href']) {
    const inner = value[name]
    if (typeof inner === 'string' && inner.trim() !== '') return inner.trim()
  }
  return undefined
}

/** `{"rel": "next", "body": …}`: what STAC sends with the next search. */
function bodyIn(value: unknown): { readonly value: unknown; readonly merge: boolean } | undefined {
  const link: unknown = Array.isArray(value) ? value.find(isNextLink) : value
  if (!isObject(link) || !isObject(link['body'])) return undefined
  return { value: link['body'], merge: link['merge'] === true }
}

/** `{"rel": "next", …}`, also `"rel": ["next"]` (Siren), `"relation": "next"` (FHIR) and `<link rel="next">` (Atom). */
function isNextLink(value: unknown): boolean {
  if (!isObject(value)) return false
  const relation = value['rel'] ?? value['@rel'] ?? value['relation'] ?? value['relationship']
  const relations = Array.isArray(relation) ? relation : typeof relation === 'string' ? relation.split(/\s+/) : []
  return relations.some((one) => typeof one === 'string' && one.toLowerCase() === 'next')
}

function holdsAddress({ word, value, within }: Member, page: Page): boolean {
  if (Array.isArray(value)) return isLinks(word) && addressIn(value) !== undefined
  if (isLinks(word)) return isNextLink(value) && addressIn(value) !== undefined
  const address = addressIn(value)
  if (address === undefined) return false
  if (urlNames.has(word) || /^more[a-z]*url$/.test(word)) return true
  if (!nextNames.has(word)) return false
  return isObject(value) || (isLinks(within) && !isBare(address)) || looksLikeAddress(address, page)
}

/** A text that no address looks like: some keep a cursor among their links. */
const isBare = (text: string): boolean => /^[\w=+~-]*$/.test(text)

/** Cursors are texts too: base64 may begin with a slash. */
function looksLikeAddress(text: string, { request }: Page): boolean {
  if (/^https?:\/\//i.test(text) || /^\?[^=]+=/.test(text)) return true
  if (!/^\.{0,2}\//.test(text)) return /^[\w.~-]+\?[^=\s]+=/.test(text)
  const [first = ''] = request.path.split('/').filter((segment) => segment !== '')
  return text.includes('?') || (first !== '' && text.startsWith(`/${first}/`))
}

/** `"next": null` and the like; a list of links without a next one. */
function isEmptyAddress({ word, value, within }: Member): boolean {
  const isEmpty = value === null || value === '' || value === false
  if (urlNames.has(word)) return isEmpty
  if (word === 'next')
    return (
      isEmpty &&
      (within === 'links' || within === '' || within === 'paging' || within === 'pagination' || within === 'meta')
    )
  if (!isLinks(word)) return false
  if (isObject(value))
    return (
      ('@rel' in value && !isNextLink(value)) ||
      (['self', 'first', 'last', 'prev', 'previous'].some((name) => Object.hasOwn(value, name)) &&
        !Object.hasOwn(value, 'next'))
    )
  return (
    Array.isArray(value) &&
    value.some((one) => isObject(one) && ('rel' in one || '@rel' in one || 'relation' in one)) &&
    addressIn(value) === undefined
  )
}
