import { randomBytes } from 'node:crypto'
import { CustomApiError, stringifyJson, toVisible, type Log, type Redactor } from '../core/index.ts'
import { exitCodes } from './exit-codes.ts'
import { toShellHint } from './hints.ts'
import type { Io } from './io.ts'

/** What a command writes with: everything redacted, the answer on stdout, the rest on stderr. */
export interface Output {
  /** One answer for people, on stdout; control characters of foreign texts are shown as escapes. */
  print(text: string): void
  /** One machine-readable answer, on stdout, one line. Numbers keep their digits. */
  json(value: unknown): void
  /** Something to know beside the answer, on stderr. */
  note(text: string): void
  /** What went wrong, for people on stderr or with `--json` on stdout. Returns the exit code. */
  fail(thrown: unknown): number
}

export function createOutput(io: Io, redactor: Redactor, log: Log, json: boolean): Output {
  const clean = (text: string): string => toVisible(redactor.text(text))
  const output: Output = {
    print: (text) => void io.stdout.write(`${clean(text)}\n`),
    json: (value) => void io.stdout.write(`${redactor.text(stringifyJson(redactor.value(value)))}\n`),
    note: (text) => void io.stderr.write(`${clean(text)}\n`),
    fail(thrown) {
      const error = CustomApiError.from(thrown)
      const hint = error.hint === undefined ? undefined : toShellHint(error.hint)
      const message = error.code === 'internal' ? internal(error, log) : error.message
      if (json) output.json({ error: { code: error.code, message, ...(hint === undefined ? {} : { hint }) } })
      else
        output.note(
          [`${error.code}:${message.includes('\n') ? '\n' : ' '}${message}`, hint ?? ''].filter(Boolean).join('\n'),
        )
      return exitCodes[error.code]
    },
  }
  return output
}

/** A fault of ours: the cause goes to the log only, found again by its reference. */
export function internal(error: CustomApiError, log: Log): string {
  const ref = randomBytes(4).toString('hex')
  log.error(`internal error (ref ${ref})`, { cause: error.cause ?? error })
  return `something went wrong here (ref ${ref})`
}

/** Rows as columns; the last one is as long as it is. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length)
  return rows
    .map((row) =>
      row
        .map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** `1 operation`, `2 operations`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
