import type { Block } from '../model.ts'
import { authTitle, fromHeader, isKeyHeader, keyQuery, type Votes } from './auth-votes.ts'

/** What a paragraph, a list, a table or a block of code says of how calls authenticate. */
export function fromText(text: string, kind: Block['kind'], title: string, votes: Votes): void {
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
    if (name.includes('-') && (inAuth ? isKeyHeader : isCredentialHeader)(name))
      votes.add({ type: 'apiKey', in: 'header', name }, 0.3 * factor)
  if (
    kind === 'code' &&
    /\bcurl\b[^\n]{0,300}\s(?:-u|--user)[ =]?["']?[\w$<{[]/.test(text.slice(0, 20_000).replaceAll('\\\n', ' '))
  )
    votes.add({ type: 'basic' }, 0.3 * factor)
  fromCookies(text, inAuth, kind === 'code', votes)
  if (kind === 'code') return
  for (const [, a, b] of text.matchAll(
    /\bheaders?\b[^.\n`]{0,80}`([A-Za-z][\w-]{2,40})(?::[^`]*)?`|`([A-Za-z][\w-]{2,40})(?::[^`]*)?`[^.\n`]{0,30}\bheader\b/gi,
  )) {
    const name = a ?? b ?? ''
    if (isKeyHeader(name) || (inAuth && /^x-[\w-]*pass(?:word|code|phrase)?$/i.test(name)))
      votes.add({ type: 'apiKey', in: 'header', name }, 0.5 * factor)
    else if (/^authorization$/i.test(name) && inAuth && !/\b(?:bearer|basic)\b/i.test(text))
      votes.add({ type: 'apiKey', in: 'header', name: 'Authorization' }, 0.3)
  }
  for (const [, name = ''] of text.matchAll(
    /(?:\bquery(?:[- ]string)?|\burl|\bget|\brequest)[- ]param\w*[^.\n`]{0,60}`([\w-]{3,40})`/gi,
  ))
    if (keyQuery.test(name)) votes.add({ type: 'apiKey', in: 'query', name }, 0.5 * factor)
  // a row of a table: `api_key | string | required` under "Query string"
  for (const [, name = ''] of table && /quer|url|get/i.test(title)
    ? text.matchAll(/^`?(api_?-?key|apiKey|access_?token|accessToken|appid|auth_token|api_token)`? :/gm)
    : [])
    votes.add({ type: 'apiKey', in: 'query', name }, 0.45 * factor)
  for (const [, name = ''] of text.matchAll(
    /(?:\bapi[- ]?key|\bkey|\btoken|\bclé|(?<!\p{L})ключ\p{L}{0,3}|\bschlüssel|\bclave|\bchave)(?![\p{L}])[^.\n`]{0,60}(?:param[eèéê]tr?[eor]?\p{L}*|параметр\p{L}*)(?: (?:called|named|nommé|namens|llamado))? `([\w-]{3,40})`/giu,
  ))
    votes.add({ type: 'apiKey', in: 'query', name }, 0.5 * factor)
  for (const [, name = ''] of text.matchAll(/`\??([\w-]{3,40})=[^`]{0,60}`/g))
    if (/key|token|appid/i.test(name) && keyQuery.test(name))
      votes.add({ type: 'apiKey', in: 'query', name }, 0.3 * factor)
  for (const [, name = ''] of text.matchAll(/`([A-Za-z][\w]*(?:-[\w]+)+)(?::[^`]*)?`/g))
    if ((inAuth ? isKeyHeader : isCredentialHeader)(name))
      votes.add({ type: 'apiKey', in: 'header', name }, 0.3 * factor)
  const scheme = /`?authorization`? header (?:must|should|has to) be an? `?([A-Z][a-z]{1,12})`? token\b/i.exec(
    text,
  )?.[1]
  if (scheme !== undefined && !/^(?:valid|access|bearer|basic|jwt|api)$/i.test(scheme))
    votes.add({ type: 'apiKey', in: 'header', name: 'Authorization', prefix: scheme }, 0.4 * factor)
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

/** Names that say it themselves, wherever they stand: `X-Api-Key`, `access-token`; `sort-key` and `generate-token` do not. */
const isCredentialHeader = (name: string): boolean =>
  isKeyHeader(name) && /^x-|api|auth|access|private|client|secret|subscription|session/i.test(name)

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
