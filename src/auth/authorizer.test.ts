import { describe, expect, onTestFinished, test } from 'vitest'
import { startUpstream, type Seen } from '../../test/support/upstream.ts'
import { CustomApiError, Secret, silentLog, type Redactor, type Security, type SecurityScheme } from '../core/index.ts'
import { createDoor, get, hostPort, readAll, withQuery, type HttpRequest } from '../http/index.ts'
import { createAuthorizer, type AuthorizerOptions } from './authorizer.ts'
import type { CredentialSource } from './model.ts'
import { toAuthList, authOptions, type AuthOptions } from './options.ts'

const never = new AbortController().signal
const origin = 'https://api.example.com'
const request = get(`${origin}/pets`)

/** Credentials by part; the whole one under `''`. */
const credentialsOf = (values: Readonly<Record<string, string>>): CredentialSource => ({
  get: async (part = '') => (Object.hasOwn(values, part) ? new Secret(values[part] ?? '') : undefined),
  howToSet: (part) => `set the variable CUSTOM_API_PETS${part === undefined ? '' : `_${part.toUpperCase()}`}`,
})

/** Remembers what it was told, in plain text. */
function listen(): Redactor & { readonly known: string[] } {
  const known: string[] = []
  return {
    known,
    text: (text) => text,
    holds: () => false,
    add: (secret) => void known.push(secret.reveal()),
    value: (value) => value,
  }
}

type Setup = Partial<Omit<AuthorizerOptions, 'auth'>> & {
  auth?: unknown
  set?: Readonly<Record<string, string>> | undefined
}

function authorizerWith({ auth, set = {}, ...more }: Setup) {
  return createAuthorizer({
    api: 'pets',
    name: 'Pets',
    auth: auth === undefined ? undefined : toAuthList(authOptions.parse(auth)),
    schemes: {},
    requiresSecurity: true,
    boundOrigins: new Set([origin]),
    credentials: credentialsOf(set),
    secretHeaders: [],
    redactor: listen(),
    ...more,
  })
}

/** What the signed request has and the plain one has not. */
const added = ({ headers, cookies, query }: HttpRequest): string =>
  [
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...cookies.map(([name, value]) => `cookie ${name}=${value}`),
    ...(query === '' ? [] : [`?${query}`]),
  ].join(', ')

const outcome = async (promise: Promise<HttpRequest>): Promise<string> =>
  promise.then(added, (thrown: unknown) => {
    const { code, message, hint } = CustomApiError.from(thrown)
    return `${code}: ${message} | ${hint}`
  })

const key: SecurityScheme = { type: 'apiKey', in: 'header', name: 'X-Key' }
const queryKey: SecurityScheme = { type: 'apiKey', in: 'query', name: 'k' }
const prefixed: SecurityScheme = { type: 'apiKey', in: 'header', name: 'Authorization', prefix: 'Token' }
const basic: SecurityScheme = { type: 'http', scheme: 'basic' }
const bearer: SecurityScheme = { type: 'http', scheme: 'bearer' }
const digest: SecurityScheme = { type: 'http', scheme: 'digest' }
const oauth: SecurityScheme = { type: 'oauth2', flows: {} }
const host: SecurityScheme = { type: 'apiKey', in: 'header', name: 'Host' }
const schemes = { host, key, prefixed, 'Query Key': queryKey, basic, bearer, digest, oauth }

/** `['key', 'basic']` is an alternative of both together. */
const oneOf = (...alternatives: readonly (readonly string[])[]): Security =>
  alternatives.map((names) => names.map((scheme) => ({ scheme, scopes: [] })))

