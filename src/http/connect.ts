import { lookup as systemLookup, type LookupAddress } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { callbackify } from 'node:util'
import type { buildConnector } from 'undici'
import type { Guard, Place } from './guard.ts'

/** Host name → addresses, once per connection. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>

/** The system's resolver, every address in its order. */
export const systemResolve: Resolve = (hostname) =>
  new Promise((resolve, reject) => {
    systemLookup(hostname, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)))
  })

/** A lookup that answers only when every address of the name may be called. */
function guardedLookup(place: Place, guard: Guard, resolve: Resolve): LookupFunction {
  const resolveChecked = callbackify(async (hostname: string): Promise<LookupAddress[]> => {
    const found = await resolve(hostname)
    if (found.length === 0) throw Object.assign(new Error('no address'), { code: 'ENOTFOUND' })
    guard.addresses(
      place,
      found.map(({ address }) => address),
    )
    return [...found]
  })
  return (hostname, { all }, callback) => {
    resolveChecked(hostname, (error, found) => {
      const [first] = found ?? []
      if (error !== null || first === undefined) callback(error, '')
      else if (all) callback(null, found)
      else callback(null, first.address, first.family)
    })
  }
}

/**
 * How the pool opens connections: one resolution, every address checked, then the connected peer once more, since a
 * literal never passes a lookup (SECURITY-PROMISES.md §2.2). TLS is always verified.
 */
export function createConnector(options: {
  guard: Guard
  /** Milliseconds for resolution, TCP and TLS together. */
  timeout: number
  resolve: Resolve
  buildConnector: typeof buildConnector
}): buildConnector.connector {
  const { guard, timeout, resolve } = options
  const perOrigin = new Map<string, buildConnector.connector>() // bounded by the policy's origins

  const connectorFor = (place: Place): buildConnector.connector => {
    const known = perOrigin.get(place.origin)
    if (known !== undefined) return known
    const lookup = guardedLookup(place, guard, resolve)
    const made = options.buildConnector({
      timeout,
      allowH2: false,
      rejectUnauthorized: true,
      autoSelectFamily: true,
      lookup,
    })
    perOrigin.set(place.origin, made)
    return made
  }

  return (target, callback) => {
    let place: Place
    try {
      const host = isIP(target.hostname) === 6 ? `[${target.hostname}]` : target.hostname
      const port = target.port === '' ? '' : `:${target.port}`
      place = guard.place(new URL(`${target.protocol}//${host}${port}`).origin, true) // the list was asked before
    } catch (error) {
      queueMicrotask(() => callback(error as Error, null)) // the guard throws errors only
      return
    }
    connectorFor(place)(target, (...outcome) => {
      const [error, socket] = outcome
      if (error !== null) return callback(error, null)
      try {
        if (socket.remoteAddress === undefined) throw Object.assign(new Error('closed at once'), { code: 'ECONNRESET' })
        guard.addresses(place, [socket.remoteAddress])
      } catch (refused) {
        socket.destroy()
        return callback(refused as Error, null) // the guard throws errors only
      }
      return callback(null, socket)
    })
  }
}
