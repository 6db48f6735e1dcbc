import { toVisible } from '../core/index.ts'
import type { Answer } from './model.ts'

const longest = 1_000

/** The headers that matter to who asked, and when. */
const rows: readonly { readonly name: RegExp; readonly when?: (answer: Answer) => boolean }[] = [
  { name: /^(?:location|etag|retry-after|link|ratelimit(?:-.+)?|deprecation|sunset)$/ },
  { name: /^x-ratelimit-.+$/, when: ({ status }) => status === 429 || status === 403 },
  { name: /^content-type$/, when: (answer) => answer.body.kind !== 'empty' && !isJson(answer.mediaType) },
  { name: /^www-authenticate$/, when: ({ status }) => status === 401 },
  { name: /^content-range$/, when: ({ status }) => status === 206 || status === 416 },
  { name: /^allow$/, when: ({ status, request }) => status === 405 || request.method === 'OPTIONS' },
  {
    name: /^(?:content-length|content-type|last-modified|accept-ranges)$/,
    when: ({ request }) => request.method === 'HEAD',
  },
]

export const isJson = (mediaType: string): boolean => /[/+]json$|\/x-amz-json-/.test(mediaType)

const spelt: Readonly<Record<string, string>> = { etag: 'ETag', 'www-authenticate': 'WWW-Authenticate' }

function spelling(name: string): string {
  if (name.startsWith('ratelimit')) return `RateLimit${name.slice(9).replace(/-./g, (part) => part.toUpperCase())}`
  return spelt[name] ?? name.replace(/(?:^|-)[a-z]/g, (part) => part.toUpperCase())
}

/** The rows of a header's name; the names that APIs use are few and come again with every answer. */
const rowsOf = new Map<string, typeof rows>()
const mostNames = 500

function rowsFor(name: string): typeof rows {
  const known = rowsOf.get(name)
  if (known !== undefined) return known
  const found = rows.filter((row) => row.name.test(name))
  if (rowsOf.size >= mostNames) rowsOf.clear()
  rowsOf.set(name, found)
  return found
}

/** One line a header, in the order they came; values visible and of bounded length. */
export function headerLines(answer: Answer): string[] {
  return answer.headers.flatMap(([name, value]) => {
    const lower = name.toLowerCase()
    if (!rowsFor(lower).some((row) => row.when?.(answer) !== false)) return []
    const shown = toVisible(value.replace(/[\r\n]+/g, ' '))
    const bounded = shown.length > longest ? `${shown.slice(0, longest)}…` : shown
    return [`${spelling(lower)}: ${bounded}${lower === 'content-type' ? renderingOf(answer) : ''}`]
  })
}

/** What a body is shown as, where that is not what it was sent as. */
function renderingOf({ body, mediaType }: Answer): string {
  if (body.kind === 'json') return isJson(mediaType) ? '' : ' (shown as JSON)'
  if (body.kind === 'text' && body.shownAs === 'text/markdown') return ' (shown as Markdown)'
  return ''
}
