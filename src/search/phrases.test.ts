import { expect, test } from 'vitest'
import { phrasesIn } from './phrases.ts'
import { cpuSeconds } from '../../test/support/cpu-time.ts'

test.each([
  ['Please bring the deleted note back', 'restore'],
  ['the notes were brought back', 'restore'],
  ['logging everyone out', 'logout session'],
  ['rolled it all back', 'rollback'],
  ['keeping track of hours', 'track'],
  ['delete all at once', 'bulk batch'],
  ['back the volume up', 'backup'],
  ['list orders', ''],
  ['a background job', ''],
  ['', ''],
])('%j → %j', (text, words) => expect(phrasesIn(text)).toBe(words))

test('a long request costs little', () => {
  const text = 'bring '.repeat(5_000)
  expect(cpuSeconds(() => void phrasesIn(text))).toBeLessThan(0.5)
})
