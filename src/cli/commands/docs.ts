import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { CustomApiError, parseJson, stringifyJson, type Caller } from '../../core/index.ts'
import { foundText, type Documents } from '../../docs/index.ts'
import type { PublishedApi } from '../../tools/index.ts'
import { appCaller, appOption, checkCaller, operator } from '../caller.ts'
import type { Command, Context, Opened, Values } from '../command.ts'
import { readOperations, type InferredRow } from '../inferred-rows.ts'
import { textOf, wholeOf } from '../options.ts'
import { counted, table } from '../output.ts'
import { tellSlowly } from '../tell-slowly.ts'

type Action = (context: Context, args: readonly string[], values: Values) => Promise<number>

/** The operator manages all documentation; with `--app` it is what the app may see. */
const callerOf = (values: Values): Caller => (values['app'] === undefined ? operator : appCaller(values))

/** The program with the documentation of one API, or of all, read; `refresh` asks every source again. */
async function openDocuments(
  context: Context,
  caller: Caller,
  documentsOf: string | undefined,
  documents: 'read' | 'refresh' = 'read',
): Promise<Opened> {
  const note = (says: string): void => context.out.note(says)
  const told = documents === 'refresh' ? note : tellSlowly(note)
  const opened = await context.open(caller, { documents, documentsOf, onDocument: told })
  checkCaller(caller, opened.config)
  await opened.app.ready()
  return opened
}

/** The API that is named, or all that have documentation. @throws CustomApiError `api.unknown` */
async function documentedApis(
  { app }: Opened,
  caller: Caller,
  name: string | undefined,
): Promise<readonly PublishedApi[]> {
  const { engine } = app.toolbox
  if (name !== undefined) return [await engine.api(name, caller)]
  return (await engine.apis(caller)).filter((api) => api.documents !== undefined)
}

function summaryOf({ slug, documents }: PublishedApi): string {
  if (documents === undefined) return `${slug}: no documentation is configured`
  const { pages, notes, readAt } = documents
  const found = foundText(documents)
  const when = readAt === undefined ? '' : `, read ${new Date(readAt).toISOString()}`
  return [
    `${slug}: ${counted(pages.length, 'page')}${when}`,
    ...(found === undefined ? [] : [`  description: ${found}`]),
    ...notes.map(({ at, says, level }) => `  ${level}: ${at} ${says}`),
  ].join('\n')
}

const toJson = ({ slug, documents }: PublishedApi) => ({
  api: slug,
  pages: documents?.pages.map(({ name, title, url, sections }) => ({ name, title, url, sections })) ?? [],
  descriptionFound: documents && foundText(documents),
  notes: documents?.notes ?? [],
  readAt: documents?.readAt === undefined ? undefined : new Date(documents.readAt).toISOString(),
})

function printPages(context: Context, apis: readonly PublishedApi[]): void {
  if (apis.length === 0) return context.out.note('no API has the key "documentation"')
  for (const api of apis) {
    context.out.print(summaryOf(api))
    const pages = api.documents?.pages ?? []
    if (pages.length > 0) context.out.print(table(pages.map(({ name, title, url }) => [`  ${name}`, title, url])))
  }
}

const list: Action = async (context, [name], values) => {
  const caller = callerOf(values)
  const apis = await documentedApis(await openDocuments(context, caller, name), caller, name)
  if (context.json) context.out.json({ apis: apis.map(toJson) })
  else printPages(context, apis)
  return 0
}

const refresh: Action = async (context, [name], values) => {
  const caller = callerOf(values)
  const apis = await documentedApis(await openDocuments(context, caller, name, 'refresh'), caller, name)
  if (context.json) context.out.json({ apis: apis.map(toJson) })
  else for (const api of apis) context.out.print(summaryOf(api))
  const failed = ({ pages, found, notes }: Documents): boolean =>
    pages.length === 0 && found === undefined && notes.some(({ level }) => level === 'error')
  return apis.some(({ documents }) => documents !== undefined && failed(documents)) ? 1 : 0
}