describe('derived from the description', () => {
  const missing = 'auth.required: no credential for "pets" | set the variable CUSTOM_API_PETS'
  const rows: readonly { says: string; security: Security; set: Record<string, string>; gives: string }[] = [
    { says: 'one scheme', security: oneOf(['key']), set: { '': 'k1' }, gives: 'X-Key: k1' },
    { says: 'the first of two', security: oneOf(['key'], ['bearer']), set: { '': 'k1' }, gives: 'X-Key: k1' },
    { says: 'oauth2 as bearer', security: oneOf(['oauth']), set: { '': 't1' }, gives: 'Authorization: Bearer t1' },
    {
      says: 'a word before the key',
      security: oneOf(['prefixed']),
      set: { '': 'k1' },
      gives: 'Authorization: Token k1',
    },
    { says: 'unsupported first', security: oneOf(['digest'], ['key']), set: { '': 'k1' }, gives: 'X-Key: k1' },
    {
      says: 'an AND by parts',
      security: oneOf(['key', 'Query Key']),
      set: { key: 'k1', query_key: 'k2' },
      gives: 'X-Key: k1, ?k=k2',
    },
    {
      says: 'an AND with one part missing',
      security: oneOf(['key', 'Query Key']),
      set: { '': 'k', key: 'k1' },
      gives: `${missing}_KEY\nset the variable CUSTOM_API_PETS_QUERY_KEY`,
    },
    {
      says: 'an AND, then one alone',
      security: oneOf(['key', 'Query Key'], ['bearer']),
      set: { '': 't1' },
      gives: 'Authorization: Bearer t1',
    },
    { says: 'a scheme named twice', security: oneOf(['key', 'key']), set: { '': 'k1' }, gives: 'X-Key: k1' },
    {
      says: 'a part for one scheme alone',
      security: oneOf(['key'], ['bearer']),
      set: { bearer: 't1' },
      gives: 'Authorization: Bearer t1',
    },
    {
      says: 'user:password goes to basic',
      security: oneOf(['bearer'], ['basic']),
      set: { '': 'u:p' },
      gives: `Authorization: Basic ${btoa('u:p')}`,
    },
    {
      says: 'a token goes to bearer',
      security: oneOf(['basic'], ['bearer']),
      set: { '': 't1' },
      gives: 'Authorization: Bearer t1',
    },
    {
      says: 'user name and password apart',
      security: oneOf(['basic']),
      set: { username: 'u', password: 'p:q' },
      gives: `Authorization: Basic ${btoa('u:p:q')}`,
    },
    {
      says: 'a user name alone',
      security: oneOf(['basic']),
      set: { '': 'sk_1' },
      gives: `Authorization: Basic ${btoa('sk_1:')}`,
    },
    { says: 'nothing set', security: oneOf(['key']), set: {}, gives: missing },
    { says: 'an empty credential', security: oneOf(['key']), set: { '': '\n' }, gives: missing },
    { says: 'optional and set', security: oneOf([], ['key']), set: { '': 'k1' }, gives: 'X-Key: k1' },
    { says: 'optional and not set', security: oneOf(['key'], []), set: {}, gives: '' },
    { says: 'explicitly none', security: [], set: { '': 'k1' }, gives: '' },
    { says: 'nothing said while others require', security: undefined, set: { '': 'k1' }, gives: '' },
    {
      says: 'a key in a header that is ours to write',
      security: oneOf(['host']),
      set: { '': 'k1' },
      gives:
        'auth.required: "pets" asks for apiKey, which is not built yet | if it takes another kind, set "auth" of "Pets"',
    },
    {
      says: 'only unsupported',
      security: oneOf(['digest'], ['nowhere']),
      set: { '': 'k1' },
      gives:
        'auth.required: "pets" asks for http digest or a scheme that the description does not declare, which is not built yet | if it takes another kind, set "auth" of "Pets"',
    },
    { says: 'a final line break', security: oneOf(['key']), set: { '': 'k1\r\n' }, gives: 'X-Key: k1' },
    {
      says: 'a line break inside',
      security: oneOf(['key']),
      set: { '': 'k1\nX-Evil: 1' },
      gives:
        'credential.invalid: the credential of "pets" holds a line break or control character | set it again as one line',
    },
  ]
  test.each(rows)('$says: $gives', async ({ security, set, gives }) => {
    expect(await outcome(authorizerWith({ schemes, set }).authorize(request, security, never))).toBe(gives)
  })

  test.each([
    { set: { '': 'k1' }, gives: 'X-Key: k1' },
    { set: {}, gives: '' },
  ])('declared schemes that nobody requires: $set gives "$gives"', async ({ set, gives }) => {
    const authorizer = authorizerWith({ schemes, set, requiresSecurity: false })
    expect(await outcome(authorizer.authorize(request, undefined, never))).toBe(gives)
    expect(await outcome(authorizer.authorize(request, [], never))).toBe('')
  })
})

