import { bindHosts, createAuthorizer, credentialParts, type Binding, type CredentialSource } from './auth/index.ts'
import type { createCatalog, Description, DescriptionSource, LoadOptions } from './catalog/index.ts'
import {
  credentialSource,
  headerSource,
  referenceSource,
  type ApiConfig,
  type CredentialMeans,
} from './config/index.ts'
import { CustomApiError, nearest, type Log, type Redactor } from './core/index.ts'
import type { Target } from './execute/index.ts'
import type { Documents, Library } from './docs/index.ts'
import { documentReach, type Fetching } from './fetching.ts'
import { createDoor, type Door, type RateLimit } from './http/index.ts'
import type { ConfirmRules, PublishedApi } from './tools/index.ts'

export interface ApiParts {
  readonly catalog: ReturnType<typeof createCatalog>
  readonly redactor: Redactor
  readonly log: Log
  readonly userAgent: string
  readonly documents: {
    readonly library: Library
    readonly fetching: Fetching
    /** What a command needs of it: `read` waits for what is missing or older than an hour, `refresh` for all of it. */
    readonly wanted: 'read' | 'refresh' | undefined
    /** The name or slug of the one API that this is of; of all, without. */
    readonly of?: string | undefined
    readonly told?: ((says: string) => void) | undefined
  }
  /** Where credentials are looked for beside the environment. */
  readonly credentials: CredentialMeans
  /** `host:port` of our own listeners, never to be called. */
  readonly ownListeners: () => ReadonlySet<string>
  /** Whether the process serves clients, and is no command that ends with its answer; it does unless told. */
  readonly serves?: boolean | undefined
}

/** A loaded API and what must be closed when it is replaced. */
export interface LoadedApi {
  readonly published: PublishedApi
  /** The origins that the credential of an environment may go to now. */
  credentialOrigins(environment: string | undefined): readonly string[]
  /** The names of the parts that its credential may be set in. */
  readonly credentialParts: readonly string[]
  close(): Promise<void>
}

const megabytes = (count: number) => ({ decoded: count * 1024 * 1024, wire: count * 1024 * 1024 })

/** A server has others to serve while it reads an answer; a command has its own process for it. */
const answerLimits = { server: megabytes(16), command: megabytes(64) }

interface Variant {
  readonly name: string | undefined
  readonly baseUrl: string | undefined
  readonly headers: ApiConfig['headers']
  readonly secretHeaders: ApiConfig['secretHeaders']
}

function variantsOf(api: ApiConfig): Variant[] {
  const { baseUrl, headers, secretHeaders } = api
  if (api.environments.length === 0) return [{ name: undefined, baseUrl, headers, secretHeaders }]
  return api.environments.map((it) => ({
    name: it.name,
    baseUrl: it.baseUrl ?? api.baseUrl,
    headers: { ...api.headers, ...it.headers },
    secretHeaders: mergeSecretHeaders(api.secretHeaders, it.secretHeaders),
  }))
}

function mergeSecretHeaders(
  base: ApiConfig['secretHeaders'],
  own: ApiConfig['secretHeaders'],
): ApiConfig['secretHeaders'] {
  const replaced = new Set(own.map((header) => header.name.toLowerCase()))
  return [...base.filter((header) => !replaced.has(header.name.toLowerCase())), ...own]
}

/** What a description says about hosts. One that was read out of prose without any says nothing, not even its own. */
type Word = { readonly kind: 'file' | 'url'; readonly source: string; readonly servers: Description['servers'] }

function wordOf(description: Description | undefined, documents: Documents | undefined): Word | undefined {
  if (description === undefined) return undefined
  const { kind, source, servers } = description
  const isGuess = documents?.inferred !== undefined && documents.inferred.baseUrl === undefined
  return { kind, source, servers: isGuess && documents.found === undefined ? [] : servers }
}

function bindingOf(api: ApiConfig, baseUrl: string | undefined, description: Word | undefined): Binding {
  return bindHosts({
    baseUrl,
    domains: api.domains,
    description,
  })
}

/**
 * The origins that the credential of an environment may go to, where the config alone decides; `undefined` where a
 * description has a word in it, and must be read for that.
 */
export function originsByConfig(api: ApiConfig, environment: string | undefined): readonly string[] | undefined {
  const variant = variantsOf(api).find(({ name }) => name === environment)
  if (variant?.baseUrl === undefined) return undefined
  return [...bindingOf(api, variant.baseUrl, undefined).credentialOrigins]
}

