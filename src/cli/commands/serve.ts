import { CustomApiError, type Caller } from '../../core/index.ts'
import { callerOf, checkCaller } from '../caller.ts'
import type { ApiReport } from '../app-contract.ts'
import type { Command, Context, Opened, Values } from '../command.ts'
import { httpEntryText, stdioEntryText } from '../client-entry.ts'
import { textOf, wholeOf } from '../options.ts'
import { counted, internal } from '../output.ts'
import { tokensOfAll } from '../tool-cost.ts'
import { runtimeNote } from '../runtime.ts'

/** For the quick path, which parses a plain `serve` without commander. Beside the verb's own, the global ones. */
export const serveOptions = {
  http: { type: 'boolean' },
  host: { type: 'string' },
  port: { type: 'string' },
  app: { type: 'string' },
  environment: { type: 'string' },
  'insecure-no-token': { type: 'boolean' },
  config: { type: 'string' },
  json: { type: 'boolean' },
  'log-level': { type: 'string' },
} as const

export const serve: Command = {
  name: 'serve',
  usage: '',
  summary: 'MCP over stdio (the default), or Streamable HTTP',
  options: [
    { flags: '--http', says: 'serve Streamable HTTP instead of stdio' },
    { flags: '--host <host>', says: 'the address to listen on (default: server.host, 127.0.0.1)' },
    { flags: '--port <port>', says: 'the port; 0 takes a free one (default: server.port, 8321)' },
    { flags: '--app <name>', says: 'serve this app of the config: what it may see, and no more' },
    { flags: '--environment <name>', says: 'pin every API to this environment' },
    { flags: '--insecure-no-token', says: 'serve HTTP without a token; loopback only' },
  ],
  help: [
    'Over stdio, stdout carries protocol messages only. Over HTTP, stderr says `listening on <url>`, what is published',
    'and a client entry to paste. The config is watched; a valid change is applied without a restart.',
    'Exit code 0 when the client leaves or on Ctrl+C; 2 for a config that does not fit. --json has no effect.',
  ],
  serves: true,

  async run(context, _args, values) {
    const { io, log } = context
    const http = values['http'] === true
    refuseStrayFlags(values, http)
    const deaf = io.onFault((error) => internal(CustomApiError.from(error), log))
    try {
      const caller = callerOf(values, http ? 'http' : 'stdio')
      const opened = await context.open(caller)
      checkCaller(caller, opened.config)
      if (!http) tellRuntime(context)
      await (http ? serveHttp(context, opened, values, caller) : serveStdio(context, opened))
      return 0
    } finally {
      deaf()
    }
  },
}

/** @throws CustomApiError `arguments.invalid` for an HTTP option without `--http` */
function refuseStrayFlags(values: Values, http: boolean): void {
  const stray = http ? undefined : ['host', 'port', 'insecure-no-token'].find((name) => values[name] !== undefined)
  if (stray !== undefined)
    throw new CustomApiError('arguments.invalid', `--${stray} is for HTTP`, {
      hint: `custom-api-mcp serve --http --${stray} …`,
    })
}

function tellRuntime({ log }: Context): void {
  const note = runtimeNote(process.versions.node)
  if (note !== undefined) log.warn(note)
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    if (signal.aborted) done()
    else signal.addEventListener('abort', () => done(), { once: true })
  })

async function serveStdio(context: Context, { app, config }: Opened): Promise<void> {
  const { io, out, version, folders } = context
  if (io.stdin.isTTY === true) {
    const source =
      config === undefined
        ? `No config was found (looked for ./custom-api-mcp.json and ${folders.config}): no APIs.`
        : `${counted(config.apis.length, 'API')} from ${config.path}.`
    out.note(
      [
        `custom-api-mcp ${version} is an MCP server on standard input and output; it now waits for an MCP client. ${source}`,
        'It is not meant to be typed at: a client starts it by itself. To add it to one:',
        '',
        stdioEntryText(io, config),
        '',
        'Over HTTP: custom-api-mcp serve --http. To look around: custom-api-mcp tools, check, --help. Ctrl+C ends it.',
      ].join('\n'),
    )
  }
  await Promise.race([app.serveStdio(), aborted(context.signal)])
}

async function serveHttp(context: Context, { app, config }: Opened, values: Values, caller: Caller): Promise<void> {
  const { io, out, log, signal } = context
  const serving = await app.serveHttp({
    host: textOf(values, 'host'),
    port: wholeOf(values, 'port', 0, 65_535),
    insecureNoToken: values['insecure-no-token'] === true,
  })
  try {
    out.note(`listening on ${serving.url}`)
    tellNames(context, config, textOf(values, 'host'))
    const told = tellPublished(context, { app, config }, caller).catch((error: unknown) =>
      log.error('loading failed', { cause: error }),
    )
    await Promise.race([told, aborted(signal)])
    // The one place where the local token is shown: an entry that works as it stands (DESIGN.md §7). Not redacted.
    io.stderr.write(`${httpEntryText(serving)}\n`)
    if (serving.tokenFile !== undefined) out.note(`The token is kept in ${serving.tokenFile}.`)
    tellRuntime(context)
    await aborted(signal)
  } finally {
    await serving.close()
  }
}

/** Listening wide is not enough to be reached: names of this machine are the operator's word (DESIGN.md §7). */
function tellNames({ out }: Context, config: Opened['config'], flag: string | undefined): void {
  const host = flag ?? config?.server.host ?? '127.0.0.1'
  const { publicUrl, allowedHosts = [] } = config?.server ?? {}
  if (!['0.0.0.0', '::', '[::]'].includes(host) || publicUrl !== undefined || allowedHosts.length > 0) return
  out.note(
    `${host} is every address of this machine; clients elsewhere are let in once their name for it stands in "server.publicUrl" or "server.allowedHosts"`,
  )
}

async function tellPublished({ out }: Context, { app, config }: Opened, caller: Caller): Promise<void> {
  await app.ready()
  const visible = new Set((await app.toolbox.engine.apis(caller)).map(({ slug }) => slug))
  const all = await app.report()
  const [reports, tools, instructions] = [
    all.filter(({ slug }) => visible.has(slug)),
    await app.toolbox.list(caller),
    await app.toolbox.instructions(caller),
  ]
  const operations = reports.reduce((sum, it) => sum + it.published, 0)
  out.note(
    [
      config === undefined ? 'no config found: no APIs' : `config ${config.path}`,
      `published: ${counted(reports.length, 'API')}, ${counted(operations, 'operation')}, ${counted(tools.length, 'tool')}, ${tokensOfAll(tools, instructions)} tokens`,
      ...reports.map(
        (it) =>
          `  ${it.slug}: ${counted(it.published, 'operation')}${it.problems.length === 0 ? '' : `, ${counted(it.problems.length, 'problem')} (custom-api-mcp check)`}${it.loadProblem === undefined ? '' : `, ${it.loadProblem}`}`,
      ),
      ...appLines(
        caller,
        config,
        all.filter((it) => !visible.has(it.slug)),
      ),
    ].join('\n'),
  )
}

/** What the token of the installation does not show, and how the clients of apps get in. */
function* appLines({ app }: Caller, config: Opened['config'], hidden: readonly ApiReport[]): Generator<string> {
  if (hidden.length > 0) yield `  not seen here: ${hidden.map(({ slug }) => slug).join(', ')}`
  const names = config?.apps.map(({ name }) => name).filter((name) => app === undefined || name === app) ?? []
  if (names.length > 0) yield `apps: ${names.join(', ')} (custom-api-mcp tokens create --app NAME lets a client in)`
}