const show: Action = async (context, [name, page], values) => {
  if (name === undefined) throw misused('which API?', 'custom-api-mcp docs show API [PAGE[#SECTION]]')
  const caller = callerOf(values)
  const { app } = await openDocuments(context, caller, name)
  const { slug } = await app.toolbox.engine.api(name, caller)
  const uri = `docs://${slug}${page === undefined ? '' : `/${page.replace(/^docs:\/\/[^/]+\//, '')}`}`
  const { mimeType, text } = { text: '', ...(await app.toolbox.readResource(uri, caller)) }
  if (context.json) context.out.json({ uri, mimeType, text })
  else context.out.print(text)
  return 0
}

const search: Action = async (context, words, values) => {
  if (words.length === 0) throw misused('search for what?', 'custom-api-mcp docs search WORDS [--api NAME]')
  const limit = wholeOf(values, 'limit', 1, 50) ?? 5
  const caller = callerOf(values)
  const api = textOf(values, 'api')
  const { app } = await openDocuments(context, caller, api)
  const hits = await app.toolbox.engine.searchDocuments(words.join(' '), { api, limit }, caller)
  if (context.json) context.out.json({ hits })
  else if (hits.length === 0) context.out.note('nothing found; try other words, or custom-api-mcp docs list')
  else
    for (const [at, { uri, titles, markdown }] of hits.entries())
      context.out.print(`${at + 1}. ${uri} – ${titles.join(' › ')}\n${markdown.trim()}\n`)
  return 0
}

const operations: Action = async (context, [name], values) => {
  if (name === undefined) throw misused('which API?', 'custom-api-mcp docs operations API [--export FILE] [--drafts]')
  const caller = callerOf(values)
  const api = await (await openDocuments(context, caller, name)).app.toolbox.engine.api(name, caller)
  const { inferred } = api.documents ?? {}
  if (inferred === undefined) return noneOutOfProse(context, api)
  const drafts = values['drafts'] === true
  const file = textOf(values, 'export')
  if (file !== undefined)
    return exportTo(context, resolve(context.io.cwd, file), drafts ? inferred.all : inferred.published)
  const rows = readOperations(inferred.all)
  if (context.json) context.out.json({ api: api.slug, baseUrl: inferred.baseUrl, operations: rows })
  else
    context.out.print([`${api.slug}: base URL ${inferred.baseUrl ?? 'not stated'}`, table(rows.map(lineOf))].join('\n'))
  return 0
}

/** Where its operations come from instead. */
function noneOutOfProse({ json, out }: Context, { slug, documents, description }: PublishedApi): number {
  const from = documents?.found === undefined ? description?.source : foundText(documents)
  if (json) out.json({ api: slug, operations: [] })
  else if (from !== undefined) out.note(`${slug}: its operations come from a description: ${from}`)
  else if (documents === undefined) out.note(`${slug}: no documentation is configured`)
  else
    out.note(
      `${slug}: no operation was read out of ${counted(documents.pages.length, 'page')}; custom-api-mcp docs list shows what was read`,
    )
  return 0
}

/** What is written leaves this program as what is printed does: redacted. */
async function exportTo(context: Context, path: string, text: string): Promise<number> {
  const { redactor } = context
  const document = redactor.text(stringifyJson(redactor.value(parseJson(text)), 2))
  try {
    await writeFile(path, `${document}\n`, { flag: 'wx' })
  } catch (cause) {
    throw new CustomApiError('file.blocked', `${path} cannot be written`, {
      hint: 'name a file that does not exist, in a folder that does',
      cause,
    })
  }
  if (context.json) context.out.json({ file: path })
  else context.out.print(`written: ${path}; edit it, and name it as "openapi" of the API`)
  return 0
}

const lineOf = (row: InferredRow): string[] => [
  `  ${row.method} ${row.server ?? ''}${row.path}`,
  `${Math.round(row.confidence * 100)} %${row.draft ? ' draft' : ''}`,
  row.sources[0] ?? '',
  row.summary ?? '',
]

const actions: Readonly<Record<string, Action>> = { list, show, search, refresh, operations }

const misused = (message: string, hint: string): CustomApiError =>
  new CustomApiError('arguments.invalid', message, { hint })

export const docs: Command = {
  name: 'docs',
  usage: '<action> [words...]',
  summary: 'the documentation of APIs: list [API] | show API [PAGE] | search WORDS | refresh [API] | operations API',
  options: [
    appOption,
    { flags: '--api <name>', says: 'search: only in this API' },
    { flags: '--limit <count>', says: 'search: how many, at most 50 (default 5)' },
    { flags: '--export <file>', says: 'operations: write them as an OpenAPI 3.1 file' },
    { flags: '--drafts', says: 'operations: export what is uncertain too' },
  ],
  help: [
    'list: the pages as they were read; show: the index of an API, a page or, as PAGE#SECTION, a part of it, as Markdown;',
    'search: the best sections; refresh: asks every source for what changed, and prints what was read.',
    'operations: what was read out of prose, each with how sure that is and where it stands; drafts are not published unless',
    '  "include" of the API matches them.',
    'What is missing or older than an hour is read first. Exit code of refresh: 1 when an API has nothing that could be read.',
    '--json: list, refresh { "apis": [{ "api", "pages": [{ "name", "title", "url", "sections" }], "descriptionFound"?, "notes", "readAt" }] };',
    '  show { "uri", "mimeType", "text" }; search { "hits": [{ "api", "uri", "titles", "markdown", "score" }] };',
    '  operations { "api", "baseUrl"?, "operations": [{ "method", "path", "server"?, "summary"?, "confidence", "draft", "sources" }] }, with --export { "file" }.',
  ],

  async run(context, [name = '', ...args], values) {
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined
    if (action === undefined)
      throw misused(`unknown action "${name.slice(0, 40)}"`, `one of ${Object.keys(actions).join(', ')}`)
    return action(context, args, values)
  },
}
