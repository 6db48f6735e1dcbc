import type { JsonSchema, Security, SecurityScheme } from '../core/index.ts'

export type { Security, SecurityAlternative, SecurityScheme } from '../core/index.ts'

/** What is wrong with one corner of a description, and where. Nothing faulty vanishes in silence. */
export interface Problem {
  /** JSON Pointer into the description; for another file `file#/pointer`. `''` is the whole document. */
  readonly at: string
  /** What is wrong and what it costs, in one sentence. */
  readonly says: string
  /** `error`: something (an operation, a parameter) was lost; `warning`: tolerated. */
  readonly level: 'error' | 'warning'
}

/** A server of a description with its variables filled with their defaults, resolved against the description's URL. */
export interface Server {
  /** Absolute when the description has a base to resolve it with; else as written (`/v1.56`). */
  readonly url: string
  readonly description?: string | undefined
  /** `${scheme}://{host}` templates keep the raw form and the declared variables here. */
  readonly template?: string | undefined
  readonly variables?:
    | Readonly<Record<string, { readonly default: string; readonly enum?: readonly string[] | undefined }>>
    | undefined
}

export type ParameterPlace = 'path' | 'query' | 'header' | 'cookie'

export type ParameterStyle =
  | 'simple'
  | 'label'
  | 'matrix'
  | 'form'
  | 'spaceDelimited'
  | 'pipeDelimited'
  | 'tabDelimited' // Swagger 2.0 `collectionFormat: tsv`
  | 'deepObject'
  | 'cookie' // OpenAPI 3.2
  | 'querystring' // OpenAPI 3.2 `in: querystring`: the whole query string, place `query`

export interface Parameter {
  readonly name: string
  readonly in: ParameterPlace
  readonly required: boolean
  readonly description?: string | undefined
  readonly deprecated: boolean
  readonly style: ParameterStyle
  readonly explode: boolean
  readonly allowReserved: boolean
  readonly allowEmptyValue: boolean
  /** With `content` the value is serialised as this media type instead of by style. */
  readonly contentType?: string | undefined
  /** Self-contained, 2020-12, no `$ref`. */
  readonly schema: JsonSchema
  readonly example?: unknown
}

/** How one property of a form or multipart body is written (Encoding Object). */
export interface Encoding {
  readonly contentType?: string | undefined
  readonly style?: ParameterStyle | undefined
  readonly explode?: boolean | undefined
  readonly allowReserved?: boolean | undefined
  readonly headers?: readonly PartHeader[] | undefined
}

/** A header of a part, with its value where the description gives one. */
export interface PartHeader {
  readonly name: string
  readonly explode: boolean
  readonly value?: unknown
}

/**
 * How a value is written as XML (OpenAPI XML Object, names as JSON Schema has them), beside its schema: no tool schema
 * shows it. Read from the description when it is looked at; what recurs may be followed as deep as a value goes.
 */
export interface XmlShape {
  /** `xml.name`: of the element or attribute, or of the element that wraps a list. */
  readonly name?: string | undefined
  /** What the description calls the type: the name of a root element without a name of its own. */
  readonly typeName?: string | undefined
  readonly namespace?: string | undefined
  readonly prefix?: string | undefined
  /** 3.2 `nodeType`; `attribute: true` of earlier versions. */
  readonly node: 'element' | 'attribute' | 'text' | 'cdata' | 'none'
  /** Of a list: whether one element holds its items. */
  readonly wrapped: boolean
  /** JSON types that the value may have; empty where nothing is said. */
  readonly types: readonly string[]
  /** In the author's order, those of alternatives after its own. */
  readonly properties: ReadonlyMap<string, XmlShape>
  readonly additional?: XmlShape | undefined
  /** Present: a list. */
  readonly items?: XmlShape | undefined
}

export interface BodyMedia {
  /** As the description writes it, parameters included, lower-case type/subtype. May be a range such as `image/*`. */
  readonly mediaType: string
  /** Self-contained request schema, `readOnly` properties left out; `{}` where the description gives none. */
  readonly schema: JsonSchema
  readonly encoding: Readonly<Record<string, Encoding>>
  /** Of the first items of a list in parts, and of the others (OpenAPI 3.2). */
  readonly prefixEncoding?: readonly Encoding[] | undefined
  readonly itemEncoding?: Encoding | undefined
  readonly example?: unknown
  /** With an XML media type that has a schema, and with parts of such a type. */
  readonly xml?: XmlShape | undefined
}

export interface RequestBody {
  readonly required: boolean
  readonly description?: string | undefined
  /** JSON first, then in the description's order. Never empty. */
  readonly media: readonly BodyMedia[]
}

