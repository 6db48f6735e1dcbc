import type { CredentialSource } from '../auth/index.ts'
import { CustomApiError, Secret } from '../core/index.ts'
import { environmentVariable } from './environment.ts'
import type { ApiConfig, SecretHeader } from './model.ts'
import { credentialVariable } from './names.ts'

const untrusted =
  'this config was found in the working directory and may use no credential; if it is yours, start with --config ./custom-api-mcp.json'

/** The variables that may hold a credential, best first (DESIGN.md §3 "Credentials"). */
function variableNames(api: ApiConfig, environment: string | undefined, part: string | undefined): string[] {
  const named = environment === undefined ? [] : [credentialVariable(api.slug, environment, part)]
  const isDefault = environment === undefined || environment === api.defaultEnvironment
  return isDefault ? [...named, credentialVariable(api.slug, undefined, part)] : named
}

/** The `env:NAME` reference of the config, for the whole credential of an API with a single auth entry. */
function referenceOf(api: ApiConfig, part: string | undefined): string | undefined {
  if (part !== undefined) return undefined
  const references = (api.auth ?? []).flatMap((it) =>
    'credential' in it && it.credential !== undefined ? [it.credential] : [],
  )
  return references[0]?.replace(/^env:/, '')
}

/**
 * Where the credential of one API in one environment comes from: the `credential` reference on `auth`, else its
 * variable. The variable without an environment serves the default environment only. Read anew at each call, kept nowhere.
 */
export function credentialSource(api: ApiConfig, environment: string | undefined): CredentialSource {
  const names = (part?: string): string[] => {
    const reference = referenceOf(api, part)
    return reference === undefined ? variableNames(api, environment, part) : [reference]
  }
  return {
    async get(part) {
      if (!api.trusted) return undefined
      for (const name of names(part)) {
        const value = environmentVariable(name)
        if (value !== undefined) return new Secret(value)
      }
      return undefined
    },
    howToSet(part) {
      return api.trusted ? `set the variable ${names(part).join(' or ')} where the server starts` : untrusted
    },
  }
}

/** Where a secret header's value comes from: its variable. */
export function headerSource(
  api: ApiConfig,
  header: SecretHeader,
): { get(): Promise<Secret | undefined>; howToSet(): string } {
  return {
    async get() {
      const value = api.trusted ? environmentVariable(header.variable) : undefined
      return value === undefined ? undefined : new Secret(value)
    },
    howToSet: () =>
      api.trusted ? `set the variable ${header.variable} where the server starts (header ${header.name})` : untrusted,
  }
}

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
