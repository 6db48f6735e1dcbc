import { isSigningKey } from '../../access/index.ts'
import { setVariable, vaultKey, type ApiConfig, type Config } from '../../config/index.ts'
import { CustomApiError, Secret, toSlug } from '../../core/index.ts'
import type { KeyHome, NewKey, Place } from '../../vault/index.ts'
import type { Command, Context, Values } from '../command.ts'
import { credentialRows, type CredentialRow } from '../credential-rows.ts'
import { textOf } from '../options.ts'
import { counted, table } from '../output.ts'
import { readSecretText } from '../read-secret.ts'
import { trustedConfig } from '../trusted-config.ts'

type Action = (context: Context, api: string | undefined, values: Values) => Promise<number>

const least = 8 // bytes; shorter secrets cannot be masked in texts (SECURITY-PROMISES.md §1.6)

const invalid = (message: string, hint: string): CustomApiError =>
  new CustomApiError('arguments.invalid', message, { hint })

/** What of a credential must not be seen: a user name beside a password is no secret (SECURITY-PROMISES.md §1.1). */
function secretIn(text: string, part: string | undefined, isPair: boolean): { name: string; text: string } | undefined {
  if (!isPair || part === 'password') return { name: 'credential', text }
  if (part === 'username') return undefined
  const password = text.includes(':') ? text.slice(text.indexOf(':') + 1) : ''
  return password === '' ? { name: 'credential', text } : { name: 'password', text: password }
}

/** @throws CustomApiError `credential.invalid` for what no request could carry, or what could not be masked */
function checkSecret(text: string, part: string | undefined, isPair: boolean, force: boolean): Secret {
  const refuse = (message: string, hint: string): CustomApiError =>
    new CustomApiError('credential.invalid', message, { hint })
  if (text === '') throw refuse('nothing was given; nothing was stored', 'type or paste the credential, or pipe it in')
  // oxlint-disable-next-line no-control-regex -- exactly these are refused
  if (/[\u0000-\u001f\u007f]/.test(text))
    throw refuse('the credential holds a line break or control character; nothing was stored', 'give it as one line')
  const secret = secretIn(text, part, isPair)
  if (secret !== undefined && Buffer.byteLength(secret.text) < least && !force)
    throw refuse(
      `the ${secret.name} has fewer than ${least} bytes and could not be masked in texts; nothing was stored`,
      'if it is right as it is, repeat with --force',
    )
  return new Secret(text)
}

/** An entry by its name or slug. What was typed is not repeated: it may be the credential. */
function apiOf(config: Config, name: string): ApiConfig {
  const slug = toSlug(name)
  const found = config.apis.find((it) => it.slug === slug || it.name === name)
  if (found !== undefined) return found
  throw new CustomApiError('api.unknown', 'no API of that name in the config', {
    hint: `there are: ${config.apis.map((it) => it.slug).join(', ') || 'none'}`,
  })
}

/** The environment that is meant: the one named, the default, or the nameless one. */
function environmentOf(api: ApiConfig, asked: string | undefined): string | undefined {
  const names = api.environments.map((it) => it.name)
  if (asked !== undefined && !names.includes(asked))
    throw new CustomApiError('environment.unknown', `"${api.slug}" has no such environment`, {
      hint: names.length === 0 ? 'it has no environments: leave --environment out' : `it has: ${names.join(', ')}`,
    })
  const chosen = asked ?? api.defaultEnvironment
  if (chosen === undefined && names.length > 0)
    throw invalid(`"${api.slug}" has several environments`, `say which: --environment ${names.join(' | ')}`)
  return chosen
}

function partOf(values: Values): string | undefined {
  const text = textOf(values, 'part')
  if (text === undefined) return undefined
  const part = toSlug(text)
  if (part === '') throw invalid('--part is no name of a part', 'for example --part username')
  return part
}

const described = ({ api, environment, part }: Place): string =>
  [api, environment, part && `(${part})`].filter(Boolean).join(' ')