describe('from the config', () => {
  const list = [
    { type: 'apiKey', name: 'DD-API-KEY' },
    { type: 'apiKey', name: 'DD-APP-KEY' },
  ]
  const parts = { dd_api_key: 'k1', dd_app_key: 'k2' }
  test.each([
    { auth: { type: 'bearer' }, security: oneOf(['key']), set: { '': 't1' }, gives: 'Authorization: Bearer t1' },
    { auth: { type: 'bearer' }, security: undefined, set: { '': 't1' }, gives: 'Authorization: Bearer t1' },
    { auth: { type: 'bearer' }, security: [], set: { '': 't1' }, gives: '' },
    {
      auth: { type: 'bearer' },
      security: oneOf([], ['key']),
      set: {},
      gives: 'auth.required: no credential for "pets" | set the variable CUSTOM_API_PETS',
    },
    { auth: { type: 'none' }, security: oneOf(['key']), set: { '': 't1' }, gives: '' },
    { auth: list, security: undefined, set: parts, gives: 'DD-API-KEY: k1, DD-APP-KEY: k2' },
    {
      auth: list,
      security: undefined,
      set: { '': 'x', dd_api_key: 'k1' },
      gives: 'auth.required: no credential for "pets" | set the variable CUSTOM_API_PETS_DD_APP_KEY',
    },
    {
      auth: [{ type: 'basic' }, { type: 'apiKey' }],
      security: undefined,
      set: { username: 'u', password: 'p', x_api_key: 'k' },
      gives: `Authorization: Basic ${btoa('u:p')}, X-API-Key: k`,
    },
  ])('$auth with $security and $set gives $gives', async ({ auth, security, set, gives }) => {
    expect(await outcome(authorizerWith({ auth, schemes, set }).authorize(request, security, never))).toBe(gives)
  })

  test('a reference on a row outranks the variable', async () => {
    const authorizer = authorizerWith({
      auth: { type: 'bearer', credential: 'env:OTHER' },
      set: { '': 'wrong' },
      references: (reference) => ({ get: async () => new Secret(`from ${reference}`), howToSet: () => 'set OTHER' }),
    })
    expect(await outcome(authorizer.authorize(request, undefined, never))).toBe('Authorization: Bearer from env:OTHER')
  })
})

describe('where a credential may go', () => {
  const elsewhere = get('https://files.example.com/x')
  const refused =
    'auth.required: the credential of "pets" is not bound to https://files.example.com | if you trust it, set "baseUrl" of ' +
    '"Pets" to its address there, or list { "host": "files.example.com", "credential": true } in its "domains"'
  test.each([
    { says: 'config', setup: { auth: { type: 'bearer' }, set: { '': 't' } }, security: undefined, gives: refused },
    { says: 'description', setup: { schemes, set: { '': 't' } }, security: oneOf(['key']), gives: refused },
    { says: 'description, optional and not set', setup: { schemes }, security: oneOf(['key'], []), gives: '' },
    { says: 'explicitly none', setup: { auth: { type: 'bearer' }, set: { '': 't' } }, security: [], gives: '' },
    { says: 'nothing needed', setup: { set: { '': 't' } }, security: undefined, gives: '' },
    {
      says: 'listed without credential',
      setup: { auth: { type: 'bearer' }, set: { '': 't' }, openOrigins: new Set([elsewhere.origin]) },
      security: undefined,
      gives: '',
    },
  ] as { says: string; setup: Setup; security: Security; gives: string }[])(
    '$says: "$gives"',
    async ({ setup, security, gives }) => {
      const authorizer = authorizerWith(setup)
      expect(await outcome(authorizer.authorize(elsewhere, security, never))).toBe(gives)
    },
  )

  test.each(['http://api.example.com', 'https://api.example.com:8443', 'https://api.example.com.evil.example'])(
    'a credential of https://api.example.com does not go to %s',
    async (other) => {
      const authorizer = authorizerWith({ auth: { type: 'bearer' }, set: { '': 't' } })
      expect(await outcome(authorizer.authorize(get(other), undefined, never))).toMatch(
        /^auth\.required: .* not bound to/,
      )
    },
  )
})

describe('raw calls', () => {
  test.each([
    { setup: { auth: { type: 'bearer' }, set: { '': 't' } }, gives: 'Authorization: Bearer t' },
    { setup: { schemes, set: { '': 'k' } }, gives: 'X-Key: k' },
    {
      setup: { schemes, set: { '': 'u:p' }, rootSecurity: oneOf(['basic']) },
      gives: `Authorization: Basic ${btoa('u:p')}`,
    },
    { setup: { schemes }, gives: '' },
    { setup: { schemes: {}, set: { '': 'k' } }, gives: '' },
  ] as { setup: Setup; gives: string }[])('$setup gives $gives', async ({ setup, gives }) => {
    expect(await outcome(authorizerWith(setup).authorizeAny(request, never))).toBe(gives)
  })
})

