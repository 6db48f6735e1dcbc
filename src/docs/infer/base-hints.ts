import type { Finding } from '../extractors/index.ts'
import { toMarked } from './inline.ts'
import type { BaseUrl } from './base-model.ts'
import type { Outline, SectionNode } from './outline.ts'
import { PathIndex } from './path-index.ts'
import { readTarget } from './target.ts'

/** The words of one item, code included, a line each. */
function* linesOf(outline: Outline): Iterable<{ readonly line: string; readonly code: boolean }> {
  for (const { block, marked, node } of outline.items.slice(0, 5000)) {
    if (block === undefined || node.history) continue
    const lines =
      block.kind === 'text'
        ? [marked]
        : block.kind === 'list'
          ? block.items.map(({ markdown }) => toMarked(markdown))
          : block.kind === 'table'
            ? block.rows.slice(0, 40).map((cells) => cells.map(toMarked).join(' : '))
            : block.kind === 'definitions'
              ? block.rows.map(({ term, markdown }) => toMarked(`${term}: ${markdown}`))
              : block.text.slice(0, 4000).split('\n')
    for (const line of lines) yield { line: line.slice(0, 2000), code: block.kind === 'code' }
  }
}

const local = /(?<![\w.])(https?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0)(?::\d{2,5})?)(?=[/\s"'`)]|$)/gi
const port =
  /\b(?:listens?|listening|served?|exposed|available|runs?|running|default(?:s|ed)?|server|api)\b[^.\n]{0,50}\bport\b[^.\n\d]{0,20}(\d{4,5})\b|\bport\b[^.\n\d]{0,12}\bdefaults?\b[^\d\n]{0,8}(\d{4,5})\b|\bport`?\s*[:：][^\n]{0,60}\bdefault:? `?(\d{4,5})\b/i

/**
 * Where the reader's own server answers, by the address that the page opens in a browser or by the port that it listens on;
 * for pages whose calls name no host.
 */
export function localOrigin(outline: Outline): string | undefined {
  const counts = new Map<string, number>()
  let listens: string | undefined
  for (const { line, code } of linesOf(outline)) {
    for (const [, origin = ''] of line.matchAll(local))
      counts.set(origin.toLowerCase(), (counts.get(origin.toLowerCase()) ?? 0) + 1)
    if (code) continue
    const [, a, b, c] = port.exec(line.replaceAll('`', '')) ?? []
    listens ??= a ?? b ?? c
  }
  const [best] = [...counts].toSorted((a, b) => b[1] - a[1])
  return best?.[0] ?? (listens === undefined ? undefined : `http://localhost:${listens}`)
}

const labelled =
  /^[\s*>-]*(?:(?:api|base|server|service|root)[ -]?)*(?:base[ -]?ur[il]|host(?:name)?|server|ur[il]|domain|address|endpoint)\s*[:：=|]\s*`?((?:localhost|\d{1,3}(?:\.\d{1,3}){3}|(?:[a-z0-9-]+\.)+[a-z]{2,12})(?::\d{2,5})?)(\/[\w./-]{0,60})?`?[\s.]*$|^[\s*>-]*(?:基础(?:地址|路径|url)|服务(?:器)?地址|域名|接口地址|адрес сервера|базовый (?:url|адрес)|basis-?(?:url|adresse)|url (?:de )?base|ベースurl|기본 ?(?:url|주소))\s*[:：=|]\s*`?((?:localhost|\d{1,3}(?:\.\d{1,3}){3}|(?:[a-z0-9-]+\.)+[a-z]{2,12})(?::\d{2,5})?)(\/[\w./-]{0,60})?`?[\s.]*$/iu

/** `BaseUrl: 10.0.0.7:8040`, `Host: api.yard.example/v1`: a base URL without its scheme, in a heading or on a line of its own. */
export function labelledHost(outline: Outline): { readonly origin: string; readonly path: string } | undefined {
  const headings = outline.items.flatMap(({ block, marked, node }) =>
    block === undefined && !node.history ? [marked.slice(0, 300)] : [],
  )
  for (const line of [...headings, ...spoken(outline)]) {
    const [, a, b, c, d] = labelled.exec(line) ?? []
    const host = a ?? c
    // a file is no host
    if (host === undefined || /\.(?:json|ya?ml|xml|html?|md|php|js)$/i.test(host)) continue
    const { origin = '' } = readTarget(`${host}/`) ?? {}
    return { origin, path: (b ?? d ?? '').replace(/\/+$/, '') }
  }
  return undefined
}

function* spoken(outline: Outline): Iterable<string> {
  for (const { line, code } of linesOf(outline)) if (!code) yield* line.split('\n')
}

const prefix =
  /\b(?:base|root|api|common|url|uri|path)[- ]?(?:path|prefix|url|uri|root)\b[^`/\n.]{0,80}`?(\/[\w./-]{1,60})|\b(?:all|every|each)\b[^.\n]{0,60}\b(?:start|begin|prefixed|relative|rooted|live|served|under)\b[^`/\n.]{0,30}`?(\/?[\w-]+(?:\/[\w.-]+)+\/?)(?=[`\s.,])|\bpräfix\b[^`/\n]{0,30}`?(\/[\w./-]{1,60})|\bpréfixe?\b[^`/\n]{0,30}`?(\/[\w./-]{1,60})|\bprefijo\b[^`/\n]{0,30}`?(\/[\w./-]{1,60})|(?:префикс|базовый путь|базовий шлях|前缀|前綴|基础路径|根路径|プレフィックス|ベースパス|접두사|기본 경로|(?:ruta|rota|chemin|percorso|caminho) (?:de |di )?base|basispfad|ścieżka bazowa|temel yol|prefixo)[^`/\n]{0,20}`?(\/[\w./-]{1,60})/iu

/** `/api/v1` where the page says that its paths go on from it and writes none of them with it. */
export function statedPrefix(outline: Outline, findings: readonly Finding[]): string | undefined {
  const all = findings.filter(
    ({ target, form, method }) => target.origin === undefined && method !== undefined && form !== 'mention',
  )
  // requests in code may be written whole beside a list of what there is
  const listed = all.filter(({ by }) => by !== 'http')
  const written = listed.length < 2 ? all : listed
  if (written.length < 2) return undefined
  // called whole without anything in front
  const whole = new PathIndex(findings.filter(isWholeCall).map(({ target }) => ({ path: target.path })))
  if (written.some(({ target }) => target.path !== '/' && whole.same(target.path).length > 0)) return undefined
  const called = new Set(written.map(({ target }) => target.path))
  for (const { line, code } of linesOf(outline)) {
    if (code) continue
    // "Mount point: /api/v3/boats/{id}" over the call of `/boats/{id}`
    const mounted = /^\W{0,6}mount point\W{1,4}(\/[^\s`]{1,200})/i.exec(line)?.[1] ?? ''
    const whole = mounted === '' ? undefined : readTarget(mounted)?.path.replace(/\/$/, '')
    const end = whole === undefined ? undefined : endsOf(whole).find((path) => called.has(path))
    if (end !== undefined && whole !== undefined) return whole.slice(0, -end.length)
    const match = prefix
      .exec(line)
      ?.slice(1)
      .find((part) => part !== undefined)
    const path = match === undefined ? '' : `/${match.replace(/^\/|[/.]+$/g, '')}`
    if (!/^(?:\/[a-z][\w.-]*)+$/i.test(path) || /\.(?:json|ya?ml|html?|md)$/.test(path)) continue
    return written.some(({ target }) => target.path === path || target.path.startsWith(`${path}/`)) ? undefined : path
  }
  return undefined
}

