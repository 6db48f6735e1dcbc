import { expect, test } from 'vitest'
import { CustomApiError } from '../core/index.ts'
import { planRedirect } from './redirect.ts'
import { requestUrl, toRequest, withHeader } from './request.ts'

const listed = ['https://other.example', 'http://other.example', 'https://api.example.com:8443']

test.each([
  {
    from: 'http://api.example.com/a',
    to: 'https://api.example.com/a',
    gives: 'https://api.example.com/a with the key',
  },
  { from: 'http://api.example.com/a', to: 'https://api.example.com:8443/a', gives: 'https://api.example.com:8443/a' },
  { from: 'http://api.example.com:8080/a', to: 'https://api.example.com/a', gives: 'host.blocked' },
  { from: 'http://api.example.com/a', to: 'https://www.api.example.com/a', gives: 'host.blocked' },
  { from: 'https://api.example.com/a', to: 'http://api.example.com/a', gives: 'host.blocked' },
  { from: 'https://api.example.com/a', to: 'http://other.example/a', gives: 'host.blocked' },
  { from: 'http://api.example.com/a', to: 'http://other.example/a', gives: 'http://other.example/a' },
  { from: 'https://api.example.com/a', to: '//other.example/a?b=c', gives: 'https://other.example/a?b=c' },
  { from: 'https://api.example.com/a/b', to: '../c?d', gives: 'https://api.example.com/c?d with the key' },
  { from: 'https://api.example.com/a?x=1', to: '?y=2', gives: 'https://api.example.com/a?y=2 with the key' },
  { from: 'https://api.example.com/a', to: 'https://api.example.com.evil.example/', gives: 'host.blocked' },
  { from: 'https://api.example.com/a', to: 'https://api.example.com@evil.example/', gives: 'host.blocked' },
])('$from to $to: $gives', ({ from, to, gives }) => {
  const request = withHeader(toRequest('GET', from), 'X-Key', 'fake-key')
  const policy = {
    origins: new Set([request.origin, ...listed]),
    privateConsent: new Set<string>(),
    allowInsecureHttp: true,
  }
  const outcome = (): string => {
    try {
      const hop = planRedirect(request, { status: 302, headers: [['location', to]] }, policy, 'pets')
      if (hop === undefined) return 'none'
      return requestUrl(hop.request) + (hop.request.headers.length > 0 ? ' with the key' : '')
    } catch (error) {
      return CustomApiError.from(error).code
    }
  }
  expect(outcome()).toBe(gives)
})
