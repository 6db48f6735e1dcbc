import type { JsonSchema } from '../../core/index.ts'
import type { Method } from './methods.ts'

/** Where something was read: a page and its section. */
export interface Source {
  readonly url: string
  /** Anchor within the page; `''` before the first heading. */
  readonly section: string
  readonly title: string
}

export type InferredPlace = 'path' | 'query' | 'header' | 'cookie' | 'body' | 'form'

export interface InferredParameter {
  readonly name: string
  readonly in: InferredPlace
  /** Absent when the page does not say. Path parameters are always required. */
  readonly required?: boolean
  readonly schema: JsonSchema
  readonly description?: string
  readonly example?: unknown
  /** What kinds of evidence named it (`table`, `list`, `sample`, `url`, `text`), best first. */
  readonly evidence: readonly string[]
  readonly source: Source
  /** 0 to 1. */
  readonly confidence: number
}

export interface InferredBody {
  readonly mediaType: string
  readonly schema: JsonSchema
  readonly required: boolean
  readonly example?: unknown
}

export interface InferredResponse {
  readonly status: string
  readonly description: string
  readonly mediaType?: string
  readonly schema?: JsonSchema
}

export interface InferredOperation {
  readonly method: Method
  /** A template, `{name}` for variables, relative to `Inference.baseUrl` where that has a path. Begins with `/`. */
  readonly path: string
  /** A server of its own, where the page puts the operation outside the base URL. */
  readonly server?: string
  /** Plain, one line, at most 120 characters. */
  readonly summary?: string
  /** Plain, at most 1,000 characters. */
  readonly description?: string
  readonly tag?: string
  readonly deprecated?: boolean
  readonly parameters: readonly InferredParameter[]
  readonly body?: InferredBody
  readonly responses: readonly InferredResponse[]
  /** Best first, at most five. */
  readonly sources: readonly Source[]
  /** The extractors that saw it. */
  readonly evidence: readonly string[]
  /** 0 to 1. */
  readonly confidence: number
  /** Too weak to be published without being asked for. */
  readonly draft: boolean
}

/** A way to authenticate. */
export type AuthWay =
  | {
      readonly type: 'apiKey'
      readonly in: 'header' | 'query' | 'cookie'
      readonly name: string
      readonly prefix?: string
    }
  | { readonly type: 'bearer' | 'basic' | 'oauth2' }

export type InferredAuth = AuthWay & { readonly confidence: number }

export interface InferredPaging {
  readonly style: 'page' | 'offset' | 'cursor' | 'link'
  readonly param?: string
  readonly limit?: string
  readonly source: Source
}

export interface InferredRateLimit {
  readonly requests: number
  /** Seconds. */
  readonly per: number
  readonly source: Source
}

/** What pages of prose say about an API. */
export interface Inference {
  /** In the order of the pages. */
  readonly operations: readonly InferredOperation[]
  /** Without a trailing slash. */
  readonly baseUrl?: string
  /** Best first; empty when the pages say nothing. */
  readonly auth: readonly InferredAuth[]
  readonly paging?: InferredPaging
  readonly rateLimit?: InferredRateLimit
  /** What a person may want to mend; `at`: the address of the page, with the section. */
  readonly problems: readonly { readonly at: string; readonly says: string }[]
}
