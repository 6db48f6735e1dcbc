import { bindHosts, createAuthorizer, credentialParts, type Binding, type CredentialSource } from './auth/index.ts'
import type { createCatalog, Description, LoadOptions } from './catalog/index.ts'
import {
  credentialSource,
  headerSource,
  referenceSource,
  type ApiConfig,
  type CredentialMeans,
} from './config/index.ts'
import { CustomApiError, nearest, type Log, type Redactor } from './core/index.ts'
import type { Target } from './execute/index.ts'
import type { Documents } from './docs/index.ts'
import { createDoor, type Door, type RateLimit } from './http/index.ts'
import { openDocuments, sourceOf, whyNone, type DocumentParts } from './load-documents.ts'
import type { ConfirmRules, PublishedApi } from './tools/index.ts'
import { variantsOf, type Variant } from './variants.ts'

export interface ApiParts {
  readonly catalog: ReturnType<typeof createCatalog>
  readonly redactor: Redactor
  readonly log: Log
  readonly userAgent: string
  readonly documents: DocumentParts
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
