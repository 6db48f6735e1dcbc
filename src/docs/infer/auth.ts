import type { Block } from '../model.ts'
import type { Finding } from '../extractors/index.ts'
import type { InferredAuth } from './model.ts'
import type { Outline } from './outline.ts'
import { toMarked } from './inline.ts'

const keyHeader = /^(?:[\w-]+[-_])?(?:key|token|secret|apikey|authkey|authtoken|accesstoken|apitoken)$/i
/** Headers that end like a key and are none that authenticates. */
const otherKey = /idempot|csrf|xsrf|partition|cache|request|message|sort|page|cursor|next|continuation/i
const isKeyHeader = (name: string): boolean => keyHeader.test(name) && !otherKey.test(name)
const keyQuery =
  /^(?:api_?-?key|apikey|access_?token|auth_?token|appid|app_id|api_token|token|client_key|subscription-key|key|auth)$/i
const authTitle =
  /auth|security|credential|api[- ]?key|token|авториз|аутентиф|认证|鉴权|授权|认証|인증|sicherheit|autentic|anmeld/i

/** One vote per place, more from a section about authentication. */
interface Votes {
  readonly add: (auth: Unweighed, weight: number) => void
  readonly all: () => InferredAuth[]
}

type Unweighed =
  | {
      readonly type: 'apiKey'
      readonly in: 'header' | 'query' | 'cookie'
      readonly name: string
      readonly prefix?: string
    }
  | { readonly type: 'bearer' | 'basic' | 'oauth2' }

/** How calls authenticate, by what samples send and what the text states; best first, at most four. */
export function inferAuth(outline: Outline, findings: readonly Finding[]): InferredAuth[] {
  const votes = toVotes()
  for (const finding of findings) {
    const inAuth = authTitle.test(outline.items[finding.at]?.node.section.title ?? '') ? 2 : 1
    for (const [name, value] of finding.headers ?? []) fromHeader(name, value, 0.4 * inAuth, votes)
    if (finding.basic === true) votes.add({ type: 'basic' }, 0.4 * inAuth)
    for (const { name, value } of finding.target.query)
      if (
        keyQuery.test(name) &&
        (name.length > 5 || (value === undefined && name !== 'auth') || /key|token|xxx/i.test(value ?? ''))
      )
        votes.add({ type: 'apiKey', in: 'query', name }, 0.3 * inAuth)
  }
  for (const item of outline.items) {
    const block = item.block
    if (block === undefined || item.node.history) continue
    const text =
      block.kind === 'text'
        ? item.marked
        : block.kind === 'list'
          ? block.items.map(({ markdown }) => toMarked(markdown)).join('\n')
          : block.kind === 'definitions'
            ? block.rows.map(({ term, markdown }) => `${toMarked(term)}: ${toMarked(markdown)}`).join('\n')
            : block.kind === 'code' && block.text.length < 20_000 && !/^\s*HTTP\/\d/.test(block.text)
              ? block.text
              : block.kind === 'table'
                ? [block.header, ...block.rows]
                    .slice(0, 40)
                    .map((cells) => cells.map(toMarked).join(' : '))
                    .join('\n')
                : ''
    if (text !== '') fromText(text, block.kind, item.node.section.title, votes)
  }
  return votes.all()
}

