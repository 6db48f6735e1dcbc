import type { Operation, OperationRow } from '../catalog/index.ts'
import { CustomApiError } from '../core/index.ts'
import { compileConfirm } from './confirm.ts'
import { nothingFixed, type Fixed } from './flatten.ts'
import type { PublishedApi } from './model.ts'
import { isPublishable, type OperationName } from './names.ts'
import { compilePolicy, type CompiledPolicy } from './policy.ts'
import { toSignature, type Signature } from './signature.ts'

/** One API as this snapshot offers it. */
export interface Offered {
  readonly api: PublishedApi
  readonly policy: CompiledPolicy
  /** What waits for a confirmation in an environment. */
  readonly confirm: (environment: string | undefined) => CompiledPolicy | undefined
  /** Every operation that could be called, in document order. */
  readonly rows: readonly OperationRow[]
  /** Those of them that the policy offers. */
  readonly offeredRows: readonly OperationRow[]
  readonly names: ReadonlyMap<string, OperationName>
  /** The operation of a row with its flat arguments. @throws CustomApiError `description.invalid` */
  readonly signature: (key: string) => Promise<Signature>
  readonly signatureOf: (operation: Operation) => Signature
  readonly nameOf: (row: OperationRow) => OperationName
}

export function offer(api: PublishedApi, names: ReadonlyMap<string, OperationName>): Offered {
  const rows = (api.description?.rows ?? []).filter(isPublishable)
  const policy = compilePolicy(api.policy, rows)
  const known = new WeakMap<Operation, Signature>()
  let fixed: Fixed | undefined
  const signatureOf = (operation: Operation): Signature => {
    const before = known.get(operation)
    if (before !== undefined) return before
    const signature = toSignature(operation, (fixed ??= fixedOf(api)), api.slug)
    known.set(operation, signature)
    return signature
  }
  return {
    api,
    policy,
    confirm: compileConfirm(api.confirm, rows),
    rows,
    offeredRows: rows.filter((row) => policy.operation(row) === undefined),
    names,
    signatureOf,
    nameOf: (row) => names.get(row.key) ?? { tool: row.key, part: row.key },
    async signature(key) {
      if (api.description === undefined) {
        throw new CustomApiError('operation.unknown', `"${api.slug}" has no description`, {
          hint: 'call it by path with http_get and http_send',
        })
      }
      return signatureOf(await api.description.operation(key))
    },
  }
}

/** What the credential and the config already set: the callers' schemas leave it out. */
function fixedOf(api: PublishedApi): Fixed {
  try {
    const { authorizer, headers, query } = api.target(api.defaultEnvironment ?? api.environments[0])
    const lower = (names: Iterable<string>): string[] => [...names].map((name) => name.toLowerCase())
    return {
      headers: new Set(lower([...authorizer.reserved.headers, ...Object.keys(headers)])),
      query: new Set(lower([...authorizer.reserved.query, ...Object.keys(query)])),
      cookies: new Set(lower(authorizer.reserved.cookies)),
    }
  } catch {
    return nothingFixed // an API that cannot be called says so when it is called
  }
}
