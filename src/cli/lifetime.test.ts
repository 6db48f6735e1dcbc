import { expect, test } from 'vitest'
import { readLifetime } from './lifetime.ts'

test.each([
  ['1s', 1000],
  ['1m', 60_000],
  ['12h', 43_200_000],
  ['90d', 7_776_000_000],
  ['2w', 1_209_600_000],
  ['10y', 315_360_000_000],
])('%s is %d ms', (text, wanted) => expect(readLifetime(text)).toBe(wanted))

test.each(['', '0d', '90', 'd', '-1d', '1.5d', '90 d', '90D', '11y', '0s', '999999d', '1d2h', 'Infinityd'])(
  '"%s" is refused',
  (text) => expect(() => readLifetime(text)).toThrow('--expires is no time from 1s to 10y'),
)