/** The parts that its credential may be set in, where the config alone decides. */
export const partsByConfig = ({ auth }: ApiConfig): readonly string[] | undefined => auth && credentialParts(auth, {})

/** Builds one target: its way out, its credential, its limits. The redactor knows its secrets when it is there. */
async function toTarget(
  api: ApiConfig,
  variant: Variant,
  description: Description | undefined,
  word: Word | undefined,
  parts: ApiParts,
  doors: Door[],
): Promise<Target> {
  const binding = bindingOf(api, variant.baseUrl, word)
  const door = createDoor({
    name: api.slug,
    policy: {
      origins: binding.origins,
      privateConsent: binding.privateConsent,
      allowInsecureHttp: api.allowInsecureHttp,
    },
    timeouts: api.timeouts,
    rateLimit: limitsOf(api, description),
    maxDelay: api.retry.maxDelay,
    log: parts.log,
    ownListeners: parts.ownListeners,
  })
  doors.push(door)
  const credentials: CredentialSource = credentialSource(api, variant.name, parts.credentials)
  const authorizer = createAuthorizer({
    api: api.slug,
    name: api.name,
    auth: api.auth,
    schemes: description?.securitySchemes ?? {},
    requiresSecurity: description?.requiresSecurity ?? false,
    boundOrigins: binding.credentialOrigins,
    openOrigins: binding.openOrigins,
    references: (reference) => referenceSource(api, reference, parts.credentials),
    credentials,
    secretHeaders: variant.secretHeaders.map((header) => ({
      name: header.name,
      prefix: header.prefix,
      source: headerSource(api, header),
    })),
    redactor: parts.redactor,
  })
  await authorizer.learn()
  return {
    api: api.slug,
    environment: variant.name,
    baseUrl: binding.baseUrl,
    baseUrlFromConfig: binding.baseUrlFromConfig,
    documentServers: word?.servers,
    headers: variant.headers,
    query: api.query,
    door,
    origins: binding.origins,
    timeouts: api.timeouts,
    limits: parts.serves === false ? answerLimits.command : answerLimits.server,
    attempts: api.retry.attempts,
    userAgent: parts.userAgent,
    redactor: parts.redactor,
    authorizer,
  }
}

/** Longer windows than this, in seconds, are not kept on the word of a page: whoever has paid for more would wait for nothing. */
const longestStated = 60

/** What the config says; else what the documentation states of seconds and minutes, which costs no call more than a wait. */
function limitsOf({ rateLimit }: ApiConfig, description: Description | undefined): RateLimit {
  const stated = description?.rateLimit
  if (rateLimit.requests !== undefined || stated === undefined || stated.per > longestStated) return rateLimit
  return { ...rateLimit, ...stated, stated: true }
}

const confirmRules = ({ tools, environments }: ApiConfig): ConfirmRules => ({
  rows: tools.confirm,
  environments: new Map(environments.flatMap(({ name, confirm }) => (confirm === undefined ? [] : [[name, confirm]]))),
  by: tools.confirmBy,
})

const firstSentence = (text: string | undefined): string | undefined => {
  const plain = text?.replace(/\s+/g, ' ').trim()
  if (!plain) return undefined
  const end = /[.!?](?=\s|$)/.exec(plain)
  return (end === null ? plain : plain.slice(0, end.index + 1)).slice(0, 300)
}

const hour = 3_600_000

/** A server publishes what is there and hears of the rest; a command waits for what it needs. */
async function openDocuments(api: ApiConfig, parts: ApiParts, signal: AbortSignal): Promise<Documents | undefined> {
  const { library, fetching, of, told } = parts.documents
  const { slug, documentation: sources } = api
  const isMeant = of === undefined || of.trim() === slug || of.trim().toLowerCase() === api.name.toLowerCase()
  const wanted = isMeant ? parts.documents.wanted : undefined
  if (sources.length === 0) return undefined
  const describe = api.openapi === undefined
  const wish = { slug, title: api.name, sources, describe, reach: documentReach(api, fetching) }
  if (parts.serves !== false) return library.open(wish, { wait: describe ? 'soon' : 'later', signal, told })
  return library.open(wish, {
    wait: isMeant && (describe || wanted !== undefined) ? 'done' : 'never',
    maxAge: wanted === 'refresh' ? 0 : wanted === 'read' ? hour : Number.POSITIVE_INFINITY,
    signal,
    told,
  })
}

