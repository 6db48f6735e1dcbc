import type { Finding } from '../extractors/index.ts'
import { labelledHost, localOrigin, quotedOrigin, statedPrefix } from './base-hints.ts'
import { spokenBase } from './base-spoken.ts'
import { toMarked } from './inline.ts'
import { fits, prefixBefore } from './match.ts'
import { PathIndex } from './path-index.ts'
import type { Outline } from './outline.ts'
import { readTarget, segmentsOf, shapeOf, targetEnd } from './target.ts'

/** Words that a base URL stands behind or under. */
const stated =
  /\b(?:base|root|api|server|service|production|live|host|endpoint)[- ]?(?:api[- ]?)?(?:url|uri|path|address|endpoint|host|root|server)s?\b|\broot of (?:every|all|each)(?: the)? (?:urls?|requests?|calls?|endpoints?)\b|\bbase\b.{0,20}\b(?:url|uri|address)|\b(?:urls?|uris?|endpoints?|paths?|requests?|calls?)\b.{0,60}\b(?:relative to|prefixed (?:with|by)|start(?:s|ing)? with|begin(?:s|ning)? with|are made to|made to|sent to|go(?:es)? to|rooted at|under|based (?:on|at)|served (?:over|from)|accessible (?:at|via|through|from)|accessed (?:at|via|through|from)|available (?:at|under)|located at)|\bapi\b.{0,40}\b(?:is (?:at|available|accessible|located|reachable|served|hosted)|lives at|can be (?:found|reached|accessed) at)|\bbase\b[^.\n]{0,15}[:：]|\bendpoint (?:is|url)\b|^host\s*[:：]|адрес (?:сервера|api)|\b(?:aufrufe|anfragen)\b.{0,30}\b(?:an|unter|gegen)\b|базовый (?:url|адрес)|базовая ссылка|基础(?:url|地址|路径)|接口地址|请求地址|域名|服务地址|基(?:准|本)(?:url|地址)|basis-?(?:url|adresse)|url de base|url base|ベース ?(?:url|uri|アドレス)|エンドポイント(?: ?url)?[\s*`]*[:：]|接続先|端点[\s*`]*[:：]|根地址|根路径|服务器地址|api ?地址|기본 ?(?:url|주소)|서버 ?주소|(?:url|uri|adresse|dirección|endereço|indirizzo|ruta|rota|chemin|endpoint) (?:de |di )?(?:base|raiz|racine|raíz)|url (?:de l'|de la |do |del |della |da )api|adres bazowy|bazowy (?:url|adres)|temel url|url dasar|url cơ sở|базов(?:а адреса|ий url)|basis-?endpunkt|stammadresse/iu

const server = /\brestful api\b|\brest api\b|\bthe api\b/i

export interface BaseUrl {
  /** `https://api.example.com`; absent when only a path is known. */
  readonly origin?: string
  /** `/v1`, or `''`. */
  readonly path: string
  readonly stated: boolean
  /** Variables that stand in front of every path where URLs are written whole, and that the page leaves out: `/{account}`. */
  readonly front?: string
}

const placeholderHost =
  /^\{host\}$|^https?:\/\/(?:[^/]*[{}<>$[\]]|[^/]*(?:localhost|127\.0\.0\.1|0\.0\.0\.0)|(?:\d{1,3}\.){3}\d{1,3}|[^/]*\b(?:example|your|my|sample|demo|domain|server|hostname|host|ip)[\w.-]*(?::|$)|[A-Z_]+(?::|$))/i

/** Whether a host only stands for the reader's own (`localhost`, `example.com`, `IP_ADDRESS`, `{host}`). */
export const isPlaceholderHost = (origin: string): boolean => placeholderHost.test(origin)

/** What the pages state as the base URL, else what the whole URLs of samples agree on. */
export function findBaseUrl(outline: Outline, findings: readonly Finding[]): BaseUrl | undefined {
  const base =
    statedBase(outline, findings) ??
    labelledBase(outline) ??
    spokenBase(outline, findings) ??
    impliedBase(findings) ??
    addressedBase(outline, findings) ??
    guessedBase(outline, findings)
  const front =
    (base === undefined ? undefined : impliedFront(findings)) ??
    ((base?.path ?? '') === '' ? statedPrefix(outline, findings) : undefined)
  const hostless = base?.origin === '{host}' // the host is the reader's: what stands behind it goes with the paths
  if (hostless) return { path: '', stated: true, ...(base.path === '' ? {} : { front: base.path }) }
  return front === undefined ? base : { path: '', stated: true, ...base, front }
}

/** A host for pages whose calls name none: one quoted in the text, or the reader's own machine. */
function guessedBase(outline: Outline, findings: readonly Finding[]): BaseUrl | undefined {
  if (!findings.some(({ form, method, weight }) => weight >= 0.6 && (form !== 'sample' || method !== undefined)))
    return undefined
  const origin = quotedOrigin(findings) ?? localOrigin(outline)
  return origin === undefined ? undefined : { origin, path: '', stated: false }
}

function labelledBase(outline: Outline): BaseUrl | undefined {
  const found = labelledHost(outline)
  return found === undefined ? undefined : { ...found, stated: true }
}

function statedBase(outline: Outline, findings: readonly Finding[]): BaseUrl | undefined {
  const votes = new Map<string, number>()
  for (const item of outline.items) {
    if (item.node.history) continue
    const block = item.block
    if (block === undefined) continue
    const title = item.node.section.title
    const lines =
      block.kind === 'text'
        ? item.marked.split('\n')
        : block.kind === 'list'
          ? block.items.map(({ markdown }) => toMarked(markdown))
          : block.kind === 'table'
            ? [block.header, ...block.rows].slice(0, 30).map((cells) => cells.map(toMarked).join(' : '))
            : block.kind === 'definitions'
              ? block.rows.map(({ term, markdown }) => toMarked(`${term}: ${markdown}`))
              : block.text.length < 300
                ? block.text.split('\n').slice(0, 4)
                : []
    const before = outline.items[item.at - 1]
    const lead =
      before?.node === item.node && before.block?.kind === 'text' ? (before.marked.split('\n').at(-1) ?? '') : ''
    const led = stated.test(title) || (/[:：]\s*$/.test(lead) && stated.test(lead))
    for (const line of lines.slice(0, 60)) {
      for (const match of line.slice(0, 2000).matchAll(/https?:\/\//gi)) {
        const url = line.slice(match.index, targetEnd(line, match.index))
        const around = line.slice(Math.max(0, match.index - 140), match.index)
        const says = stated.test(around) || (led && line.length < 200)
        const alone =
          server.test(line) &&
          !/\.(?:html?|md|json|ya?ml)\b/.test(url) &&
          /\/api\b|\/\/api\./i.test(url) &&
          line.length < 300
        if (!says && !alone) continue
        const target = readTarget(url)
        if (target === undefined || target.query.length > 0 || /\.(?:html?|json|ya?ml|md|txt)$/.test(target.path))
          continue
        if (/\{/.test(target.path.replace(/\{(?:version|ver|v)\}/gi, 'v'))) continue
        const key = `${target.origin ?? ''}${target.path === '/' ? '' : target.path.replace(/\/$/, '')}`
        votes.set(
          key,
          (votes.get(key) ?? 0) + (says ? 2 : 1) + (/\bbase\b|базов|基/i.test(around) || (led && !says) ? 2 : 0),
        )
      }
    }
  }
  const called = findings.filter(({ form, by }) => form !== 'mention' && by !== 'prose' && by !== 'lone-code')
  // of a list of servers the public one, not the reader's own
  const worth = ([key, count]: readonly [string, number]): number =>
    count * (isPlaceholderHost(split(key).origin ?? '') ? 0.6 : 1)
  const ranked = [...votes].filter(([key]) => !isOperation(key, called)).toSorted((a, b) => worth(b) - worth(a))
  const [best] = ranked
  if (best === undefined || best[1] < 2) {
    // the one URL stated is that of an operation: its host is, with what stands before the path that the page writes
    const { origin, path } = split([...votes].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? '')
    const written = new PathIndex(called.flatMap(({ target }) => (target.origin === undefined ? [target] : [])))
    const [tail] = written.same(path).length > 0 ? [] : written.tails(path)
    const before = tail === undefined ? '' : (prefixBefore(tail.path, path) ?? '')
    return origin === undefined || best !== undefined ? undefined : { origin, path: before, stated: true }
  }
  return { ...split(best[0]), stated: true }
}

/** A URL that an operation itself has is no base, unless others go on from it. */
function isOperation(url: string, findings: readonly Finding[]): boolean {
  const { origin, path } = split(url)
  if (path === '') return false
  // `/boats/ada-17` where the page has `/boats/{id}`: a call, on whatever host
  if (
    segmentsOf(path).length > 1 &&
    findings.some(({ target, form }) => form !== 'mention' && target.path.includes('{') && fits(target.path, path))
  )
    return true
  const same = findings.some(
    ({ target }) =>
      (target.origin === origin || target.origin === undefined || isOwnHost(target.origin, origin)) &&
      target.path.replace(/\/$/, '') === path,
  )
  return (
    same && !findings.some(({ target }) => target.path.startsWith(`${path}/`) && target.path.length > path.length + 1)
  )
}

/** Both only stand for the host that the reader has. */
const isOwnHost = (a: string, b: string | undefined): boolean =>
  b !== undefined && isPlaceholderHost(a) && isPlaceholderHost(b)

function split(url: string): { origin?: string; path: string } {
  const [, origin = '', path = ''] = /^((?:https?:\/\/[^/]*|\{host\})?)(\/.*)?$/i.exec(url) ?? []
  return { ...(origin === '' ? {} : { origin }), path: path.replace(/\/$/, '') }
}

/** Whole URLs of calls: their host, and the path in front of where the page writes only the end of it. */
function impliedBase(findings: readonly Finding[]): BaseUrl | undefined {
  const calls = findings.filter(
    ({ target, by, headers, method }) =>
      target.origin !== undefined &&
      by !== 'prose' &&
      !(by === 'list' && method === undefined) &&
      !(isPlaceholderHost(target.origin) && headers?.some(([name]) => name.toLowerCase() === 'host')),
  )
  const declared = findings.some(
    ({ target, form, method }) => target.origin === undefined && form === 'declared' && method !== undefined,
  )
  const urls = calls.length > 0 || declared ? calls : findings.filter(({ target }) => target.origin !== undefined)
  const relative = findings.flatMap(({ target, form, method }) =>
    target.origin === undefined && form !== 'mention' && method !== undefined ? [{ method, path: target.path }] : [],
  )
  const index = new PathIndex(relative)
  // where the page writes its own paths, a host whose URLs are none of them is another's
  const isOwn = ({ target }: Finding): boolean =>
    index.same(target.path).length > 0 || index.tails(target.path).length > 0
  const own = new Set(
    relative.length < 3
      ? []
      : urls
          .slice(0, 2000)
          .filter(isOwn)
          .map(({ target }) => target.origin ?? ''),
  )
  const origin = mostFrequent(
    urls.map(({ target }) => target.origin ?? ''),
    (it) => (own.has(it) ? 100 : 1) * (isPlaceholderHost(it) ? 0.4 : 1),
  )
  if (origin === undefined) return undefined
  const here = urls.filter(({ target }) => target.origin === origin).slice(0, 2000)
  const prefixes = (any: boolean): string[] =>
    here.flatMap(({ target, method }) => {
      const fitting = (it: { readonly method: string }): boolean => any || method === undefined || it.method === method
      if (index.same(target.path).some(fitting)) return ['']
      const tail = index.tails(target.path).find(fitting)
      return tail === undefined ? [] : [prefixBefore(tail.path, target.path) ?? '']
    })
  // the URL of a POST tells of the path that is only written with GET
  const prefix = mostFrequent(prefixes(false), () => 1) ?? mostFrequent(prefixes(true), () => 1)
  return { ...(origin === '{host}' ? {} : { origin }), path: prefix ?? '', stated: false }
}

/** `/{account}` when the paths of the page are written behind it in at least two whole URLs, and never without. */
function impliedFront(findings: readonly Finding[]): string | undefined {
  const written = new Set(
    findings.flatMap(({ target, form, method }) =>
      target.origin === undefined && form !== 'mention' && form !== 'sample' && method !== undefined
        ? [`${method} ${shapeOf(target.path)}`]
        : [],
    ),
  )
  const fronts = new Map<string, Set<string>>()
  for (const { target, method, by } of findings.slice(0, 5000)) {
    if (target.origin === undefined || by === 'prose' || method === undefined) continue
    const [first = '', ...rest] = segmentsOf(target.path)
    if (written.has(`${method} ${shapeOf(target.path)}`)) return undefined
    const tail = `${method} ${shapeOf(`/${rest.join('/')}`)}`
    // a variable that the page writes, no number of an answer's link
    if (/^\{[^{}]+\}$/.test(first) && target.raw.includes(first.slice(1, -1)) && rest.length > 0 && written.has(tail))
      fronts.set(first, (fronts.get(first) ?? new Set()).add(tail))
  }
  const [only] = fronts
  return fronts.size === 1 && only !== undefined && only[1].size >= 2 ? `/${only[0]}` : undefined
}

/**
 * Lines that are nothing but the whole address of an operation: what is drawn from a description lists its servers so, below
 * each operation. Two say enough.
 */
function addressedBase(outline: Outline, findings: readonly Finding[]): BaseUrl | undefined {
  const called = findings.flatMap(({ target, form, method }) =>
    target.origin === undefined && form !== 'mention' && method !== undefined ? [{ method, path: target.path }] : [],
  )
  const index = new PathIndex(called)
  const bases: string[] = []
  for (const { block, node } of outline.items) {
    const line = block?.kind === 'text' || block?.kind === 'code' ? block.text.trim() : ''
    if (node.history || line.length > 500 || !/^https?:\/\/[^\s<>"']+$/i.test(line)) continue
    const target = readTarget(line)
    if (target?.origin === undefined || target.query.length > 0) continue
    const [tail] = index.tails(target.path)
    const prefix = index.same(target.path).length > 0 ? '' : tail && prefixBefore(tail.path, target.path)
    if (prefix !== undefined && bases.length < 2_000) bases.push(`${target.origin}${prefix}`)
  }
  const best = mostFrequent(bases, () => 1)
  if (best === undefined || bases.filter((it) => it === best).length < 2) return undefined
  return { ...split(best), stated: false }
}

function mostFrequent(values: readonly string[], weigh: (value: string) => number): string | undefined {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + weigh(value))
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0]
}
