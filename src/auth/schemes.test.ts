import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { CustomApiError, parse, Secret } from '../core/index.ts'
import { get, type HttpRequest } from '../http/index.ts'
import { authOptions, toAuthList } from './options.ts'
import { schemes } from './schemes.ts'

const where = { code: 'config.invalid', where: 'config.apis.0.auth' } as const
const plain: HttpRequest = {
  ...get('https://api.example.com/pets?limit=1'),
  headers: [['Accept', 'application/json']],
  cookies: [['theme', 'dark']],
}

const said = (input: unknown): string => {
  try {
    parse(authOptions, input, where)
    return ''
  } catch (error) {
    return CustomApiError.from(error).message
  }
}

test('the ids are unique', () => {
  const ids = schemes.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
})

describe.each(schemes)('the contract of $id', (scheme) => {
  const bound = scheme.bind({ type: scheme.id })
  const whole = new Secret('user-fake:pass-fake')

  test('its id is its type, and unknown options are refused', () => {
    expect(scheme.options.parse({ type: scheme.id })).toMatchObject({ type: scheme.id })
    expect(said({ type: scheme.id, unknownKey: 1 })).toContain('unknownKey')
    expect(said({ type: scheme.id, credential: 'fake-literal-secret' })).not.toBe('')
  })

  test('splitting gives exactly its parts, and they never print', () => {
    const credential = bound.split(whole)
    expect(Object.keys(credential).toSorted()).toEqual(bound.parts.toSorted())
    expect(`${JSON.stringify(credential)}${inspect(credential)}`).not.toContain('fake')
  })

  test('applying copies, and changes nothing but its placements', () => {
    const before = structuredClone(plain)
    const placed = bound.apply(plain, bound.split(whole))
    expect(plain).toEqual(before)
    expect(placed).toMatchObject({ method: 'GET', origin: plain.origin, path: plain.path })
    const names = new Set(bound.placements.map(({ name }) => name))
    const left = {
      headers: placed.headers.filter(([name]) => !names.has(name)),
      cookies: placed.cookies.filter(([name]) => !names.has(name)),
      query: placed.query.split('&').filter((pair) => !names.has(decodeURIComponent(pair.split('=')[0] ?? ''))),
    }
    expect(left).toEqual({ headers: plain.headers, cookies: plain.cookies, query: ['limit=1'] })
  })

  test('applying twice is applying once', () => {
    const once = bound.apply(plain, bound.split(whole))
    expect(bound.apply(once, bound.split(whole))).toEqual(once)
  })
})

describe('what the config may say', () => {
  test.each([
    { input: { type: 'digest' }, says: '"digest" is not built yet' },
    { input: { type: 'oauth2', grant: 'client_credentials' }, says: '"oauth2" is not built yet' },
    { input: { type: 'awsSigV4' }, says: '"awsSigV4" is not built yet' },
    { input: { type: 'beaer' }, says: 'did you mean "bearer"' },
    { input: {}, says: 'needs a "type"' },
    { input: 'bearer', says: 'needs a "type"' },
    { input: [], says: 'Too small' },
    { input: [{ type: 'bearer' }, { type: 'hmac' }], says: '1.type: the type "hmac" is not built yet' },
    { input: { type: 'apiKey', in: 'path' }, says: 'in: Invalid option' },
    { input: { type: 'apiKey', name: 'X Key' }, says: 'name: must be a name that HTTP allows' },
    { input: { type: 'apiKey', name: 'Host' }, says: 'name: is a header that no credential can have' },
    { input: { type: 'bearer', token: 'fake-literal' }, says: 'token' },
    { input: { type: 'bearer', credential: 'vault:x' }, says: 'must be one of env:NAME, file:/absolute/path' },
    { input: { type: 'bearer', credential: 'fake-literal' }, says: 'must be one of env:NAME' },
  ])('$input is refused: $says', ({ input, says }) => {
    const message = said(input)
    expect(message).toContain(says)
    expect(message).not.toContain('fake-literal')
  })

  test('one type and a list of them are both a list', () => {
    const apiKey = { type: 'apiKey', in: 'header', name: 'X-API-Key', prefix: '' }
    expect(toAuthList(parse(authOptions, { type: 'apiKey' }, where))).toEqual([apiKey])
    expect(toAuthList(parse(authOptions, [{ type: 'apiKey' }, { type: 'basic' }], where))).toEqual([
      apiKey,
      { type: 'basic' },
    ])
    expect(toAuthList(undefined)).toBeUndefined()
  })

  test('it has a JSON Schema for editors', () => {
    expect(JSON.stringify(z.toJSONSchema(authOptions, { io: 'input' }))).toContain('"apiKey"')
  })
})

