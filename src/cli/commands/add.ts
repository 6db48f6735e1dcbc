import { join, relative, resolve, dirname } from 'node:path'
import {
  configFileName,
  findConfig,
  isTrusted,
  prepareEntry,
  trustConfig,
  type NewEntry,
  type PreparedEdit,
} from '../../config/index.ts'
import { CustomApiError } from '../../core/index.ts'
import { lackingLines, factsOf } from '../api-facts.ts'
import { operator } from '../caller.ts'
import type { Command, Context, Values } from '../command.ts'
import { textOf } from '../options.ts'
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
    'Exit code 1, and nothing written, where a description or documentation gives no operation (unless --force).',
    '--json: { "config", "name", "slug", "operations", "documents", "descriptionFound"?, "problems": [{ "at", "says", "level" }] }',
  ],
  tellsProblems: true,

  async run(context, [name = ''], values) {
    const { path, byChance } = placeOf(context)
    const entry = entryOf(name, values, (text) => written(text, context.io.cwd, path))
    const edit = await prepareEntry(path, entry).catch(sayingHowToNameIt)
    try {
      return await look(context, edit, { byChance, force: values['force'] === true })
    } finally {
      await edit.discard()
    }
  },
}

/** What is wrong with a slug is mended by an option here. */
function sayingHowToNameIt(thrown: unknown): never {
  const { code, message, hint, cause } = CustomApiError.from(thrown)
  const how = code === 'config.invalid' && message.includes('"slug"') ? '; --slug SLUG gives it one' : ''
  throw new CustomApiError(code, message, { hint: `${hint ?? ''}${how}`, cause })
}

async function look(
  context: Context,
  { config, before, commit }: PreparedEdit,
  { byChance, force }: { readonly byChance: boolean; readonly force: boolean },
): Promise<number> {
  const { out, folders, json } = context
  const added = config.apis.at(-1)
  if (added === undefined) throw new Error('an entry that was added is not there')
  const app = context.openWith({ ...config, apis: [added] }, operator, { documents: 'read' })
  const report = (await app.report('operations')).find((it) => it.slug === added.slug)
  if (report === undefined) throw new CustomApiError('config.invalid', `"${added.name}" could not be loaded`)
  const problems = reportProblems(report, config)
  const { slug, operations, documents, descriptionFound } = report
  const usable = operations > 0 || (added.openapi === undefined && added.baseUrl !== undefined)
  if (!usable && !force)
    throw new CustomApiError(
      'description.invalid',
      `nothing to call was found for "${added.name}"; nothing was written${problems.map(({ says }) => `\n  ${says}`).join('')}`,
      { hint: 'check the address, give --base-url to call it by path, or add it all the same with --force' },
    )
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
  if (byChance && !trusted) out.note('this config uses no credential until `custom-api-mcp trust` was run')
  return 0
}
