/** JSON Pointer (RFC 6901). */
export function pointer(...segments: readonly (string | number)[]): string {
  let text = ''
  for (const segment of segments) text += `/${typeof segment === 'number' ? segment : escaped(segment)}`
  return text
}

/** Most names need no escape. */
function escaped(segment: string): string {
  return segment.includes('/') || segment.includes('~') ? segment.replaceAll('~', '~0').replaceAll('/', '~1') : segment
}

/** The reference tokens of a pointer; `''` has none. A missing leading slash is tolerated as if it were there. */
export function pointerSegments(text: string): string[] {
  if (text === '') return []
  const body = text.startsWith('/') ? text.slice(1) : text
  if (!body.includes('~')) return body.split('/')
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
