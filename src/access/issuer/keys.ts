import * as z from 'zod'
import type { JSONWebKeySet } from 'jose'
import { parseJson, type Log } from '../../core/index.ts'
import { discoverKeys, UnusableIssuer, type ReadSmall } from './metadata.ts'

export interface KeysOptions {
  readonly issuer: string
  readonly read: ReadSmall
  readonly log: Log
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** The public keys of an issuer. */
export interface Keys {
  /** What is known, fetched where nothing is or it is old; `undefined` while the issuer cannot be asked. */
  current(): Promise<JSONWebKeySet | undefined>
  /**
   * What is known after asking again, for a token whose key is not there: `undefined` when nothing new came. Asked a few
   * times at once and then twice a minute at most, however many such tokens come.
   */
  renewed(): Promise<JSONWebKeySet | undefined>
}

const minute = 60_000
/** From this age on they are asked for again beside the work; from the next on before it; from the last on they are gone. */
const ages = { refresh: 10 * minute, wait: 60 * minute, end: 24 * 60 * minute }
/** Without another try after the first failure; twice as long after each further one, up to a bound. */
const pause = { first: 5000, most: 60_000 } // ms
const burst = 5
const refill = 30_000 // ms
const mostKeys = 100

const keySet = z.looseObject({ keys: z.array(z.looseObject({ kty: z.string() })).max(mostKeys) })

export function createKeys({ issuer, read, log, now }: KeysOptions): Keys {
  let known: { readonly set: JSONWebKeySet; readonly text: string; readonly at: number } | undefined
  let from: string | undefined
  let failures = 0
  let pausedUntil = Number.NEGATIVE_INFINITY
  let asking: Promise<void> | undefined
  let tries = burst
  let countedAt = now()

  const renew = async (): Promise<void> => {
    try {
      from ??= await discoverKeys(issuer, read)
      const { status, text } = await read(from)
      if (status !== 200) throw new UnusableIssuer(`its keys answer with the status ${status}`)
      const found = keySet.safeParse(parseJson(text))
      if (!found.success) throw new UnusableIssuer('its keys are no JSON Web Key Set')
      // Symmetric keys have no place in a public set, and would make of a public text a secret.
      const keys = found.data.keys.filter(({ kty }) => kty !== 'oct')
      known = { set: { keys: keys as JSONWebKeySet['keys'] }, text, at: now() } // jose checks each key that it uses
      failures = 0
      pausedUntil = Number.NEGATIVE_INFINITY
    } catch (error) {
      from = undefined
      pausedUntil = now() + Math.min(pause.most, pause.first * 2 ** failures++)
      log.warn(`the token issuer ${issuer} cannot be asked for its keys`, { cause: error })
    }
  }
  /** One question at a time, and none for a moment after one that failed. */
  const ask = async (): Promise<void> => {
    if (now() < pausedUntil) return
    asking ??= renew().finally(() => (asking = undefined))
    await asking
  }
  const mayAsk = (): boolean => {
    const gained = Math.floor((now() - countedAt) / refill)
    if (gained > 0) {
      tries = Math.min(burst, tries + gained)
      countedAt += gained * refill
    }
    if (tries === 0) return false
    tries--
    return true
  }
  const age = (): number => (known === undefined ? Number.POSITIVE_INFINITY : now() - known.at)

  return {
    async current() {
      if (age() >= ages.wait) await ask()
      else if (age() >= ages.refresh) void ask()
      return age() < ages.end ? known?.set : undefined
    },
    async renewed() {
      const before = known?.text
      if (asking === undefined && !mayAsk()) return undefined
      await ask()
      return known?.text === before ? undefined : known?.set
    },
  }
}
