import type { Settings } from './snapshot.ts'

const mostNamed = 12

/**
 * What a client tells its model of this server: part of the 1,000 tokens of the list. Names of APIs are the operator's
 * words; nothing that an API wrote stands here.
 */
export function instructionsFor(slugs: readonly string[], generic: Settings['generic']): string {
  const names = slugs.slice(0, mostNamed).map((slug) => slug.slice(0, 40))
  const more = slugs.length > mostNamed ? ` and ${slugs.length - mostNamed} more (list_apis)` : ''
  const which = names.length === 0 ? '' : `: ${names.join(', ')}${more}`
  const how =
    generic === false
      ? ''
      : ' Find operations with search_operations, then call_operation. Credentials stay on the server: never ask for one.'
  return `Calls the APIs configured here${which}.${how}`
}