/** The description that documentation led to, or that was read out of it; drafts only for whoever asks with `include`. */
function sourceOf(api: ApiConfig, documents: Documents | undefined): DescriptionSource | undefined {
  const { found, inferred } = documents ?? {}
  if (found === undefined) {
    const drafts = api.tools.include.length > 0
    if (inferred === undefined || inferred.operations + (drafts ? inferred.drafts : 0) === 0) return undefined
    return { kind: 'text', text: drafts ? inferred.all : inferred.published, at: inferred.at }
  }
  if (found.kind === 'url') return { kind: 'url', url: found.url }
  return found.kind === 'file' ? { kind: 'file', path: found.path } : { kind: 'text', text: found.text, at: found.at }
}

/** Why an API that has documentation and no description has no operations. */
function whyNone(api: ApiConfig, documents: Documents | undefined): string | undefined {
  if (documents === undefined) return undefined
  if (documents.reading) return 'the documentation is still being read; ask again soon'
  const fault = documents.notes.find(({ level }) => level === 'error')
  if (documents.pages.length === 0 && fault !== undefined)
    return `the documentation cannot be read: ${fault.at} ${fault.says}`
  return api.baseUrl === undefined
    ? 'no description was found behind the documentation, and no operation read out of it; set "openapi" or "baseUrl"'
    : undefined
}

/**
 * One configured API, loaded as far as it can be: a description that does not load leaves an API with the generic tools
 * and its reason, never a failed server.
 */
export async function loadApi(
  api: ApiConfig,
  parts: ApiParts,
  signal: AbortSignal,
  options: LoadOptions = {},
): Promise<LoadedApi> {
  const documents = await openDocuments(api, parts, signal)
  const source = api.openapi ?? sourceOf(api, documents)
  let description: Description | undefined
  let loadProblem = source === undefined ? whyNone(api, documents) : undefined
  if (source !== undefined) {
    try {
      description = await parts.catalog.load({ ...source, overlays: api.overlays }, signal, options)
    } catch (thrown) {
      const error = CustomApiError.from(thrown)
      if (error.fault === 'us') parts.log.error(`${api.slug}: loading the description failed`, { cause: error.cause })
      loadProblem = [`${error.code}: ${error.message}`, error.hint].filter(Boolean).join('; ')
    }
  }
  const word = wordOf(description, api.openapi === undefined ? documents : undefined)
  const doors: Door[] = []
  const targets = new Map<string | undefined, Target>()
  for (const variant of variantsOf(api))
    targets.set(variant.name, await toTarget(api, variant, description, word, parts, doors))
  const environments = api.environments.map((environment) => environment.name)

  return {
    published: {
      slug: api.slug,
      name: api.name,
      summary: api.description ?? firstSentence(description?.info.description) ?? description?.info.title,
      description,
      documents,
      loadProblem,
      exposure: api.tools.exposure,
      scope: api.scope,
      policy: { include: api.tools.include, exclude: api.tools.exclude, readOnly: api.tools.readOnly },
      confirm: confirmRules(api),
      pagination: api.pagination,
      environments,
      defaultEnvironment: api.defaultEnvironment,
      readOnlyEnvironments: new Set(api.environments.filter((it) => it.readOnly).map((it) => it.name)),
      target(environment) {
        const target = targets.get(environment)
        if (target !== undefined) return target
        const near = nearest(environment ?? '', environments)
        throw new CustomApiError('environment.unknown', `"${api.slug}" has no environment "${environment ?? ''}"`, {
          hint: `it has: ${environments.join(', ') || 'none'}${near === undefined ? '' : `; did you mean "${near}"?`}`,
        })
      },
    },
    credentialOrigins: (environment) => {
      const variant = variantsOf(api).find((it) => it.name === environment)
      return variant === undefined ? [] : [...bindingOf(api, variant.baseUrl, word).credentialOrigins]
    },
    credentialParts: credentialParts(api.auth, description?.securitySchemes ?? {}),
    async close() {
      await Promise.all(doors.map((door) => door.close()))
      description?.close()
    },
  }
}

/** An API whose description is on its way: it is there, with the generic tools only, and says why. */
export async function loadingApi(api: ApiConfig, parts: ApiParts): Promise<LoadedApi> {
  const bare = await loadApi({ ...api, openapi: undefined, documentation: [] }, parts, new AbortController().signal)
  const loadProblem = 'the description is still being loaded; ask again soon' // pages too, where it comes from them
  return { ...bare, published: { ...bare.published, loadProblem } }
}
