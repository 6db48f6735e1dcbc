import { toAuthList } from '../auth/index.ts'
import { connectionHeaders, isToken } from '../http/index.ts'
import type { PolicyRow } from '../tools/index.ts'
import { foreignVariables, slugOf } from './clashes.ts'
import type { Fault } from './fault.ts'
import type { ApiConfig, Config, EnvironmentConfig, Folders, FoundConfig, Headers, SecretHeader } from './model.ts'
import { defaultFiles, type FilesSettings } from '../files/index.ts'
import {
  Misfit,
  readBaseUrl,
  readDescription,
  readSource,
  readDocumentation,
  readIssuerUrl,
  readPath,
  readStorage,
} from './places.ts'
import type { ApiInput, ConfigInput } from './schema.ts'
import type { Path } from './text.ts'
import { isSecretHeaderValue, readReference } from './variables.ts'

/** Runs a reader and keeps what it found wrong as a fault at a path. */
type Reader = <T>(path: Path, read: () => T) => T | undefined

function readHeaders(input: Readonly<Record<string, string>> | undefined, path: Path, reader: Reader): Headers {
  const headers: Record<string, string> = {}
  const secretHeaders: SecretHeader[] = []
  const seen = new Set<string>()
  for (const [name, text] of Object.entries(input ?? {}))
    reader([...path, name], () => {
      const low = name.toLowerCase()
      if (!isToken(name)) throw new Misfit('no valid header name')
      if (connectionHeaders.has(low)) throw new Misfit('this header is set by the connection, never by hand')
      if (seen.has(low)) throw new Misfit('the same header is there twice, in another letter case')
      seen.add(low)
      const reference = isSecretHeaderValue(name, text) ? readReference(text) : undefined
      if (reference !== undefined) secretHeaders.push({ name, ...reference })
      else if (/[\0\r\n]/.test(text)) throw new Misfit('a header value must not hold line breaks or NUL')
      else headers[name] = text
    })
  return { headers, secretHeaders }
}

const toRows = (rows: readonly (string | PolicyRow)[]): PolicyRow[] =>
  rows.map((row) => (typeof row === 'string' ? { method: row.toUpperCase() } : row))

function readEnvironments(input: ApiInput, path: Path, reader: Reader): EnvironmentConfig[] {
  return Object.entries(input.environments ?? {}).map(([name, environment]) => {
    const here = [...path, 'environments', name]
    const { baseUrl } = environment
    return {
      name,
      baseUrl: baseUrl === undefined ? undefined : reader([...here, 'baseUrl'], () => readBaseUrl(baseUrl)),
      ...readHeaders(environment.headers, [...here, 'headers'], reader),
      readOnly: environment.readOnly ?? false,
      confirm: environment.confirm && toRows(environment.confirm),
    }
  })
}

function readApi(
  input: ApiInput,
  path: Path,
  folder: string,
  trusted: boolean,
  reader: Reader,
): Omit<ApiConfig, 'foreignVariables'> {
  const { openapi, documentation = [], baseUrl, timeouts, retry, rateLimit, tools } = input
  const withAuth = typeof openapi === 'object' && openapi.auth === true
  const source = typeof openapi === 'object' ? openapi.url : openapi
  const environments = readEnvironments(input, path, reader)
  reader(path, () => {
    if (openapi !== undefined || baseUrl !== undefined || documentation.length > 0) return
    if (environments.length === 0 || environments.some((it) => it.baseUrl === undefined))
      throw new Misfit('nothing to call: give "openapi" (URL or path of a description), "documentation" or "baseUrl"')
  })
  return {
    slug: slugOf(input),
    name: input.name,
    description: input.description,
    openapi:
      source === undefined ? undefined : reader([...path, 'openapi'], () => readDescription(source, withAuth, folder)),
    documentation: documentation.flatMap(
      (row, at) => reader([...path, 'documentation', at], () => readDocumentation(row, folder)) ?? [],
    ),
    overlays: readOverlays(input, path, folder, reader),
    baseUrl: baseUrl === undefined ? undefined : reader([...path, 'baseUrl'], () => readBaseUrl(baseUrl)),
    domains: (input.domains ?? []).map((row) =>
      typeof row === 'string'
        ? { host: row, credential: false }
        : { host: row.host, credential: row.credential ?? false },
    ),
    auth: toAuthList(input.auth),
    ...readHeaders(input.headers, [...path, 'headers'], reader),
    query: input.query ?? {},
    timeouts: { connect: timeouts?.connect ?? 60, response: timeouts?.response ?? 60, total: timeouts?.total },
    retry: { attempts: retry?.attempts ?? 3, maxDelay: retry?.maxDelay ?? 30 },
    rateLimit: { requests: rateLimit?.requests, per: rateLimit?.per ?? 60, concurrent: rateLimit?.concurrent ?? 64 },
    pagination: input.pagination,
    tools: {
      exposure: tools?.exposure ?? 'auto',
      include: tools?.include ?? [],
      exclude: tools?.exclude ?? [],
      readOnly: tools?.readOnly ?? false,
      confirm: toRows(tools?.confirm ?? []),
      confirmBy: tools?.confirmBy ?? 'assistant',
    },
    scope: input.scope ?? 'organization',
    environments,
    defaultEnvironment: input.defaultEnvironment ?? (environments.length === 1 ? environments[0]?.name : undefined),
    allowInsecureHttp: input.allowInsecureHttp ?? false,
    trusted,
  }
}