const set: Action = async (context, name, values) => {
  const { io, out, redactor, signal } = context
  if (name === undefined) throw invalid('which API?', 'custom-api-mcp credentials set NAME')
  const { app, config: found } = await context.open()
  const config = trustedConfig(found, context.folders, 'use no credential')
  const api = apiOf(config, name)
  const environment = environmentOf(api, textOf(values, 'environment'))
  const place: Place = { api: api.slug, environment, part: partOf(values) }
  const usable = place.part === undefined ? [] : await app.credentialParts(api.slug)
  if (place.part !== undefined && !usable.includes(place.part) && usable.length > 0)
    throw invalid(
      `the credential of "${api.slug}" has no such part`,
      `it has: ${usable.join(', ')}; without --part it is set as a whole`,
    )
  const origins = await app.credentialOrigins(api.slug, environment)
  if (origins.length === 0)
    throw new CustomApiError('auth.required', `the credential of "${api.slug}" is bound to no address`, {
      hint: `set "baseUrl" of "${api.name}" to where it may go, then set the credential`,
    })
  const text = await readSecretText(io, `Credential of ${described(place)} (not shown): `, signal)
  if (text !== '') redactor.add(new Secret(text))
  const isPair = usable.includes('password') || (api.auth?.length === 1 && api.auth[0]?.type === 'basic')
  const secret = checkSecret(text, place.part, isPair, values['force'] === true)
  const { replaced } = await app.vault.set(place, secret, origins)
  if (context.json) out.json({ ...place, origins, replaced })
  else out.print(`${replaced ? 'replaced' : 'stored'}: ${described(place)}; it goes to ${origins.join(', ')} only`)
  if (!context.json && replaced)
    out.note('the value before is gone here: revoke it at the API only after a call with the new one worked')
  if (!context.json) for (const note of notesOnSet(api, place)) out.note(note)
  return 0
}

function* notesOnSet(api: ApiConfig, { environment, part }: Place): Generator<string> {
  const variable = setVariable(api, environment, part)
  if (variable !== undefined) yield `the variable ${variable} is set as well and no longer used`
  const references = (api.auth ?? []).flatMap((row) => ('credential' in row && row.credential ? [row.credential] : []))
  if (references.length > 0) yield `the config names ${references.join(', ')} in "auth", which goes first`
}

const cells = (row: CredentialRow): string[] => [
  described(row),
  row.source === 'none' ? 'not set' : row.source,
  row.from ?? row.origins?.join(' ') ?? '',
  row.setAt?.slice(0, 16).replace('T', ' ') ?? '',
  row.usedAt?.slice(0, 16).replace('T', ' ') ?? (row.source === 'vault' ? 'never' : ''),
  row.fingerprint ?? '',
  row.unused ?? '',
]

const list: Action = async (context, name) => {
  if (name !== undefined) throw invalid('`credentials list` takes no API', 'custom-api-mcp credentials list')
  const { app, config } = await context.open()
  const rows = credentialRows(
    config,
    (await app.vault.list()).filter((it) => !isSigningKey(it)),
  )
  if (context.json) context.out.json({ credentials: rows })
  else if (rows.length === 0) context.out.note('no credentials')
  else {
    const head = ['credential', 'source', 'from / goes to', 'set (UTC)', 'used (UTC)', 'fingerprint', '']
    context.out.print(table([head, ...rows.map(cells)]))
  }
  if (config?.trusted === false) context.out.note('this config uses none of them until `custom-api-mcp trust` was run')
  return 0
}

const remove: Action = async (context, name, values) => {
  const { app, config } = await context.open()
  if (values['all'] === true) {
    if (name !== undefined) throw invalid('--all and an API', 'either one API, or --all')
    const keys = (await app.vault.list()).filter(isSigningKey).length
    const count = (await app.vault.clear()) - keys
    if (keys > 0) await app.tokens.clear()
    if (context.json) context.out.json({ deleted: count })
    else context.out.print(`deleted: ${counted(count, 'credential')} and the key of the vault`)
    if (keys > 0) context.out.note('access tokens of apps ended with it: custom-api-mcp tokens create makes new ones')
    return 0
  }
  if (name === undefined) throw invalid('which API?', 'custom-api-mcp credentials delete NAME, or --all')
  const asked = textOf(values, 'environment')
  const api = config?.apis.find((it) => it.slug === toSlug(name) || it.name === name)
  // One that the config no longer has can be deleted as well, with the environment that the list shows.
  const known = api?.environments.some((it) => it.name === asked) === true || asked === undefined
  const environment = api !== undefined && known ? environmentOf(api, asked) : asked
  const place: Place = { api: api?.slug ?? toSlug(name), environment, part: partOf(values) }
  if (isSigningKey(place) || !(await app.vault.delete(place)))
    throw new CustomApiError('credential.invalid', 'nothing is stored there; nothing was deleted', {
      hint: 'custom-api-mcp credentials list shows what is; --environment and --part name one of several',
    })
  if (context.json) context.out.json({ ...place, deleted: true })
  else context.out.print(`deleted: ${described(place)}`)
  return 0
}

const homes: Readonly<Record<KeyHome, string>> = {
  variable: 'the variable CUSTOM_API_MCP_KEY',
  keychain: 'the OS keychain',
  file: 'a key file in the data folder',
}

