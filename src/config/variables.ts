import type { Fault } from './fault.ts'
import { isSecretHeader, isSecretVariable, looksLikeSecret } from './secret-names.ts'
import type { Path } from './text.ts'

export interface Expansion {
  readonly value: unknown
  readonly faults: readonly Fault[]
  /** Whether any `${VAR}` stands in the file. */
  readonly used: boolean
  /** Paths (joined with NUL) of strings that were expanded: a number may have come as text. */
  readonly expanded: ReadonlySet<string>
}

export type Lookup = (name: string) => string | undefined

const variable = /\$\$\{|\$\{([^}]*)\}/g
const inner = /^([A-Za-z_][A-Za-z0-9_]*)(?::-([\s\S]*))?$/
/** A whole `${VAR}` after an optional scheme word. */
const reference = /^(?:([A-Za-z][A-Za-z0-9-]*) +)?\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/

/** A secret-named header's value, read as a reference. */
export function readReference(text: string): { readonly prefix: string; readonly variable: string } | undefined {
  const found = reference.exec(text.trim())
  if (found?.[2] === undefined) return undefined
  return { prefix: found[1] === undefined ? '' : `${found[1]} `, variable: found[2] }
}

/** Whether a path is a header's value: of an API or of one of its environments. */
function isHeader(path: Path): boolean {
  if (path[0] !== 'apis') return false
  return (
    (path.length === 4 && path[2] === 'headers') ||
    (path.length === 6 && path[2] === 'environments' && path[4] === 'headers')
  )
}

const variablesIn = (text: string): string[] =>
  [...text.matchAll(variable)].flatMap((found) => inner.exec(found[1] ?? '')?.[1] ?? [])

/** Whether a header's value is kept as it stands, to be read as a reference: by its name, or by its variable's. */
export function isSecretHeaderValue(name: string, text: string): boolean {
  return isSecretHeader(name) || looksLikeSecret(text) || variablesIn(text).some(isSecretVariable)
}

function expandText(text: string, path: Path, lookup: Lookup, fault: (says: string) => void): string {
  return text.replaceAll(variable, (whole: string, body: string | undefined) => {
    if (body === undefined) return '${'
    const [, name, fallback] = inner.exec(body) ?? []
    if (name === undefined) {
      fault('`${…}` holds no variable name; write `$${` for a literal `${`')
      return whole
    }
    // What stands outside headers and auth is shown in lists, logs and errors: no place for a secret.
    if (isSecretVariable(name)) {
      fault(
        `\${${name}} looks like a secret, and this value is shown to clients; secrets go into \`auth\` or a header (if it is none, use a variable of another name)`,
      )
      return whole
    }
    const value = lookup(name) ?? fallback
    if (value === undefined) {
      fault(`the variable ${name} is not set; set it, or give a default: \`\${${name}:-…}\``)
      return whole
    }
    return value
  })
}

/**
 * Expands `${VAR}`, `${VAR:-default}` and `$${` in every string of the config.
 *
 * Values of secret headers and `auth.credential` stay as they are: there `${VAR}` is a reference that is followed when a
 * call needs it, so that the secret itself never stands in the loaded config (DESIGN.md §11).
 */
export function expandVariables(value: unknown, lookup: Lookup): Expansion {
  const faults: Fault[] = []
  const expanded = new Set<string>()
  let used = false

  const walk = (here: unknown, path: Path): unknown => {
    if (typeof here === 'string') {
      if (!here.includes('${')) return here
      used ||= [...here.matchAll(variable)].some((found) => found[1] !== undefined)
      if (isHeader(path) && isSecretHeaderValue(String(path.at(-1)), here)) return here
      if (isAuthValue(path)) return here
      expanded.add(path.join('\0'))
      return expandText(here, path, lookup, (says) => faults.push({ path, says }))
    }
    if (Array.isArray(here)) return here.map((item, at) => walk(item, [...path, at]))
    if (typeof here !== 'object' || here === null) return here
    return Object.fromEntries(Object.entries(here).map(([key, item]) => [key, walk(item, [...path, key])]))
  }

  return { value: walk(value, []), faults, used, expanded }
}

/** Whether a path lies in `auth` and is none of the options that are not secret. */
export function isAuthValue(path: Path): boolean {
  if (path[0] !== 'apis' || path[2] !== 'auth') return false
  const key = typeof path[3] === 'number' ? path[4] : path[3]
  return (
    typeof key === 'string' &&
    /^(credential|token|key|value|api_?key|secret|password|user(name)?|client_?secret)$/i.test(key)
  )
}
