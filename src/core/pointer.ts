/** JSON Pointer (RFC 6901). */
export function pointer(...segments: readonly (string | number)[]): string {
  return segments.map((segment) => `/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** The reference tokens of a pointer; `''` has none. A missing leading slash is tolerated as if it were there. */
export function pointerSegments(text: string): string[] {
  if (text === '') return []
  const body = text.startsWith('/') ? text.slice(1) : text
  return body.split('/').map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** The value at a pointer, own properties only; `undefined` where there is none. */
export function at(value: unknown, text: string): unknown {
  let here = value
  for (const segment of pointerSegments(text)) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, segment)) return undefined
    here = (here as Record<string, unknown>)[segment] // an own property of an object or array, checked above
  }
  return here
}