const isHome = (text: string): text is KeyHome => Object.hasOwn(homes, text)

/** Where the new key comes from: the variable is the first choice where it is set. */
async function nextKey(
  { io, redactor, signal }: Context,
  before: KeyHome | undefined,
  asked?: string,
): Promise<NewKey> {
  if (asked !== undefined && !isHome(asked)) throw invalid('--to is no home of a key', Object.keys(homes).join(' | '))
  const given = vaultKey()
  const home = asked ?? (given === undefined ? (before ?? 'file') : 'variable')
  if (home !== 'variable') return { home }
  if (before !== 'variable') {
    if (given !== undefined) return { home, text: given }
    throw new CustomApiError('credential.invalid', 'the variable CUSTOM_API_MCP_KEY is not set', {
      hint: 'set it to the new key (openssl rand -base64 32), here and where the server starts, and repeat',
    })
  }
  const text = new Secret(await readSecretText(io, 'New key or passphrase of the vault (not shown): ', signal))
  redactor.add(text)
  return { home, text }
}

const rekey: Action = async (context, name, values) => {
  if (name !== undefined)
    throw invalid('`credentials rekey` takes no argument', 'a new key is typed at its prompt or piped in')
  const { app } = await context.open()
  const before = await app.vault.keyHome()
  const { records: sealed, home } = await app.vault.rekey(await nextKey(context, before, textOf(values, 'to')))
  const records = sealed - (await app.vault.list()).filter(isSigningKey).length
  if (context.json) context.out.json({ records, key: home })
  else context.out.print(`sealed anew: ${counted(records, 'credential')}; the key is in ${homes[home]}`)
  if (home === 'variable' && before === 'variable')
    context.out.note('now set CUSTOM_API_MCP_KEY to the new key where the server starts, and restart it')
  if (home !== 'variable' && vaultKey() !== undefined)
    context.out.note('now unset CUSTOM_API_MCP_KEY: the vault has another key')
  return 0
}

const actions: Readonly<Record<string, Action>> = { set, list, delete: remove, rekey }

/** The options that each action knows. */
const optionsOf: Readonly<Record<string, readonly string[]>> = {
  set: ['environment', 'part', 'force'],
  list: [],
  delete: ['environment', 'part', 'all'],
  rekey: ['to'],
}

export const credentials: Command = {
  name: 'credentials',
  usage: '<action> [api] [more...]',
  summary: 'store, list and delete credentials: set | list | delete | rekey',
  options: [
    { flags: '--environment <name>', says: 'set, delete: of this environment (default: the default one)' },
    { flags: '--part <name>', says: 'set, delete: one part, such as username or password' },
    { flags: '--force', says: 'set: one of fewer than 8 bytes' },
    { flags: '--all', says: 'delete: every credential, and the key of the vault' },
    { flags: '--to <home>', says: 'rekey: keep the key in the variable, the keychain or a file' },
  ],
  help: [
    'set API: reads the credential at a hidden prompt, or the whole of standard input; never an argument. Replaces at once.',
    'list: which credential comes from where, when it was set and last used, and a keyed fingerprint; never a value.',
    'delete API | --all: removes what is stored. rekey: seals everything anew under another key.',
    'The key of the vault: CUSTOM_API_MCP_KEY (32 bytes in base64 or hex, or a passphrase), else the OS keychain, else a file.',
    '--json: set { "api", "environment", "part", "origins", "replaced" }, delete { "api", …, "deleted" }, rekey { "records", "key" },',
    '  list { "credentials": [{ "api", "environment", "part", "source": "reference" | "vault" | "variable" | "none", "from",',
    '  "origins", "setAt", "usedAt", "fingerprint", "unused" }] }.',
  ],

  async run(context, [action = '', api, ...more], values) {
    const act = Object.hasOwn(actions, action) ? actions[action] : undefined
    if (act === undefined) throw invalid('no such action', 'custom-api-mcp credentials set | list | delete | rekey')
    if (more.length > 0)
      throw invalid(
        'one argument too many; a credential is never an argument: it would stand in the shell’s history and in the list of processes',
        `custom-api-mcp credentials ${action} NAME asks for it without showing it, or pipe it in`,
      )
    const known = optionsOf[action] ?? []
    const stray = ['environment', 'part', 'force', 'all', 'to'].find((it) => values[it] && !known.includes(it))
    if (stray !== undefined) throw invalid(`--${stray} is not for ${action}`, 'custom-api-mcp credentials --help')
    return act(context, api, values)
  },
}
