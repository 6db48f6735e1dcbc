import type { AppRules, IssuerConfig, Scope } from '../access/index.ts'
import type { AuthOptions } from '../auth/index.ts'
import type { PaginationOptions } from '../execute/index.ts'
import type { FilesSettings } from '../files/index.ts'
import type { DocumentationSource } from '../docs/index.ts'
import type { PolicyRow } from '../tools/index.ts'

/** How the config file was chosen; a file met by chance in the working directory is trusted least. */
export type FoundBy = 'flag' | 'variable' | 'cwd' | 'user'

export interface FoundConfig {
  /** Absolute. */
  readonly path: string
  readonly how: FoundBy
}

/** The platform's folders of this program, absolute; they may not exist yet. */
export interface Folders {
  readonly config: string
  readonly data: string
  readonly cache: string
}

/** The whole config, checked, with defaults filled; every path is absolute. */
export interface Config {
  readonly path: string
  /** The folder of the file: relative paths start here. */
  readonly folder: string
  readonly how: FoundBy
  /** SHA-256 (hex) of the file's bytes as they were read: `watchConfig` starts from it. */
  readonly digest: string
  /** False for a file found in the working directory that nobody pinned: no credential is used with it (DESIGN.md §3). */
  readonly trusted: boolean
  readonly apis: readonly ApiConfig[]
  /** In config order. */
  readonly apps: readonly AppRules[]
  readonly tools: { readonly budget: number; readonly generic: boolean | readonly string[] }
  readonly results: { readonly budget: number }
  readonly files: FilesSettings
  readonly server: ServerConfig
  readonly storage: StorageConfig
}

export interface ServerConfig {
  readonly host: string
  readonly port: number
  readonly publicUrl: string | undefined
  readonly allowedHosts: readonly string[]
  readonly allowedOrigins: readonly string[]
  /** The external issuer, where there is one. */
  readonly auth: IssuerConfig | undefined
}

export interface StorageConfig {
  /** As written, or `file:` and the default path. */
  readonly url: string
  /** The database file, absolute. */
  readonly file: string
}

/** Where an API's description is read. */
export type DescriptionSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'url'; readonly url: string; readonly auth?: boolean | undefined }

/** A secret header whose value is a variable: `prefix` is the scheme word with its space (`Bearer `), or `''`. */
export interface SecretHeader {
  readonly name: string
  readonly prefix: string
  readonly variable: string
}

export interface Headers {
  /** Literal headers, as written. */
  readonly headers: Readonly<Record<string, string>>
  readonly secretHeaders: readonly SecretHeader[]
}

export interface ApiConfig extends Headers {
  readonly slug: string
  readonly name: string
  readonly description: string | undefined
  readonly openapi: DescriptionSource | undefined
  /** Absolute paths of overlay files, applied to the description in order. */
  readonly overlays: readonly string[]
  /** Pages, folders and files, in config order. */
  readonly documentation: readonly DocumentationSource[]
  /** Without a trailing slash, query or fragment. */
  readonly baseUrl: string | undefined
  readonly domains: readonly { readonly host: string; readonly credential: boolean }[]
  /** `undefined`: derived from the description. Several apply all. */
  readonly auth: readonly AuthOptions[] | undefined
  readonly query: Readonly<Record<string, string>>
  readonly timeouts: { readonly connect: number; readonly response: number; readonly total: number | undefined }
  readonly retry: { readonly attempts: number; readonly maxDelay: number }
  readonly rateLimit: {
    readonly requests: number | undefined
    /** Seconds. */
    readonly per: number
    readonly concurrent: number
  }
  readonly pagination: PaginationOptions | undefined
  readonly tools: {
    readonly exposure: 'auto' | 'direct' | 'search'
    readonly include: readonly PolicyRow[]
    readonly exclude: readonly PolicyRow[]
    readonly readOnly: boolean
    /** What must be confirmed before it is sent. */
    readonly confirm: readonly PolicyRow[]
    readonly confirmBy: 'assistant' | 'person'
  }
  readonly scope: Scope
  /** In config order; empty: one nameless environment. */
  readonly environments: readonly EnvironmentConfig[]
  /** The one that serves when none is asked for; the only one where there is one. */
  readonly defaultEnvironment: string | undefined
  readonly allowInsecureHttp: boolean
  /** As `Config.trusted`: whether this API may use a credential. */
  readonly trusted: boolean
  /**
   * Variables that belong to other APIs although their names begin like this one's: a part that a description names
   * (`store`) must never read `CUSTOM_API_PETS_STORE` of an API "Pets Store".
   */
  readonly foreignVariables: readonly string[]
}

/** A variant of an API: its own base URL and credential; its headers win over the API's, name by name. */
export interface EnvironmentConfig extends Headers {
  readonly name: string
  readonly baseUrl: string | undefined
  readonly readOnly: boolean
  /** Instead of the API's; `undefined`: as the API says. */
  readonly confirm: readonly PolicyRow[] | undefined
}
