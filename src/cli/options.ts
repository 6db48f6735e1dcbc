import { CustomApiError } from '../core/index.ts'
import type { Values } from './command.ts'

/** A text option, `undefined` where it is not given. */
export const textOf = (values: Values, name: string): string | undefined => {
  const value = values[name]
  return typeof value === 'string' ? value : undefined
}

/** A whole number between two bounds. @throws CustomApiError `arguments.invalid` */
export function wholeOf(values: Values, name: string, least: number, most: number): number | undefined {
  const text = textOf(values, name)
  if (text === undefined) return undefined
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  throw new CustomApiError('arguments.invalid', `--${name} is no whole number from ${least} to ${most}`, {
    hint: `write it like --${name} ${least}`,
  })
}
