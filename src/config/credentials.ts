import type { CredentialSource, SecretSource } from '../auth/index.ts'
import { CustomApiError, Secret, type Log } from '../core/index.ts'
import { referenceKind, setCommand, type Place, type Vault } from '../vault/index.ts'
import { environmentVariable } from './environment.ts'
import type { ApiConfig, SecretHeader } from './model.ts'
import { credentialVariable } from './names.ts'

/** Where credentials are looked for beside the environment. Without it only variables are. */
export interface CredentialMeans {
  readonly vault: Pick<Vault, 'has' | 'open' | 'used'>
  readonly references: { readonly read: (reference: string) => Promise<Secret | undefined> }
  readonly log: Log
}

const untrusted =
  'this config was found in the working directory and may use no credential; if it is yours, run `custom-api-mcp trust` there, or start with --config ./custom-api-mcp.json'

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

/** The reference of the config, where a single row of `auth` serves the whole credential. */
export function referenceOf(api: ApiConfig): string | undefined {
  const rows = (api.auth ?? []).filter((row) => row.type !== 'none')
  const [row] = rows
  return rows.length === 1 && row !== undefined && 'credential' in row ? row.credential : undefined
}

function firstSet(names: readonly string[]): { readonly name: string; readonly secret: Secret } | undefined {
  for (const name of names) {
    const value = environmentVariable(name)
    if (value !== undefined) return { name, secret: new Secret(value) }
  }
  return undefined
}

/** The variable that serves a credential now, where one is set; its name only. */
export const setVariable = (api: ApiConfig, environment: string | undefined, part?: string): string | undefined =>
  firstSet(variableNames(api, environment, part))?.name

const howToSetVariable = (names: readonly string[]): string =>
  `set the variable ${names.join(' or ')} where the server starts`

/**
 * Where the credential of one API in one environment comes from: the `credential` reference on `auth`, else the vault,
 * else its variable. The variable without an environment serves the default environment only; a stored credential serves
 * the environment that it was stored for. Asked anew at each call.
 */
export function credentialSource(
  api: ApiConfig,
  environment: string | undefined,
  means?: CredentialMeans,
): CredentialSource {
  const reference = referenceOf(api)
  let warned = false
  const served = new Map<string | undefined, Place>()
  const names = new Map<string | undefined, readonly string[]>() // by part, of which a scheme has a few
  const namesOf = (part: string | undefined): readonly string[] => {
    const known = names.get(part) ?? variableNames(api, environment, part)
    names.set(part, known)
    return known
  }
  const placeOf = (part: string | undefined): Place => ({ api: api.slug, environment, part })

  /** Whether the vault has it; where it cannot be asked, the operator's variable serves, and the log says so. */
  async function isStored(vault: CredentialMeans['vault'], place: Place, fallback: boolean): Promise<boolean> {
    try {
      return await vault.has(place)
    } catch (thrown) {
      if (!fallback) throw thrown
      if (!warned)
        means?.log.warn(`${api.slug}: the vault cannot be read; the credential comes from its variable`, {
          cause: thrown,
        })
      warned = true
      return false
    }
  }

  async function fromVault(place: Place, origin: string | undefined, fallback: boolean): Promise<Secret | undefined> {
    if (means === undefined || !(await isStored(means.vault, place, fallback))) return undefined
    const opened = await means.vault.open(place)
    if (opened === undefined) return undefined
    if (origin !== undefined && !opened.origins.includes(origin)) throw forOthers(place, opened.origins, origin)
    if (origin !== undefined) served.set(place.part, place) // else it is only asked about
    return opened.secret
  }

  return {
    async get(part, origin) {
      if (!api.trusted) return undefined
      if (reference !== undefined) return part === undefined ? follow(reference, means) : undefined
      const variable = firstSet(namesOf(part))
      return (await fromVault(placeOf(part), origin, variable !== undefined)) ?? variable?.secret
    },
    howToSet(part) {
      if (!api.trusted) return untrusted
      if (reference !== undefined) return howToSetReference(reference)
      const variable = howToSetVariable(namesOf(part))
      return means === undefined ? variable : `run \`${setCommand(placeOf(part))}\`, or ${variable}`
    },
    used() {
      means?.vault.used([...served.values()])
    },
  }
}

/** SECURITY-PROMISES.md §1.3: a stored credential goes where it could go when it was stored, and nowhere else. */
const forOthers = (place: Place, origins: readonly string[], origin: string): CustomApiError =>
  new CustomApiError(
    'auth.required',
    `the stored credential of "${place.api}" was set for ${origins.join(', ')} and does not go to ${origin}`,
    { hint: `if the new address is right, set it anew: ${setCommand(place)}` },
  )

const variableOf = (reference: string): string => reference.replace(/^env:/, '')

async function follow(reference: string, means: CredentialMeans | undefined): Promise<Secret | undefined> {
  if (referenceKind(reference) === 'env') return firstSet([variableOf(reference)])?.secret
  return means?.references.read(reference)
}

const howToSetReference = (reference: string): string =>
  referenceKind(reference) === 'env'
    ? howToSetVariable([variableOf(reference)])
    : `the reference ${reference} of its \`auth\` gives nothing: put the credential there`

/** What the `credential` key of a row of `auth` refers to. */
export function referenceSource(api: ApiConfig, reference: string, means?: CredentialMeans): SecretSource {
  return {
    get: async () => (api.trusted ? follow(reference, means) : undefined),
    howToSet: () => (api.trusted ? howToSetReference(reference) : untrusted),
  }
}

/** Where a secret header's value comes from: its variable. */
export const headerSource = (api: ApiConfig, header: SecretHeader): SecretSource =>
  referenceSource(api, `env:${header.variable}`)

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

/** The key of the vault, where `CUSTOM_API_MCP_KEY` gives it. */
export function vaultKey(): Secret | undefined {
  const value = environmentVariable('CUSTOM_API_MCP_KEY')
  return value === undefined ? undefined : new Secret(value)
}
