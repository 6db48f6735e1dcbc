import { CustomApiError, nearest, type Caller } from '../core/index.ts'
import type { AppRules, Scope } from './model.ts'

/**
 * The caller with what the config says of its app now: its pin, and whether it only reads.
 *
 * `undefined` for an app that the config does not have (any more), and for one whose pin is not the environment that the
 * caller came with: such a caller sees nothing at all. Asked anew at every call, so that a changed config rules at once.
 */
export function callerUnderRules(caller: Caller, apps: readonly AppRules[]): Caller | undefined {
  if (caller.app === undefined) return caller
  const rules = apps.find(({ name }) => name === caller.app)
  if (rules === undefined) return undefined
  const { environment = caller.environment, readOnly } = rules
  if (caller.environment !== undefined && caller.environment !== environment) return undefined
  return { ...caller, environment, readOnly: readOnly || caller.readOnly === true }
}

/** Whether an API exists for a caller, as far as its scope goes. */
export function isInScope(scope: Scope | undefined, caller: Caller): boolean {
  if (caller.manages === true || scope === undefined || scope === 'organization') return true
  return caller.app !== undefined && scope.apps.includes(caller.app)
}

/** The rules of an app by its name. @throws CustomApiError `arguments.invalid` with the nearest name */
export function findApp(apps: readonly AppRules[], name: string): AppRules {
  const found = apps.find((app) => app.name === name)
  if (found !== undefined) return found
  const names = apps.map((app) => app.name)
  const near = nearest(name, names)
  const listed =
    names.length === 0 ? 'the config has none: give it "apps": { "NAME": {} }' : `there are: ${names.join(', ')}`
  throw new CustomApiError('arguments.invalid', `no app "${name.slice(0, 60)}" in the config`, {
    hint: near === undefined ? listed : `did you mean "${near}"? ${listed}`,
  })
}

/**
 * The caller of an app, and of an environment where one is asked for.
 *
 * @throws CustomApiError `arguments.invalid` for an unknown app, `policy.denied` for another environment than its pin
 */
export function callerOfApp(
  apps: readonly AppRules[],
  app: string,
  environment: string | undefined,
): Pick<Caller, 'app' | 'environment'> {
  const pin = findApp(apps, app).environment
  if (environment !== undefined && pin !== undefined && pin !== environment)
    throw new CustomApiError('policy.denied', `the app "${app}" is pinned to the environment "${pin}"`, {
      hint: `leave the environment out, or change "environment" of "${app}" under "apps" in the config`,
    })
  return environment === undefined ? { app } : { app, environment }
}

/** The apps that an API is for and that do not see it: it has environments, but not the one that they are pinned to. */
export function shutOut(
  api: { readonly scope: Scope; readonly environments: readonly string[] },
  apps: readonly AppRules[],
): readonly AppRules[] {
  if (api.environments.length === 0) return []
  return apps.filter(
    ({ name: app, environment }) =>
      environment !== undefined && !api.environments.includes(environment) && isInScope(api.scope, { app, via: 'cli' }),
  )
}
