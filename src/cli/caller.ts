import { callerOfApp } from '../access/index.ts'
import type { Config } from '../config/index.ts'
import { CustomApiError, type Caller } from '../core/index.ts'
import type { Values } from './command.ts'
import { textOf } from './options.ts'

/** The operator, for verbs that are about the config itself: every API, whatever its scope. */
export const operator: Caller = { via: 'cli', manages: true }

/** For verbs that see what a client sees. */
export const appOption = { flags: '--app <name>', says: 'as this app: what it may see, and no more' } as const

/** Who a command acts for, as its options say; `checkCaller` knows whether they fit the config. */
export function callerOf(values: Values, via: Caller['via']): Caller {
  const app = textOf(values, 'app')
  const environment = textOf(values, 'environment')
  return { via, ...(app === undefined ? {} : { app }), ...(environment === undefined ? {} : { environment }) }
}

/** The same without the environment, for verbs that choose one for a single call. */
export function appCaller(values: Values): Caller {
  const app = textOf(values, 'app')
  return app === undefined ? { via: 'cli' } : { via: 'cli', app }
}

/** The one environment that there is for a caller: its own, or that of its app. */
export const pinOf = ({ app, environment }: Caller, config: Config | undefined): string | undefined =>
  environment ?? config?.apps.find(({ name }) => name === app)?.environment

/**
 * A pin that no API has would hide everything, and so would an app that is not there: more likely typos.
 *
 * @throws CustomApiError `environment.unknown`, `arguments.invalid`, `policy.denied` for another environment than the app's
 */
export function checkCaller({ app, environment }: Caller, config: Config | undefined): void {
  if (app !== undefined) callerOfApp(config?.apps ?? [], app, environment)
  if (environment === undefined || config === undefined || config.apis.length === 0) return
  const names = new Set(config.apis.flatMap((api) => api.environments.map((it) => it.name)))
  if (names.has(environment)) return
  throw new CustomApiError('environment.unknown', `no API has an environment "${environment}"`, {
    hint: names.size === 0 ? 'there are no environments in the config' : `there are: ${[...names].join(', ')}`,
  })
}
