import { toMethod, toMethods, type Method } from '../infer/methods.ts'
import { withOptionalVariable } from '../infer/optional-parts.ts'
import { readTarget, segmentsOf, targetEnd, type Target } from '../infer/target.ts'

/** `METHOD target` somewhere in a line. */
export interface Call {
  readonly methods: readonly Method[]
  readonly target: Target
  /** Where the method begins and the target ends. */
  readonly from: number
  readonly to: number
  /** Whether it stands in a code span. */
  readonly code: boolean
}

const method = '(?:GET|POST|PUT|PATCH|DELETE|DEL|HEAD|OPTIONS)'
const callStart = new RegExp(
  String.raw`(?<![\p{L}\p{N}_/.-])(${method}(?:\s*[/,|&]\s*${method})*|(?<=^[\s>*-]*${'`'}?)(?:get|post|put|patch|delete)(?= ))([\s${'`'}:"'\])>|·•–—-]{1,8}(?:\*(?=/[a-zA-Z{:]))?|(?=/[a-z{:]))(?=[/{$<[h(]|(?:\.{3}|…)/|[a-z][\w-]*\.[a-z]|[A-Z][A-Z0-9]{0,30}_(?:URL|URI|HOST|SERVER|BASE|ROOT|ENDPOINT|DOMAIN)[/<{])`,
  'gu',
)

/** Every `METHOD target` of a line of marked text. */
export function findCalls(line: string): Call[] {
  if (line.length > 20_000) return []
  const found: Call[] = []
  for (const match of line.matchAll(callStart)) {
    const from = match.index
    if (from < (found.at(-1)?.to ?? 0)) continue
    // an option of a command, that is read as one
    if (/\bcurl\b[^`\n]{0,300}\s(?:-X|--request)[\s="']{1,3}$/.test(line.slice(Math.max(0, from - 320), from))) continue
    const start = from + match[0].length
    const to = targetEnd(line, start)
    const target = readTarget(line.slice(start, to))
    if (target === undefined || !isApiPath(target) || /^\/\{(?:GET|POST|PUT|PATCH|DELETE)\}$/.test(target.path))
      continue
    // `POST` / `PUT`: one method or the other, no path
    if (
      target.path === '/' &&
      /^[\s`]*(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|WSS?|SSE|WebSocket)\b/.test(line.slice(to))
    )
      continue
    const methods = toMethods(match[1] ?? '')
    if (methods.length === 0) continue
    // "POST / GET / DELETE / etc.": a series of methods that goes on
    const series = /[A-Z]{3,7}[\s`]{0,3}\/[\s`]{0,3}[A-Z]{3,7}[\s`/]{0,4}$/
    if (/^\/(?:etc\.?)?$/.test(target.path) && series.test(line.slice(Math.max(0, from - 20), start))) continue
    const code = (line.slice(0, start).match(/`/g) ?? []).length % 2 === 1
    found.push({ methods, target, from, to, code })
    // one of them and all of them
    const one = readTarget(withOptionalVariable(line.slice(start, to)) ?? '')
    if (one !== undefined && methods[0] === 'GET') found.push({ methods, target: one, from, to, code })
  }
  if (found.length > 0) return found
  const quoted = findQuotedCalls(line)
  return quoted.length > 0 ? quoted : findMarkedPaths(line)
}

