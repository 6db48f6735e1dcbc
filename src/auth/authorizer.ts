import { CustomApiError, Secret, type Redactor, type Security, type SecurityScheme } from '../core/index.ts'
import { withHeader, type HttpRequest } from '../http/index.ts'
import { referenceKind } from '../vault/index.ts'
import { createChooser, type Choice } from './choose.ts'
import { createReader, type SecretHeader, type SecretSource } from './credentials.ts'
import type { Authorizer, AuthStatus, CredentialSource } from './model.ts'
import { bindScheme, type AuthOptions } from './options.ts'
import { toCredential } from './placing.ts'
import type { BoundScheme } from './scheme.ts'
import { configuredStatus, derivedStatus } from './status.ts'

export interface AuthorizerOptions {
  /** The slug, for messages to an assistant. */
  readonly api: string
  /** The name in the config, for hints to a person. */
  readonly name: string
  /** The config's word, which wins; `undefined`: the description's. */
  readonly auth: readonly AuthOptions[] | undefined
  readonly schemes: Readonly<Record<string, SecurityScheme>>
  /** Whether any operation or the document itself requires a scheme. */
  readonly requiresSecurity: boolean
  /** Requirement of the document itself, for calls that are no operation's; `undefined`: any declared scheme. */
  readonly rootSecurity?: Security
  /** Origins that the operator bound the credential to. Nothing is placed anywhere else. */
  readonly boundOrigins: ReadonlySet<string>
  /** Origins that the operator listed without the credential: calls go there without one. */
  readonly openOrigins?: ReadonlySet<string> | undefined
  readonly credentials: CredentialSource
  /** What the `credential` key of an auth row refers to; without it such rows use `credentials`. */
  readonly references?: ((reference: string) => SecretSource) | undefined
  readonly secretHeaders: readonly SecretHeader[]
  readonly redactor: Redactor
}

/** An authorizer whose redactor can be told beforehand. */
export interface LearningAuthorizer extends Authorizer {
  /**
   * Makes every secret that could be placed known to the redactor, before anything is said: a description may hold one
   * as an example. One that cannot be read is told when it is used.
   */
  learn(): Promise<void>
}

/** Everything that the request has and the plain one had not: composed values that must never be seen. */
function composed(plain: HttpRequest, signed: HttpRequest): string[] {
  const before = new Set([...plain.headers, ...plain.cookies])
  const values = [...signed.headers, ...signed.cookies].filter((pair) => !before.has(pair)).map(([, value]) => value)
  return values.flatMap((value) => (value.includes(' ') ? [value, value.slice(value.indexOf(' ') + 1)] : [value]))
}

/** A reference that runs a program or asks a person: followed when a call needs it, not at the start. */
const isSlow = (reference: string | undefined): boolean =>
  reference !== undefined && ['op', 'cmd', 'keychain'].includes(referenceKind(reference) ?? '')

function toReserved(schemes: readonly BoundScheme[], headers: readonly SecretHeader[]): Authorizer['reserved'] {
  const placements = schemes.flatMap((scheme) => scheme.placements)
  const names = (place: string): string[] => placements.filter((one) => one.in === place).map(({ name }) => name)
  return {
    headers: new Set([...names('header'), ...headers.map(({ name }) => name)].map((name) => name.toLowerCase())),
    query: new Set(names('query')),
    cookies: new Set(names('cookie')),
  }
}

/**
 * Places the credential of one API in one environment.
 *
 * The config's `auth` applies to every operation except those whose security is explicitly empty; without it, each
 * operation's own requirement decides. Whatever is placed is known to the redactor before it can be sent.
 */
