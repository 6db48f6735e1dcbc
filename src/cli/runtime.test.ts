import { expect, test } from 'vitest'
import { runtimeNote } from './runtime.ts'

test.each([
  { version: '20.18.1', warns: true },
  { version: '20.20.2', warns: true },
  { version: '22.12.0', warns: false },
  { version: '24.21.0', warns: false },
  { version: '26.0.0', warns: false },
])('a server on Node.js $version: warns $warns', ({ version, warns }) => {
  expect(runtimeNote(version) !== undefined).toBe(warns)
})
