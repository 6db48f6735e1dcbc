import type { Config, Folders } from '../config/index.ts'
import type { Caller, Log, LogLevel, Redactor } from '../core/index.ts'
import type { App, AppOptions, CreateApp } from './app-contract.ts'
import type { Io } from './io.ts'
import type { Output } from './output.ts'

/** Options of every verb. */
export interface Globals {
  readonly config: string | undefined
  readonly json: boolean
  readonly logLevel: LogLevel | undefined
}

/** An opened program: close it when the command is done. */
export interface Opened {
  readonly config: Config | undefined
  readonly app: App
}

/** What a command decides about the program that it opens. */
export type Opening = Pick<AppOptions, 'documents' | 'documentsOf' | 'onDocument'>

/** What a command gets: output, and ways to open the program and to be told to stop. */
export interface Context {
  readonly io: Io
  readonly out: Output
  readonly log: Log
  readonly redactor: Redactor
  readonly json: boolean
  readonly version: string
  readonly folders: Folders
  /** Aborted when the program shall end. */
  readonly signal: AbortSignal
  readonly createApp: CreateApp
  /** `--config`, as given. */
  readonly configFlag: string | undefined
  /** Finds and checks the config; `undefined` when there is none. @throws CustomApiError `config.invalid` */
  loadConfig(): Promise<Config | undefined>
  /** The program with everything loaded; closed by whoever runs the command. */
  open(caller?: Partial<Caller>, more?: Opening): Promise<Opened>
  /** The same with a config that is at hand. */
  openWith(config: Config | undefined, caller?: Partial<Caller>, more?: Opening): App
}

export type Values = Readonly<Record<string, string | boolean | undefined>>

/** A verb: a value of this shape in a file of its own, and its name in the list next door. */
export interface Command {
  readonly name: string
  /** As in usage lines: `<api> <operation> [values...]`. */
  readonly usage: string
  readonly summary: string
  readonly options: readonly { readonly flags: string; readonly says: string }[]
  /** The shape of `--json`, and what the exit code means here; shown by `--help`. */
  readonly help: readonly string[]
  /** Whether the log is as talkative as a server's. */
  readonly serves?: boolean
  /** Whether it tells itself why a description did not load; elsewhere the log does. */
  readonly tellsProblems?: boolean
  /** Returns the exit code. */
  run(context: Context, args: readonly string[], values: Values): Promise<number>
}
