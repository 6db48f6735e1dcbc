import { childEnvironment, credentialVariable, type ApiConfig, type Config } from '../../config/index.ts'
import { callerOfApp, isInScope } from '../../access/index.ts'
import { createRedactor, CustomApiError, nearest, Secret, type Caller } from '../../core/index.ts'
import type { App } from '../app-contract.ts'
import { runChild } from '../child.ts'
import type { Command, Context } from '../command.ts'
import { credentialRows } from '../credential-rows.ts'
import { textOf } from '../options.ts'
import { trustedConfig } from '../trusted-config.ts'

/** One variable of the command. */
interface Variable {
  readonly name: string
  readonly secret: Secret
}

/** The environments whose credentials an API gives: the pinned one alone, else all. */
function environmentsOf(api: ApiConfig, pin: string | undefined): readonly (string | undefined)[] {
  const names = api.environments.map(({ name }) => name)
  if (names.length === 0) return [undefined]
  return pin === undefined ? names : names.filter((name) => name === pin)
}

/** Every credential of the APIs that a caller may use, under the names that the config gives them. */
async function variablesFor(app: App, config: Config, caller: Caller, context: Context): Promise<Variable[]> {
  const rows = credentialRows(config, await app.vault.list()).filter((row) => row.source !== 'none' && !row.unused)
  const found = new Map<string, Secret>()
  for (const api of config.apis.filter(({ scope }) => isInScope(scope, caller)))
    for (const environment of environmentsOf(api, caller.environment)) {
      const parts = rows.filter((row) => row.api === api.slug && row.environment === environment)
      const chosen = environment === undefined || environment === (caller.environment ?? api.defaultEnvironment)
      for (const { part } of parts) {
        const secret = await app.credential(api, environment, part)
        if (secret === undefined) continue
        found.set(credentialVariable(api.slug, environment, part), secret)
        if (chosen) found.set(credentialVariable(api.slug, undefined, part), secret)
      }
      if (parts.length === 0 && chosen) context.out.note(`no credential for "${api.slug}": its variable is not set`)
    }
  return [...found].map(([name, secret]) => ({ name, secret }))
}

/** @throws CustomApiError `environment.unknown` for one that no API has */
function checkEnvironment({ apis }: Config, asked: string | undefined): void {
  const names = [...new Set(apis.flatMap((api) => api.environments.map(({ name }) => name)))]
  if (asked === undefined || names.includes(asked)) return
  const near = nearest(asked, names)
  const listed = names.length === 0 ? 'no API has any' : `there are: ${names.join(', ')}`
  throw new CustomApiError('environment.unknown', `no API has an environment "${asked.slice(0, 60)}"`, {
    hint: near === undefined ? listed : `did you mean "${near}"? ${listed}`,
  })
}

/** A redactor for bytes read as Latin-1: a secret beyond ASCII looks different there. */
function bytesRedactor(secrets: readonly Secret[]) {
  const redactor = createRedactor()
  for (const secret of secrets) {
    redactor.add(secret)
    redactor.add(new Secret(Buffer.from(secret.reveal(), 'utf8').toString('latin1')))
  }
  return redactor
}

export const exec: Command = {
  name: 'exec',
  usage: '[command...]',
  summary: 'run a command with the credentials of the APIs in its environment: exec [--app NAME] -- CMD …',
  options: [
    { flags: '--app <name>', says: 'the APIs that this app may use (default: those of the whole organization)' },
    {
      flags: '--environment <name>',
      says: 'variables without an environment carry the one of this (default: each default)',
    },
  ],
  help: [
    'The command gets CUSTOM_API_<NAME> (and _<ENVIRONMENT>, _<PART>) of every credential that it may use, wherever it is',
    'kept, and the rest of this environment without other CUSTOM_API_* variables.',
    'What it writes is masked as far as it is text; a command that means to leak a credential can.',
    'The exit code is the command’s; 128 and the signal where one ended it. It takes no --json.',
  ],

  async run(context, words, values) {
    const [command, ...args] = words
    if (command === undefined)
      throw new CustomApiError('arguments.invalid', 'which command?', { hint: 'custom-api-mcp exec -- CMD …' })
    const { app, config: found } = await context.open()
    const config = trustedConfig(found, context.folders, 'use no credential')
    const name = textOf(values, 'app')
    const asked = textOf(values, 'environment')
    checkEnvironment(config, asked)
    const given = name === undefined ? { environment: asked } : callerOfApp(config.apps, name, asked)
    const pin = given.environment ?? config.apps.find((it) => it.name === name)?.environment
    const caller: Caller = { ...given, environment: pin, via: 'cli' }
    const variables = await variablesFor(app, config, caller, context)
    const env = { ...childEnvironment(), ...Object.fromEntries(variables.map((it) => [it.name, it.secret.reveal()])) }
    const redactor = bytesRedactor(variables.map(({ secret }) => secret))
    return runChild({ command, args, env, io: context.io, redactor, signal: context.signal })
  },
}
