import { isAbsolute } from 'node:path'
import { toSlug } from '../core/index.ts'
import { referenceForms, referenceKind } from '../vault/index.ts'
import type { Fault } from './fault.ts'
import { credentialVariable } from './names.ts'
import { isSecretQuery, looksLikeSecret } from './secret-names.ts'
import type { Path } from './text.ts'
import { isAuthValue, isSecretHeaderValue, readReference } from './variables.ts'

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What an entry's messages need: the variable that would hold its credential, and the command that stores it. */
interface Means {
  readonly variable: string
  readonly command: string
}

function meansOf(api: Readonly<Record<string, unknown>>): Means {
  const slug =
    typeof api['slug'] === 'string' ? api['slug'] : typeof api['name'] === 'string' ? toSlug(api['name']) : ''
  return slug === ''
    ? { variable: 'CUSTOM_API_<NAME>', command: '`custom-api-mcp credentials set <NAME>`' }
    : { variable: credentialVariable(slug), command: `\`custom-api-mcp credentials set ${slug}\`` }
}

/** A variable's name for a header whose secret is meant to come from one: `X-API-Key` → `X_API_KEY`. */
const variableFor = (header: string): string => toSlug(header).toUpperCase() || 'MY_SECRET'

/** The `auth` that places a credential where a literal header would have; what stands in the header is never shown. */
function authFor(name: string, text: string): string {
  if (/^cookie$/i.test(name)) return '{ "type": "apiKey", "in": "cookie", "name": "…" }'
  const scheme = /^authorization$/i.test(name) ? /^(basic|bearer)\s/i.exec(text)?.[1]?.toLowerCase() : undefined
  return scheme === undefined ? `{ "type": "apiKey", "name": "${name}" }` : `{ "type": "${scheme}" }`
}

function headerFault(name: string, text: string, { command }: Means): string | undefined {
  if (!isSecretHeaderValue(name, text) || readReference(text) !== undefined) return undefined
  const example = `"${name}": "\${${variableFor(name)}}"`
  if (/\$\{[^}]*:-/.test(text))
    return `a default would be a literal secret in this file; write ${example} and set the variable`
  if (text.includes('${')) return `a secret header is one whole variable, after an optional scheme word: ${example}`
  return `a literal secret must not stand in this file; remove it, set "auth": ${authFor(name, text)} and run ${command}, or write ${example} and set that variable where the server starts`
}

function authFault(key: string, text: string, { variable, command }: Means): string | undefined {
  const reference = readReference(text)
  if (key !== 'credential') {
    return reference === undefined
      ? `a literal secret must not stand in this file; remove the key and run ${command}, or set the variable ${variable} where the server starts`
      : `unknown key; a credential from a variable of your choice is written "credential": "env:${reference.variable}" (without the key, ${variable} is used)`
  }
  if (reference !== undefined) return undefined
  const kind = referenceKind(text)
  if (kind === 'cmd' && text.split(/[\s"'=]+/).some(looksLikeSecret))
    return `a literal secret must not stand in this file, in a command neither; ${command} stores it`
  if (kind === 'file' && !isAbsolute(text.slice('file:'.length)))
    return `the path of a \`file:\` reference is absolute: "file:/run/secrets/x"`
  if (kind !== undefined) return undefined
  if (/\$\{[^}]*:-/.test(text))
    return `a default would be a literal secret in this file; run ${command}, or set the variable ${variable} instead`
  return `a literal secret must not stand in this file; remove it and run ${command} or set the variable ${variable}, or write one of ${referenceForms}`
}

/** Secrets that a URL carries: user info, or a query key named like one. Its text is never shown. */
function urlFault(text: string, { variable, command }: Means): string | undefined {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(text)?.[1] ?? ''
  if (authority.includes('@'))
    return `a URL must not hold a user name or password; remove it and use \`"auth": { "type": "basic" }\` with ${command} or the variable ${variable}`
  const query = /\?([^#]*)/.exec(text)?.[1] ?? ''
  const key = query
    .split('&')
    .map((pair) => pair.split('=')[0] ?? '')
    .find(isSecretQuery)
  if (key !== undefined)
    return `the query key "${key}" looks like a secret; remove it and use \`"auth": { "type": "apiKey", "in": "query", "name": "${key}" }\` with ${command} or the variable ${variable}`
  return undefined
}

function* headersFaults(headers: unknown, path: Path, means: Means): Generator<Fault> {
  if (!isObject(headers)) return
  for (const [name, text] of Object.entries(headers)) {
    const says = typeof text === 'string' ? headerFault(name, text, means) : undefined
    if (says !== undefined) yield { path: [...path, name], says }
  }
}

function* authFaults(auth: unknown, path: Path, means: Means): Generator<Fault> {
  if (Array.isArray(auth)) {
    for (const [at, one] of auth.entries()) yield* authFaults(one, [...path, at], means)
    return
  }
  if (!isObject(auth)) return
  for (const [key, text] of Object.entries(auth)) {
    if (typeof text !== 'string') continue
    if (isAuthValue([...path, key])) {
      const says = authFault(key, text, means)
      if (says !== undefined) yield { path: [...path, key], says }
    } else if (looksLikeSecret(text) || (key === 'prefix' && text.length > 24)) {
      yield {
        path: [...path, key],
        says: `this looks like a secret; only its name or prefix stands here, the secret itself is stored by ${means.command} or in the variable ${means.variable}`,
      }
    }
  }
}

function* apiFaults(api: Readonly<Record<string, unknown>>, path: Path): Generator<Fault> {
  const means = meansOf(api)
  const url = (text: unknown, at: Path): Fault[] => {
    const says = typeof text === 'string' ? urlFault(text, means) : undefined
    return says === undefined ? [] : [{ path: at, says }]
  }
  yield* authFaults(api['auth'], [...path, 'auth'], means)
  yield* headersFaults(api['headers'], [...path, 'headers'], means)
  yield* url(api['baseUrl'], [...path, 'baseUrl'])
  const { openapi, documentation, query, environments } = api
  if (isObject(openapi)) yield* url(openapi['url'], [...path, 'openapi', 'url'])
  else yield* url(openapi, [...path, 'openapi'])
  for (const [at, row] of Array.isArray(documentation) ? documentation.entries() : [])
    yield* url(isObject(row) ? row['url'] : row, [...path, 'documentation', at])
  if (isObject(query))
    for (const [key, text] of Object.entries(query))
      if (isSecretQuery(key) || (typeof text === 'string' && looksLikeSecret(text)))
        yield {
          path: [...path, 'query', key],
          says: `"${key}" looks like a secret; remove it and use \`"auth": { "type": "apiKey", "in": "query", "name": "${key}" }\` with ${means.command} or the variable ${means.variable}`,
        }
  if (!isObject(environments)) return
  for (const [name, environment] of Object.entries(environments)) {
    if (!isObject(environment)) continue
    const own = { ...means, command: means.command.replace(/`$/, ` --environment ${name}\``) }
    yield* headersFaults(environment['headers'], [...path, 'environments', name, 'headers'], own)
    yield* url(environment['baseUrl'], [...path, 'environments', name, 'baseUrl'])
  }
}

/**
 * Secrets that stand in the config where none may (DESIGN.md §3, §11). No fault holds the value; each says which
 * command stores it, and which variable serves instead.
 */
export function secretFaults(value: unknown): Fault[] {
  const apis = isObject(value) ? value['apis'] : undefined
  if (!Array.isArray(apis)) return []
  return apis.flatMap((api, at) => (isObject(api) ? [...apiFaults(api, ['apis', at])] : []))
}
