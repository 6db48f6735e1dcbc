import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import { CustomApiError } from '../core/index.ts'
import { canonicalAddress, reachOf } from './addresses.ts'
import type { EgressPolicy } from './model.ts'
import { hostPort, parseTargetUrl } from './target-url.ts'

/** A place that requests go to, as one URL parser understood it. */
export interface Place {
  readonly origin: string
  readonly protocol: 'http:' | 'https:'
  /** Without brackets. */
  readonly hostname: string
  readonly port: string
  /** As in `EgressPolicy.privateConsent`. */
  readonly hostPort: string
}

/** Says whether a door may be used to reach a place; every method throws `host.blocked` when not. */
export interface Guard {
  /** The origin is canonical and on the list; `upgraded` waives the list for http → https on one host. */
  place(origin: string, upgraded?: boolean): Place
  /** Every address that the name stands for is one this door may connect to. */
  addresses(place: Place, addresses: readonly string[]): void
}

const unspecified = new Set(['0.0.0.0', '::', '*'])

/** Whether an address reaches a listener of our own: exactly, or any local address for a listener on all of them. */
function isOwn(text: string, port: string, listeners: ReadonlySet<string>): boolean {
  if (listeners.size === 0) return false
  const address = canonicalAddress(text)
  for (const listener of listeners) {
    const split = listener.lastIndexOf(':')
    if (listener.slice(split + 1) !== port) continue
    const host = canonicalAddress(listener.slice(0, split))
    if (host === address) return true
    if (host === 'localhost' && reachOf(address) === 'loopback') return true
    if (unspecified.has(host) && isLocal(address)) return true
  }
  return false
}

function isLocal(address: string): boolean {
  if (reachOf(address) === 'loopback') return true
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  return all.some((own) => canonicalAddress(own.address) === address)
}

/** The rules of SECURITY-PROMISES.md §2.2–2.4 for one policy. Knows no sockets. */
export function createGuard(
  name: string,
  policy: EgressPolicy,
  ownListeners: () => ReadonlySet<string> = () => new Set(),
): Guard {
  const blocked = (what: string, hint: string): CustomApiError => new CustomApiError('host.blocked', what, { hint })
  const insecure = (place: Place): CustomApiError =>
    blocked(
      `plain http to ${place.hostPort} would travel readable`,
      `use https, or set "allowInsecureHttp": true on the API in the config if you accept that`,
    )

  function checkAddress(place: Place, text: string): void {
    const reach = reachOf(text)
    if (reach === 'never')
      throw blocked(
        `${place.hostPort} is or stands for a link-local, cloud metadata or otherwise unusable address`,
        'such addresses are never called; give the address of the service itself',
      )
    if (isOwn(text, place.port, ownListeners()))
      throw blocked(`${place.hostPort} is this server itself`, 'name the address of the API, not of this server')
    if (reach !== 'public' && !policy.privateConsent.has(place.hostPort))
      throw blocked(
        `${place.hostPort} is or stands for a ${reach} address, which needs the operator's word`,
        `write exactly this host and port as "baseUrl" or in "domains" of "${name}" to allow it`,
      )
    if (place.protocol === 'http:' && reach !== 'loopback' && !policy.allowInsecureHttp) throw insecure(place)
  }

  const known = new Map<string, Place>() // only origins on the list, so it is as short as that

  function readPlace(origin: string): Place {
    const before = known.get(origin)
    if (before !== undefined) return before
    const url = parseTargetUrl(origin)
    if (url.origin !== origin) throw blocked('the origin of a request is not in its canonical form', 'report this')
    const hostname = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname
    const key = hostPort(url)
    const place: Place = {
      origin,
      protocol: url.protocol === 'https:' ? 'https:' : 'http:',
      hostname,
      port: key.slice(key.lastIndexOf(':') + 1),
      hostPort: key,
    }
    if (policy.origins.has(origin)) known.set(origin, place)
    return place
  }

  return {
    place(origin, upgraded = false) {
      const place = readPlace(origin)
      if (!upgraded && !policy.origins.has(origin))
        throw blocked(
          `requests of "${name}" may not go to ${origin}`,
          `add "${new URL(origin).host}" to "domains" of "${name}" if you trust it`,
        )
      if (isIP(place.hostname) !== 0) checkAddress(place, place.hostname)
      return place
    },
    addresses(place, addresses) {
      for (const address of addresses) checkAddress(place, address)
    },
  }
}
