import { toMarked } from '../infer/inline.ts'
import { toMethods } from '../infer/methods.ts'
import { readTarget } from '../infer/target.ts'
import type { Extractor, Finding } from './extractor.ts'

const part = /^(?:module|namespace|controller|resource|service|command|action|function|operation)s?$/i
const behind = /^(?:params?|parameters?|arguments?|args)$/i

/**
 * Tables that write each path in parts, as frameworks do that route by the names of modules and their commands: Method, Module,
 * Controller, Command. Variables in a column of parameters (`$id,$on=null`) stand behind, in their order.
 */
export const partsTable: Extractor = {
  id: 'parts-table',
  read({ at, block }) {
    if (block?.kind !== 'table') return []
    const header = block.header.map((cell) => toMarked(cell).replace(/[`*]/g, '').trim())
    const methodAt = header.findIndex((cell) => /^(?:http )?(?:method|verb)$/i.test(cell))
    const parts = header.flatMap((cell, index) => (part.test(cell) ? [index] : []))
    // side by side, and at least a thing and what is done with it
    if (methodAt < 0 || parts.length < 2 || (parts.at(-1) ?? 0) - (parts[0] ?? 0) !== parts.length - 1) return []
    const argumentsAt = header.findIndex((cell) => behind.test(cell))
    return block.rows.flatMap((cells, row): Finding[] => {
      const bare = cells.map((cell) => toMarked(cell).replaceAll('`', '').trim())
      const words = parts.map((index) => bare[index] ?? '')
      if (!words.every((word) => /^[\w.-]{1,60}$/.test(word))) return []
      const variables = [...(bare[argumentsAt] ?? '').matchAll(/\$(\w{1,40})/g)].map(([, name = '']) => `{${name}}`)
      const target = readTarget(`/${[...words, ...variables].join('/')}`)
      return target === undefined
        ? []
        : toMethods(bare[methodAt] ?? '').map((method) => {
            return { at, row, method, target, form: 'listed', weight: 0.9, by: 'table' }
          })
    })
  },
}
