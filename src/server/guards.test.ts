import { describe, expect, test } from 'vitest'
import { createGuards, isLoopback } from './guards.ts'

const guards = createGuards({
  host: '0.0.0.0',
  publicUrl: 'https://apis.example.com:8443/base',
  allowedHosts: ['Team.example', 'pinned.example:9000'],
  allowedOrigins: ['https://app.example/'],
})

describe('Host', () => {
  test.each([
    'localhost',
    'localhost:8321',
    'LOCALHOST:1',
    '127.0.0.1:65535',
    '[::1]:8321',
    'apis.example.com:8443',
    'apis.example.com',
    'team.example:77',
    'pinned.example:9000',
  ])('%s passes', (header) => expect(guards.host(header)).toBe(true))

  test.each([
    undefined,
    '',
    'evil.example',
    'localhost.evil.example',
    'evil.example:8321',
    'localhost@evil.example',
    'localhost:8321@evil.example',
    'localhost:8321/x',
    'localhost:8321, evil.example',
    'localhost.',
    '127.0.0.1.nip.io',
    '127.1',
    '0.0.0.0:8321',
    '[::]:8321',
    '[::ffff:127.0.0.1]',
    'pinned.example:9001',
    'localhost:port',
    ' localhost',
  ])('%s is refused', (header) => expect(guards.host(header)).toBe(false))

  test('a concrete bind address is the word of the operator', () => {
    const bound = createGuards({ host: '192.168.7.7', publicUrl: undefined, allowedHosts: [], allowedOrigins: [] })
    expect(bound.host('192.168.7.7:8321')).toBe(true)
    expect(bound.host('192.168.7.8:8321')).toBe(false)
  })
})

describe('Origin', () => {
  test.each([
    undefined,
    'http://localhost:3000',
    'https://localhost',
    'http://127.0.0.1:6274',
    'http://[::1]:1',
    'https://apis.example.com:8443',
    'https://app.example',
  ])('%s passes', (header) => expect(guards.origin(header)).toBe(true))

  test.each([
    '',
    'null',
    'https://evil.example',
    'https://apis.example.com',
    'http://apis.example.com:8443',
    'https://app.example.evil.example',
    'https://app.example:444',
    'http://localhost.evil.example',
    'http://localhost@evil.example',
    'http://localhost:3000/path',
    'file://',
    'chrome-extension://abcdef',
    'https://team.example',
  ])('%s is refused', (header) => expect(guards.origin(header)).toBe(false))
})

test('without publicUrl an empty Origin is no origin, and a broken publicUrl is an error', () => {
  const rest = { host: '127.0.0.1', allowedHosts: [], allowedOrigins: [] }
  expect(createGuards({ ...rest, publicUrl: undefined }).origin('')).toBe(false)
  expect(() => createGuards({ ...rest, publicUrl: 'example' })).toThrow(/publicUrl/)
})

test.each([
  ['127.0.0.1', true],
  ['127.9.9.9', true],
  ['localhost', true],
  ['::1', true],
  ['0.0.0.0', false],
  ['::', false],
  ['192.168.1.1', false],
  ['127.0.0.1.example', false],
  ['', false],
])('%s is loopback: %s', (host, expected) => expect(isLoopback(host)).toBe(expected))
