import { describe, expect, test } from 'vitest'
import { inMemory } from '../../test/support/body.ts'
import { targetOf } from '../../test/support/target.ts'
import { CustomApiError } from '../core/index.ts'
import type { RawCall } from './model.ts'
import { planRaw, splitTarget } from './raw.ts'

const raw = (parts: Partial<RawCall>): RawCall => ({ method: 'GET', path: '/x', query: {}, headers: {}, ...parts })

function codeOf(act: () => unknown): string {
  try {
    act()
  } catch (thrown) {
    return thrown instanceof CustomApiError && thrown.hint !== undefined ? thrown.code : String(thrown)
  }
  return 'nothing thrown'
}

describe('a free path', () => {
  const target = targetOf({ origins: new Set(['https://api.example.com', 'https://files.example']) })

  test.each([
    ['/items/1', { path: '/v1/items/1', relative: '/items/1', query: '' }],
    ['/items/a b?q=x y#part', { path: '/v1/items/a%20b', relative: '/items/a%20b', query: 'q=x%20y' }],
    ['/items/a%2Fb', { path: '/v1/items/a%2Fb', relative: '/items/a%2Fb' }],
    ['/', { path: '/v1/', relative: '/' }],
    ['/items?a=1&&b', { path: '/v1/items', query: 'a=1&b' }],
    ['https://api.example.com/v1/items?after=x%3D', { path: '/v1/items', relative: '/items', query: 'after=x%3D' }],
    ['https://API.example.com:443/v1', { origin: 'https://api.example.com', path: '/v1', relative: '/' }],
    ['https://files.example/a/b', { origin: 'https://files.example', path: '/a/b' }],
  ])('%s', (path, expected) => {
    expect(splitTarget(target, path)).toMatchObject(expected)
  })

  test.each([
    ['items', 'arguments.invalid'],
    ['', 'arguments.invalid'],
    ['//evil.example/x', 'arguments.invalid'],
    ['/\\evil.example', 'arguments.invalid'],
    ['/../admin', 'arguments.invalid'],
    ['/a/%2e%2e/b', 'arguments.invalid'],
    ['/a/..%2fb', 'arguments.invalid'],
    ['/a/.%252e/b', 'arguments.invalid'],
    ['/a/..;/b', 'arguments.invalid'],
    ['/a\r\nHost: x', 'arguments.invalid'],
    ['/a%00', 'arguments.invalid'],
    ['/a\tb', 'arguments.invalid'],
    ['file:///etc/passwd', 'arguments.invalid'],
    ['javascript:alert(1)', 'arguments.invalid'],
    ['https://user:pw@api.example.com/v1/x', 'arguments.invalid'],
    ['https://api.example.com/v1/../admin', 'arguments.invalid'],
    ['https://evil.example/v1/x', 'host.blocked'],
    ['https://api.example.com.evil.example/v1', 'host.blocked'],
    ['http://api.example.com/v1/x', 'host.blocked'],
    ['https://api.example.com:8443/v1/x', 'host.blocked'],
    ['https://api.example.com/admin', 'policy.denied'],
    ['https://api.example.com/v10/x', 'policy.denied'],
  ])('%j is refused as %s', (path, code) => {
    expect(codeOf(() => splitTarget(target, path))).toBe(code)
  })
})

describe('planRaw', () => {
  test.each<[string, Partial<RawCall>, string]>([
    [
      'merges',
      { path: '/x?a=1&b=2', query: { b: 3, c: [1, 2], d: { e: 'f' }, g: null } },
      'v=9&a=1&b=3&c=1&c=2&d%5Be%5D=f',
    ],
    ['keeps what the path says', { path: '/x?sig=a%2Bb+c' }, 'v=9&sig=a%2Bb+c'],
  ])('query: %s', (_, parts, query) => {
    expect(planRaw(targetOf({ query: { v: '9' } }), raw(parts)).request.query).toBe(query)
  })

  test.each<[string, Partial<RawCall>]>([
    ['a fixed key in the path', { path: '/x?v=1' }],
    ['a fixed key, encoded', { path: '/x?%76=1' }],
    ['a fixed key in the query', { query: { V: 1 } }],
    ['a method override', { query: { _method: 'DELETE' } }],
    ['a fixed header', { headers: { 'x-tenant': '2' } }],
    ['one header twice', { headers: { 'X-A': '1', 'x-a': '2' } }],
    ['a credential header', { headers: { AUTHORIZATION: 'Bearer x' } }],
    ['a method that never leaves', { method: 'TRACE' }],
    ['a multipart body', { method: 'POST', body: 'x', contentType: 'multipart/form-data' }],
    ['a media range', { method: 'POST', body: 'x', contentType: 'image/*' }],
    ['a content type that is none', { method: 'POST', body: 'x', contentType: 'json' }],
    ['a content type with a line break', { method: 'POST', body: 'x', contentType: 'text/plain\r\nX: y' }],
  ])('refuses %s', (_, parts) => {
    const target = targetOf({ query: { v: '9' }, headers: { 'X-Tenant': '1' } })
    expect(codeOf(() => planRaw(target, raw(parts)))).toBe('arguments.invalid')
  })

  test.each<[unknown, string | undefined, string | undefined, string]>([
    [{ a: 1 }, undefined, 'application/json', '{"a":1}'],
    [[1], 'application/vnd.api+json', 'application/vnd.api+json', '[1]'],
    ['{"a": 1.10}', undefined, 'application/json', '{"a": 1.10}'],
    ['hello', undefined, 'text/plain; charset=utf-8', 'hello'],
    ['<a/>', 'application/xml', 'application/xml', '<a/>'],
    ['a=1', 'application/x-www-form-urlencoded', 'application/x-www-form-urlencoded', 'a=1'],
    [
      { a: [1, 2], b: { c: 'd' } },
      'application/x-www-form-urlencoded',
      'application/x-www-form-urlencoded',
      'a=1&a=2&b%5Bc%5D=d',
    ],
    ['data:;base64,aGk=', 'application/pdf', 'application/pdf', 'hi'],
    [5, undefined, 'application/json', '5'],
    [null, 'application/json', undefined, ''],
  ])('body %j as %s', (body, contentType, type, text) => {
    const { request } = planRaw(targetOf(), raw({ method: 'post', body, contentType }))
    expect(request.method).toBe('POST')
    expect(request.headers.find(([name]) => name === 'Content-Type')?.[1]).toBe(type)
    expect(inMemory(request.body).toString()).toBe(text)
  })

  test('a Content-Type header names the type of the body', () => {
    const { request } = planRaw(targetOf(), raw({ method: 'POST', body: 'x', headers: { 'content-type': 'text/csv' } }))
    expect(request.headers.filter(([name]) => /content-type/i.test(name))).toEqual([['Content-Type', 'text/csv']])
  })
})
