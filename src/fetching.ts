import { bindHosts, createAuthorizer } from './auth/index.ts'
import type { FetchText } from './catalog/index.ts'
import {
  credentialSource,
  headerSource,
  referenceSource,
  type ApiConfig,
  type CredentialMeans,
} from './config/index.ts'
import { CustomApiError, redactLong, type Log, type Redactor } from './core/index.ts'
import type { Reach } from './docs/index.ts'
import { createDoor, fetchText, hostPort, type EgressPolicy, type HttpRequest } from './http/index.ts'

/** What fetching descriptions and pages needs of the rest of the house. */
export interface Fetching {
  readonly log: Log
  readonly ownListeners: () => ReadonlySet<string>
  readonly userAgent: string
  readonly redactor: Redactor
  readonly credentials: CredentialMeans
}

const timeouts = { connect: 20, response: 60, total: 120 }
const maxBytes = 64 * 1024 * 1024

/** http → https on one host is followed, so what such an address leads to is named by it too. */
const originsOf = (url: URL): string[] =>
  url.protocol === 'http:' && url.port === '' ? [url.origin, `https://${url.host}`] : [url.origin]

/** Where an API's description and pages may be fetched: at what the operator wrote, private addresses only there. */
function policyOf(api: ApiConfig, urls: readonly string[]): EgressPolicy {
  const { baseUrl, domains, allowInsecureHttp } = api
  const { origins, privateConsent } = bindHosts({ baseUrl, domains })
  const written = urls.map((url) => new URL(url))
  return {
    origins: new Set([...origins, ...written.flatMap(originsOf)]),
    privateConsent: new Set([...privateConsent, ...written.map(hostPort)]),
    allowInsecureHttp,
  }
}

const pageUrls = ({ documentation }: ApiConfig): string[] =>
  documentation.flatMap((source) => (source.kind === 'url' ? [source.url] : []))

/** Places the credential of an API on the request for a description or a page: only where it is bound. */
function signer(api: ApiConfig, { credentials, redactor }: Fetching) {
  const environment = api.defaultEnvironment ?? api.environments[0]?.name
  const variant = api.environments.find(({ name }) => name === environment)
  const binding = bindHosts({ baseUrl: variant?.baseUrl ?? api.baseUrl, domains: api.domains })
  const authorizer = createAuthorizer({
    api: api.slug,
    name: api.name,
    auth: api.auth,
    schemes: {},
    requiresSecurity: false,
    boundOrigins: binding.credentialOrigins,
    credentials: credentialSource(api, environment, credentials),
    references: (reference) => referenceSource(api, reference, credentials),
    secretHeaders: api.secretHeaders.map((header) => ({ ...header, source: headerSource(api, header) })),
    redactor,
  })
  return (request: HttpRequest, signal: AbortSignal) => authorizer.authorizeAny(request, signal)
}

/** A configured description is fetched where it says, and nowhere else. */
const nothingMore = { baseUrl: undefined, domains: [] }

/** A description that leads elsewhere is not opened by `domains`, which are for calls: the operator names the place. */
function namingTheDescription(thrown: unknown): CustomApiError {
  const error = CustomApiError.from(thrown)
  if (error.code !== 'host.blocked' || error.hint?.includes('"domains"') !== true) return error
  const hint =
    'if you trust it, name the address that it leads to in the config: as "openapi" of this API, or in "documentation"'
  return new CustomApiError(error.code, error.message, { hint, cause: thrown })
}

/** Fetches texts of descriptions, each with what its own API allows. */
export function descriptionFetcher(apis: () => readonly ApiConfig[], fetching: Fetching): FetchText {
  return async (url, conditional, signal) => {
    const { origin } = new URL(url)
    const all = apis().map((api) => {
      const { openapi } = api
      const policy =
        openapi?.kind === 'url' ? policyOf({ ...api, ...nothingMore }, [openapi.url]) : policyOf(api, pageUrls(api))
      return { api, policy, signs: openapi?.kind === 'url' && openapi.auth === true && openapi.url === url }
    })
    const mine = all.filter(({ policy }) => policy.origins.has(origin))
    const asking = mine.find(({ signs }) => signs)?.api
    const door = createDoor({
      name: 'descriptions',
      policy: {
        origins: new Set(mine.flatMap(({ policy }) => [...policy.origins])),
        privateConsent: new Set(mine.flatMap(({ policy }) => [...policy.privateConsent])),
        allowInsecureHttp: mine.some(({ policy }) => policy.allowInsecureHttp),
      },
      timeouts,
      log: fetching.log,
      ownListeners: fetching.ownListeners,
    })
    const sign = asking && signer(asking, fetching)
    try {
      const options = { conditional, signal, maxBytes }
      if (sign === undefined) return await fetchText(door, url, options)
      const answer = await fetchText(door, url, { ...options, prepare: (request) => sign(request, signal) })
      return { ...answer, text: await redactLong(answer.text, fetching.redactor) } // it is kept on the disk
    } catch (thrown) {
      throw namingTheDescription(thrown)
    } finally {
      await door.close()
    }
  }
}

/** How the documentation of an API may be reached. */
export function documentReach(api: ApiConfig, fetching: Fetching): Reach {
  const { log, ownListeners, userAgent, redactor } = fetching
  return {
    name: api.slug,
    policy: policyOf(api, pageUrls(api)),
    log,
    ownListeners,
    userAgent,
    sign: signer(api, fetching),
    redactor,
  }
}
