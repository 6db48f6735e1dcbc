import { toMethod } from '../infer/methods.ts'
import { readTarget } from '../infer/target.ts'
import type { Extractor, Finding } from './extractor.ts'
import { isApiPath } from './scan.ts'

const directiveLine = /^[ \t]*\.\.[ \t]+(?:http:)?(get|post|put|patch|delete|head|options)::[ \t]*(\S.*)$/gim

/** Sphinx httpdomain in its source: `.. http:get:: /items/(int:id)`. */
export const directive: Extractor = {
  id: 'directive',
  read(item) {
    const text = item.block?.kind === 'text' ? item.block.markdown : item.block?.kind === 'code' ? item.block.text : ''
    const found: Finding[] = []
    for (const [row, [, verb = '', path = '']] of [...text.matchAll(directiveLine)].entries()) {
      const method = toMethod(verb)
      const target = readTarget(path.trim().replaceAll('\\', ''))
      if (method !== undefined && target !== undefined && isApiPath(target))
        found.push({ at: item.at, row, method, target, form: 'declared', weight: 0.97, by: 'directive' })
    }
    return found
  },
}
