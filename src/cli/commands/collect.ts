import { itemSpans, parseJson, stringifyJson } from '../../core/index.ts'
import { checkSelect, selectFrom } from '../../results/index.ts'
import {
  failureOfCollection,
  refusalOf,
  summaryLines,
  type Collecting,
  type CollectOptions,
} from '../../tools/index.ts'
import { readCallArguments } from '../call-arguments.ts'
import { appCaller, appOption, checkCaller } from '../caller.ts'
import type { Command, Context } from '../command.ts'
import { exitCodeOfStatus, exitCodes } from '../exit-codes.ts'
import { toShellHint } from '../hints.ts'
import { textOf, wholeOf } from '../options.ts'
import { askFirst, show } from './call.ts'

const most = 1_000_000
/** Characters of what the API said with the refusal of a page. */
const mostShown = 2_000

type Progress = NonNullable<CollectOptions['onPage']>

export const collect: Command = {
  name: 'collect',
  usage: '<api> [operation] [values...]',
  summary: 'all pages of a list; the items on stdout as one JSON list, the rest on stderr',
  options: [
    { flags: '--args <json>', says: 'the arguments as a JSON object, from @file, or from stdin (-)' },
    { flags: '--path <path>', says: 'GET this path instead of an operation; the values are its query' },
    { flags: '--items <pointer>', says: 'JSON Pointer of the list in an answer, where it is not found' },
    { flags: '--max-items <count>', says: 'at most so many items (default 100000)' },
    { flags: '--max-pages <count>', says: 'at most so many pages (default 1000)' },
    { flags: '--resume <token>', says: 'go on where an earlier run ended; needs the API only' },
    appOption,
    { flags: '--environment <name>', says: 'the environment to call' },
    { flags: '--select <expression>', says: 'JMESPath over the list of all items' },
    { flags: '--lines', says: 'one item a line instead of a list' },
    { flags: '--yes', says: 'send what must be confirmed (`tools.confirm`) without asking' },
  ],
  help: [
    'Values: as for call. How the pages follow each other is found out; "pagination" of the API in the config says it where that fails.',
    '--json: { "items", "pages", "total", "ended", "note", "resume", "error": { "code", "message", "hint", "body" } }; "ended" is all, limit,',
    '  unknown (one page, and nothing says how to ask for another), stopped, or failed. Ctrl+C gives what has come.',
    'A page that fails ends it with its exit code; what came before it is on stdout, and "resume" goes on.',
  ],

  async run(context, [name = '', ...words], values) {
    const caller = appCaller(values)
    const { app, config } = await context.open(caller)
    checkCaller(caller, config)
    const [path, resume, select] = ['path', 'resume', 'select'].map((option) => textOf(values, option))
    const named = path === undefined && resume === undefined
    const operation = named ? words.shift() : undefined
    const given = await readCallArguments(words, textOf(values, 'args'), context.io)
    if (select !== undefined) await checkSelect(select)
    await app.ready()
    const begun = await app.toolbox.engine.collect(
      {
        api: name,
        operation,
        path,
        resume,
        ...(Object.keys(given).length === 0 ? {} : path === undefined ? { arguments: given } : { query: given }),
        items: textOf(values, 'items'),
        maxItems: wholeOf(values, 'max-items', 1, most),
        maxPages: wholeOf(values, 'max-pages', 1, most),
        environment: textOf(values, 'environment'),
      },
      caller,
      {
        signal: context.signal,
        time: ({ target }) => (target.timeouts.total ?? Number.POSITIVE_INFINITY) * 1000,
        confirm: async ({ mustConfirm, plan, environment }) => {
          if (mustConfirm && values['yes'] !== true) await askFirst(context, plan, environment)
        },
        onPage: progressOn(context, select !== undefined),
      },
    )
    if ('failed' in begun) return show(context, begun.failed)
    return context.json ? asJson(context, begun, select) : asText(context, begun, select, values['lines'] === true)
  },
}

/** One line that is written over, on a terminal only, and not where the items themselves come to it page by page. */
function progressOn({ io, json }: Context, atOnce: boolean): Progress {
  const shows = io.stderr.isTTY === true && !json && (atOnce || io.stdout.isTTY !== true)
  return ({ pages, items, total }) => {
    if (shows)
      io.stderr.write(
        `\r${items}${total === undefined ? '' : ` of ${total}`} items, ${pages} page${pages === 1 ? '' : 's'}\u001b[K`,
      )
  }
}

async function asJson({ out }: Context, begun: Collecting, select: string | undefined): Promise<number> {
  const all = await gather(begun)
  const items = select === undefined ? parseJson(all) : await selected(all, select)
  const { pages, total, ended } = begun.summary()
  const error = failureOfCollection(begun.summary())
  const hint = error?.hint === undefined ? undefined : toShellHint(error.hint)
  out.json({
    items,
    pages,
    total: total ?? null,
    ended: ended.how === 'refused' ? 'failed' : ended.how,
    note: 'note' in ended ? (ended.note ?? null) : null,
    resume: (await begun.resumeToken()) ?? null,
    ...(error === undefined
      ? {}
      : { error: { code: error.code, message: error.message, hint, body: refusalOf(begun.summary()) } }),
  })
  return codeOf(begun)
}

async function asText(
  { io, out, redactor }: Context,
  begun: Collecting,
  select: string | undefined,
  lines: boolean,
): Promise<number> {
  const write = (text: string): void => void io.stdout.write(redactor.text(text))
  if (select !== undefined) {
    const all = await gather(begun)
    write(`${stringifyJson(await selected(all, select))}\n`)
  } else if (lines) for await (const page of begun.pages) write(`${itemsIn(page).join('\n')}\n`)
  else {
    let open = '[\n'
    for await (const page of begun.pages) {
      write(open + itemsIn(page).join(',\n'))
      open = ',\n'
    }
    write(open === ',\n' ? '\n]\n' : '[]\n')
  }
  if (io.stderr.isTTY === true) io.stderr.write('\r\u001b[K')
  const token = await begun.resumeToken()
  const next = token === undefined ? undefined : `custom-api-mcp collect ${begun.api} --resume ${token}`
  out.note(summaryLines(begun.summary(), begun.earlier, next).map(toShellHint).join('\n'))
  const refusal = redactor.text(refusalOf(begun.summary())?.trim() ?? '') // before it is cut
  if (refusal !== '') out.note(refusal.slice(0, mostShown))
  return codeOf(begun)
}

async function gather({ pages }: Collecting): Promise<string> {
  const texts: string[] = []
  for await (const page of pages) texts.push(page)
  return `[${texts.join(',')}]`
}

/** What a select finds, as a value: a text stays one. */
async function selected(all: string, select: string): Promise<unknown> {
  const { text, json } = await selectFrom(all, 'json', select)
  return json ? parseJson(text) : text
}

function itemsIn(page: string): string[] {
  const text = `[${page}]`
  return Array.from(itemSpans(text, 0), ({ start, end }) => text.slice(start, end))
}

function codeOf(begun: Collecting): number {
  const summary = begun.summary()
  if (summary.ended.how === 'refused') return exitCodeOfStatus(summary.ended.outcome.status)
  const error = failureOfCollection(summary)
  return error === undefined ? 0 : exitCodes[error.code]
}
