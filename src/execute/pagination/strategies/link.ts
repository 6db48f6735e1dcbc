import * as z from 'zod'
import { nextLink, relationsOf } from '../link-header.ts'
import { defineStrategy } from '../model.ts'
import { common, styleKey } from '../options.ts'

const around = ['first', 'prev', 'previous', 'last']

/** A `Link` header with `rel="next"` (RFC 8288). */
export const link = defineStrategy({
  id: 'link',
  options: z.strictObject({ style: styleKey('link'), ...common }),

  detect(page, hints) {
    const relations = relationsOf(page.headers)
    const options = { style: 'link' } as const
    if (relations.has('next')) return { evidence: 'more', options }
    if (around.some((relation) => relations.has(relation))) return { evidence: 'end', options }
    return hints.headers.includes('link') ? { evidence: 'described', options } : undefined
  },

  next(page) {
    const url = nextLink(page.headers)
    return url === undefined ? { go: 'end' } : { go: 'next', step: { url } }
  },
})
