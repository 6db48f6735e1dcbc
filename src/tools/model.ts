import type { Scope } from '../access/index.ts'
import type { Description, Operation } from '../catalog/index.ts'
import type { Caller, JsonSchema } from '../core/index.ts'
import type { FileValue } from '../files/index.ts'
import type { Documents, SectionHit } from '../docs/index.ts'
import type { OperationCall, Outcome, PaginationOptions, Target } from '../execute/index.ts'
import type { PlannedCall } from './planned-call.ts'
import type { CollectInput, Collecting, CollectOptions } from './collect.ts'
import type { DownloadWish } from './download.ts'
import type { UploadWish } from './upload.ts'

/** A published tool as every client sees it (DESIGN.md §4). */
export interface ToolDefinition {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly inputSchema: JsonSchema & {
    readonly type: 'object'
    readonly properties: Readonly<Record<string, JsonSchema>>
  }
  readonly annotations: {
    readonly readOnlyHint: boolean
    readonly destructiveHint: boolean
    readonly idempotentHint: boolean
    readonly openWorldHint: boolean
  }
}

export type Content =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image' | 'audio'; readonly data: string; readonly mimeType: string } // base64
  | {
      readonly type: 'resource_link'
      readonly uri: string
      readonly name: string
      readonly mimeType?: string
      readonly size?: number
    }

/** What a call gives back, ready for any face: already redacted and within the budget. */
export interface ToolResult {
  readonly content: readonly Content[]
  readonly isError: boolean
  /** `custom-api-mcp/status` (HTTP status) and, on failure, `custom-api-mcp/code`. */
  readonly meta: Readonly<Record<string, string | number>>
}

export interface CallContext {
  readonly caller: Caller
  readonly signal: AbortSignal
  /** Ends the signal, for a call whose time is over; without it the call gets a signal of its own. */
  readonly end?: ((reason: unknown) => void) | undefined
  /**
   * Present when a person can be asked through the client: their answer to the question that this call asked before, if
   * `isFor` knows its word as the one of this call.
   */
  readonly answer?: ((isFor: (word: string) => boolean) => 'accepted' | 'declined' | undefined) | undefined
  /** Present when the caller asked for progress. */
  readonly progress?: ((done: number, total: number | undefined, message: string) => void) | undefined
}

/** A resource of ours: `openapi://…` now, `docs://…`, `handle://…` later. */
export interface ResourceTemplate {
  readonly uriTemplate: string
  readonly name: string
  readonly title: string
  readonly description: string
  readonly mimeType: string
}

/** A resource in a list. */
export interface ResourceEntry {
  readonly uri: string
  readonly name: string
  readonly title: string
  readonly description?: string | undefined
  readonly mimeType: string
}

/** What a resource reads as; bytes in base64. */
export type ResourceText = { readonly uri: string; readonly mimeType: string } & (
  | { readonly text: string }
  | { readonly blob: string }
)

/** What one API costs in the list, and what was decided. */
export interface ApiBill {
  readonly api: string
  readonly operations: number
  readonly exposure: 'direct' | 'search'
  readonly why: string
  /** Tokens that its direct tools cost, or would. */
  readonly directTokens: number
  /** Tokens of each tool that is, or would be, listed. */
  readonly tools: readonly { readonly name: string; readonly tokens: number }[]
}

/** What the list costs in a model's context, without the instructions. */
export interface Bill {
  readonly budget: number
  readonly apis: readonly ApiBill[]
  /** As it is listed now; with every API in search exposure; with every API direct. */
  readonly tokens: { readonly now: number; readonly search: number; readonly direct: number }
}

/** Whether a caller who has seen its lists would see another one now. */
export type Concerns = (caller: Caller, list: 'tools' | 'resources') => boolean

/** The URIs of the documents and operations that a caller would read otherwise now, or would no longer find. */
export type Updated = (caller: Caller) => readonly string[]

/** The whole offer, as the protocol and the command line see it. One immutable snapshot behind it is swapped on reload. */
export interface Toolbox {
  /** Server instructions for a caller's view; part of the 1,000-token list budget. */
  instructions(caller: Caller): Promise<string>
  /** Deterministic order: generic tools, then direct ones by API and document order. */
  list(caller: Caller): Promise<readonly ToolDefinition[]>
  /** Whether a tool of this name exists for the caller. */
  has(name: string, caller: Caller): Promise<boolean>
  /**
   * Calls a tool. Never throws for what a caller or an upstream did: that is a result with `isError`.
   * Unknown tools throw `UnknownTool`, which the protocol maps to -32602; a call whose context can ask a person may throw
   * `AskFirst`, before anything is sent.
   */
  call(name: string, input: unknown, context: CallContext): Promise<ToolResult>
  /** Resources that are listed: documents. */
  resources(caller: Caller): Promise<readonly ResourceEntry[]>
  resourceTemplates(caller: Caller): Promise<readonly ResourceTemplate[]>
  /** @throws CustomApiError `operation.unknown` / `api.unknown` for a URI that names nothing the caller may see */
  readResource(uri: string, caller: Caller): Promise<ResourceText>
  /** Completions for a template variable, at most 100 values. */
  complete(
    uriTemplate: string,
    variable: string,
    value: string,
    context: Readonly<Record<string, string>>,
    caller: Caller,
  ): Promise<readonly string[]>
  readonly engine: Engine
  /** What everything costs, in both exposures. Builds every operation: for people, not for calls. */
  bill(caller: Caller): Promise<Bill>
  /** Called after lists, documents or operations changed, with the questions whose and which; returns how to stop. */
  onChange(listener: (concerns: Concerns, updated: Updated) => void): () => void
}

