import type { Caller, JsonSchema } from '../core/index.ts'

/** A published tool as every client sees it (DESIGN.md §4). */
export interface ToolDefinition {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly inputSchema: JsonSchema & { readonly type: 'object'; readonly properties: Readonly<Record<string, JsonSchema>> }
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
  | { readonly type: 'resource_link'; readonly uri: string; readonly name: string; readonly mimeType?: string; readonly size?: number }

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

export interface ResourceText {
  readonly uri: string
  readonly mimeType: string
  readonly text: string
}

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
   * Unknown tools throw `UnknownTool`, which the protocol maps to -32602.
   */
  call(name: string, input: unknown, context: CallContext): Promise<ToolResult>
  resourceTemplates(caller: Caller): Promise<readonly ResourceTemplate[]>
  /** @throws CustomApiError `operation.unknown` / `api.unknown` for a URI that names nothing the caller may see */
  readResource(uri: string, caller: Caller): Promise<ResourceText>
  /** Completions for a template variable, at most 100 values. */
  complete(uriTemplate: string, variable: string, value: string, context: Readonly<Record<string, string>>, caller: Caller): Promise<readonly string[]>
  /** Called after the lists changed; returns how to stop. */
  onChange(listener: () => void): () => void
}
