/** Makes an address of a page absolute; `undefined` for scripts, data, mail and what is no address. */
export type Addresses = (href: string) => string | undefined

/** A short link may stand for a long address a million times over: so many characters of addresses are written in all. */
const mostCharacters = 24_000_000
const mostRemembered = 20_000
const longest = 4_000

/** The addresses of one page, relative to `base`: http(s) and file alone. Past the bound links lose their address. */
export function createAddresses(base: string): Addresses {
  const known = new Map<string, string | undefined>()
  let left = mostCharacters
  return (href) => {
    const trimmed = href.trim()
    if (trimmed === '' || trimmed.length > longest || left <= 0) return undefined
    let address = known.get(trimmed)
    if (address === undefined && !known.has(trimmed)) {
      address = absolute(trimmed, base)
      if (known.size < mostRemembered) known.set(trimmed, address)
    }
    left -= address?.length ?? 0
    return address
  }
}

function absolute(href: string, base: string): string | undefined {
  if (!URL.canParse(href, base)) return undefined
  const url = new URL(href, base)
  return /^(?:https?|file):$/.test(url.protocol) ? url.href : undefined
}