describe('secret headers of the config', () => {
  const header = (name: string, value: string | undefined, prefix = '') => ({
    name,
    prefix,
    source: {
      get: async () => (value === undefined ? undefined : new Secret(value)),
      howToSet: () => 'set the variable PETS_HEADER',
    },
  })
  test.each([
    {
      says: 'placed with its prefix',
      header: header('Authorization', 'h1', 'Bearer '),
      security: undefined,
      to: request,
      gives: 'Authorization: Bearer h1',
    },
    {
      says: 'serves a scheme of the same place',
      header: header('x-key', 'h1'),
      security: oneOf(['key']),
      to: request,
      gives: 'x-key: h1',
    },
    {
      says: 'stands beside another scheme',
      header: header('X-Two', 'h1'),
      security: oneOf(['key']),
      to: request,
      gives: 'X-Two: h1, X-Key: k1',
    },
    { says: 'not where none is wanted', header: header('X-Two', 'h1'), security: [], to: request, gives: '' },
    {
      says: 'not set',
      header: header('X-Two', undefined),
      security: undefined,
      to: request,
      gives: 'auth.required: no value for the header X-Two of "pets" | set the variable PETS_HEADER',
    },
  ] as const)('$says: $gives', async ({ header: secretHeader, security, to, gives }) => {
    const authorizer = authorizerWith({ schemes, set: { '': 'k1' }, secretHeaders: [secretHeader] })
    expect(await outcome(authorizer.authorize(to, security, never))).toBe(gives)
  })

  test('they do not leave for an origin that is not bound', async () => {
    const authorizer = authorizerWith({ secretHeaders: [header('X-Two', 'h1')] })
    expect(await outcome(authorizer.authorize(get('https://other.example'), undefined, never))).toMatch(
      /^auth\.required/,
    )
  })
})

test('reserved names come from the config, the description and secret headers', () => {
  const source = { get: async () => undefined, howToSet: () => '' }
  const { reserved } = authorizerWith({
    auth: { type: 'apiKey', in: 'cookie', name: 'sid' },
    schemes,
    secretHeaders: [{ name: 'X-Two', prefix: '', source }],
  })
  expect([...reserved.headers].toSorted()).toEqual(['authorization', 'x-key', 'x-two'])
  expect([...reserved.query]).toEqual(['k'])
  expect([...reserved.cookies]).toEqual(['sid'])
})

test.each([
  { setup: { auth: { type: 'bearer' }, set: { '': 't' } }, gives: { type: 'bearer', credential: 'set' } },
  {
    setup: { auth: { type: 'bearer' } },
    gives: { type: 'bearer', credential: 'missing', howToSet: 'set the variable CUSTOM_API_PETS' },
  },
  {
    setup: { auth: [{ type: 'basic' }, { type: 'apiKey' }] },
    gives: {
      type: 'basic+apiKey',
      credential: 'missing',
      howToSet: 'set the variable CUSTOM_API_PETS_BASIC; set the variable CUSTOM_API_PETS_X_API_KEY',
    },
  },
  { setup: { auth: { type: 'none' } }, gives: { type: 'none', credential: 'not needed' } },
  { setup: {}, gives: { type: 'none', credential: 'not needed' } },
  { setup: { schemes: { key }, set: { '': 'k' } }, gives: { type: 'apiKey', credential: 'set' } },
  { setup: { schemes: { basic, bearer }, set: { '': 't' } }, gives: { type: 'bearer', credential: 'set' } },
  {
    setup: { schemes: { key } },
    gives: { type: 'apiKey', credential: 'missing', howToSet: 'set the variable CUSTOM_API_PETS' },
  },
  { setup: { schemes: { key }, requiresSecurity: false }, gives: { type: 'apiKey', credential: 'not needed' } },
  {
    setup: { schemes: { digest } },
    gives: { type: 'unknown', credential: 'missing', howToSet: 'if it takes another kind, set "auth" of "Pets"' },
  },
] as { setup: Setup; gives: object }[])('the status of $setup is $gives', async ({ setup, gives }) => {
  expect(await authorizerWith(setup).status()).toEqual(gives)
})