/** `/items/add (POST)`: the method in brackets behind its path. */
function findMarkedPaths(line: string): Call[] {
  const found: Call[] = []
  for (const match of line.matchAll(markedPath)) {
    const [whole, path = '', verbs = ''] = match
    const target = readTarget(path)
    const methods = toMethods(verbs)
    if (methods.length === 0 || target === undefined || !isApiPath(target)) continue
    const code = (line.slice(0, match.index).match(/`/g) ?? []).length % 2 === 1
    found.push({ methods, target, from: match.index, to: match.index + whole.length, code })
  }
  return found
}

const markedPath = new RegExp(
  String.raw`(?<![^\s${'`'}"'(:])((?:https?:/)?/[^\s${'`'}()"']{1,300})${'`'}?\s{1,3}[([]${'`'}?(${method}(?:\s?[/,|]\s?${method})*)${'`'}?[)\]]`,
  'gu',
)

/** `get "api/v1/items/:id"`: a method in any case and a path in quotes, which may lack its slash. */
function findQuotedCalls(line: string): Call[] {
  const found: Call[] = []
  for (const match of line.matchAll(quotedCall)) {
    const [whole, verb = '', path = ''] = match
    const known = toMethod(verb)
    const target = readTarget(path, { relative: true })
    if (known === undefined || target === undefined || !isApiPath(target)) continue
    found.push({ methods: [known], target, from: match.index, to: match.index + whole.length, code: true })
  }
  return found
}

const quotedCall =
  /(?<![\p{L}\p{N}_/.-])(GET|POST|PUT|PATCH|DELETE|get|post|put|patch|delete)\s{1,3}["“'«]\s?([\w{:<.-]+(?:\/[\w{}:<>.-]+)+\/?(?:\?[^\s"”'»]*)?|\/[^\s"”'»]{1,300})\s?["”'»]/gu

const fileSystem =
  /^(?:WEB-INF|META-INF|etc|usr|var|home|tmp|opt|bin|sbin|dev|proc|sys|lib|lib64|srv|root|mnt|boot|run|Users|Library|Applications|Program Files|Windows|path|data|app|src|config|node_modules|dist|build|public|static|assets|images?|img|css|js|docs?|wiki|blog|tree|blob|raw|releases|issues|pull)$/
/** Folders whose names are words of APIs as well: with a variable in the path they are. */
const folderWord =
  /^(?:data|app|static|assets|images?|docs?|wiki|public|releases|issues|files|config|raw|blob|path|pull)$/
/** Pages of every website. */
const webPage =
  /^\/(?:[a-z]{2}\/)?(?:terms(?:-of-(?:service|use))?|tos|privacy(?:-policy)?|legal|imprint|impressum|licen[cs]es?|pricing|contact|about|blog|faq)\/?$/i
const docsPage =
  /^(?:\/api)?(?:\/v\d+)?\/(?:docs?|documentation)\/?$|\/(?:api-?docs|swagger(?:-ui)?|redoc|(?:openapi|swagger)\.(?:json|ya?ml))\/?$/i
/** Where people sign up and in: `https://portal.example.com/register`. */
const signUp = /^https?:\/\/(?:portal|app|my|dashboard|console|account|accounts)\.[^/]+$/i
const signUpPage = /^\/(?:[a-z]{2}\/)?(?:register|registration|sign-?up|sign-?in|log-?in|dashboard)\/?$/i
/** Where an API shows its own documentation. */
export const isDocsPage = ({ path }: Target): boolean => docsPage.test(path)

const fileEnd =
  /\.(?:js|mjs|ts|tsx|css|png|jpe?g|gif|svg|ico|webp|html?|md|mdx|py|rb|go|rs|java|sh|bash|ya?ml|toml|ini|conf|cfg|lock|log|zip|gz|tgz|tar|zst|xz|bz2|7z|AppImage|deb|rpm|exe|dmg|pkg|jar|service|sock|pem|key|crt|gpg|asc|mp[34]|webm|woff2?|db|sqlite|env|bat|ps1|sha(?:1|256|512)|md5|ejs|vue|tf|rst|txt|properties|wasm|map|iso|img|whl|patch|diff|plist|desktop|scala|kts?|swift|cpp|hpp|jsx|gradle|ipynb)$/i

/** Whether a path next to a method may be one of an API: no file, no place in a file system. */
export function isApiPath(target: Target): boolean {
  if (/(?:^|\/)path\/to(?:\/|$)/.test(target.path)) return false // what stands for any path
  // a request with a query asks a program, whatever the path ends in
  // `/api/v3/withdraw.html`: a program of an API, where a method calls it
  if (
    fileEnd.test(target.path) &&
    !/^\/(?:[\w-]+\/)*\w?api\/(?:v\d+\/)?[\w/-]+\.html$/i.test(target.path) &&
    !isBelowVariable(target.path) &&
    !isServedFile(target.path) &&
    (target.query.length === 0 || !/^[^{]*\.(?:html?|png|jpe?g|gif|svg|webp|rst|ics)$/i.test(target.path))
  )
    return false
  if (/^\/(?:\.|…|etc\.?$)/.test(target.path)) return false
  // a day, as an example writes it
  return target.path === '/' || /\p{L}/u.test(target.path) || /^\/\d{4}-\d\d-\d\d$/.test(target.path)
}

/** `/api/project/{name}/readme.md`: a file of something that a variable chooses. */
const isBelowVariable = (path: string): boolean => /^\/api\/.*\/\{[^{}/]+\}\/[\w-]+\.\w+$/.test(path)
/** `/api/{camera}/latest.jpg`: a picture or a document of something that the API knows. */
const isServedFile = (path: string): boolean =>
  /\.(?:png|jpe?g|gif|svg|webp|mp[34]|webm|zip|log|txt|ya?ml)$/i.test(path) &&
  /^\/(?:api|v\d+)\/[^{]*\w|^\/[^{.]*\{/.test(path)

/** Whether a path that stands without a method looks like one of an API rather than a file, a page or a fraction. */
export function isLikelyPath(target: Target): boolean {
  if (!isApiPath(target) || /\.html?$/i.test(target.path)) return false
  const segments = segmentsOf(target.path)
  const [first = ''] = segments
  if (segments.length === 0 || segments.length > 12) return false
  if (target.origin === undefined && segments.every((segment) => /^\{[^{}]*\}$/.test(segment))) return false // no word in it
  if (
    target.origin === undefined &&
    fileSystem.test(first) &&
    !(folderWord.test(first) && /\{/.test(target.path)) &&
    !(first === 'Users' && segments.length === 2) // `/Users/ada/x` is a folder
  )
    return false
  if (target.origin === '{host}' && /^(?:etc|usr|var|home|tmp|opt|s?bin|lib|lib64|src|node_modules)$/.test(first))
    return false // $HOME/etc
  if (target.origin !== undefined && (isWebsite(target.origin) || webPage.test(target.path))) return false
  if (target.origin !== undefined && signUp.test(target.origin) && signUpPage.test(target.path)) return false
  // a place on a page is a link
  if (target.origin !== undefined && /#(?!\{)/.test(target.raw)) return false
  if (isDocsPage(target)) return false
  // a page of a handbook that is linked to
  if (
    target.origin !== undefined &&
    target.query.length === 0 &&
    /^(?:docs?|wiki|blog|guides?|manual|tutorials?)$/.test(first) &&
    !/\{/.test(target.path)
  )
    return false
  if (target.path.length < 3) return false
  // what one opens as a socket is no call
  if (/^(?:wss?|websockets?|socket\.io)$/i.test(segments.at(-1) ?? '') || /^wss?$/.test(first)) return false
  return (
    segments.every((segment) => segment.length <= 80 && !/^[.…]+$/.test(segment)) &&
    !/[;'!]|(?<!\})[,]|,(?!\{)/.test(target.path.replace(/(?<=\d),(?=-?\d)/g, ''))
  )
}

/** Hosts that documentation links to and that are no API of anyone's prose. */
export const isWebsite = (origin: string): boolean =>
  /^https?:\/\/(?:www\.|docs?\.|developers?\.|blog\.|help\.|support\.|wiki\.|forum\.|community\.|status\.|pkg\.|en\.)|(?:^|[./])(?:github\.com|github\.io|gopkg\.in|githubusercontent\.com|gitlab\.com|bitbucket\.org|codeberg\.org|stackoverflow\.com|wikipedia\.org|npmjs\.(?:com|org)|pypi\.org|python\.org|rubygems\.org|crates\.io|packagist\.org|hub\.docker\.com|docker\.com|w3\.org|ietf\.org|rfc-editor\.org|mozilla\.org|youtube\.com|youtu\.be|twitter\.com|x\.com|linkedin\.com|facebook\.com|medium\.com|reddit\.com|readthedocs\.(?:io|org)|json-schema\.org|schema\.org|swagger\.io|openapis\.org|json\.org|iana\.org|debian\.org|ubuntu\.com|apache\.org|npmjs\.org|nodejs\.org|golang\.org|microsoft\.com|discord\.gg|t\.me|shields\.io|travis-ci\.org|imgur\.com|gravatar\.com)$/i.test(
    origin.replace(/:\d+$/, ''),
  )

/** A bare path or URL in a line. */
export interface BarePath {
  readonly target: Target
  readonly from: number
  readonly to: number
  readonly code: boolean
}

/** Paths and URLs of a line of marked text that no method stands before. */
export function findPaths(line: string): BarePath[] {
  if (line.length > 20_000) return []
  const found: BarePath[] = []
  const start =
    /(?<![\p{L}\p{N}_./:~\\)\]}>"'=&?-])(?:https?:\/\/|\[(?=\/[^[\]\s]{1,40}\]\/)|\/(?=[\p{L}{<[:$(_~])|\$\{?[A-Za-z_]{3,30}\}?\/|[<[][A-Za-z][\w .-]{1,30}[>\]]\/(?=[\p{L}{<])|\{\{?\s*[\w.-]{2,30}\s*\}?\}\/|[A-Z][A-Z0-9]{0,30}_(?:URL|URI|HOST|SERVER|BASE|ROOT|ENDPOINT|DOMAIN)\/)/gu
  for (const match of line.matchAll(start)) {
    const from = match.index
    if (from < (found.at(-1)?.to ?? 0)) continue
    const to = targetEnd(line, from)
    const target = readTarget(line.slice(from, to))
    if (target === undefined || !isLikelyPath(target) || /\/(?:\.{3}|…)$/.test(target.raw)) continue
    if (line.startsWith('/*', to - 1)) continue // all that is below it
    found.push({ target, from, to, code: (line.slice(0, from).match(/`/g) ?? []).length % 2 === 1 })
  }
  return found
}

/** A line that is nothing but one path or URL, in a code span or not. */
export function readLonePath(line: string): Target | undefined {
  const text = line
    .trim()
    .replace(/^`+|(?<!`)`+$/g, '')
    .trim()
  if (text === '' || text.length > 400 || targetEnd(text, 0) !== text.length) return undefined
  const target = readTarget(text)
  return target !== undefined && isLikelyPath(target) ? target : undefined
}

/** A line that is nothing but a method, as a badge is. */
export const readLoneMethod = (line: string): Method | undefined =>
  line.length < 20 ? toMethod(line.replace(/[`*_[\]():]/g, '')) : undefined

/** "(e.g. ": what follows shows what is meant. */
export const forExample =
  /(?:\be\.g\.|\bfor (?:example|instance)|\bsuch as|\bz\. ?b\.|\bpar exemple|\bpor ejemplo|например|例如|例えば)[\s:：,]*$/iu

/** What stands behind a target on its line, when it reads like a title. */
export function toSummary(text: string): { summary?: string } {
  const said = text
    .replace(/`/g, '')
    .replace(/^[\s:–—\-|>→=).\]]+/, '')
    .replace(/(?<![\s:–—\-|([])[\s:–—\-|([]+$/, '')
    .trim()
  return said.length >= 3 && said.length <= 300 && /\p{L}{2}/u.test(said) ? { summary: said } : {}
}
