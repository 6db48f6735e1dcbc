import type { OperationRow } from '../catalog/index.ts'
import { isInScope } from '../access/index.ts'
import { CustomApiError, nearest, type Caller } from '../core/index.ts'
import { isReading } from './definition.ts'
import type { PublishedApi } from './model.ts'
import type { Offered } from './offered.ts'
import type { Denial } from './policy.ts'

/** An API of another scope is hidden, and one that has environments but not the pinned one. */
export const isVisible = (api: Pick<PublishedApi, 'environments' | 'scope'>, caller: Caller): boolean =>
  isInScope(api.scope, caller) && hasPinned(api, caller)

const hasPinned = ({ environments }: Pick<PublishedApi, 'environments'>, { environment }: Caller): boolean =>
  environment === undefined || environments.length === 0 || environments.includes(environment)

/**
 * Which environment serves a call: the pin, the argument, the default (DESIGN.md §11 "Environments").
 *
 * @throws CustomApiError `policy.denied` for another one than the pin, `environment.unknown`, `arguments.invalid` when
 * several could be meant
 */
export function chooseEnvironment(api: PublishedApi, asked: string | undefined, caller: Caller): string | undefined {
  const { environments, slug } = api
  if (environments.length === 0) {
    if (asked === undefined || asked === caller.environment) return undefined
    throw new CustomApiError('environment.unknown', `"${slug}" has no environments`, {
      hint: 'leave "environment" out',
    })
  }
  const pin = caller.environment
  if (pin !== undefined && asked !== undefined && asked !== pin) {
    throw new CustomApiError('policy.denied', `this connection is pinned to the environment "${pin}"`, {
      hint: 'leave "environment" out',
    })
  }
  const [first] = environments
  const chosen = pin ?? asked ?? api.defaultEnvironment ?? (environments.length === 1 ? first : undefined)
  const listed = `"${slug}" has ${environments.join(', ')}`
  if (chosen === undefined) {
    throw new CustomApiError('arguments.invalid', `environment: missing, ${listed}`, { hint: 'name one of them' })
  }
  if (environments.includes(chosen)) return chosen
  const near = nearest(chosen, environments)
  throw new CustomApiError('environment.unknown', `"${slug}" has no environment "${chosen.slice(0, 60)}"`, {
    hint: near === undefined ? listed : `did you mean "${near}"? ${listed}`,
  })
}

/** What a caller that only reads may not do, and an environment that only reads forbids. */
export function environmentDenial(
  api: PublishedApi,
  method: string,
  environment: string | undefined,
  caller: Caller,
): Denial | undefined {
  if (isReading(method)) return undefined
  if (caller.readOnly === true) return { key: `apps.${caller.app ?? ''}.readOnly`, why: 'this app may only read' }
  if (environment === undefined || !api.readOnlyEnvironments.has(environment)) return undefined
  return { key: `environments.${environment}.readOnly`, why: `the environment "${environment}" is read only` }
}

/** Whether some environment that the caller may use serves this method. */
export function isOfferedSomewhere(api: PublishedApi, method: string, caller: Caller): boolean {
  if (isReading(method)) return true
  if (caller.readOnly === true) return false
  if (api.environments.length === 0) return true
  const usable = caller.environment === undefined ? api.environments : [caller.environment]
  return usable.some((environment) => !api.readOnlyEnvironments.has(environment))
}

/** The operations that an API offers to a caller: those of its policy that some environment of the caller serves. */
export function rowsFor(offered: Pick<Offered, 'api' | 'offeredRows'>, caller: Caller): readonly OperationRow[] {
  const { api, offeredRows } = offered
  if (isOfferedSomewhere(api, 'POST', caller)) return offeredRows // all or only what reads
  return offeredRows.filter(({ method }) => isReading(method))
}

/** Whether a request of this API must be looked at for what could make it another one than it says. */
export const isRestricted = (api: PublishedApi, caller: Caller): boolean =>
  caller.readOnly === true || api.policy.readOnly || api.readOnlyEnvironments.size > 0
