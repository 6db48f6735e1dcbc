import { setFlagsFromString } from 'node:v8'

/**
 * Takes away every way to make code from text in this process: `eval`, and the constructors of all four kinds of
 * function (SECURITY-PROMISES.md §3.3). The flag `--disallow-code-generation-from-strings` does the same from outside,
 * but a `bin` file cannot carry flags on every platform, so the program does it to itself before anything else runs.
 */
export function forbidCodeFromText(): void {
  setFlagsFromString('--disallow-code-generation-from-strings') // holds for the workers that are started later
  // A plain function, not a bound one: `instanceof Function` looks at its own `prototype`.
  const refusing = () =>
    function refuse(): never {
      throw new EvalError('Code generation from strings disallowed for this process')
    }
  const kinds = [function () {}, async function () {}, function* () {}, async function* () {}]
  for (const kind of kinds) {
    const prototype: object = Object.getPrototypeOf(kind)
    const value = Object.assign(refusing(), { prototype })
    Object.defineProperty(prototype, 'constructor', { value, writable: false, configurable: false })
  }
  const fixed = { writable: false, configurable: false }
  Object.defineProperty(globalThis, 'Function', { value: Function.prototype.constructor, ...fixed })
  Object.defineProperty(globalThis, 'eval', { value: refusing(), ...fixed })
}
