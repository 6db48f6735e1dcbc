import type { AuthWay, InferredAuth } from './model.ts'

const keyHeader = /^(?:[\w-]+[-_])?(?:key|token|secret|apikey|authkey|authtoken|accesstoken|apitoken)$/i
/** Headers that end like a key and are none that authenticates. */
const otherKey = /idempot|csrf|xsrf|partition|cache|request|message|sort|page|cursor|next|continuation|postman/i
export const isKeyHeader = (name: string): boolean => keyHeader.test(name) && !otherKey.test(name)
export const keyQuery =
  /^(?:api_?-?key|apikey|access_?token|auth_?token|appid|app_id|api_token|token|client_key|subscription-key|key|auth)$/i
export const authTitle =
  /auth|security|credential|api[- ]?key|token|авториз|аутентиф|认证|鉴权|授权|认証|인증|sicherheit|autentic|anmeld/i

/** One vote per place, more from a section about authentication. */
export interface Votes {
  readonly add: (auth: AuthWay, weight: number) => void
  readonly all: () => InferredAuth[]
}

/** Schemes of the header `Authorization` that are words of an API of its own. */
const ownScheme =
  /^(?:token|apikey|api-key|key|apitoken|jwt|oauth|discogs|bot|client-id|glsa|ssws|splunk|genie\w*|pveapitoken|mediabrowser)$/i
/** What stands for a credential: a placeholder, a word of keys, letters and digits without sense. */
const credential =
  /^["'`]?(?:[<{[$%]|your\b|my[-_]|x{3,}|\*{3,}|\.{3}|…|[A-Z]+(?:_[A-Z]+)+\b|[\w-]*(?:api|key|token|secret)[\w-]*["'`]?$|(?=\S*\d)[\w+/.=-]{10,}|[\w-]+=["'<{[$])/

/** A header that a call sends. */
export function fromHeader(name: string, value: string, weight: number, votes: Votes): void {
  if (/^authorization$/i.test(name)) {
    const [, scheme = '', rest = ''] = /^["'`]?([A-Za-z][\w-]*)[\s:=]+(\S.*)$/.exec(value.trim()) ?? []
    const alone = /^["'`]?([A-Za-z][\w-]{1,20}) +["'`]?$/.exec(value)?.[1] ?? '' // `'JWT ' + key`
    if (/^bearer$/i.test(scheme) || /^bearer$/i.test(value.trim())) votes.add({ type: 'bearer' }, weight)
    else if (/^basic$/i.test(scheme) || /^basic$/i.test(value.trim())) votes.add({ type: 'basic' }, weight)
    else if (
      rest !== '' &&
      (ownScheme.test(scheme) || (/^[A-Za-z][\w-]* \S+$/.test(value.trim()) && credential.test(rest)))
    )
      votes.add({ type: 'apiKey', in: 'header', name: 'Authorization', prefix: scheme }, weight)
    else if (alone !== '') votes.add({ type: 'apiKey', in: 'header', name: 'Authorization', prefix: alone }, weight)
    else if (value.trim() !== '') votes.add({ type: 'apiKey', in: 'header', name: 'Authorization' }, weight * 0.9)
  } else if (isKeyHeader(name)) votes.add({ type: 'apiKey', in: 'header', name }, weight)
}

/** An empty ballot. */
export function toVotes(): Votes {
  const found = new Map<string, { auth: AuthWay; doubt: number; count: number }>()
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
