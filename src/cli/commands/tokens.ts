import { callerOfApp, type AppRules, type AppToken } from '../../access/index.ts'
import type { Config } from '../../config/index.ts'
import { CustomApiError } from '../../core/index.ts'
import { checkCaller, operator } from '../caller.ts'
import type { Command, Context, Values } from '../command.ts'
import { readLifetime } from '../lifetime.ts'
import { textOf } from '../options.ts'
import { table } from '../output.ts'
import { trustedConfig } from '../trusted-config.ts'

type Action = (context: Context, id: string | undefined, values: Values) => Promise<number>

const invalid = (message: string, hint: string): CustomApiError =>
  new CustomApiError('arguments.invalid', message, { hint })

const usualLifetime = '90d'

const moment = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString()

const toJson = ({ createdAt, expiresAt, usedAt, revokedAt, ...token }: AppToken) => ({
  ...token,
  createdAt: moment(createdAt),
  expiresAt: moment(expiresAt),
  usedAt: moment(usedAt),
  revokedAt: moment(revokedAt),
})

/** Why a token lets nobody in, or that it does. */
function stateOf(token: AppToken, apps: readonly AppRules[] | undefined): string {
  if (token.revokedAt !== undefined) return 'revoked'
  if (token.expiresAt <= Date.now()) return 'expired'
  const rules = apps?.find(({ name }) => name === token.app)
  if (apps !== undefined && rules === undefined) return 'app not in this config'
  const pin = rules?.environment
  return pin !== undefined && token.environment !== undefined && pin !== token.environment
    ? 'app has another environment'
    : 'active'
}

const create: Action = async (context, id, values) => {
  const { out, io } = context
  if (id !== undefined) throw invalid('`tokens create` takes no name', 'custom-api-mcp tokens create --app NAME')
  const app = textOf(values, 'app')
  if (app === undefined) throw invalid('for which app?', 'custom-api-mcp tokens create --app NAME')
  const lifetime = readLifetime(textOf(values, 'expires') ?? usualLifetime)
  const opened = await context.open(operator)
  const config = trustedConfig(opened.config, context.folders, 'give no access')
  const { environment } = callerOfApp(config.apps, app, textOf(values, 'environment'))
  checkCaller({ app, environment, via: 'http' }, config)
  const { token, about } = await opened.app.tokens.create({ app, environment, lifetime })
  if (context.json) {
    // The one place where the token is shown. Not redacted: nothing knows it yet.
    out.json({ ...toJson(about), token: token.reveal() })
    return 0
  }
  io.stdout.write(`${token.reveal()}\n`)
  const bound = environment === undefined ? '' : `, environment ${environment}`
  out.note(
    [
      `token ${about.id} of the app ${app}${bound}, until ${moment(about.expiresAt)?.slice(0, 16).replace('T', ' ')} UTC. It is shown this once.`,
      `A client sends it as "Authorization: Bearer …" to ${urlOf(config)}; custom-api-mcp tokens revoke ${about.id} ends it at once.`,
    ].join('\n'),
  )
  return 0
}

function urlOf({ server: { publicUrl, host, port } }: Config): string {
  if (publicUrl !== undefined) return `${publicUrl}/mcp`
  const name = ['0.0.0.0', '::', '[::]'].includes(host) ? 'localhost' : host
  return `http://${name.includes(':') && !name.startsWith('[') ? `[${name}]` : name}:${port}/mcp`
}

const list: Action = async (context, id) => {
  if (id !== undefined) throw invalid('`tokens list` takes no name', 'custom-api-mcp tokens list')
  const { app, config } = await context.open(operator)
  const found = (await app.tokens.list()).map((token) => ({ token, state: stateOf(token, config?.apps) }))
  if (context.json) {
    context.out.json({ tokens: found.map(({ token, state }) => ({ ...toJson(token), state })) })
    return 0
  }
  if (found.length === 0) {
    context.out.note('no tokens; custom-api-mcp tokens create --app NAME makes one')
    return 0
  }
  const short = (at: number | undefined): string => moment(at)?.slice(0, 16).replace('T', ' ') ?? 'never'
  context.out.print(
    table([
      ['id', 'app', 'environment', 'created (UTC)', 'expires (UTC)', 'used (UTC)', 'state'],
      ...found.map(({ token, state }) => [
        token.id,
        token.app,
        token.environment ?? '',
        short(token.createdAt),
        short(token.expiresAt),
        short(token.usedAt),
        state,
      ]),
    ]),
  )
  return 0
}

const revoke: Action = async (context, id) => {
  if (id === undefined)
    throw invalid('which token?', 'custom-api-mcp tokens revoke ID; custom-api-mcp tokens list shows them')
  const { app } = await context.open(operator)
  const done = await app.tokens.revoke(id.trim().toLowerCase())
  // What was typed is not repeated: it may be the token itself.
  if (done === undefined) throw invalid('no token has this id', 'custom-api-mcp tokens list shows the ids')
  const { about, already } = done
  if (context.json) context.out.json({ ...toJson(about), revoked: true })
  else context.out.print(`${already ? 'was revoked already' : 'revoked'}: ${about.id} of the app ${about.app}`)
  return 0
}

const actions: Readonly<Record<string, Action>> = { create, list, revoke }

export const tokens: Command = {
  name: 'tokens',
  usage: '<action> [id]',
  summary: 'access tokens of apps for the HTTP server: create | list | revoke',
  options: [
    { flags: '--app <name>', says: 'create: of this app of the config' },
    { flags: '--environment <name>', says: 'create: bound to this environment as well' },
    { flags: '--expires <time>', says: `create: how long it is good: 30m, 12h, 90d, 1y (default ${usualLifetime})` },
  ],
  help: [
    'create --app NAME: prints the token on stdout, once; a client sends it as "Authorization: Bearer …". It sees what the app sees.',
    'list: ids, apps, when created and last used, and the state; never a token. revoke ID: ends it at once, in servers that run too.',
    '--json: create { "id", "app", "environment", "createdAt", "expiresAt", "token" }, revoke { "id", "app", …, "revokedAt", "revoked": true },',
    '  list { "tokens": [{ "id", "app", "environment", "createdAt", "expiresAt", "usedAt", "revokedAt",',
    '  "state": "active" | "expired" | "revoked" | "app not in this config" | "app has another environment" }] }.',
  ],

  async run(context, [action = '', id], values) {
    const act = Object.hasOwn(actions, action) ? actions[action] : undefined
    if (act === undefined) throw invalid('no such action', 'custom-api-mcp tokens create | list | revoke')
    const stray = ['app', 'environment', 'expires'].find((name) => values[name] !== undefined && act !== create)
    if (stray !== undefined) throw invalid(`--${stray} is not for ${action}`, 'custom-api-mcp tokens --help')
    return act(context, id, values)
  },
}
