import { parseArgs } from 'node:util'
import { credentialNotes, findConfig, folders, loadConfig, refuseUnverifiedTls } from '../config/index.ts'
import { createRedactor, CustomApiError, logLevels, type LogLevel } from '../core/index.ts'
import type { App } from './app-contract.ts'
import type { Command, Context, Globals, Values } from './command.ts'
import { serve, serveOptions } from './commands/serve.ts'
import { createLog } from './log.ts'
import { createOutput } from './output.ts'
import type { RunOptions } from './run-options.ts'

/**
 * Runs one command line and answers with its exit code. Never throws.
 *
 * Without arguments, or with `serve` alone, the parser of the other verbs is not even loaded: a client that starts the
 * program over stdio waits for its first answer.
 */
export async function run(argv: readonly string[], options: RunOptions): Promise<number> {
  const asked = readServe(argv)
  if (asked !== undefined) return runCommand(serve, [], asked, options)
  const { parseCommandLine } = await import('./program.ts')
  const parsed = await parseCommandLine(argv, options)
  if ('exitCode' in parsed) return parsed.exitCode
  return runCommand(parsed.command, parsed.args, parsed.values, options)
}

/** The options of a plain `serve`, with or without the verb; `undefined` for everything else, faults included. */
function readServe(argv: readonly string[]): Values | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: serveOptions,
      allowPositionals: true,
      strict: true,
    })
    const isServe = positionals.length === 0 || (positionals.length === 1 && argv[0] === 'serve')
    return isServe ? { ...values } : undefined
  } catch {
    return undefined // not a plain serve: the full parser says what is wrong with it
  }
}

function readGlobals(values: Values): Globals {
  const level = values['log-level']
  const known = logLevels.find((it) => it === level)
  if (level !== undefined && known === undefined)
    throw new CustomApiError('arguments.invalid', `unknown log level "${String(level)}"`, {
      hint: `one of ${logLevels.join(', ')}`,
    })
  const config = values['config']
  return { config: typeof config === 'string' ? config : undefined, json: values['json'] === true, logLevel: known }
}

async function runCommand(
  command: Command,
  args: readonly string[],
  values: Values,
  options: RunOptions,
): Promise<number> {
  const { io, version, createApp } = options
  const redactor = createRedactor()
  const json = values['json'] === true
  const fallback: LogLevel = command.serves === true ? 'info' : 'warn'
  const makeLog = (level: LogLevel) =>
    createLog({ level, redactor, stream: io.stderr, json: values['http'] === true && io.stderr.isTTY !== true })
  const stop = new AbortController()
  const unlisten = io.onStop(() => stop.abort(new CustomApiError('cancelled', 'stopped')))
  let log = await makeLog(fallback)
  let app: App | undefined
  try {
    const globals = readGlobals(values)
    if (globals.logLevel !== undefined) log = await makeLog(globals.logLevel)
    refuseUnverifiedTls()
    const places = folders()
    const load = async () => {
      const found = findConfig({ flag: globals.config, cwd: io.cwd, folders: places })
      return found === undefined ? undefined : loadConfig(found.path, found.how)
    }
    const context: Context = {
      io,
      out: createOutput(io, redactor, log, json),
      log,
      redactor,
      json,
      version,
      folders: places,
      signal: stop.signal,
      createApp,
      loadConfig: load,
      configFlag: globals.config,
      async open(caller = {}, more = {}) {
        const config = await load()
        return { config, app: this.openWith(config, caller, more) }
      },
      openWith(config, caller = {}, more = {}) {
        if (config !== undefined) for (const note of credentialNotes(config)) log.warn(note)
        app = createApp(config, {
          log,
          redactor,
          caller: { via: 'cli', ...caller },
          watch: command.serves === true,
          folders: places,
          version,
          tellProblems: command.tellsProblems !== true,
          ...more,
        })
        return app
      },
    }
    return await command.run(context, args, values)
  } catch (thrown) {
    return createOutput(io, redactor, log, json).fail(thrown)
  } finally {
    await within(app?.close() ?? Promise.resolve(), 10_000)
    unlisten()
    io.release()
  }
}

/** Waits for something, but not forever; a failure while closing changes nothing any more. */
async function within(work: Promise<unknown>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((done) => {
    timer = setTimeout(done, milliseconds)
  })
  await Promise.race([work.catch(() => undefined), late])
  clearTimeout(timer)
}
