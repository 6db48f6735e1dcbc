/** Names that carry secrets, for headers, query keys and variables alike (DESIGN.md §3: "a header named like one"). */
const exact = new Set(['authorization', 'proxy-authorization', 'cookie', 'set-cookie', 'x-auth', 'auth'])
const inside = /token|secret|api[-_]?key|passw(or)?d|passphrase|credential|session[-_]?id/
const keyAtEnd = /(^|[-_])key$/
const harmless =
  /(idempotency|cache|partition|routing|sort|public|publishable)[-_]?key$|max[-_]?tokens$|token[-_]?(limit|count|type)$/

/** Whether a header of this name carries a secret. */
export function isSecretHeader(name: string): boolean {
  const low = name.trim().toLowerCase()
  return exact.has(low) || ((inside.test(low) || keyAtEnd.test(low)) && !harmless.test(low))
}

/** Whether a query key of this name carries a secret. */
export function isSecretQuery(name: string): boolean {
  return isSecretHeader(name) || /^(sig|signature|key|pwd|pass)$/i.test(name.trim())
}

/** Whether a variable of this name holds a secret: its name ends like one, or it is a credential of ours. */
export function isSecretVariable(name: string): boolean {
  if (/^CUSTOM_API_/i.test(name) && !/^CUSTOM_API_MCP_(CONFIG|HOME)$/i.test(name)) return true
  return /(TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|API_?KEY|ACCESS_KEY|PRIVATE_KEY|SECRET_KEY|CREDENTIALS?)$/i.test(
    name,
  )
}

const shapes =
  /^(bearer|basic|token|apikey) \S{8,}$|^(sk|pk|rk)[-_](live|test|proj|ant)[-_]|^gh[pousr]_\w{16,}|^github_pat_|^glpat-|^xox[abprs]-|^AKIA[0-9A-Z]{12,}|^eyJ[\w-]{10,}\.[\w-]+\./i

/** Whether a value looks like a token of a well-known shape, whatever its name is. */
export function looksLikeSecret(value: string): boolean {
  return shapes.test(value.trim())
}
