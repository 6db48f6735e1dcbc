import type { Ask } from './http.ts'
import { badQuery, queryInteger } from './input.ts'

export const limitOf = (ask: Ask): number => queryInteger(ask, 'limit', { fallback: 20, min: 1, max: 100 })

/** A `Link` value (RFC 8288) from relation to changed query parameters; the rest of the query stays as it was sent. */
export function linkHeader(ask: Ask, relations: Readonly<Record<string, Readonly<Record<string, number>>>>): string {
  return Object.entries(relations)
    .map(([relation, changes]) => {
      const query = new URLSearchParams(ask.query)
      for (const [name, value] of Object.entries(changes)) query.set(name, String(value))
      return `<${ask.path}?${query.toString()}>; rel="${relation}"`
    })
    .join(', ')
}

/** An opaque cursor that names the last row of a page. */
export function toCursor(lastId: string): string {
  return Buffer.from(`after:${lastId}`).toString('base64url')
}

/** @throws Refusal 400 for a cursor that we did not make */
export function fromCursor(ask: Ask): string | undefined {
  const raw = ask.query.get('cursor')
  if (raw === null) return undefined
  const text = Buffer.from(raw, 'base64url').toString('utf8')
  if (!/^after:cust_\d+$/.test(text)) throw badQuery('cursor', 'is not a cursor of this list')
  return text.slice('after:'.length)
}
