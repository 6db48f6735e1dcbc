import type { Writable } from 'node:stream'
import { inspect } from 'node:util'
import { logLevels, toVisible, type Log, type LogLevel, type Redactor } from '../core/index.ts'

type Fields = Readonly<Record<string, unknown>>
type Level = Exclude<LogLevel, 'silent'>

export interface LogOptions {
  readonly level: LogLevel
  readonly redactor: Redactor
  readonly stream: Writable
}

const isOn = (level: LogLevel, line: Level): boolean => logLevels.indexOf(line) <= logLevels.indexOf(level)

const toLog = (level: LogLevel, write: (line: Level, message: string, fields: Fields) => void): Log => {
  const at =
    (line: Level) =>
    (message: string, fields: Fields = {}): void => {
      if (isOn(level, line)) write(line, message, fields)
    }
  return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') }
}

const valueText = (value: unknown): string =>
  typeof value === 'string'
    ? /^[\w.:/-]+$/.test(value)
      ? value
      : JSON.stringify(value)
    : inspect(value, { depth: 3, breakLength: Infinity })

/** The messages of an error and its causes. */
function reasons(thrown: unknown, depth = 0): string {
  if (!(thrown instanceof Error)) return valueText(thrown)
  const under = thrown.cause === undefined || depth > 3 ? '' : `: ${reasons(thrown.cause, depth + 1)}`
  return `${thrown.message}${under}`
}

/**
 * A log of short lines for people: `12:30:01 warn  pets: the description did not load`. The `cause` of an error
 * follows on lines of its own. Every line passes the redactor, and shows control characters as escapes.
 */
export function createTextLog({ level, redactor, stream }: LogOptions): Log {
  return toLog(level, (line, message, { cause, ...fields }) => {
    const time = new Date().toISOString().slice(11, 19)
    const pairs = Object.entries(fields).map(([key, value]) => ` ${key}=${valueText(value)}`)
    // A fault of ours shows its whole stack; what was tolerated says why in a few words, unless everything is asked for.
    const whole = line === 'error' || level === 'debug'
    const why = cause === undefined ? '' : whole ? `\n${inspect(cause, { depth: 4 })}` : ` (${reasons(cause)})`
    const text = `${time} ${line.padEnd(5)} ${message}${pairs.join('')}${why}`
    stream.write(`${toVisible(redactor.text(text)).replaceAll('\n', '\n  ')}\n`)
  })
}

/** The same as JSON lines (pino), for collectors. Loaded only when asked for: pino costs 17 ms at start. */
export async function createJsonLog({ level, redactor, stream }: LogOptions): Promise<Log> {
  const { pino } = await import('./pino.ts')
  // The redactor keeps a line valid JSON: what it masks stands inside strings.
  const destination = { write: (line: string) => void stream.write(redactor.text(line)) }
  const logger = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { cause: pino.stdSerializers.err } },
    destination,
  )
  return toLog(level, (line, message, fields) => logger[line](redactor.value(serialisable(fields)), message))
}

/** Errors lose their message in JSON; they become plain data before they are redacted. */
function serialisable(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, value instanceof Error ? inspect(value, { depth: 4 }) : value]),
  )
}

/**
 * Text for people, JSON lines for a server whose stderr is collected: `serve --http` without a terminal. A client that
 * starts the program over stdio shows its stderr to people.
 */
export async function createLog(options: LogOptions & { readonly json: boolean }): Promise<Log> {
  return options.json ? createJsonLog(options) : createTextLog(options)
}
