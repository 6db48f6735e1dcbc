import * as z from 'zod'
import { at } from '../../../core/index.ts'
import { isObject, membersOf } from '../look.ts'
import { defineStrategy } from '../model.ts'
import { common, inPlace, nextPlace, styleKey } from '../options.ts'

const style = 'arguments' as const

/** Names of objects whose members are the arguments of the next page, folded. */
const names = new Set(['continue', 'nextparams', 'nextparameters', 'nextarguments', 'nextquery', 'nextrequest'])

/** An object in the body whose members are, all together, the arguments of the next page: MediaWiki. */
export const argumentsStyle = defineStrategy({
  id: style,
  options: z.strictObject({
    style: styleKey(style),
    ...common,
    next: nextPlace('JSON Pointer of the object with the arguments of the next page, such as "/continue".'),
    in: inPlace,
  }),

  detect(page) {
    const found = membersOf(page).find(({ word, value }) => names.has(word) && argumentsIn(value) !== undefined)
    return found === undefined ? undefined : { evidence: 'more', options: { style, next: found.pointer } }
  },

  next(page, { next, in: where = 'query' }) {
    const [first, ...others] = argumentsIn(at(page.data, next)) ?? []
    if (first === undefined) return { go: 'end' }
    const [param, value] = first
    return { go: 'next', step: { in: where, param, value, also: Object.fromEntries(others) } }
  },
})

/** Names and plain values; `undefined` for anything else. */
function argumentsIn(value: unknown): [name: string, value: unknown][] | undefined {
  if (!isObject(value)) return undefined
  const found = Object.entries(value)
  const plain = found.every(([name, one]) => name !== '' && (typeof one === 'string' || typeof one === 'number'))
  return found.length > 0 && found.length <= 20 && plain ? found : undefined
}
