import { referenceOf, setVariable, type ApiConfig, type Config } from '../config/index.ts'
import { toSlug } from '../core/index.ts'
import type { StoredCredential } from '../vault/index.ts'

/** One line of `credentials list`. Nothing of a value. */
export interface CredentialRow {
  readonly api: string
  readonly environment: string | undefined
  readonly part: string | undefined
  readonly source: 'reference' | 'vault' | 'variable' | 'none'
  /** The reference or the variable. */
  readonly from?: string | undefined
  readonly origins?: readonly string[] | undefined
  readonly setAt?: string | undefined
  readonly usedAt?: string | undefined
  readonly fingerprint?: string | undefined
  /** Why it is there and does not serve. */
  readonly unused?: string | undefined
}

const moment = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString()

const toRow = (stored: StoredCredential, unused: string | undefined): CredentialRow => ({
  api: stored.api,
  environment: stored.environment,
  part: stored.part,
  source: 'vault',
  origins: stored.origins,
  setAt: moment(stored.setAt),
  usedAt: moment(stored.usedAt),
  fingerprint: stored.fingerprint,
  unused,
})

/** The parts that a variable may hold, as far as the config tells. */
function partsOf(api: ApiConfig): (string | undefined)[] {
  const rows = (api.auth ?? []).flatMap((row) => (row.type === 'apiKey' ? [toSlug(row.name)] : [row.type]))
  return [undefined, ...new Set(['username', 'password', ...rows])]
}

function rowsOf(api: ApiConfig, environment: string | undefined, stored: readonly StoredCredential[]): CredentialRow[] {
  const reference = referenceOf(api)
  const place = { api: api.slug, environment }
  if (reference !== undefined)
    return [
      { ...place, part: undefined, source: 'reference', from: reference },
      ...stored.map((it) => toRow(it, 'the reference of `auth` goes first')),
    ]
  const kept = new Set(stored.map((it) => it.part))
  const variables = partsOf(api).flatMap((part): CredentialRow[] => {
    const from = setVariable(api, environment, part)
    const unused = kept.has(part) ? 'the stored one goes first' : undefined
    return from === undefined ? [] : [{ ...place, part, source: 'variable', from, unused }]
  })
  const found = [...stored.map((it) => toRow(it, undefined)), ...variables]
  return found.length > 0 ? found : [{ ...place, part: undefined, source: 'none' }]
}

/** Every credential that the config could use, then what the vault keeps beside. */
export function credentialRows(config: Config | undefined, stored: readonly StoredCredential[]): CredentialRow[] {
  const taken = new Set<StoredCredential>()
  const rows = (config?.apis ?? []).flatMap((api) =>
    (api.environments.length === 0 ? [undefined] : api.environments.map((it) => it.name)).flatMap((environment) => {
      const own = stored.filter((it) => it.api === api.slug && it.environment === environment)
      for (const it of own) taken.add(it)
      return rowsOf(api, environment, own)
    }),
  )
  const others = stored.filter((it) => !taken.has(it))
  return [...rows, ...others.map((it) => toRow(it, config === undefined ? undefined : 'not in this config'))]
}
