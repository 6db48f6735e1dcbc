import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { freshReadme } from '../scripts/readme-parts.ts'

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')

test('the generated parts of the README are fresh (npm run readme writes them)', () => {
  expect(readme).toBe(freshReadme(readme))
})

test('the README shows the two commands that do all the set-up', () => {
  expect(readme).toMatch(/^npm start$/m)
  expect(readme).toMatch(/^npm test$/m)
})
