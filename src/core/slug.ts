/**
 * The slug of a Custom API's name: NFKD with marks dropped, lower-cased, every run outside a–z0–9 as `_`, trimmed
 * (DESIGN.md §2). Empty when nothing is left; the config then asks for the key `slug`.
 */
export function toSlug(name: string): string {
  if (isSlug.test(name)) return name
  return name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
}

/** What most names are that come here again and again. */
const isSlug = /^[a-z0-9]+(?:_[a-z0-9]+)*$/
