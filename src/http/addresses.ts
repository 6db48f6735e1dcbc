import ipaddr from 'ipaddr.js'

/**
 * What kind of place an address is. `public` may be called, `loopback` and `private` with the operator's consent for
 * exactly that host and port, `never` not in any way.
 */
export type Reach = 'public' | 'loopback' | 'private' | 'never'

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** Instance metadata and platform services that stand outside link-local space. */
const platform: readonly [Address, number][] = [
  '168.63.129.16/32', // Azure wire server
  '100.100.100.200/32', // Alibaba Cloud
  '192.0.0.192/32', // Oracle Cloud
  'fd00:ec2::/32', // AWS: metadata, DNS, time, container credentials
  'fd20:ce::/32', // Google Cloud
  'fd00:c1::/32', // Oracle Cloud
].map((range) => ipaddr.parseCIDR(range))

const benchmarking = ipaddr.IPv4.parseCIDR('198.18.0.0/15')
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')

const isPlatform = (address: Address): boolean =>
  platform.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits))

function reachOf4(address: ipaddr.IPv4): Reach {
  if (isPlatform(address)) return 'never'
  // Tunnelling proxies answer every name with an address of the benchmarking range: consent can open it.
  if (address.match(benchmarking)) return 'private'
  switch (address.range()) {
    case 'unicast':
      return 'public'
    case 'loopback':
      return 'loopback'
    case 'private':
    case 'carrierGradeNat':
      return 'private'
    default:
      return 'never'
  }
}

/** An IPv4 address that a gateway far away unwraps: only a public one makes sense there. */
const translated = (bytes: readonly number[]): Reach =>
  reachOf4(new ipaddr.IPv4([...bytes])) === 'public' ? 'public' : 'never'

function reachOf6(address: ipaddr.IPv6): Reach {
  if (isPlatform(address)) return 'never'
  const bytes = address.toByteArray()
  switch (address.range()) {
    case 'ipv4Mapped': // the system calls the IPv4 address inside
      return reachOf4(address.toIPv4Address())
    case 'rfc6052': // NAT64; the local-use prefix of RFC 8215 hides where it leads
      return address.match(ipaddr.IPv6.parseCIDR('64:ff9b::/96')) ? translated(bytes.slice(12)) : 'never'
    case '6to4':
      return translated(bytes.slice(2, 6))
    case 'loopback':
      return 'loopback'
    case 'uniqueLocal':
      return 'private'
    case 'unicast': // ipaddr.js also says so of what nobody assigned, `::127.0.0.1` among it
      return address.match(globalUnicast) ? 'public' : 'never'
    default:
      return 'never'
  }
}

/** The few addresses that are asked for again and again. */
const seen = new Map<string, Reach>()
const mostSeen = 256

/** Classifies an IP address in any spelling that a resolver, a socket or a URL gives; what is no address is `never`. */
export function reachOf(text: string): Reach {
  const known = seen.get(text)
  if (known !== undefined) return known
  const reach = classify(text)
  if (seen.size >= mostSeen) seen.clear()
  seen.set(text, reach)
  return reach
}

function classify(text: string): Reach {
  // ipaddr.js takes the long dead `::1.2.3.4` for `::ffff:1.2.3.4`; the system does not
  if (/^\[?::\d+\./.test(text)) return 'never'
  let address: Address
  try {
    address = ipaddr.parse(text.startsWith('[') ? text.slice(1, -1) : text)
  } catch {
    return 'never' // a name, or nonsense: nothing we could vouch for
  }
  return address instanceof ipaddr.IPv4 ? reachOf4(address) : reachOf6(address)
}

/** One spelling per address, IPv4-mapped ones unwrapped, for comparisons. */
export function canonicalAddress(text: string): string {
  try {
    return ipaddr.process(text.startsWith('[') ? text.slice(1, -1) : text).toString()
  } catch {
    return text.toLowerCase() // a host name
  }
}
