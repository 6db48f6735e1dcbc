import { isVariable, segmentsOf, variablesOf } from './target.ts'

const kinds: readonly { readonly is: RegExp; readonly name?: string }[] = [
  { is: /^(?!0$)\d+$/ }, // 0 is no example of an id: it is the first of a row
  { is: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i },
  { is: /^(?=[^\d]*\d)(?=[^a-f]*[a-f])[0-9a-f]{8,}$/i },
  { is: /^(?:0x)?[0-9a-f]{24,}$/i },
  { is: /^(?=(?:[a-z]*\d){3})[a-z\d]{40,}$/ }, // bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi
  { is: /^\d{4}-\d{2}-\d{2}(?:[T ].*)?$/, name: 'date' },
  { is: /^[^@\s]+@[^@\s]+\.[a-z]+$/i, name: 'email' },
  { is: /^(?:[A-Za-z]{2,8}[_-])(?=[A-Za-z]*\d)[A-Za-z0-9]{6,}$/ }, // cus_9s6XKzkNRiz8i3
  { is: /^(?=(?:[^\d]*\d){2})(?=[^A-Z]*[A-Z])(?=[^a-z]*[a-z])[A-Za-z0-9_-]{10,}$/ }, // 0OdUWJ0sBjDrqHygGUXeCF
  { is: /^(?:[A-Z]{2,}-\d+|[A-Z]+\d{3,}[A-Z0-9]*)$/ }, // PROJ-123
  { is: /^(?!(?:iso|rfc|ieee|din|epsg|utf|sha)\d)[a-z]{2,}\d{4,}$/i }, // tt0111161, no standard
  { is: /^\d{1,3}(?:\.\d{1,3}){3}$/, name: 'ip' },
  {
    is: /^(?:www\.[a-z0-9-]{1,60}\.|(?:[a-z0-9-]{1,60}\.){0,4}example\.)(?:com|org|net|io|dev|co|[a-z]{2}|localdomain)$/i,
    name: 'host',
  },
  { is: /^[@!#$][\w.-]+:[\w.-]+$/ }, // @user:server.com
  { is: /^-?(?:\d{2,3}\.\d{1,12}|\d\.\d{2,12})$/ }, // 47.37, no version,
  { is: /^\d{2,}(?:\.\d{2,}){3,}$/ }, // 160.000.036.967.704.52
  { is: /^-?\d+\.\d+,-?\d+\.\d+$/, name: 'location' },
  { is: /^(?:[0-9a-f]{2}:){5,7}[0-9a-f]{2}(?:-[0-9a-f]{2,4}){0,3}$/i }, // an address of hardware
  { is: /^10\.\d{4,9}\/\S+$/, name: 'doi' },
  { is: /^https?(?::|%3A)(?:\/|%2F)/i }, // what a URL names, within another
  { is: /^\d+(?:,\d+)+$/ }, // 5,7: several ids at once
  { is: /^[\p{L}\p{N}]+(?: [\p{L}\p{N}]+)+$/u }, // 1 hour: no word of a path holds a blank
]

/** Whether a segment is the value of a variable rather than a word of the API: a number, an id, a date, an address. */
export function concreteKind(segment: string): { readonly name?: string } | undefined {
  return kinds.find(({ is }) => is.test(segment))
}

/** `/2/tweets`, `/api/3/movie`, `/1.1/x`: a small number at the front of a path is a version. */
function isVersion(segments: readonly string[], index: number): boolean {
  const text = segments[index] ?? ''
  if (!/^(?:\d{1,2}(?:\.\d{1,2})*|20\d\d-\d\d(?:-\d\d)?)$/.test(text)) return false
  const before = segments.slice(0, index)
  return (
    index < segments.length - 1 &&
    before.every((segment) => /^(?:api|rest|rpc|v?\d+|public|open|oauth)$/i.test(segment))
  )
}

/** `/users/42/posts` → `/users/{user_id}/posts`; what is no value stays. `.json` behind a value stays. */
export function toTemplatePath(path: string): {
  readonly path: string
  readonly values: Readonly<Record<string, string>>
} {
  // the slash within a DOI
  const segments = segmentsOf(path.replace(/(?<=\/10\.\d{4,9})\/(?=[^/{}]+)/, '%2F'))
  const values: Record<string, string> = {}
  const taken = new Set(variablesOf(path))
  // `id:1/command:on.json`: arguments by name, which a number among them shows; `/items:search` alone is a verb
  const named = segments.some((segment) => /^[A-Za-z]\w*:\d+(?:\.\w+)?$/.test(segment))
  const out = segments.map((segment, index) => {
    if (isVariable(segment) || isVersion(segments, index)) return segment
    const [, label = '', said = '', end = ''] =
      (named ? /^([A-Za-z]\w*):([^:]+?)(\.(?:json|xml))?$/.exec(segment) : null) ?? []
    if (label !== '') {
      const argument = freeName(label, taken)
      taken.add(argument)
      values[argument] = decode(said)
      return `${label}:{${argument}}${end}`
    }
    const [, stem = segment, extension = ''] = /^(.+?)(\.(?:json|xml|csv|html))?$/.exec(segment) ?? []
    const decoded = decode(stem)
    const kind = concreteKind(decoded)
    const made =
      kind === undefined
        ? (madeUpOf(decoded, segments[index - 1]) ??
          numbered(decoded, segments[index - 1]) ??
          selfNamed(decoded, segments.slice(0, index)))
        : undefined
    if (kind === undefined && made === undefined) return segment
    const name = freeName(made ?? kind?.name ?? idName(segments[index - 1]), taken)
    taken.add(name)
    values[name] = decoded
    return `{${name}}${extension}`
  })
  return { path: `/${out.join('/')}${path.endsWith('/') && out.length > 0 ? '/' : ''}`, values }
}

/** `/commands/mycommand`, `/boats/your-boat`: one of what stands before, made up for an example. */
function madeUpOf(segment: string, before: string | undefined): string | undefined {
  const [, word = ''] = /^(?:my|your|some|example|sample)[-_]?([a-z]{3,})$/i.exec(segment) ?? []
  const one = singular((before ?? '').toLowerCase().replaceAll('-', '_'))
  return word !== '' && word.toLowerCase() === one ? one : undefined
}

/** `/crews/crew_1`, `/join/berth-007`, `/users/user1`: one of several of a kind, counted. */
function numbered(segment: string, before: string | undefined): string | undefined {
  const [, own, stem = '', stroke = ''] =
    /^((?:my|your)[_-])?([a-z]{3,}(?:[_-][a-z]{3,}){0,2})([_-]?)(?!(?:19|20)\d\d$)\d{1,6}$/.exec(segment) ?? []
  if (own !== undefined && stem !== '') return stem.replaceAll('-', '_')
  if (stem === '' || before === undefined || isVariable(before) || notCounted.test(stem)) return undefined
  const one = singular(before.toLowerCase().replace(/^[._-]+/, ''))
  if (stem === one) return idName(before)
  return stroke === '' ? undefined : stem.replaceAll('-', '_')
}

/** What has a number as its name: versions, standards, steps. */
const notCounted =
  /(?:^|[_-])(?:ver|version|api|oauth|sha|utf|iso|rfc|http|https|step|level|layer|phase|part|tier|type|base|bit|ipv|mode|schema|draft|release|rev|alpha|beta|top|last|next|first|round|stage|page|chart|gen)$/

/** `/groups/groupname`, `/proxies/proxies_name/delay`: the segment says what stands there. */
function selfNamed(segment: string, before: readonly string[]): string | undefined {
  const [, stem = ''] =
    /^([a-z]+(?:[_-][a-z]+)*?)[_-]?(?:name|id|uuid|key|slug|identifier|number|code)$/i.exec(segment) ?? []
  const words = before.map((it) =>
    singular(
      it
        .toLowerCase()
        .replace(/^[._-]+/, '')
        .replaceAll('-', '_'),
    ),
  )
  // `/api/v1/users/api_key`: what a call is about
  if (/^api$/i.test(stem)) return undefined
  return stem.length > 2 && words.includes(singular(stem.toLowerCase().replaceAll('-', '_'))) ? segment : undefined
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // an example's own fault
  }
}

/** `feeds` → `feed_id`, `categories` → `category_id`, nothing or a variable → `id`. */
export function idName(before: string | undefined): string {
  if (before === undefined || isVariable(before) || !/^[A-Za-z][\w-]*$/.test(before)) return 'id'
  if (/^ids$/i.test(before)) return 'id'
  return `${singular(
    before
      .replaceAll('-', '_')
      .replace(/([a-z])([A-Z])/g, '$1_$2')
      .toLowerCase(),
  )}_id`
}

function singular(word: string): string {
  if (/(?:ss|us|is)$/.test(word)) return word
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`
  if (/(?:ch|sh|x|ss)es$/.test(word)) return word.slice(0, -2)
  return word.replace(/s$/, '')
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name
  for (let i = 2; ; i++) if (!taken.has(`${name}_${i}`)) return `${name}_${i}`
}
