import { onTestFinished } from 'vitest'
import type { Authorizer } from '../../src/auth/index.ts'
import type { BodyMedia, Operation, Parameter } from '../../src/catalog/index.ts'
import { createRedactor, Secret, silentLog } from '../../src/core/index.ts'
import type { Target } from '../../src/execute/index.ts'
import { createDoor, withHeader, type Door } from '../../src/http/index.ts'

/** A door to a loopback upstream and nowhere else. Closes itself when the test ends. */
export function doorTo(...urls: readonly string[]): Door {
  const door = createDoor({
    name: 'test',
    log: silentLog,
    timeouts: { connect: 5, response: 5 },
    policy: {
      origins: new Set(urls.map((url) => new URL(url).origin)),
      privateConsent: new Set(urls.map((url) => new URL(url).host)),
      allowInsecureHttp: false,
    },
  })
  onTestFinished(() => door.close())
  return door
}

const noDoor: Door = {
  send: () => Promise.reject(new Error('nothing is sent here')),
  close: () => Promise.resolve(),
}

/** Adds one bearer token unless the operation says that none is sent. */
export function bearerAuthorizer(token: string): Authorizer {
  return {
    authorize: (request, security) =>
      Promise.resolve(security?.length === 0 ? request : withHeader(request, 'Authorization', `Bearer ${token}`)),
    authorizeAny: (request) => Promise.resolve(withHeader(request, 'Authorization', `Bearer ${token}`)),
    status: () => Promise.resolve({ type: 'bearer', credential: 'set' }),
    reserved: { headers: new Set(['authorization']), query: new Set(), cookies: new Set() },
  }
}

const noAuthorizer: Authorizer = {
  authorize: (request) => Promise.resolve(request),
  authorizeAny: (request) => Promise.resolve(request),
  status: () => Promise.resolve({ type: 'none', credential: 'not needed' }),
  reserved: { headers: new Set(), query: new Set(), cookies: new Set() },
}

/** A target that can be planned for; to send, give it a door. */
export function targetOf(parts: Partial<Target> = {}): Target {
  return {
    api: 'shop',
    baseUrl: 'https://api.example.com/v1',
    baseUrlFromConfig: false,
    headers: {},
    query: {},
    door: noDoor,
    authorizer: noAuthorizer,
    origins: new Set(['https://api.example.com']),
    timeouts: { connect: 5, response: 5 },
    limits: { decoded: 1_000_000, wire: 1_000_000 },
    attempts: 1,
    userAgent: 'custom-api-mcp/test',
    redactor: createRedactor(),
    ...parts,
  }
}

/** A target whose upstream really listens, with a token that must not come back. */
export function liveTarget(url: string, parts: Partial<Target> & { token?: string } = {}): Target {
  const { token, ...others } = parts
  return targetOf({
    baseUrl: url,
    origins: new Set([new URL(url).origin]),
    door: doorTo(url),
    ...(token === undefined
      ? {}
      : { authorizer: bearerAuthorizer(token), redactor: createRedactor({ secrets: [new Secret(token)] }) }),
    ...others,
  })
}

/** An operation with the given parts and nothing else. */
export function operationOf(parts: Partial<Operation> = {}): Operation {
  const method = parts.method ?? 'GET'
  const path = parts.path ?? '/items'
  return {
    key: `${method} ${path}`,
    method,
    path,
    tags: [],
    deprecated: false,
    names: [],
    words: '',
    at: '',
    servers: [],
    ownServers: false,
    parameters: [],
    responses: [],
    security: undefined,
    problems: [],
    ...parts,
  }
}

const defaultStyle = { path: 'simple', query: 'form', header: 'simple', cookie: 'form' } as const

/** A parameter with OpenAPI's defaults for its place. */
export function parameterOf(place: Parameter['in'], name: string, parts: Partial<Parameter> = {}): Parameter {
  const style = parts.style ?? defaultStyle[place]
  return {
    name,
    in: place,
    required: place === 'path',
    deprecated: false,
    style,
    explode: style === 'form' || style === 'cookie',
    allowReserved: false,
    allowEmptyValue: false,
    schema: {},
    ...parts,
  }
}

export const mediaOf = (mediaType: string, encoding: BodyMedia['encoding'] = {}): BodyMedia => ({
  mediaType,
  schema: {},
  encoding,
})