/** One row of `include` / `exclude`: every key given must match; `path` and `operationId` are globs. */
export interface PolicyRow {
  readonly method?: string | undefined
  readonly path?: string | undefined
  readonly tag?: string | undefined
  readonly operationId?: string | undefined
}

/** Which operations of an API are offered. Exclude wins; with any `include`, what matches none is denied. */
export interface ToolPolicy {
  readonly include: readonly PolicyRow[]
  readonly exclude: readonly PolicyRow[]
  /** Leaves GET, HEAD, OPTIONS and QUERY. */
  readonly readOnly: boolean
}

/** Which calls wait for a confirmation, and whose it is. */
export interface ConfirmRules {
  readonly rows: readonly PolicyRow[]
  /** Rows of environments that have their own; those stand for the API's. */
  readonly environments: ReadonlyMap<string, readonly PolicyRow[]>
  /** `person`: a second look by the assistant is not enough. */
  readonly by: 'assistant' | 'person'
}

/** One configured Custom API, loaded: what `app.ts` hands to the toolbox. */
export interface PublishedApi {
  readonly slug: string
  readonly name: string
  /** The config's description, else the first sentence of the OpenAPI one; at most 300 characters. */
  readonly summary?: string | undefined
  readonly description?: Description | undefined
  /** Its documentation, where any is configured. */
  readonly documents?: Documents | undefined
  /** Why there is no description although one was configured. */
  readonly loadProblem?: string | undefined
  readonly exposure: 'auto' | 'direct' | 'search'
  /** Who may use it; absent: the whole organization. For all others it does not exist. */
  readonly scope?: Scope | undefined
  readonly policy: ToolPolicy
  readonly confirm?: ConfirmRules | undefined
  /** Names in config order; empty: one nameless environment. */
  readonly environments: readonly string[]
  readonly defaultEnvironment?: string | undefined
  /** How lists are paged; `auto` unless the config says. */
  readonly pagination?: PaginationOptions | undefined
  /** Environments that only read, whatever the policy says. */
  readonly readOnlyEnvironments: ReadonlySet<string>
  /** @throws CustomApiError `environment.unknown` for a name that is not in `environments` */
  target(environment: string | undefined): Target
}

export interface SearchHit {
  readonly api: string
  /** What `call_operation` takes: the operationId when unique, else `METHOD /path`. */
  readonly operation: string
  /** The name a direct tool has or would have. */
  readonly tool: string
  readonly method: string
  readonly path: string
  readonly summary: string
  readonly score: number
  /** The share of what was asked that the operation names, 0–1. */
  readonly covered: number
}

/** The engine under the tools, for faces that need more than a result text (the command line). */
export interface Engine {
  apis(caller: Caller): Promise<readonly PublishedApi[]>
  /** @throws CustomApiError `api.unknown` with the nearest name; takes a slug or a name */
  api(name: string, caller: Caller): Promise<PublishedApi>
  /** By operationId, tool name, its part after the slug, `METHOD /template` or `METHOD /concrete/path`. @throws `operation.unknown` */
  operation(api: PublishedApi, reference: string, caller: Caller): Promise<Operation>
  search(
    query: string,
    options: { readonly api?: string | undefined; readonly limit?: number | undefined },
    caller: Caller,
  ): Promise<readonly SearchHit[]>
  describe(api: PublishedApi, operation: Operation, caller: Caller, detail?: 'full'): Promise<string>
  /** The best sections of the documentation. @throws CustomApiError `api.unknown` */
  searchDocuments(
    query: string,
    options: { readonly api?: string | undefined; readonly limit?: number | undefined },
    caller: Caller,
  ): Promise<readonly SectionHit[]>
  /** Flat arguments → a checked call. @throws CustomApiError `arguments.invalid` naming each wrong one */
  prepare(operation: Operation, input: unknown, contentType?: string): OperationCall
  /** The file that a path, a `data:` URI or a handle names. @throws CustomApiError `file.blocked`, `handle.unknown` */
  file(text: string, caller: Caller): Promise<FileValue>
  /** The request that sends a file, to an operation or to a path. @throws CustomApiError before anything is sent */
  planUpload(api: PublishedApi, wish: UploadWish, caller: Caller): Promise<PlannedCall>
  /** The `GET` whose answer becomes a file. @throws CustomApiError before anything is sent */
  planDownload(api: PublishedApi, wish: DownloadWish, caller: Caller): Promise<PlannedCall>
  /** Which environment serves: pin, argument, default. @throws `environment.unknown`, `policy.denied`, `arguments.invalid` */
  environment(api: PublishedApi, asked: string | undefined, caller: Caller): string | undefined
  /**
   * Begins to collect the pages of a list; its first page that the API refused comes back as it is.
   *
   * @throws CustomApiError before anything is sent, or for what goes wrong with the first page
   */
  collect(
    input: CollectInput,
    caller: Caller,
    options: Omit<CollectOptions, 'caller' | 'resumes'>,
  ): Promise<Collecting | { readonly failed: Outcome }>
  /** Whether a call waits for a confirmation (`tools.confirm`). */
  mustConfirm(api: PublishedApi, operation: Operation, environment: string | undefined): boolean
  /** Policy check by method and template. @throws CustomApiError `policy.denied` */
  allow(api: PublishedApi, operation: Operation, environment: string | undefined, caller: Caller): void
}
