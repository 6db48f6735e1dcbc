import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { transformSync } from 'esbuild'
import { expect, test } from 'vitest'

/** Runs in a process of its own: the change cannot be taken back, and the test runner needs its own functions. */
function run(expression: string): string {
  const source = readFileSync(join(import.meta.dirname, 'code-from-text.ts'), 'utf8')
  const { code } = transformSync(source, { loader: 'ts', format: 'esm' })
  const script = `${code}\nforbidCodeFromText()\ntry { process.stdout.write(String(${expression})) } catch (error) { process.stdout.write(error.name) }`
  return stripVTControlCharacters(
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }),
  )
}

test.each([
  "eval('1')",
  "(0, eval)('1')",
  "new Function('return 1')()",
  "Function('return 1')()",
  "(() => {}).constructor('return 1')()",
  "(async () => {}).constructor('return 1')()",
  "(function* () {}).constructor('return 1')()",
  "(async function* () {}).constructor('return 1')()",
])('%s is refused', (expression) => {
  expect(run(expression)).toBe('EvalError')
})

test('ordinary code does not notice', () => {
  expect(
    run('[(() => {}) instanceof Function, typeof Function, Object.prototype.toString.call(class {})].join()'),
  ).toBe('true,function,[object Function]')
})
