import * as z from 'zod'
import { nearest } from '../../core/index.ts'
import { common, styleKey } from './options.ts'
import { strategies } from './strategies.ts'

const auto = z.strictObject({ style: styleKey('auto'), ...common })
const none = z.strictObject({ style: styleKey('none') })

type OptionsOf<T> = { readonly [Key in keyof T]: T[Key] extends { readonly options: infer O } ? O : never }

// `map` keeps the length and order of a tuple, which its type does not say
const everyOptions = strategies.map(({ options }) => options) as unknown as OptionsOf<typeof strategies>

const known = ['auto', 'none', ...strategies.map(({ id }) => id)]

function misfit(input: unknown): string | undefined {
  const style: unknown = typeof input === 'object' && input !== null && 'style' in input ? input.style : undefined
  const list = `known styles: ${known.join(', ')}`
  if (typeof style !== 'string') return `needs a "style"; ${list}`
  if (known.includes(style)) return undefined
  const meant = nearest(style, known)
  return `no style of that name${meant === undefined ? '' : `, did you mean "${meant}"`}; ${list}`
}

/** `apis[].pagination` of the config: `auto`, `none`, or a style with what it needs. */
export const paginationOptions = z.discriminatedUnion('style', [auto, none, ...everyOptions], {
  error: (issue) => misfit(issue.input),
})
export type PaginationOptions = z.output<typeof paginationOptions>
