import type { Finding } from '../extractors/index.ts'
import {
  domainOf,
  isPlaceholderHost,
  isReading,
  likeAnApi,
  ofPeople,
  split,
  withoutProbe,
  type BaseUrl,
} from './base-model.ts'
import { toMarked } from './inline.ts'
import { fits, prefixBefore } from './match.ts'
import { PathIndex } from './path-index.ts'
import type { Outline } from './outline.ts'
import { readTarget, segmentsOf, targetEnd } from './target.ts'

/** Words that a base URL stands behind or under. */
const stated =
  /\b(?:address|ur[il]) (?:for|of) (?:the|this|our) (?:\w+ )?api\b|\b(?:base|root|api|server|service|production|live|host|endpoint)[- ]?(?:api[- ]?)?(?:url|uri|path|address|endpoint|host|root|server)s?\b|\broot of (?:every|all|each)(?: the)? (?:urls?|requests?|calls?|endpoints?)\b|\bbase\b.{0,20}\b(?:url|uri|address)|\b(?:urls?|uris?|endpoints?|paths?|requests?|calls?)\b.{0,60}\b(?:relative to|prefixed (?:with|by)|start(?:s|ing)? with|begin(?:s|ning)? with|are made to|made to|sent to|go(?:es)? to|rooted at|under|based (?:on|at)|served (?:over|from)|accessible (?:at|via|through|from)|accessed (?:at|via|through|from)|available (?:at|under)|located at)|\bapi\b.{0,40}\b(?:is (?:at|available|accessible|located|reachable|served|hosted)|lives at|can be (?:found|reached|accessed) at)|\bbase\b[^.\n]{0,15}[:：]|\bendpoint (?:is|url)\b|^host\s*[:：]|адрес (?:сервера|api)|\b(?:aufrufe|anfragen)\b.{0,30}\b(?:an|unter|gegen)\b|базовый (?:url|адрес)|базовая ссылка|基础(?:url|地址|路径)|接口地址|请求地址|域名|服务地址|基(?:准|本)(?:url|地址)|basis-?(?:url|adresse)|url de base|url base|ベース ?(?:url|uri|アドレス)|エンドポイント(?: ?url)?[\s*`]*[:：]|接続先|端点[\s*`]*[:：]|根地址|根路径|服务器地址|api ?地址|기본 ?(?:url|주소)|서버 ?주소|(?:url|uri|adresse|dirección|endereço|indirizzo|ruta|rota|chemin|endpoint) (?:de |di )?(?:base|raiz|racine|raíz)|url (?:de l'|de la |do |del |della |da )api|adres bazowy|bazowy (?:url|adres)|temel url|url dasar|url cơ sở|базов(?:а адреса|ий url)|basis-?endpunkt|stammadresse|(?:엔드포인트|ホスト|호스트|サーバー?|서버|服务器|主机)[^\n]{0,12}[:：|]|\b(?:servidor|serveur|endere[çc]o|direcci[óo]n|adresse|indirizzo|точка входа|сервер|хост)\b[^\n.]{0,20}[:：]/iu

const server = /\brestful api\b|\brest api\b|\bthe api\b/i

/** Words of bases and of nothing else. */
const ofBases = /\bbase|\broot\b|\bprefix|\brelative\b|базов|基|ベース|기본|basis/iu
interface Vote {
  readonly count: number
  /** Called a base outright. */
  readonly strong: boolean
}

/** The hosts of a page that calls whole URLs again and again; others stated there are of other things. */
function hostsOf(findings: readonly Finding[]): readonly string[] | undefined {
  const called = findings
    .slice(0, 5_000)
    .flatMap(({ target, form, method }) =>
      target.origin !== undefined && form !== 'mention' && method !== undefined ? [target.origin] : [],
    )
  const real = called.filter((origin) => !isPlaceholderHost(origin))
  if (real.length < 3 || real.length < called.length) return undefined
  return [...new Set(real)].filter((it) => real.filter((other) => other === it).length * 10 >= real.length)
}

/** Of so many addresses that are stated the best are looked at. */
const mostBases = 100

/** What the text states as the base URL: the address that most of its sentences and labels name. */
export function statedBase(outline: Outline, findings: readonly Finding[]): BaseUrl | undefined {
  const votes = new Map<string, Vote>()
  for (const item of outline.items) {
    if (item.node.history) continue
    const block = item.block
    if (block === undefined) continue
    const title = item.node.section.title.slice(0, 300)
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
      for (const match of line.slice(0, 2000).matchAll(/(?:https?|\{\{?\w{2,20}\}\}?|<\w{2,20}>):\/\//gi)) {
        const url = line.slice(match.index, targetEnd(line, match.index)).replace(/^[{<][^:]*(?=:)/, 'https')
        const around = line.slice(Math.max(0, match.index - 140), match.index)
        const says = stated.test(around) || (led && (line.length < 200 || match.index < 60))
        const alone =
          server.test(line) &&
          !/\.(?:html?|md|json|ya?ml)\b/.test(url) &&
          /\/api\b|\/\/api\./i.test(url) &&
          line.length < 300
        // `server.ip:server.port`: words for what the reader has
        if ((!says && !alone) || /^https?:\/\/[\w.-]+:[A-Za-z_](?![^/]*@)/i.test(url)) continue
        const target = readTarget(url)
        if (target === undefined || target.query.length > 0 || /\.(?:html?|json|ya?ml|md|txt)$/.test(target.path))
          continue
        if (/\{/.test(target.path.replace(/\{(?:version|ver|v)\}/gi, 'v'))) continue
        if (isReading(target.origin ?? '')) continue
        const key = `${target.origin ?? ''}${withoutProbe(target.path.replace(/\/$/, ''))}`
        const strong = ofBases.test(around) || (led && ofBases.test(`${title} ${lead}`))
        if (!strong && ofPeople.test(target.path)) continue
        const known = votes.get(key)
        votes.set(key, {
          count: (known?.count ?? 0) + (says ? 2 : 1) + (/\bbase\b|базов|基/i.test(around) || (led && !says) ? 2 : 0),
          strong: strong || known?.strong === true,
        })
      }
    }
  }
  const called = findings.filter(({ form, by }) => form !== 'mention' && by !== 'prose' && by !== 'lone-code')
  // of a list of servers the public one, not the reader's own
  const own = hostsOf(findings)
  const worth = ([key, { count }]: readonly [string, Vote]): number => {
    const { origin = '' } = split(key)
    return count * (isPlaceholderHost(origin) ? 0.6 : 1) * (own?.includes(origin) === true ? 3 : 1)
  }
  const isOwn = (url: string): boolean => {
    const { origin = '' } = split(url)
    if (own === undefined || own.includes(origin)) return true
    return likeAnApi(`${url}/`) && own.some((other) => domainOf(other) === domainOf(origin))
  }
  const all = [...votes].filter(([key, { strong }]) => strong || isOwn(key)).toSorted((x, y) => worth(y) - worth(x))
  const best = all
    .slice(0, mostBases)
    .find(([key, { strong }]) => !isOperation(key, called) && (strong || !isCalled(key, called)))
  if (best === undefined || best[1].count < 2) {
    // the one URL stated is that of an operation: its host is, with what stands before the path that the page writes
    const { origin, path } = split(all.toSorted((a, b) => b[1].count - a[1].count)[0]?.[0] ?? '')
    const written = new PathIndex(called.flatMap(({ target }) => (target.origin === undefined ? [target] : [])))
    const [tail] = written.same(path).length > 0 ? [] : written.tails(path)
    const before = tail === undefined ? '' : (prefixBefore(tail.path, path) ?? '')
    return origin === undefined || best !== undefined ? undefined : { origin, path: before, stated: true }
  }
  return { ...split(best[0]), stated: true }
}

/** A URL that is called as it is, with words behind it that are none of a base: `curl https://api.example.com/v1/boats`. */
function isCalled(url: string, findings: readonly Finding[]): boolean {
  const { path } = split(url)
  const last = segmentsOf(path).at(-1) ?? ''
  return (
    segmentsOf(path).length > 1 &&
    !/^(?:api|apis|rest|rpc|v?\d+(?:\.\d+)*|graphql|public|latest)$/i.test(last) &&
    findings.some(
      ({ by, target }) => by === 'curl' && `${target.origin ?? ''}${target.path}`.replace(/\/$/, '') === url,
    )
  )
}

/** A URL that an operation itself has is no base, unless others go on from it. */
function isOperation(url: string, findings: readonly Finding[]): boolean {
  const { origin, path } = split(url)
  if (path === '') return false
  // the page writes `/boats` and means this
  const isEndOf = ({ target, method }: Finding): boolean =>
    method !== undefined && target.origin === undefined && target.path.length > 1 && path.endsWith(target.path)
  const isCall = ({ target, method }: Finding): boolean =>
    method !== undefined && target.origin !== undefined && target.path === path
  if (findings.some(isEndOf) && findings.some(isCall)) return true
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
  // called as it stands, beside calls that do not go on from it
  const called = findings.some((it) => isCall(it) && it.target.origin === origin)
  const elsewhere = ({ target, method }: Finding): boolean =>
    method !== undefined && target.origin === origin && target.path !== path && !target.path.startsWith(`${path}/`)
  if (called && findings.filter(elsewhere).length > 1) return true
  return (
    same && !findings.some(({ target }) => target.path.startsWith(`${path}/`) && target.path.length > path.length + 1)
  )
}

/** Both only stand for the host that the reader has. */
const isOwnHost = (a: string, b: string | undefined): boolean =>
  b !== undefined && isPlaceholderHost(a) && isPlaceholderHost(b)
