import { Command as Program, CommanderError } from 'commander'
import { logLevels } from '../core/index.ts'
import type { Command, Values } from './command.ts'
import { commands } from './commands/index.ts'
import { exitCodeHelp } from './exit-codes.ts'
import type { RunOptions } from './run-options.ts'

export type Parsed =
  | { readonly command: Command; readonly args: readonly string[]; readonly values: Values }
  | { readonly exitCode: number }

/** Option names as they are written (`log-level`), not as commander's camel case. */
function toValues(options: Readonly<Record<string, unknown>>): Values {
  const entries = Object.entries(options).flatMap(([key, value]): [string, string | boolean][] =>
    typeof value === 'string' || typeof value === 'boolean'
      ? [[key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), value]]
      : [],
  )
  return Object.fromEntries(entries)
}

function build(
  { io, version }: RunOptions,
  chosen: (command: Command, args: readonly string[], values: Values) => void,
): Program {
  const program = new Program('custom-api-mcp')
    .description(
      'An MCP server that publishes each configured Custom API as a tool set. Without a command it serves over stdio.',
    )
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .option(
      '--config <file>',
      'the config file (else $CUSTOM_API_MCP_CONFIG, ./custom-api-mcp.json, the user’s config folder)',
    )
    .option('--json', 'one machine-readable answer on stdout')
    .option('--log-level <level>', `how talkative stderr is: ${logLevels.join(', ')}`)
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(withoutValues(text)),
      getOutHelpWidth: () => 100,
      getErrHelpWidth: () => 100,
    })
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('Try --help.')
    .helpCommand(false)
    .exitOverride()
    .addHelpText('after', `\n${exitCodeHelp}`)
  for (const command of commands) {
    const sub = program
      .command(`${command.name}${command.usage === '' ? '' : ` ${command.usage}`}`)
      .description(command.summary)
      .allowExcessArguments(false)
    for (const { flags, says } of command.options) sub.option(flags, says)
    sub.addHelpText('after', `\n${[...command.help, exitCodeHelp].join('\n')}`)
    sub.action(() => chosen(command, sub.args, toValues(sub.optsWithGlobals())))
  }
  return program
}

/**
 * What the parser says without the values of options: `--token=…` is told as `--token`, `-k…` as `-k`. Someone may have
 * tried to give a credential so.
 */
const withoutValues = (text: string): string =>
  text.replace(/(unknown option ')(--[^=\s']*|-[^-\s'])[^\n]*?'(?=\n|$)/g, "$1$2'")

/** Parses a command line; what is wrong with it has been said on stderr when only an exit code comes back. */
export async function parseCommandLine(argv: readonly string[], options: RunOptions): Promise<Parsed> {
  let parsed: Parsed = { exitCode: 2 }
  const program = build(options, (command, args, values) => (parsed = { command, args, values }))
  const names: ReadonlySet<string> = new Set(commands.map((it) => it.name))
  const isServe =
    argv[0]?.startsWith('-') === true && !argv.some((it) => names.has(it) || /^(-h|--help|--version)$/.test(it))
  const json = argv.includes('--json')
  if (json)
    for (const one of [program, ...program.commands])
      one.configureOutput({ outputError: () => undefined }).showHelpAfterError(false)
  try {
    await program.parseAsync(isServe ? ['serve', ...argv] : [...argv], { from: 'user' })
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown
    if (thrown.exitCode === 0) return { exitCode: 0 }
    if (json) {
      const error = {
        code: 'arguments.invalid',
        message: withoutValues(thrown.message).replace(/^error: /, ''),
        hint: 'try --help',
      }
      options.io.stdout.write(`${JSON.stringify({ error })}\n`)
    }
    return { exitCode: 2 }
  }
  return parsed
}