describe('what is sent', () => {
  const rows = [
    { options: { type: 'apiKey' }, whole: 'a+b/c=', gives: { headers: [['X-API-Key', 'a+b/c=']] } },
    {
      options: { type: 'apiKey', name: 'Authorization' },
      whole: 'raw',
      gives: { headers: [['Authorization', 'raw']] },
    },
    { options: { type: 'apiKey', name: 'A', prefix: 'Token' }, whole: 'k', gives: { headers: [['A', 'Token k']] } },
    {
      options: { type: 'apiKey', name: 'A', prefix: 'Token' },
      whole: 'token k',
      gives: { headers: [['A', 'token k']] },
    },
    { options: { type: 'apiKey', name: 'A', prefix: 'key=' }, whole: 'k', gives: { headers: [['A', 'key=k']] } },
    {
      options: { type: 'apiKey', in: 'query', name: 'api key' },
      whole: 'a+b/c=&d',
      gives: { query: 'api%20key=a%2Bb%2Fc%3D%26d' },
    },
    {
      options: { type: 'apiKey', in: 'cookie', name: 'sid' },
      whole: 'a+b/c=',
      gives: { cookies: [['sid', 'a+b/c=']] },
    },
    {
      options: { type: 'apiKey', name: 'Cookie' },
      whole: 'a=1; b=x=y',
      gives: {
        cookies: [
          ['a', '1'],
          ['b', 'x=y'],
        ],
      },
    },
    { options: { type: 'bearer' }, whole: 'tok', gives: { headers: [['Authorization', 'Bearer tok']] } },
    { options: { type: 'bearer' }, whole: 'Bearer tok', gives: { headers: [['Authorization', 'Bearer tok']] } },
    {
      options: { type: 'bearer', prefix: 'Token' },
      whole: 'tok',
      gives: { headers: [['Authorization', 'Token tok']] },
    },
    { options: { type: 'bearer', prefix: '' }, whole: 'tok', gives: { headers: [['Authorization', 'tok']] } },
    // RFC 7617 §2 and §2.1
    {
      options: { type: 'basic' },
      whole: 'Aladdin:open sesame',
      gives: { headers: [['Authorization', 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==']] },
    },
    {
      options: { type: 'basic' },
      whole: 'test:123£',
      gives: { headers: [['Authorization', 'Basic dGVzdDoxMjPCow==']] },
    },
    { options: { type: 'basic' }, whole: 'sk_fake', gives: { headers: [['Authorization', 'Basic c2tfZmFrZTo=']] } },
    { options: { type: 'basic' }, whole: 'u:p:q', gives: { headers: [['Authorization', `Basic ${btoa('u:p:q')}`]] } },
    { options: { type: 'basic' }, whole: ':p', gives: { headers: [['Authorization', `Basic ${btoa(':p')}`]] } },
    { options: { type: 'none' }, whole: 'x', gives: {} },
  ] as const
  test.each(rows)('$options with "$whole" gives $gives', ({ options, whole, gives }) => {
    const bound = schemes.find(({ id }) => id === options.type)?.bind(options)
    const request = get('https://api.example.com/pets')
    const secret = new Secret(whole)
    expect(bound?.apply(request, bound.split(secret))).toEqual({ ...request, ...gives })
  })

  test.each([
    { query: 'key=mine&x=1', name: 'key', gives: 'x=1&key=k' },
    { query: 'k%65y=mine&x=1&key', name: 'key', gives: 'x=1&key=k' },
    { query: 'api+key=mine&KEY=2', name: 'api key', gives: 'KEY=2&api%20key=k' },
  ])('a query key is never doubled: $query', ({ query, name, gives }) => {
    const bound = schemes[1].bind({ type: 'apiKey', in: 'query', name })
    expect(bound.apply({ ...plain, query }, { key: new Secret('k') }).query).toBe(gives)
  })

  test('a cookie that would end itself is refused without showing the value', () => {
    const bound = schemes[1].bind({ type: 'apiKey', in: 'cookie', name: 'sid' })
    expect(() => bound.apply(plain, { key: new Secret('fake; b=2') })).toThrow(
      /^the credential cannot stand in the cookie sid$/,
    )
  })
})
