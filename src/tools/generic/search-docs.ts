import * as z from 'zod'
import { estimateTokens, toVisible } from '../../core/index.ts'
import type { SectionHit } from '../../docs/index.ts'
import { fitMarkdown, hasDocuments, quoted } from '../documents.ts'
import type { Offered } from '../offered.ts'
import { brief, plain } from '../prose.ts'
import type { View } from '../view.ts'
import { defineGeneric, looking } from './tool.ts'

const usualHits = 3
const mostHits = 20
/** Tokens of the whole answer, within the budget of results; a section gets an equal share of what the ones before left. */
const mostTokens = 2_400
const leastTokens = 100
const titleLength = 160

export const searchDocs = defineGeneric({
  name: 'search_docs',
  title: 'Search documentation',
  description: 'Search documentation',
  input: z.strictObject({
    query: z.string().min(1),
    api: z.string().optional(),
    limit: z.number().optional().meta({ type: 'integer' }),
  }),
  annotations: looking,

  async run({ query, api, limit }, view) {
    const most = Math.min(mostHits, Math.max(1, Math.trunc(limit ?? usualHits)))
    const within = api === undefined ? view.apis : [view.api(api)]
    if (!hasDocuments(within)) return view.text(nothingHere(within))
    const index = await view.sections()
    const hits = index.search(query, { limit: most, apis: new Set(within.map((one) => one.api.slug)) })
    if (hits.length === 0)
      return view.text(`nothing found for "${plain(query).slice(0, 120)}": try other words, or read docs://<api>`)
    let left = Math.min(mostTokens, view.resultsBudget - 50)
    const content = hits.map((hit, at) => {
      const text = shown(hit, Math.floor(left / Math.min(hits.length - at, usualHits)), view)
      left = Math.max(leastTokens, left - estimateTokens(text))
      return { type: 'text' as const, text }
    })
    return { content, isError: false, meta: {} }
  },
})

/** A section as a model sees it: whose words they are and where they stand first, then as much as fits. */
function shown({ api, uri, titles, markdown }: SectionHit, tokens: number, { redactor }: View): string {
  const head = `${quoted(api)}\n${uri}\n${brief(titles.join(' › '), titleLength)}`
  const rest = Math.max(leastTokens, tokens - estimateTokens(head))
  return redactor.text(fitMarkdown(redactor.text(toVisible(`${head}\n\n${markdown.trim()}`)), rest, uri))
}

function nothingHere(apis: readonly Offered[]): string {
  if (apis.some(({ api }) => api.documents?.reading === true)) return 'the documentation is being read; ask again soon'
  const [only] = apis
  const who = apis.length === 1 && only !== undefined ? `"${only.api.slug}"` : 'the APIs here'
  return `there is no documentation of ${who}; the key "documentation" of an API names it`
}