export function createAuthorizer(options: AuthorizerOptions): LearningAuthorizer {
  const { api, name, auth, boundOrigins, openOrigins, redactor, secretHeaders } = options
  const reader = createReader(api, options.credentials, options.references)
  const filled = new Set(secretHeaders.map((header) => header.name.toLowerCase()))
  const covered = ({ placements }: BoundScheme): boolean =>
    placements.length > 0 && placements.every((place) => place.in === 'header' && filled.has(place.name.toLowerCase()))

  const configured = auth?.map(bindScheme)
  const needy = configured?.filter(({ parts }) => parts.length > 0) ?? []
  const needs = needy.map((scheme) => ({ scheme, part: scheme.part, alone: needy.length === 1 }))
  const chooser = createChooser({ api, name, schemes: options.schemes, reader, covered })

  async function byConfig(origin: string): Promise<Choice> {
    const ready = await Promise.all(needs.map((need) => reader.read(need, origin)))
    const lacking = needs.filter((_, index) => ready[index] === undefined)
    if (lacking.length > 0)
      throw new CustomApiError('auth.required', `no credential for "${api}"`, {
        hint: lacking.map((need) => reader.howToSet(need)).join('\n'),
      })
    return ready.filter((one) => one !== undefined)
  }

  const byDescription = (security: Security, origin: string): Promise<Choice> =>
    // Schemes are declared and nobody ever asks for one: then setting a credential is the operator's asking.
    security === undefined && !options.requiresSecurity ? chooser.any(origin) : chooser.choose(security, origin)

  function tell(choice: Choice): void {
    for (const { scheme, credential } of choice)
      for (const secret of scheme.secrets(credential)) if (secret.reveal() !== '') redactor.add(secret)
  }

  async function learn(): Promise<void> {
    const quick = needs.filter(({ scheme }) => !isSlow(scheme.reference))
    // What a row of `auth` refers to, alone, is the whole credential too.
    const whole = [
      ...(quick.length === needs.length ? [options.credentials.get()] : []),
      ...secretHeaders.map(({ source }) => source.get()),
    ]
    for (const read of await Promise.allSettled(whole))
      if (read.status === 'fulfilled' && read.value !== undefined) redactor.add(read.value)
    const choices = await Promise.allSettled<Choice>([
      ...quick.map(async (need) => [await reader.read(need)].filter((one) => one !== undefined)),
      ...Object.keys(options.schemes).map((scheme) => chooser.choose([[{ scheme, scopes: [] }]])),
    ])
    for (const read of choices) if (read.status === 'fulfilled') tell(read.value)
  }

  function place(request: HttpRequest, choice: Choice): HttpRequest {
    tell(choice)
    const placed = choice.reduce((changed, { scheme, credential }) => scheme.apply(changed, credential), request)
    for (const value of composed(request, placed)) redactor.add(new Secret(value))
    return placed
  }

  async function withSecretHeaders(request: HttpRequest): Promise<HttpRequest> {
    let changed = request
    for (const { name: header, prefix, source } of secretHeaders) {
      const secret = toCredential(await source.get(), api)
      if (secret === undefined)
        throw new CustomApiError('auth.required', `no value for the header ${header} of "${api}"`, {
          hint: source.howToSet(),
        })
      redactor.add(secret)
      redactor.add(new Secret(prefix + secret.reveal()))
      changed = withHeader(changed, header, prefix + secret.reveal())
    }
    return changed
  }

  /** Nothing is placed but where the operator said so (SECURITY-PROMISES.md §1.3). */
  async function sign(
    request: HttpRequest,
    decide: (origin: string) => Promise<Choice>,
    signal: AbortSignal,
  ): Promise<HttpRequest> {
    if (signal.aborted) throw new CustomApiError('cancelled', 'the call was cancelled', { cause: signal.reason })
    const bound = boundOrigins.has(request.origin)
    if (!bound && openOrigins?.has(request.origin)) return request
    const choice = await decide(request.origin)
    if (choice.length === 0 && secretHeaders.length === 0) return request
    if (!bound) throw unbound(request.origin)
    const placed = place(await withSecretHeaders(request), choice)
    options.credentials.used?.()
    return placed
  }

  const unbound = (origin: string): CustomApiError =>
    new CustomApiError('auth.required', `the credential of "${api}" is not bound to ${origin}`, {
      hint:
        `if you trust it, set "baseUrl" of "${name}" to its address there, ` +
        `or list { "host": "${new URL(origin).host}", "credential": true } in its "domains"`,
    })

  /** A credential that is there and cannot be used (stored for another origin, in a vault that is locked) is missing. */
  async function status(): Promise<AuthStatus> {
    const origin = [...boundOrigins].at(-1) // the base URL's, after those of `domains`
    try {
      return configured === undefined
        ? await derivedStatus(chooser, options.requiresSecurity, secretHeaders, origin)
        : await configuredStatus(needs, reader, secretHeaders, origin)
    } catch (thrown) {
      const { code, message, hint } = CustomApiError.from(thrown)
      if (code === 'internal') throw thrown
      const types = configured === undefined ? chooser.supported.slice(0, 1) : needy
      const howToSet = [message, hint].filter(Boolean).join('; ')
      return { type: types.map(({ id }) => id).join('+') || 'unknown', credential: 'missing', howToSet }
    }
  }

  return {
    learn,
    reserved: toReserved([...(configured ?? []), ...chooser.supported], secretHeaders),
    async authorize(request, security, signal) {
      if (security?.length === 0) return request
      return sign(request, configured === undefined ? (origin) => byDescription(security, origin) : byConfig, signal)
    },
    async authorizeAny(request, signal) {
      const root = options.rootSecurity
      if (configured !== undefined) return sign(request, byConfig, signal)
      return sign(
        request,
        (origin) => (root === undefined || root.length === 0 ? chooser.any(origin) : chooser.choose(root, origin)),
        signal,
      )
    },
    status,
  }
}
