import { memo } from './memo.ts'
import { withoutOptional } from './optional-parts.ts'
import { longestTarget, serverAlone } from './target-end.ts'
import { notations, variableName } from './notations.ts'

export { targetEnd } from './target-end.ts'

/** A path or URL as documentation writes it, read into a template. */
export interface Target {
  /** `https://api.example.com:8443`, as written; absent when only a path is given. A placeholder host stays `{host}`. */
  readonly origin?: string
  /** Begins with `/`; variables as `{name}`; no query string, no fragment; a trailing slash is kept. */
  readonly path: string
  readonly query: readonly QueryPart[]
  /** As it stood in the page. */
  readonly raw: string
}

export interface QueryPart {
  readonly name: string
  /** A literal value of an example; absent for `{x}`, `<x>` and the like. */
  readonly value?: string
}

/** `SERVER_URL<id>`: a constant that holds the slash as well. */
const gluedServer = /^([A-Z][A-Z0-9]{0,30}_(?:URL|URI|HOST|SERVER|BASE|ROOT|ENDPOINT|DOMAIN))(?=[<{])/

/** What is left out in front of a path. */
const ellipsis = /^(?:\.{3}|…)(?=\/[\p{L}{<:])/u

const schemeAndHost = /^(https?|wss?):\/\/([^/?#\s]*)/i
/** A first segment that stands for the server: `{{baseUrl}}`, `$HOST`, `<your-domain>`, `{server_url}`, `[instance]`. */
const serverWord =
  /(?:^|[^a-z])(?:base|url|uri|host|hostname|server|domain|endpoint|instance|root|address|ip|ip[-_ ]?addr(?:ess)?|origin|site)(?![a-z])|(?:Url|URL|Host|Server|Domain|Uri|Base)$|^base|(?:根地址|服务器?地址|域名)$/
const isServerWord = (word: string): boolean => serverWord.test(word) || serverWord.test(word.toLowerCase())
const placeholderServer =
  /^(?:https?:\/\/)?(?:\{\{?\s*([^{}]{1,40}?)\s*\}?\}|\$\{?([A-Za-z_]{2,40})\}?|<([^<>]{1,40})>|\[([^[\]]{1,40})\]|%([A-Za-z_]{2,40})%|([A-Z][A-Z0-9]{0,30}_(?:URL|URI|HOST|SERVER|BASE|ROOT|ENDPOINT|DOMAIN)))(?::\d+|:\{port\}|:<port>)?(?=\/)/
const bareHost = /^(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|(?:[a-z0-9-]+\.)+[a-z]{2,12})(?::\d{1,5})?(?=\/)/i

/**
 * Reads a path or URL: `/users/:id`, `users/{id}` (only with `relative`), `https://api.example.com/v1/x?limit=10`,
 * `{{base}}/x`, `api.example.com/x`. `undefined` when it is none.
 */
export function readTarget(
  text: string,
  { relative = false }: { readonly relative?: boolean } = {},
): Target | undefined {
  const raw = text.trim()
  if (raw === '' || raw.length > longestTarget) return undefined
  // http:localhost:8000/x, the slashes forgotten
  let rest = withoutOptional(
    raw
      .replace(/^(https?):(?=[\w.-]+(?::\d{2,5})?\/)/i, '$1://')
      .replace(/&amp;/g, '&')
      .replace(gluedServer, '$1/')
      .replace(/<[A-Za-z][\w-]{0,40}(?=\/[<\w])/g, '$&>')
      .replace(/(?<=[)}>\]]) (?=\/ ?[({<[:])/g, '')
      .replace(/(?<=\/) (?=\(\w{2,10}: ?[\w.-]{1,40}\))/g, '')
      .replace(/^(\S+) (?=\/)/, (whole, server: string) => (serverAlone.test(server) ? server : whole)),
  )
  // `.../boats`: what stands before is known
  if (ellipsis.test(rest)) rest = rest.replace(ellipsis, '')
  let origin: string | undefined
  const placeholder = placeholderServer.exec(rest)
  const word = placeholder?.slice(1).find((part) => part !== undefined)
  const scheme = schemeAndHost.exec(rest)
  if (placeholder !== null && word !== undefined && (isServerWord(word) || /^https?:/i.test(rest))) {
    origin = '{host}'
    rest = rest.slice(placeholder[0].length)
  } else if (scheme !== null) {
    if (/^ws/i.test(scheme[1] ?? '') || (scheme[2] === '' && rest === scheme[0])) return undefined
    // whose name stands before the host (RFC 3986 §3.2.1) is no part of where it is
    origin = `${scheme[1]?.toLowerCase()}://${scheme[2]?.replace(/^[^@]*@/, '')}`
    rest = rest.slice(scheme[0].length)
    if (rest === '') rest = '/'
  } else if (!rest.startsWith('/')) {
    const host = bareHost.exec(rest)
    if (host !== null && !looksLikeFile(host[0])) {
      origin = `${/^(?:localhost|\d)|\.(?:local|lan|home|internal)(?::\d+)?$/i.test(host[0]) ? 'http' : 'https'}://${host[0]}`
      rest = rest.slice(host[0].length)
    } else if (opensWithVariable.test(rest)) rest = `/${rest}`
    else if (relative && /^[\w{<:[$.](?:[^\s<{]|<[^<>]*>|\{[^{}]*\}|[<{])*$/.test(rest)) rest = `/${rest}`
    else return undefined
  }
  if (rest.startsWith('//')) return undefined
  const { path, query } = cutQuery(rest.replace(/\/(?:\.{3}|…)$/, '/{path}'))
  const template = toTemplate(path)
  if (template === undefined) return undefined
  return { path: template, query: readQuery(query), raw, ...(origin === undefined ? {} : { origin }) }
}

/** `<topic>/json`, `{name}/start`: a path that begins with a variable, its slash left out. */
const opensWithVariable = /^(?:<[a-z][\w -]{0,30}>|\{[a-z][\w -]{0,30}\})\/[a-z<{]/

const looksLikeFile = (host: string): boolean =>
  /\.(?:json|ya?ml|xml|md|js|ts|py|rb|go|php|html?|txt|sh|conf)$/i.test(host)

function cutQuery(text: string): { path: string; query: string } {
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (char === '{' || char === '<') depth++
    else if (char === '}' || char === '>') depth = Math.max(0, depth - 1)
    else if (depth === 0 && char === '#' && text[i + 1] !== '{') return { path: text.slice(0, i), query: '' }
    else if (depth === 0 && char === '?')
      return { path: text.slice(0, i), query: text.slice(i + 1).replace(/#(?!\{).*$/s, '') }
  }
  // `/boats&sort=name`: the question mark that an author forgot
  const [, before = '', after = ''] = /^([^&{}]*\/[^&{}/]+)&([A-Za-z_][\w.-]*=.*)$/.exec(text) ?? []
  if (after !== '') return { path: before, query: after }
  return { path: text.replace(/\{\?([\w,*]+)\}/g, ''), query: uriTemplateQuery(text) }
}

/** RFC 6570 `{?a,b}` at the end of a path. */
function uriTemplateQuery(text: string): string {
  const names = /\{[?&]([\w,*-]+)\}/.exec(text)?.[1]
  return names === undefined
    ? ''
    : names
        .replaceAll('*', '')
        .split(',')
        .map((name) => `${name}={${name}}`)
        .join('&')
}

function readQuery(query: string): QueryPart[] {
  const parts: QueryPart[] = []
  // a semicolon parts what has names of its own; else it is within a value
  for (const piece of query.split(/&|;(?=[^&;=]*=)|(?<==[\w.-]{1,60})\?(?=[\w.-]{1,60}=)/).slice(0, 60)) {
    const [written = '', ...after] = piece.split('=')
    const value = after.join('=').trim()
    // `&<params>` stands for what else there may be
    if (
      after.length === 0 &&
      /^[{[(<](?:[\w -]*_)?(?:params?|parameters?|options?|args|arguments?|filters?|query|more|others?)[}>)\]]$/i.test(
        written,
      )
    )
      continue
    const name = decode(written.replace(/^[{[(<]+|(?<![}>)])[}>)]+$/g, '')).trim()
    if (!/^[A-Za-z_$@][\w.$:@[\]-]{0,59}$/.test(name)) continue
    const open =
      value === '' || /[{}<>$…]|\.\.\.|^:\w|^\[.*\]$|^%\w|^(?:YOUR|MY)[_-]|^[A-Z]+(?:_[A-Z]+)+$|^x{3,}$/i.test(value)
    parts.push({ name, ...(open && !/^[a-z0-9_.-]+$/.test(value) ? {} : value === '' ? {} : { value: decode(value) }) })
  }
  return parts
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text // a lone % is an example's business, not an error
  }
}

/** A path with every notation of a variable as `{name}`, or `undefined` when it is no path of an API. */
function toTemplate(path: string): string | undefined {
  const plain = path
    .replaceAll(/\{\?[^}]*\}|\{&[^}]*\}/g, '')
    .replaceAll(/\\([_*[\]<>{}])/g, '$1')
    .replaceAll(/(?<=\w)%3A(?=\w)/gi, ':')
  if (plain.includes('..') && !/\{[^}]*\.\.[^}]*\}/.test(plain)) return undefined
  const written = cutSegments(plain)
  // `/itemFromId` alone: a word of the API, where a variable would stand behind one
  const lone = written.filter((segment) => segment !== '' && !/^(?:api|rest|v\d+)$/i.test(segment))
  const segments =
    lone.length === 1 && camelVariable.test(lone[0] ?? '') && written.at(-1) === lone[0]
      ? written
      : written.map((segment, index) => named(segment, written.slice(0, index)) ?? toSegment(segment))
  if (segments.some((segment) => segment === undefined)) return undefined
  const joined = `/${segments.join('/')}`.replace(/\/{2,}/g, '/')
  return joined
}

/**
 * `/groups/group_name`: what stands before, with a word for what one knows it by, is a variable; `/Task/x/$accept` is an operation
 * of FHIR (§3.2.0), no variable.
 */
function named(segment: string, before: readonly string[]): string | undefined {
  if (capitals.test(segment) && !literalCapitals.test(segment) && before.some((it) => /^[a-z]{3}[a-z_-]*$/.test(it)))
    return `{${segment}}`
  if (fhirOperation.test(segment)) return before.some((it) => /^[A-Z][a-z]+[A-Za-z]*$/.test(it)) ? segment : undefined
  // `/.groups/groupname`: what stands before in the plural, with what it is known by; `/zones/zone` is two words
  const plural = before.at(-1)?.replace(/^[._]/, '') ?? ''
  if (/^[a-z]{3,30}name$/.test(segment) && plural === `${segment.slice(0, -4)}s`) return `{${segment}}`
  // `/object/OBJECT_ID/SECTION`: large letters beside a variable in large letters
  if (
    /^[A-Z]{4,30}$/.test(segment) &&
    !literalCapitals.test(segment) &&
    before.some((it) => /^[A-Z]+_(?:ID|NAME|KEY)$/.test(it))
  )
    return `{${segment}}`
  const [, stem = ''] = /^([a-z]{3,30})_(?:id|name|uuid|slug)$/.exec(segment) ?? []
  return stem !== '' && (before.includes(stem) || before.includes(`${stem}s`)) ? `{${segment}}` : undefined
}

/** Written large behind words that are not: what the reader puts in. */
const capitals =
  /^(?!(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|DEFAULT|LATEST|CURRENT|TRUE|FALSE|NULL|NONE|TEST|ADMIN|ROOT|PUBLIC)$)[A-Z]{4,24}$/
const fhirOperation = /^\$[a-z]+(?:-[a-z]+)*$/

/** Split at slashes outside brackets. */
function cutSegments(path: string): string[] {
  const found: string[] = []
  let depth = 0
  let from = 0
  for (let i = 0; i <= path.length; i++) {
    const char = path[i]
    if (char === '{' || char === '<') depth++
    else if (char === '}' || char === '>') depth = Math.max(0, depth - 1)
    else if (i === path.length || (char === '/' && depth === 0)) {
      if (i > from || i === path.length) found.push(path.slice(from, i))
      from = i + 1
    }
  }
  return found
}

/** Words that are written large in a path without being variables. */
const literalCapitals =
  /^(?:API|REST|RPC|JSON|XML|CSV|HTML|PDF|OAUTH|OAUTH2|SOAP|WEB|V\d+|WS|RSS|ICS|SMS|IP|ID3|DNS|CRM|ODATA|HTTP|OPML|SQL)$/
const capitalVariable =
  /^[A-Z][A-Z0-9]*(?:[_-][A-Z0-9]+)+$|^(?:[A-Z]{2,}(?:ID|NAME|KEY|TOKEN|UUID|GUID|SLUG|CODE|NUMBER|HASH)|ID|UUID|GUID|NAME|SLUG|X{2,}|KEY|TOKEN|HASH|USER|USERNAME|JOB|DATE|INDEX|REPO|OWNER|ORG|PROJECT)$/
/** `id1,id2`: several values of one variable. */
const series = /^([A-Za-z][A-Za-z_-]{0,40}?)1(?:,\1[2-9])+$/
const camelVariable =
  /^(?:(?!(?:get|set|find|list|fetch|query|search|load|delete|update|create|add|remove|check|is)[A-Z])[a-z]+(?:[A-Z][a-z0-9]+)*(?<![a-z](?:By|From))I[dD]|your[-_]?[A-Za-z0-9_-]+|(?:some|any)_[a-z_]+_(?:id|name|key|slug|uuid)|my[-_][a-z0-9_-]*id|x{3,}|%[sd])$/

function toSegment(written: string): string | undefined {
  if (written === '') return ''
  const segment = decodeBrackets(written)
  const held: string[] = []
  let text = segment
  for (const { is, name } of notations)
    text = text.replace(is, (...match: unknown[]) => {
      const groups = match.filter((part): part is string => typeof part === 'string')
      held.push(variableName(name(groups)))
      return `\ue000${held.length - 1}\ue001`
    })
  if (!text.includes('\ue000') && !literalCapitals.test(text)) {
    const [, stem = text, extension = ''] = /^(.+?)(\.(?:json|xml|csv))?$/.exec(text) ?? []
    const several = series.exec(stem)?.[1]
    if (several !== undefined) return `{${variableName(`${several}s`)}}${extension}`
    if (capitalVariable.test(stem) || camelVariable.test(stem)) return `{${variableName(stem)}}${extension}`
  }
  // what is left must be characters of a path (RFC 3986 §3.3), letters of any script included
  if (!/^[\p{L}\p{N}\ue000\ue001\-._~!$&'()*+,;=:@%]*$/u.test(text)) return undefined
  return text.replace(/\ue000(\d+)\ue001/g, (_, index: string) => `{${held[Number(index)] ?? 'value'}}`)
}

const decodeBrackets = (text: string): string =>
  text.replace(/%7B/gi, '{').replace(/%7D/gi, '}').replace(/&lt;/g, '<').replace(/&gt;/g, '>')

/** The segments of a path: `/a/{b}/` → `a`, `{b}`. */
export const segmentsOf: (path: string) => readonly string[] = memo((path) =>
  path.split('/').filter((segment) => segment !== ''),
)

export const isVariable = (segment: string): boolean => /\{[^{}]*\}/.test(segment)

export const variablesOf = (path: string): string[] =>
  [...path.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? '')

/** One key for a path whatever its variables are called and whether it ends with a slash. */
export const shapeOf: (path: string) => string = memo(
  (path) =>
    `/${segmentsOf(path)
      .map((segment) => segment.replace(/\{[^{}]*\}/g, '{}'))
      .join('/')}`,
)