export interface ResponseSpec {
  /** `200`, `2XX` or `default`. */
  readonly status: string
  readonly description: string
  readonly media: readonly {
    readonly mediaType: string
    readonly schema?: JsonSchema | undefined
    readonly example?: unknown
    /** With an XML media type that has a schema. */
    readonly xml?: XmlShape | undefined
  }[]
  readonly headers: readonly string[]
}

/** What an operation says of its pages beside parameters and schemas. */
export interface PagingWords {
  /** `x-ms-pageable`, `x-speakeasy-pagination`, `x-fern-pagination` and our own, as written. */
  readonly extensions: Readonly<Record<string, unknown>>
  /** Links from a success of the operation to itself: what they are called, and parameters by name with a runtime expression. */
  readonly links: readonly { readonly name: string; readonly parameters: Readonly<Record<string, string>> }[]
}

/** One line of the compact index: everything that lists, names, search and policy need without the full document. */
export interface OperationRow {
  /** `METHOD /path`, unique within the description. */
  readonly key: string
  /** Upper-case. `TRACE` rows are loaded, reported as a problem and not published. */
  readonly method: string
  /** The path template as written, without a query string or fragment (those are in `suffix`). Begins with `/`. */
  readonly path: string
  /** A query string or fragment that the description's path carries (`?beta=true`, `#oauth`); tells operations apart. */
  readonly suffix?: string | undefined
  readonly operationId?: string | undefined
  readonly summary?: string | undefined
  /** Plain, at most 2,000 characters here; the full text is in the operation. */
  readonly description?: string | undefined
  readonly tags: readonly string[]
  readonly deprecated: boolean
  /** Parameter and body property names, for search; at most 60. */
  readonly names: readonly string[]
  /** Enum values, parameter descriptions and response property names, for search; one bounded text. */
  readonly words: string
  /** Where the operation stands in the description. */
  readonly at: string
}

/** Where an operation was read out of prose: addresses of sections, best first. Confidence from 0 to 1. */
export interface ReadFrom {
  readonly confidence: number
  readonly sources: readonly string[]
}

/** One method on one path template, every version of OpenAPI forgotten, all references resolved. */
export interface Operation extends OperationRow {
  /** Operation- or path-level servers where the description has them, else the document's. */
  readonly servers: readonly Server[]
  /** Whether `servers` are the operation's (or path's) own. */
  readonly ownServers: boolean
  readonly parameters: readonly Parameter[]
  readonly body?: RequestBody | undefined
  readonly responses: readonly ResponseSpec[]
  readonly paging?: PagingWords | undefined
  /** Only of what was read out of pages. */
  readonly readFrom?: ReadFrom | undefined
  readonly security: Security
  readonly externalDocs?: string | undefined
  /** Problems met while building this operation. */
  readonly problems: readonly Problem[]
}

export interface DescriptionInfo {
  readonly title: string
  readonly version: string
  readonly description?: string | undefined
  /** `2.0`, `3.0.3`, `3.1.0`, …, as written. */
  readonly openapi: string
  readonly tags: readonly { readonly name: string; readonly description?: string | undefined }[]
  readonly externalDocs?: string | undefined
}

/** `requests` in `per` seconds. */
export interface StatedRateLimit {
  readonly requests: number
  readonly per: number
}

/** A loaded description. Rows are in memory; operations are built when first asked for. */
export interface Description {
  readonly info: DescriptionInfo
  /** Where it came from: an absolute file path or the final URL. */
  readonly source: string
  readonly kind: 'file' | 'url'
  /** In document order. */
  readonly rows: readonly OperationRow[]
  readonly problems: readonly Problem[]
  readonly servers: readonly Server[]
  readonly securitySchemes: Readonly<Record<string, SecurityScheme>>
  /** Whether any operation or the document itself requires a scheme. */
  readonly requiresSecurity: boolean
  /** Names and counts of `webhooks` (3.1) and `x-webhooks`. */
  readonly webhooks: readonly string[]
  /** How much the API says that it may be asked (`x-custom-api-mcp`: what its documentation states). */
  readonly rateLimit?: StatedRateLimit | undefined
  /** SHA-256 (hex) over the content of all its files: the cache key. */
  readonly digest: string
  /**
   * The full operation of a row of this description, built once and kept (bounded).
   *
   * @throws CustomApiError `description.invalid` when the operation cannot be built; its problem says where
   */
  operation(key: string): Promise<Operation>
  /**
   * A self-contained OpenAPI 3.1 document of one operation (for `openapi://` resources and independent validation),
   * with the components that it references.
   */
  document(key: string): Promise<Readonly<Record<string, unknown>>>
  close(): void
}