function fromHeader(name: string, value: string, weight: number, votes: Votes): void {
  if (/^authorization$/i.test(name)) {
    const [, scheme = '', rest = ''] = /^["'`]?([A-Za-z][\w-]*)[\s:=]+(\S.*)$/.exec(value.trim()) ?? []
    if (/^bearer$/i.test(scheme) || /^bearer$/i.test(value.trim())) votes.add({ type: 'bearer' }, weight)
    else if (/^basic$/i.test(scheme) || /^basic$/i.test(value.trim())) votes.add({ type: 'basic' }, weight)
    else if (
      scheme !== '' &&
      rest !== '' &&
      /^(?:token|apikey|api-key|key|apitoken|jwt|oauth|discogs|bot|client-id|glsa|ssws|splunk|genie\w*|pveapitoken|mediabrowser)$/i.test(
        scheme,
      )
    )
      votes.add({ type: 'apiKey', in: 'header', name: 'Authorization', prefix: scheme }, weight)
    else if (value.trim() !== '') votes.add({ type: 'apiKey', in: 'header', name: 'Authorization' }, weight * 0.9)
  } else if (isKeyHeader(name)) votes.add({ type: 'apiKey', in: 'header', name }, weight)
}

function fromText(text: string, kind: Block['kind'], title: string, votes: Votes): void {
  const inAuth = authTitle.test(title)
  const table = kind === 'table'
  const factor = inAuth ? 1.6 : 1
  for (const [, value = ''] of text
    .slice(0, 20_000)
    .matchAll(/\bAuthorization["'`]?\s*[:=]\s*["'`]?([^\n"'`]{1,120})/gi))
    fromHeader('Authorization', value.replace(/[`"')].*$/, ''), 0.3 * factor, votes)
  for (const [, name = ''] of text
    .slice(0, 20_000)
    .matchAll(/["'`]?\b([A-Za-z][\w-]{2,40})["'`]?\s*[:=]\s*["'`]?(?=[<{$\w])/g))
    if (name.includes('-') && isKeyHeader(name)) votes.add({ type: 'apiKey', in: 'header', name }, 0.3 * factor)
  fromCookies(text, inAuth, kind === 'code', votes)
  if (kind === 'code') return
  for (const [, a, b] of text.matchAll(
    /\bheaders?\b[^.\n`]{0,80}`([A-Za-z][\w-]{2,40})(?::[^`]*)?`|`([A-Za-z][\w-]{2,40})(?::[^`]*)?`[^.\n`]{0,30}\bheader\b/gi,
  )) {
    const name = a ?? b ?? ''
    if (isKeyHeader(name)) votes.add({ type: 'apiKey', in: 'header', name }, 0.5 * factor)
    else if (/^authorization$/i.test(name) && inAuth && !/\b(?:bearer|basic)\b/i.test(text))
      votes.add({ type: 'apiKey', in: 'header', name: 'Authorization' }, 0.3)
  }
  for (const [, name = ''] of text.matchAll(
    /(?:\bquery(?:[- ]string)?|\burl|\bget|\brequest)[- ]param\w*[^.\n`]{0,60}`([\w-]{3,40})`/gi,
  ))
    if (keyQuery.test(name)) votes.add({ type: 'apiKey', in: 'query', name }, 0.5 * factor)
  // a row of a table: `api_key | string | required` under "Query string"
  for (const [, name = ''] of table && /quer|url|get/i.test(title)
    ? text.matchAll(/^`?(api_?-?key|access_?token|appid|auth_token|api_token)`? :/gim)
    : [])
    votes.add({ type: 'apiKey', in: 'query', name }, 0.45 * factor)
  for (const [, name = ''] of text.matchAll(
    /(?:\bapi[- ]?key|\bkey|\btoken|\bclé|ключ\p{L}{0,3}|\bschlüssel|\bclave|\bchave)(?![\p{L}])[^.\n`]{0,60}(?:param[eèéê]tr?[eor]?\p{L}*|параметр\p{L}*)(?: (?:called|named|nommé|namens|llamado))? `([\w-]{3,40})`/giu,
  ))
    votes.add({ type: 'apiKey', in: 'query', name }, 0.5 * factor)
  for (const [, name = ''] of text.matchAll(/`\??([\w-]{3,40})=[^`]{0,60}`/g))
    if (/key|token|appid/i.test(name) && keyQuery.test(name))
      votes.add({ type: 'apiKey', in: 'query', name }, 0.3 * factor)
  for (const [, name = ''] of text.matchAll(/`([A-Za-z][\w]*(?:-[\w]+)+)(?::[^`]*)?`/g))
    if (isKeyHeader(name)) votes.add({ type: 'apiKey', in: 'header', name }, 0.3 * factor)
  const named = /\bheader (?:parameter )?name\s*[:：]\s*`?([\w-]{2,40})/i.exec(text)?.[1]
  if (named !== undefined && inAuth) votes.add({ type: 'apiKey', in: 'header', name: named }, 0.7)
  if (
    /`bearer\b|\bbearer\b[^.\n]{0,40}\btokens?\b|\btokens?\b[^.\n]{0,40}\bbearer\b|\bbearer auth|\bbearer[- ]?(?:токен|令牌|トークン|토큰|jeton)/iu.test(
      text,
    )
  )
    votes.add({ type: 'bearer' }, 0.4 * factor)
  // a row of headers: `Authorization` – OIDC access token
  if (/\bAuthorization[`*]{0,4}\s{1,3}[-–—:|]\s+[^\n.]{0,30}\b(?:access|id|oauth|oidc|jwt)[- ]?tokens?\b/i.test(text))
    votes.add({ type: 'bearer' }, 0.4 * factor)
  if (
    /\b(?:http )?basic auth|\bhttp[- ]basic\b|\bbasic authentication\b|базовая аутентификация|basic ?(?:认证|認証|인증)|basic-?(?:auth|аутентификаци|авторизаци)|\bbasic (?:аутентификаци|авторизаци)|(?:autenticaci[oó]n|autenticazione|autenticação|authentification) (?:http )?(?:basic|básica|basique)|\bbasic access auth/i.test(
      text,
    ) &&
    (inAuth ||
      /\b(?:requires?|needs?|must|uses?|mit|with|erfolgt|usa|utilise|requiere|nécessite|richiede)\b|использ|требу|нужн|необходим|必须|需要|使用|必要|필요/i.test(
        text,
      ))
  )
    votes.add({ type: 'basic' }, inAuth ? 0.5 : 0.35)
  if (/\boauth ?2(?:\.0)?\b/i.test(text) && inAuth) votes.add({ type: 'oauth2' }, 0.4)
  if (
    /\b(?:provid(?:e|ing)|pass(?:ing)?|send(?:ing)?|includ(?:e|ing)|using|requires?)\b[^.\n]{0,40}`?access_token`?/i.test(
      text,
    )
  )
    votes.add({ type: 'bearer' }, 0.25)
}

/** A cookie of a session, by name: in samples (`Cookie: sid=…`, `-b sid=…`), or where the text says what it is called. */
function fromCookies(text: string, inAuth: boolean, isCode: boolean, votes: Votes): void {
  const factor = inAuth ? 1.6 : 1
  const add = (name: string, weight: number): void => {
    // where a header does as well, the cookie is the browser's way
    if (!otherCookie.test(name)) votes.add({ type: 'apiKey', in: 'cookie', name }, weight * factor)
  }
  for (const [, name = ''] of text
    .slice(0, 20_000)
    .matchAll(
      /(?:^|[\s"'`])Cookie\s*:\s*["'`]?([A-Za-z_][\w.-]{1,60})=|\s(?:-b|--cookie)\s+["']?([A-Za-z_][\w.-]{1,60})=/gm,
    ))
    if (name !== '') add(name, 0.25)
  if (isCode || (!inAuth && !/\b(?:authenticat|authoriz|logged? in|log ?in|session)/i.test(text))) return
  for (const [, a, b] of text.matchAll(
    /\b(?:session[- ])?cookies?\b[^.\n`]{0,40}`([A-Za-z_][\w.-]{1,60})`|`([A-Za-z_][\w.-]{1,60})`\)? (?:session )?cookie\b/gi,
  ))
    add(a ?? b ?? '', 0.25)
}

/** Cookies of other things, and attributes of a cookie. */
const otherCookie = /csrf|xsrf|lang|locale|theme|consent|^(?:secure|httponly|samesite|path|domain|max-age|expires)$/i

function toVotes(): Votes {
  const found = new Map<string, { auth: Unweighed; doubt: number; count: number }>()
  return {
    add(auth, weight) {
      const key = auth.type === 'apiKey' ? `${auth.in} ${auth.name.toLowerCase()}` : auth.type
      const known = found.get(key)
      const doubt = (known?.doubt ?? 1) * (1 - Math.min(0.8, weight))
      // a prefix, once seen, is kept
      const better = known === undefined || (auth.type === 'apiKey' && auth.prefix !== undefined) ? auth : known.auth
      found.set(key, { auth: better, doubt, count: (known?.count ?? 0) + 1 })
    },
    all() {
      const bearer = found.get('bearer')
      return [...found.values()]
        .filter(
          ({ auth }) =>
            !(
              auth.type === 'apiKey' &&
              auth.name.toLowerCase() === 'authorization' &&
              auth.prefix === undefined &&
              bearer !== undefined
            ),
        )
        .map(({ auth, doubt, count }) => ({ auth, confidence: Math.round((1 - doubt) * 100) / 100, count }))
        .filter(({ confidence }) => confidence >= 0.25)
        .toSorted((a, b) => b.confidence - a.confidence || b.count - a.count)
        .slice(0, 4)
        .map(({ auth, confidence }) => ({ ...auth, confidence: Math.min(0.99, confidence) }))
    },
  }
}
