import { join, relative, resolve, dirname } from 'node:path'
import {
  configFileName,
  findConfig,
  isTrusted,
  prepareEntry,
  trustConfig,
  type ApiConfig,
  type NewEntry,
  type PreparedEdit,
} from '../../config/index.ts'
import { CustomApiError } from '../../core/index.ts'
import type { App, ApiReport } from '../app-contract.ts'
import { lackingLines, factsOf } from '../api-facts.ts'
import { askLine, askYesNo, canAsk } from '../ask.ts'
import { operator } from '../caller.ts'
import type { Command, Context, Values } from '../command.ts'
import { textOf } from '../options.ts'
import { tellSlowly } from '../tell-slowly.ts'
import { reportLines, reportProblems } from './check.ts'

const isUrl = (text: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(text)

/** A path that was given from the working directory, as the config file will mean it. */
function written(text: string, cwd: string, configPath: string): string {
  if (isUrl(text)) return text
  const path = relative(dirname(configPath), resolve(cwd, text)).replaceAll('\\', '/')
  return path.startsWith('.') || path.startsWith('/') || /^[a-z]:/i.test(path) ? path : `./${path}`
}

function entryOf(name: string, values: Values, place: (text: string) => string): NewEntry {
  const openapi = textOf(values, 'openapi')
  const docs = textOf(values, 'docs')
  const baseUrl = textOf(values, 'base-url')
  if (openapi === undefined && docs === undefined && baseUrl === undefined)
    throw new CustomApiError('arguments.invalid', 'nothing to add', {
      hint: 'give --openapi (a description), --docs (its documentation) or --base-url; each a URL, the first two also a path',
    })
  const slug = textOf(values, 'slug')
  return {
    name,
    ...(slug === undefined ? {} : { slug }),
    ...(openapi === undefined ? {} : { openapi: place(openapi) }),
    ...(docs === undefined ? {} : { documentation: [place(docs)] }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
  }
}

/** The file that gets the entry: the one that is found, else one in the working directory. */
function placeOf({ configFlag, io, folders }: Context): { readonly path: string; readonly byChance: boolean } {
  const found = findConfig({ flag: configFlag, cwd: io.cwd, folders })
  const { path, how } = found ?? { path: join(io.cwd, configFileName), how: 'cwd' as const }
  return { path, byChance: how === 'cwd' }
}

export const add: Command = {
  name: 'add',
  usage: '<name>',
  summary: 'add an API to the config: looks at what is given and says what it found',
  options: [
    { flags: '--openapi <url>', says: 'URL or path of its OpenAPI description' },
    { flags: '--docs <url>', says: 'URL or path of its documentation; a description behind it is looked for' },
    { flags: '--base-url <url>', says: 'where calls go (default: what the description says)' },
    { flags: '--slug <slug>', says: 'its slug, where the name gives none or one that is taken' },
    { flags: '--force', says: 'add it although nothing to call was found' },
  ],
  help: [
    'The file is the one that --config, the variable or the working directory gives, else a new ./custom-api-mcp.json; its',
    'comments stay. A config in the working directory that this begins, or that was trusted, is trusted with the entry.',
    'On a terminal it asks for what only you can say: a base URL that is not described, whether the credential may go there.',
    'Exit code 1, and nothing written, where a description or documentation gives no operation (unless --force).',
    '--json: { "config", "name", "slug", "operations", "documents", "descriptionFound"?, "problems": [{ "at", "says", "level" }] }',
  ],
  tellsProblems: true,

  async run(context, [name = ''], values) {
    const { path, byChance } = placeOf(context)
    const entry = entryOf(name, values, (text) => written(text, context.io.cwd, path))
    return addEntry(context, path, entry, { byChance, force: values['force'] === true })
  },
}

interface How {
  readonly byChance: boolean
  readonly force: boolean
}

async function addEntry(context: Context, path: string, entry: NewEntry, how: How): Promise<number> {
  const edit = await prepareEntry(path, entry).catch(sayingHowToNameIt)
  try {
    const seen = await look(context, edit, how)
    const baseUrl = entry['baseUrl'] === undefined ? await askBaseUrl(context, seen) : undefined
    if (baseUrl === undefined) return await write(context, edit, seen, how)
    await seen.app.close()
    return await addEntry(context, path, { ...entry, baseUrl }, how)
  } finally {
    await edit.discard()
  }
}

/** What is wrong with a slug is mended by an option here. */
function sayingHowToNameIt(thrown: unknown): never {
  const { code, message, hint, cause } = CustomApiError.from(thrown)
  const how = code === 'config.invalid' && message.includes('"slug"') ? '; --slug SLUG gives it one' : ''
  throw new CustomApiError(code, message, { hint: `${hint ?? ''}${how}`, cause })
}

/** What was found of the new API. */
interface Seen {
  readonly app: App
  readonly added: ApiConfig
  readonly report: ApiReport
  readonly problems: ReturnType<typeof reportProblems>
}

/** @throws CustomApiError `description.invalid` where nothing to call was found, unless `force` */
async function look(context: Context, { config }: PreparedEdit, { force }: How): Promise<Seen> {
  const added = config.apis.at(-1)
  if (added === undefined) throw new Error('an entry that was added is not there')
  const onDocument = tellSlowly((says) => context.out.note(says))
  const app = context.openWith({ ...config, apis: [added] }, operator, { documents: 'read', onDocument })
  const report = (await app.report('operations')).find((it) => it.slug === added.slug)
  if (report === undefined) throw new CustomApiError('config.invalid', `"${added.name}" could not be loaded`)
  const problems = reportProblems(report, config)
  const usable = report.operations > 0 || (added.openapi === undefined && added.baseUrl !== undefined)
  if (!usable && !force)
    throw new CustomApiError(
      'description.invalid',
      `nothing to call was found for "${added.name}"; nothing was written${problems.map(({ says }) => `\n  ${says}`).join('')}`,
      { hint: 'check the address, give --base-url to call it by path, or add it all the same with --force' },
    )
  return { app, added, report, problems }
}

/** Where the description sends calls, and whether a credential would have to go there without the operator's word. */
async function serverOf({
  app,
  added,
}: Seen): Promise<{ readonly url: string | undefined; readonly unbound: boolean }> {
  const { baseUrl: url, authorizer } = (await app.toolbox.engine.api(added.slug, operator)).target(undefined)
  if (url === undefined || (await authorizer.status()).type === 'none') return { url, unbound: false }
  return { url, unbound: !(await app.credentialOrigins(added.slug, undefined)).includes(new URL(url).origin) }
}

/** The base URL that only a person's word can be (DESIGN.md §3): none is described, or on a host that is not bound. */
async function askBaseUrl({ io, json, signal }: Context, seen: Seen): Promise<string | undefined> {
  const { added, report } = seen
  if (json || !canAsk(io) || report.loadProblem !== undefined) return undefined
  const { url, unbound } = await serverOf(seen)
  if (url === undefined) {
    const question = `The base URL of "${added.name}" is not described. Calls go to (empty: not yet): `
    return (await askLine(io, question, signal)) || undefined
  }
  const question = `The description sends calls to ${url}. May the credential of "${added.name}" go there?`
  return unbound && (await askYesNo(io, question, signal)) ? url : undefined
}

async function write(context: Context, edit: PreparedEdit, seen: Seen, { byChance }: How): Promise<number> {
  const { out, folders, json } = context
  const { config, before, commit } = edit
  const { app, added, report, problems } = seen
  const { slug, operations, documents, descriptionFound } = report
  const trusted = byChance && (before === undefined || (await isTrusted(folders, config.path, before.digest)))
  await commit()
  if (trusted) await trustConfig(folders, config)
  if (json) {
    out.json({ config: config.path, name: added.name, slug, operations, documents, descriptionFound, problems })
    return 0
  }
  out.print(
    [`added to ${config.path}${before === undefined ? ' (new)' : ''}`, reportLines(report, problems)].join('\n'),
  )
  for (const api of await app.toolbox.engine.apis(operator))
    for (const line of lackingLines(api, await factsOf(api))) out.note(line)
  const { url, unbound } = await serverOf(seen)
  if (unbound) out.note(`${slug}: no credential goes to ${url} until "baseUrl" of this API says so in the config`)
  if (byChance && !trusted) out.note('this config uses no credential until `custom-api-mcp trust` was run')
  return 0
}
