import type { Tokens } from '../access/index.ts'
import type { Problem } from '../catalog/index.ts'
import type { ApiConfig, Config, Folders } from '../config/index.ts'
import type { Caller, Log, Redactor, Secret } from '../core/index.ts'
import type { Toolbox } from '../tools/index.ts'
import type { Vault } from '../vault/index.ts'

/** One API as `check` and the start-up summary report it. */
export interface ApiReport {
  readonly name: string
  readonly slug: string
  /** What loaded, before include and exclude. */
  readonly operations: number
  /** What a client can reach, directly or by search. */
  readonly published: number
  readonly documents: number
  readonly problems: readonly Problem[]
  /** Why there is no description although one was configured. */
  readonly loadProblem?: string | undefined
  readonly source?: string | undefined
  /** Where the description was found that nobody configured, and how. */
  readonly descriptionFound?: string | undefined
  /** The version the description was written in. */
  readonly openapi?: string | undefined
}

/** What the command line decides about `serve --http`; the rest stands in the config. */
export interface HttpFlags {
  readonly host?: string | undefined
  readonly port?: number | undefined
  readonly insecureNoToken: boolean
}

export interface HttpServing {
  readonly url: string
  readonly mcpUrl: string
  readonly token?: Secret | undefined
  /** The file that holds the token; absent when a variable gave it, or there is none. */
  readonly tokenFile?: string | undefined
  close(): Promise<void>
}

/** The running program as the command line uses it; `app.ts` makes it. */
export interface App {
  readonly toolbox: Toolbox
  readonly redactor: Redactor
  readonly log: Log
  /** First publish done, reload watched. */
  ready(): Promise<void>
  /** `operations`: every operation is built for its problems too. */
  report(depth?: 'index' | 'operations'): Promise<readonly ApiReport[]>
  readonly vault: Vault
  readonly tokens: Tokens
  /** The origins that the credential of an API may go to; reads its description only where the config does not say. */
  credentialOrigins(slug: string, environment: string | undefined): Promise<readonly string[]>
  /** The names of the parts that the credential of an API may be set in; read likewise. */
  credentialParts(slug: string): Promise<readonly string[]>
  /** A credential, wherever it is kept; `undefined` where none is. @throws CustomApiError when its place cannot be read */
  credential(api: ApiConfig, environment: string | undefined, part: string | undefined): Promise<Secret | undefined>
  /** Until the client leaves. */
  serveStdio(): Promise<void>
  serveHttp(flags: HttpFlags): Promise<HttpServing>
  close(): Promise<void>
}

export interface AppOptions {
  readonly log: Log
  readonly redactor: Redactor
  readonly caller: Caller
  readonly watch: boolean
  readonly folders: Folders
  readonly version: string
  /** Whether the log says why a description did not load. Default true. */
  readonly tellProblems?: boolean | undefined
  /**
   * What a command needs of documentation: `read` waits for what is missing or older than an hour, `refresh` asks all
   * sources. Without it only what operations are read from is waited for.
   */
  readonly documents?: 'read' | 'refresh' | undefined
  /** The one API, by name or slug, that `documents` speaks of; all unless given. */
  readonly documentsOf?: string | undefined
  /** Told of every page that is read. */
  readonly onDocument?: ((says: string) => void) | undefined
}

/** Passed in, so that the command line does not import the wiring. */
export type CreateApp = (config: Config | undefined, options: AppOptions) => App
