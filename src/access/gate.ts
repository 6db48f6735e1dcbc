import { createHash, timingSafeEqual } from 'node:crypto'
import { CustomApiError, type Caller, type Log, type Principal, type Secret } from '../core/index.ts'
import type { Issuer } from './issuer/model.ts'
import type { AppRules } from './model.ts'
import { ownType, peekHeader } from './tokens/jwt.ts'
import type { Tokens } from './tokens/model.ts'
import { callerUnderRules } from './views.ts'

/** Why somebody is not let in, as HTTP says it (RFC 6750 §3.1). */
export interface Refusal {
  readonly status: 401 | 403 | 503
  /** Absent when no token was shown: such a challenge carries no error. */
  readonly error?: 'invalid_token' | 'insufficient_scope' | undefined
  readonly says: string
  readonly hint: string
}

/** Somebody who was let in. */
export interface Entry {
  readonly principal: Principal
  /** Whether the token would still let them in; absent for the token of the installation. */
  readonly stays?: (() => Promise<boolean>) | undefined
}

/** What stands before `/mcp`. */
export interface Gate {
  /** Whether everybody is let in: on loopback only. */
  readonly isOpen: boolean
  /** The issuer whose tokens are taken beside ours, for the metadata of the resource (RFC 9728). */
  readonly issuer: Pick<Issuer, 'issuer' | 'scopes'> | undefined
  /** Never rejects. */
  enter(authorization: string | undefined): Promise<Entry | Refusal>
}

export interface GateOptions {
  /** The token of the installation; absent: everybody is let in. */
  readonly token: Secret | undefined
  /** Who has that token, and what the whole process is bound to: its app, its environment. */
  readonly base: Caller
  /** The apps of the config as it is now. */
  readonly apps: () => readonly AppRules[]
  /** Absent: no tokens of apps. */
  readonly tokens?: Tokens | undefined
  /** The issuer of the config as it is now. */
  readonly issuer?: (() => Issuer | undefined) | undefined
  readonly log: Log
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

const invalid = (why: string, hint: string): Refusal => ({
  status: 401,
  error: 'invalid_token',
  says: `this access token ${why}`,
  hint,
})

const askForAnother = 'ask who runs this server for another one'
const missing: Refusal = {
  status: 401,
  says: 'this server needs an access token',
  hint: 'send "Authorization: Bearer <token>"; the server printed the token when it started, and `custom-api-mcp tokens create` makes one for an app',
}

/** Three parts of base64url: signed, whatever the last one holds. */
const looksLikeJwt = (token: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)

/** Judges what a request shows: the token of the installation, a token of an app, or one of the issuer. */
export function createGate({ token, base, apps, tokens, issuer, log }: GateOptions): Gate {
  const mine = token === undefined ? undefined : digest(token.reveal())
  const local: Entry = { principal: { id: 'local', caller: { ...base, via: 'http' } } }

  /** The caller of an app within what the process is bound to; or why there is none. */
  function callerOf(app: string, environment: string | undefined): Caller | Refusal {
    if (base.app !== undefined && base.app !== app)
      return invalid('is for another app than this server serves', askForAnother)
    if (base.environment !== undefined && environment !== undefined && base.environment !== environment)
      return invalid('is for another environment than this server serves', askForAnother)
    const caller: Caller = { via: 'http', app, environment: environment ?? base.environment }
    const rules = apps()
    if (callerUnderRules(caller, rules) !== undefined) return caller
    return rules.some(({ name }) => name === app)
      ? invalid('is for another environment than its app has now', askForAnother)
      : invalid('is for an app that this server does not have', askForAnother)
  }

  const isStillAn = (app: string, environment: string | undefined): boolean => 'via' in callerOf(app, environment)

  async function enterOwn(jwt: string, from: Tokens): Promise<Entry | Refusal> {
    const verified = await from.verify(jwt)
    if ('why' in verified) return invalid(verified.why, askForAnother)
    const { id, app, environment, until } = verified
    const caller = callerOf(app, environment)
    if ('status' in caller) return caller
    from.used(id)
    const stays = async (): Promise<boolean> =>
      Date.now() < until && isStillAn(app, environment) && (await from.isLive(id))
    return { principal: { id: `token ${id}`, caller }, stays }
  }

  async function enterIssued(jwt: string, from: Issuer): Promise<Entry | Refusal> {
    const verified = await from.verify(jwt)
    if ('status' in verified) return verified
    const { subject, app, until } = verified
    const caller = callerOf(app, undefined)
    if ('status' in caller) return caller
    const stays = (): Promise<boolean> =>
      Promise.resolve(Date.now() < until && isStillAn(app, undefined) && issuer?.() === from)
    return { principal: { id: `issued ${JSON.stringify([subject, app])}`, caller }, stays }
  }

  /** What is no token of ours: where everybody is let in, it changes nothing. */
  const other: Entry | Refusal = mine === undefined ? local : invalid('is not valid here', askForAnother)

  async function enterWith(given: string): Promise<Entry | Refusal> {
    if (!looksLikeJwt(given)) return other
    const header = await peekHeader(given)
    if (header?.typ === ownType) {
      if (tokens !== undefined) return enterOwn(given, tokens)
    } else if (header !== undefined) {
      const from = issuer?.()
      if (from !== undefined) return enterIssued(given, from)
    }
    return other
  }

  return {
    isOpen: mine === undefined,
    get issuer() {
      return issuer?.()
    },
    async enter(authorization) {
      const given = /^Bearer +([\w.~+/=-]+) *$/i.exec(authorization ?? '')?.[1]
      if (given === undefined) {
        if (mine === undefined) return local
        return authorization === undefined ? missing : { ...missing, error: 'invalid_token' }
      }
      if (mine !== undefined && timingSafeEqual(digest(given), mine)) return local
      try {
        return await enterWith(given)
      } catch (thrown) {
        const error = CustomApiError.from(thrown)
        log.error('a token could not be judged', { cause: error.fault === 'us' ? error.cause : error })
        return { status: 503, says: 'tokens cannot be judged at the moment', hint: 'try again later' }
      }
    },
  }
}