function readFiles(input: ConfigInput['files'], folder: string, data: string, reader: Reader): FilesSettings {
  const { roots = [], downloads, maxBytes } = input ?? {}
  const places = roots.map((root, at) => reader(['files', 'roots', at], () => readPath(root, folder)))
  const saved = downloads === undefined ? undefined : reader(['files', 'downloads'], () => readPath(downloads, folder))
  return {
    ...defaultFiles(data),
    roots: places.filter((place) => place !== undefined),
    ...(saved === undefined ? {} : { downloads: saved }),
    ...(maxBytes === undefined ? {} : { maxBytes }),
  }
}

function readOverlays(
  { overlays = [], openapi, documentation = [] }: ApiInput,
  path: Path,
  folder: string,
  reader: Reader,
): string[] {
  reader([...path, 'overlays'], () => {
    if (overlays.length > 0 && openapi === undefined && documentation.length === 0)
      throw new Misfit('there is neither "openapi" nor "documentation" to apply them to')
  })
  return overlays.flatMap((text, at) => {
    const file = reader([...path, 'overlays', at], () => {
      const source = readSource(text, folder)
      if (source.kind === 'file') return source.path
      throw new Misfit('an overlay is a file of this machine; fetch it and give its path')
    })
    return file === undefined ? [] : [file]
  })
}

function readPublicUrl(text: string | null | undefined, reader: Reader): string | undefined {
  return typeof text === 'string' ? reader(['server', 'publicUrl'], () => readBaseUrl(text)) : undefined
}

function readIssuer(
  auth: NonNullable<ConfigInput['server']>['auth'],
  reader: Reader,
): Config['server']['auth'] | undefined {
  if (auth === undefined || auth === null) return undefined
  const issuer = reader(['server', 'auth', 'issuer'], () => readIssuerUrl(auth.issuer)) ?? ''
  return { ...auth, issuer, requiredScopes: auth.requiredScopes ?? [] }
}

/** The checked input with every default filled and every place made absolute; what does not fit is in `faults`. */
export function toConfig(
  input: ConfigInput,
  found: FoundConfig & { readonly trusted: boolean },
  folder: string,
  folders: Folders,
): { readonly config: Omit<Config, 'digest'>; readonly faults: readonly Fault[] } {
  const faults: Fault[] = []
  const reader: Reader = (path, read) => {
    try {
      return read()
    } catch (thrown) {
      if (!(thrown instanceof Misfit)) throw thrown
      faults.push({ path, says: thrown.message })
      return undefined
    }
  }
  const { trusted } = found
  const { server } = input
  const storage = reader(['storage', 'url'], () => readStorage(input.storage?.url, folder, folders.data))
  const config: Omit<Config, 'digest'> = {
    path: found.path,
    folder,
    how: found.how,
    trusted,
    apis: input.apis.map((api, at) => ({
      ...readApi(api, ['apis', at], folder, trusted, reader),
      foreignVariables: foreignVariables(at, input.apis),
    })),
    apps: Object.entries(input.apps ?? {}).map(([name, { environment, readOnly = false }]) => ({
      name,
      environment,
      readOnly,
    })),
    tools: { budget: input.tools?.budget ?? 6000, generic: input.tools?.generic ?? true },
    results: { budget: input.results?.budget ?? 8000 },
    files: readFiles(input.files, folder, folders.data, reader),
    server: {
      host: server?.host ?? '127.0.0.1',
      port: server?.port ?? 8321,
      publicUrl: readPublicUrl(server?.publicUrl, reader),
      allowedHosts: server?.allowedHosts ?? [],
      allowedOrigins: server?.allowedOrigins ?? [],
      auth: readIssuer(server?.auth, reader),
    },
    storage: storage ?? { url: '', file: '' }, // never seen: its fault refuses the config
  }
  return { config, faults }
}
