import type { CredentialSource, SecretSource } from '../auth/index.ts'
import { CustomApiError, Secret } from '../core/index.ts'
import { environmentVariable } from './environment.ts'
import type { ApiConfig, SecretHeader } from './model.ts'
import { credentialVariable } from './names.ts'

const untrusted =
  'this config was found in the working directory and may use no credential; if it is yours, start with --config ./custom-api-mcp.json'

const within = (name: string, base: string): boolean => name === base || name.startsWith(`${base}_`)

/** The variables that may hold a credential, best first (DESIGN.md §3 "Credentials"). */
function variableNames(api: ApiConfig, environment: string | undefined, part: string | undefined): string[] {
  const isDefault = environment === undefined || environment === api.defaultEnvironment
  const tries = [...(environment === undefined ? [] : [environment]), ...(isDefault ? [undefined] : [])]
  return tries.flatMap((chosen) => {
    const name = credentialVariable(api.slug, chosen, part)
    return part === undefined || isOwnPart(api, chosen, name) ? [name] : []
  })
}

/** A part's name may come from a description: it must not reach another API's or environment's credential. */
function isOwnPart(api: ApiConfig, environment: string | undefined, name: string): boolean {
  const own = credentialVariable(api.slug, environment)
  const environments = api.environments.map((it) => credentialVariable(api.slug, it.name))
  const others = [...api.foreignVariables, ...environments].filter((base) => base.startsWith(`${own}_`))
  return !others.some((base) => within(name, base))
}

/** The `env:NAME` reference of the config, where a single row of `auth` serves the whole credential. */
function referenceOf(api: ApiConfig): string | undefined {
  const rows = (api.auth ?? []).filter((row) => row.type !== 'none')
  const [row] = rows
  return rows.length === 1 && row !== undefined && 'credential' in row ? row.credential : undefined
}

const variableOf = (reference: string): string => reference.replace(/^env:/, '')

/**
 * Where the credential of one API in one environment comes from: the `credential` reference on `auth`, else its
 * variable. The variable without an environment serves the default environment only. Read anew at each call, kept nowhere.
 */
export function credentialSource(api: ApiConfig, environment: string | undefined): CredentialSource {
  const reference = referenceOf(api)
  const find = (part?: string): readonly string[] => {
    if (reference === undefined) return variableNames(api, environment, part)
    return part === undefined ? [variableOf(reference)] : []
  }
  const found = new Map<string | undefined, readonly string[]>() // by part, of which a scheme has a few
  const names = (part?: string): readonly string[] => {
    const known = found.get(part) ?? find(part)
    found.set(part, known)
    return known
  }
  return {
    async get(part) {
      return api.trusted ? firstSet(names(part)) : undefined
    },
    howToSet(part) {
      return api.trusted ? howToSetOne(names(part)) : untrusted
    },
  }
}

function firstSet(names: readonly string[]): Secret | undefined {
  for (const name of names) {
    const value = environmentVariable(name)
    if (value !== undefined) return new Secret(value)
  }
  return undefined
}

const howToSetOne = (names: readonly string[]): string =>
  `set the variable ${names.join(' or ')} where the server starts`

/** What the `credential` key of a row of `auth` refers to: `env:NAME`. */
export function referenceSource(api: ApiConfig, reference: string): SecretSource {
  return variableSource(api, variableOf(reference))
}

/** One secret from one variable; none for a config that is not trusted. */
function variableSource(api: ApiConfig, name: string): SecretSource {
  return {
    get: async () => (api.trusted ? firstSet([name]) : undefined),
    howToSet: () => (api.trusted ? howToSetOne([name]) : untrusted),
  }
}

/** Where a secret header's value comes from: its variable. */
export const headerSource = (api: ApiConfig, header: SecretHeader): SecretSource => variableSource(api, header.variable)

/** The local HTTP token of the operator's choice (`CUSTOM_API_MCP_TOKEN`), where it is set. @throws CustomApiError `credential.invalid` */
export function serverToken(): Secret | undefined {
  const value = environmentVariable('CUSTOM_API_MCP_TOKEN')
  if (value === undefined) return undefined
  if (value.length < 16 || !/^[\x21-\x7e]+$/.test(value))
    throw new CustomApiError('credential.invalid', 'the variable CUSTOM_API_MCP_TOKEN is no usable token', {
      hint: 'use at least 16 printable characters without spaces, or unset it to use the token file',
    })
  return new Secret(value)
}