test.each([
  { auth: { type: 'bearer' }, set: { '': 'tok' }, knows: ['tok', 'Bearer tok'], not: [] },
  { auth: { type: 'basic' }, set: { '': 'user:pass' }, knows: ['pass', btoa('user:pass')], not: ['user'] },
  { auth: { type: 'basic' }, set: { '': 'sk_1' }, knows: ['sk_1', btoa('sk_1:')], not: [''] },
  { auth: { type: 'apiKey', in: 'query' }, set: { '': 'k' }, knows: ['k'], not: [] },
  { auth: { type: 'apiKey', in: 'cookie', name: 's' }, set: { '': 'k' }, knows: ['k'], not: [] },
])('the redactor knows what $auth sends before it is sent', async ({ auth, set, knows, not }) => {
  const redactor = listen()
  await authorizerWith({ auth, set, redactor }).authorize(request, undefined, never)
  expect(redactor.known).toEqual(expect.arrayContaining(knows))
  expect(redactor.known.filter((value) => not.some((other) => other === value))).toEqual([])
})

test('a cancelled call reads no credential', async () => {
  const authorizer = authorizerWith({ auth: { type: 'bearer' }, set: { '': 't' } })
  expect(await outcome(authorizer.authorize(request, undefined, AbortSignal.abort()))).toMatch(/^cancelled/)
})

describe('on the wire', () => {
  const forms: readonly { auth: AuthOptions; sees: (seen: Seen | undefined) => unknown; value: unknown }[] = [
    {
      auth: { type: 'apiKey', in: 'header', name: 'X-Key', prefix: '' },
      sees: (seen) => seen?.headers['x-key'],
      value: 'fake:a+b/c=',
    },
    {
      auth: { type: 'apiKey', in: 'query', name: 'key', prefix: '' },
      sees: (seen) => seen?.target,
      value: '/from?q=1&key=fake%3Aa%2Bb%2Fc%3D',
    },
    {
      auth: { type: 'apiKey', in: 'cookie', name: 'sid', prefix: '' },
      sees: (seen) => seen?.headers.cookie,
      value: 'sid=fake:a+b/c=',
    },
    {
      auth: { type: 'bearer', prefix: 'Bearer' },
      sees: (seen) => seen?.headers.authorization,
      value: 'Bearer fake:a+b/c=',
    },
    { auth: { type: 'basic' }, sees: (seen) => seen?.headers.authorization, value: `Basic ${btoa('fake:a+b/c=')}` },
  ]
  const visible = /fake|a\+b\/c|ZmFrZT|a%2Bb/

  /** Signs and sends to an upstream that redirects to another one; `listed` says whether that is an allowed host. */
  async function redirected(auth: AuthOptions, listed: boolean) {
    const other = await startUpstream()
    const first = await startUpstream((_, response) => void response.writeHead(302, { location: other.url }).end())
    const places = listed ? [first.url, other.url] : [first.url]
    const door = createDoor({
      policy: { origins: new Set(places), privateConsent: new Set(places.map(hostPort)), allowInsecureHttp: false },
      log: silentLog,
      name: 'pets',
      timeouts: { connect: 5, response: 5 },
    })
    onTestFinished(() => door.close())
    const authorizer = authorizerWith({ auth, set: { '': 'fake:a+b/c=' }, boundOrigins: new Set([first.url]) })
    const signed = await authorizer.authorize(withQuery(get(`${first.url}/from`), 'q', '1'), undefined, never)
    const error = await door.send(signed, { signal: never }).then(
      (response) => readAll(response, 1000).then(() => undefined),
      (thrown: unknown) => CustomApiError.from(thrown),
    )
    return { first, other, error }
  }

  test.each(forms)(
    '$auth arrives unchanged and follows no redirect to another origin',
    async ({ auth, sees, value }) => {
      const { first, other, error } = await redirected(auth, false)
      expect(sees(first.seen[0])).toBe(value)
      expect(other.seen).toEqual([])
      expect(error?.code).toBe('host.blocked')
      expect(`${error?.message} ${error?.hint} ${error?.stack}`).not.toMatch(visible)
    },
  )

  test.each(forms)('$auth stays behind when the other origin is listed', async ({ auth }) => {
    const { other, error } = await redirected(auth, true)
    expect(error).toBeUndefined()
    expect(other.seen).toHaveLength(1)
    expect(`${other.seen[0]?.target} ${other.seen[0]?.rawHeaders.join(' ')}`).not.toMatch(visible)
  })
})
