import { expect, test } from 'vitest'
import { tellSlowly } from './tell-slowly.ts'

test('a reading that takes long says so every three seconds, a short one nothing', () => {
  const told: string[] = []
  let at = 0
  const says = tellSlowly(
    (line) => told.push(line),
    () => at,
  )
  for (at = 0; at <= 7_000; at += 500) says(`${at}`)
  expect(told).toEqual(['3000', '6000'])
})
