import { CustomApiError, nearest, type Caller } from '../core/index.ts'
import { isReading } from './definition.ts'
import type { PublishedApi } from './model.ts'
import type { Denial } from './policy.ts'

/** An API that has environments but not the pinned one is hidden. */
export const isVisible = (api: Pick<PublishedApi, 'environments'>, caller: Caller): boolean =>
  caller.environment === undefined || api.environments.length === 0 || api.environments.includes(caller.environment)

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

/** What an environment that only reads forbids. */
export function environmentDenial(
  api: PublishedApi,
  method: string,
  environment: string | undefined,
): Denial | undefined {
  if (environment === undefined || isReading(method) || !api.readOnlyEnvironments.has(environment)) return undefined
  return { key: `environments.${environment}.readOnly`, why: `the environment "${environment}" is read only` }
}

/** Whether some environment that the caller may use serves this method. */
export function isOfferedSomewhere(api: PublishedApi, method: string, caller: Caller): boolean {
  if (api.environments.length === 0 || isReading(method)) return true
  const usable = caller.environment === undefined ? api.environments : [caller.environment]
  return usable.some((environment) => !api.readOnlyEnvironments.has(environment))
}