const isWholeCall = ({ target, form, method }: Finding): boolean =>
  target.origin !== undefined && form === 'sample' && method !== undefined

/** What a path may end in, the longest first: `/b/c`, `/c` of `/a/b/c`. */
const endsOf = (path: string): string[] =>
  path.split('/').flatMap((_, at, all) => (at < 2 ? [] : [`/${all.slice(at).join('/')}`]))

const ownBase =
  /^(?:the )?base[- ](?:endpoint|path|ur[il]|route|resource)(?: \w+){0,3}\s*[:：]?\s*`?(?:https?:\/\/[^/\s]+|<[^<>]{1,60}>|\{[^{}]{1,60}\})?(\/[\w./-]{1,100}?)\/?`?\.?$/i

/** What the paths of a section go on from, on pages where at least two sections state a base path of their own. */
export function sectionFronts(outline: Outline): BaseUrl['frontAt'] {
  const fronts = new Map<SectionNode, string>()
  for (const { block, marked, node } of outline.items.slice(0, 5_000))
    if (block?.kind === 'text' && node.section.level > 1 && marked.length < 2_000)
      for (const line of marked.split('\n').slice(0, 20)) {
        const front = ownBase.exec(line.trim())?.[1]
        if (front !== undefined && !fronts.has(node)) fronts.set(node, front)
      }
  if (new Set(fronts.values()).size < 2) return undefined
  return (at) => {
    for (let node = outline.items[at]?.node; node !== undefined; node = node.parent) {
      const front = fronts.get(node)
      if (front !== undefined) return front
    }
    return undefined
  }
}

/** The host of whole URLs in running text that are calls of what the page declares by its path alone. */
export function quotedOrigin(findings: readonly Finding[]): string | undefined {
  const index = new PathIndex(
    findings.flatMap(({ target, form, method }) =>
      target.origin === undefined && method !== undefined && form !== 'mention' ? [{ path: target.path }] : [],
    ),
  )
  return findings.find(
    ({ target, by }) =>
      by === 'prose' &&
      target.origin !== undefined &&
      target.origin !== '{host}' &&
      (index.same(target.path).length > 0 ||
        index.fitting(target.path).length > 0 ||
        index.tails(target.path).length > 0),
  )?.target.origin
}
