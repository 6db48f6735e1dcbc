/** Log levels, least to most talkative. */
export const logLevels = ['silent', 'error', 'warn', 'info', 'debug'] as const
export type LogLevel = (typeof logLevels)[number]

/** Where rooms say what happened. Implementations redact every line; nothing but stderr is written. */
export interface Log {
  error(message: string, fields?: Readonly<Record<string, unknown>>): void
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void
  info(message: string, fields?: Readonly<Record<string, unknown>>): void
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void
}

/** A log that keeps silent, for tests and one-shot tools. */
export const silentLog: Log = { error() {}, warn() {}, info() {}, debug() {} }
