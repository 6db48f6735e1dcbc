import { expect, test } from 'vitest'
import { CustomApiError } from '../core/index.ts'
import { isPassing, planDelay, readRetryAfter } from './retry.ts'

const now = Date.parse('Wed, 21 Oct 2015 07:28:00 GMT')

test.each([
  { value: '120', gives: 120 },
  { value: '0', gives: 0 },
  { value: '1.5', gives: 1.5 },
  { value: 'Wed, 21 Oct 2015 07:28:10 GMT', gives: 10 },
  { value: 'Wed, 21 Oct 2015 07:27:00 GMT', gives: 0 },
  { value: '-5', gives: undefined },
  { value: '2015', gives: 2015 },
  { value: 'soon', gives: undefined },
  { value: '', gives: undefined },
  { value: '99999999999999999999', gives: undefined },
])('Retry-After "$value" is $gives seconds', ({ value, gives }) => {
  expect(readRetryAfter([['retry-after', value]], now)).toBe(gives)
})

const plain = { tries: 1, attempts: 3, retryAfter: undefined, maxDelay: 30, timeLeft: Infinity, random: 1 }
test.each([
  { change: {}, gives: 0.25 },
  { change: { tries: 2 }, gives: 0.5 },
  { change: { random: 0 }, gives: 0.125 },
  { change: { tries: 3 }, gives: undefined },
  { change: { attempts: 1 }, gives: undefined },
  { change: { tries: 20, attempts: 99 }, gives: 30 },
  { change: { retryAfter: 7 }, gives: 7 },
  { change: { retryAfter: 0 }, gives: 0 },
  { change: { retryAfter: 31 }, gives: undefined },
  { change: { retryAfter: 7, timeLeft: 5 }, gives: undefined },
  { change: { timeLeft: 0.2 }, gives: undefined },
])('$change waits $gives seconds', ({ change, gives }) => {
  expect(planDelay({ ...plain, ...change })).toBe(gives)
})

test.each([
  { code: 'ECONNREFUSED', passes: true },
  { code: 'UND_ERR_SOCKET', passes: true },
  { code: 'ENOTFOUND', passes: false },
  { code: 'CERT_HAS_EXPIRED', passes: false },
  { code: 'UND_ERR_HEADERS_TIMEOUT', passes: false },
])('$code may pass: $passes', ({ code, passes }) => {
  const cause = Object.assign(new Error('x'), { code })
  expect(isPassing(new CustomApiError('upstream.unreachable', 'x', { cause }))).toBe(passes)
  expect(isPassing(new CustomApiError('host.blocked', 'x'))).toBe(false)
})
