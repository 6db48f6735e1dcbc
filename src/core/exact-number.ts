import { inspect } from 'node:util'

/**
 * A JSON number that a double would change (`12345678901234567890`, `0.1000000000000000055`, `1e400`), kept as its
 * digits. `String()` gives the digits, arithmetic the nearest double, and a plain `JSON.stringify` a string of the
 * digits; `stringifyJson` writes it as the number it is.
 */
export class ExactNumber {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  valueOf(): number {
    return Number(this.text)
  }

  toString(): string {
    return this.text
  }

  toJSON(): string {
    return this.text
  }

  [inspect.custom](): string {
    return this.text
  }
}

/** Whether two spellings of a number are the same number, digit by digit. */
export function sameNumber(a: string, b: string): boolean {
  return significance(a) === significance(b)
}

/** Sign, significant digits and exponent of a JSON number: one spelling for each value. */
function significance(number: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number) ?? []
  const digits = (whole + fraction).replace(/^0+/, '')
  const trimmed = digits.replace(/0+$/, '')
  if (trimmed === '') return '0'
  const power = Number(exponent) - fraction.length + (digits.length - trimmed.length)
  return `${sign}${trimmed}e${power}`
}
