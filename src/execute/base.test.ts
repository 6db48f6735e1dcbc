import { describe, expect, test } from 'vitest'
import { operationOf, targetOf } from '../../test/support/target.ts'
import { CustomApiError } from '../core/index.ts'
import { resolveBase } from './base.ts'

const own = (...urls: readonly string[]) => operationOf({ ownServers: true, servers: urls.map((url) => ({ url })) })
const fromConfig = {
  baseUrl: 'https://sandbox.example/v1',
  baseUrlFromConfig: true,
  documentServers: [{ url: 'https://api.example.com/v1' }],
}

describe('where an operation goes', () => {
  test.each([
    ['the base URL', {}, operationOf(), 'https://api.example.com', '/v1'],
    [
      'the base URL without its slashes',
      { baseUrl: 'https://api.example.com//' },
      operationOf(),
      'https://api.example.com',
      '',
    ],
    ['its own server on the same origin', {}, own('https://api.example.com/v2/'), 'https://api.example.com', '/v2'],
    ['its own relative server', {}, own('/v3'), 'https://api.example.com', '/v3'],
    [
      'its own server elsewhere, listed',
      { origins: new Set(['https://up.example']) },
      own('https://up.example'),
      'https://up.example',
      '',
    ],
    [
      'the configured origin instead of the document’s',
      fromConfig,
      own('https://api.example.com/v2'),
      'https://sandbox.example',
      '/v2',
    ],
    [
      'the first usable of several',
      {},
      own('https://{region}.example', 'ftp://x', 'https://other.example', 'https://api.example.com/b'),
      'https://api.example.com',
      '/b',
    ],
  ])('%s', (_, parts, operation, origin, path) => {
    expect(resolveBase(targetOf(parts), operation)).toMatchObject({ origin, path })
  })

  test.each([
    [
      'an own server that nobody listed',
      {},
      own('https://uploads.example/x'),
      'host.blocked',
      '"uploads.example" in "domains"',
    ],
    ['the same with a configured base URL', fromConfig, own('https://uploads.example'), 'host.blocked', 'domains'],
    ['no base URL', { baseUrl: undefined }, operationOf(), 'config.invalid', '"baseUrl"'],
  ])('%s is an error that says what to do', (_, parts, operation, code, hint) => {
    const target = { ...targetOf(), ...parts }
    const thrown = (() => {
      try {
        resolveBase(target, operation)
      } catch (error) {
        return error as CustomApiError
      }
      return undefined
    })()
    expect(thrown?.code).toBe(code)
    expect(thrown?.hint).toContain(hint)
  })
})
