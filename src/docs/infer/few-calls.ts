import { isPlaceholderHost } from './base-model.ts'
import type { Merged } from './merged.ts'
import type { Outline } from './outline.ts'
import { isPartTitle } from './words.ts'

/** So few calls on a page have no form of their own: what is said of each has to tell. */
export const fewCalls = 2

type Evidence = Merged['findings'][number]

/** A request written out in code. */
const isRequest = ({ by, method }: Evidence): boolean =>
  method !== undefined && (by === 'curl' || by === 'http' || by === 'client-code')

/** "Send a POST request to", "the search endpoint", "call the API", "the following request". */
const speaksOfCalls =
  /\b(?:send|make|making|sending|issue|submit|perform|post|use|using|execute|run|call|calling|invoke|query|querying)\b[^.!?]{0,80}\b(?:requests?|endpoints?|apis?|calls?|methods?)\b|\b(?:GET|POST|PUT|PATCH|DELETE)\b`? (?:requests?|calls?|to|on|against|methods?)\b|\bendpoints?\b|\b(?:example|sample|following|curl|http|api) (?:request|call)s?\b|\brequest (?:example|sample)\b|(?:调用|请求|发送|接口|リクエスト|エンドポイント|호출|요청|엔드포인트)|(?:запрос|вызов|эндпо[ий]нт|anfrage|aufruf|endpunkt|requête|appel à|solicitud|petición|llamada|requisição|chamada|richiesta|chiamata)/iu

/** What watches over a server or comes with it, on any page about running it; a file to be loaded down. */
const isHousekeeping = (path: string): boolean =>
  /\/(?:_?health\w*|live(?:ness|z)?|ready|readiness|readyz|_?ping|metrics|prometheus|status|version|info|actuator|installer|install|downloads?|releases?|_cat|_cluster|config)(?:\/|$|[.-])/i.test(
    path,
  ) || /\.(?:sh|ps1|cmd|exe|gpg|asc|pub|deb|rpm|zip|t?gz|tar|jar|ya?ml|html?|js|css|png|jpe?g|svg|txt|md)$/i.test(path)

/** Where servers are set up and looked after: what is called there shows that they run. */
const isUpkeep =
  /install|set(?:ting)?[- ]?up|deploy|config|docker|kubernetes|\bk8s\b|helm\b|troubleshoot|faq\b|debug|monitor|metrics|telemetry|prometheus|health|upgrad|migrat|release|rollback|\btests?\b|testing|verif|tutorial|quick ?start|getting started|get started|first steps|develop(?:ment|ing)|contribut|runbook|operations?\b|proxy|firewall|admin(?:istration)?\b|backup|log(?:s|ging)\b|cli\b|error|安装|部署|配置|快速|教程|インストール|はじめ|セットアップ|설치|배포|установ|настро|развер|installation|einricht|instala|configur|despliegue|развёрт/iu

/**
 * What a careful reader sees in one call on a page about something, as log-odds beyond those of the page's form: what is said
 * right before it, whose server it is, what it carries, and how much of the page's code it is.
 */
export function oddsOfFew(operation: Merged, { items, roots }: Outline): number {
  const calls = operation.findings.filter(isRequest)
  if (calls.length === 0) return 0
  const codes = items.filter(({ block }) => block?.kind === 'code').length
  const shown = new Set(calls.map(({ at }) => at)).size
  const clients = new Set(calls.map(({ by }) => by)).size
  const isSaid = calls.some(({ at }) => speaksOfCalls.test(leadOf(at, items)))
  const isServed = calls.some(
    ({ target: { origin } }) => origin !== undefined && origin !== '{host}' && !isPlaceholderHost(origin),
  )
  const isHosted = calls.every(({ target: { origin = '' } }) => !/localhost|\/(?:\d+\.){3}\d+/i.test(origin))
  const carries = calls.some(
    ({ method, body, headers }) => (method !== 'GET' && body !== undefined) || isSigned(headers),
  )
  const titles = [...roots.map(({ page }) => page.title), ...calls.map(({ at }) => items[at]?.node.section.title ?? '')]
  // nobody's server: what a protocol or a framework would call
  const isMadeUp = calls.every(
    ({ by, target: { origin } }) =>
      (origin === undefined && by === 'http') || /\bexample\.(?:com|org|net)\b/i.test(origin ?? ''),
  )
  return Math.max(
    0,
    (isSaid ? 0.7 : -0.2) +
      (isServed ? 0.4 : 0) +
      (isHosted ? 0.3 : -0.5) +
      (carries ? 0.5 : 0) +
      (clients > 1 || shown > 2 ? 0.4 : 0) +
      (shown * 3 >= codes ? 0.3 : -0.6) +
      (isMadeUp ? -0.6 : 0) +
      (isHousekeeping(operation.path) ? -2 : 0) +
      (titles.some((title) => isUpkeep.test(title)) ? -1 : 0),
  )
}

const isSigned = (headers: Evidence['headers'] = []): boolean =>
  headers.some(([name]) => /^(?:authorization|cookie)$|api[-_]?key|token|secret/i.test(name))

/** The text right before a piece of code: other code and titles like "cURL" stand between them. */
function leadOf(at: number, items: Outline['items']): string {
  for (let i = at - 1; i >= Math.max(0, at - 12); i--) {
    const item = items[i]
    if (item === undefined || item.block?.kind === 'code') continue
    if (item.block === undefined && isPartTitle(item.marked)) continue
    if (item.block === undefined) return item.marked
    if (item.block.kind === 'text') return item.marked.slice(-300)
    if (item.block.kind === 'list') return (item.block.items.at(-1)?.markdown ?? '').slice(-300)
    return ''
  }
  return ''
}
