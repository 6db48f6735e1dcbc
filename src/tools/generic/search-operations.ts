import * as z from 'zod'
import { searchDiet } from '../schema.ts'
import { firstSentence, plain } from '../prose.ts'
import { inputSchema, noOffer } from '../signature.ts'
import type { View } from '../view.ts'
import type { SearchHit } from '../model.ts'
import { defineGeneric, looking } from './tool.ts'

const detailed = 3
const longestSchema = 2_400
const mostHits = 50

export const searchOperations = defineGeneric({
  name: 'search_operations',
  title: 'Search operations',
  description: 'Find API operations by what they do',
  input: z.strictObject({
    query: z.string().min(1),
    api: z.string().optional(),
    limit: z.number().optional().meta({ type: 'integer' }),
  }),
  annotations: looking,

  async run({ query, api, limit }, view) {
    const most = Math.min(mostHits, Math.max(1, Math.trunc(limit ?? 5)))
    const hits = await view.engine.search(query, { api, limit: most }, view.caller)
    if (hits.length === 0) return view.text(nothing(query, view))
    const lines = await Promise.all(hits.map((hit, index) => linesOf(hit, index, view)))
    return view.text(`${lines.join('\n')}\n\n${howToCall(hits)}`)
  },
})

function nothing(query: string, view: View): string {
  const known = view.apis.slice(0, 20).map(({ api }) => api.slug)
  const where = known.length === 0 ? 'no APIs are configured' : `APIs here: ${known.join(', ')}`
  return `nothing found for "${plain(query).slice(0, 120)}": try other words. ${where}`
}

/** `1. slug METHOD /path – summary`, and for the first few what a call takes. Nothing else begins with a number and a dot. */
async function linesOf(hit: SearchHit, index: number, view: View): Promise<string> {
  const { api, method, path, summary, operation } = hit
  const id = operation === `${method} ${path}` ? '' : ` (${oneLine(operation)})`
  const line = `${index + 1}. ${api} ${method} ${oneLine(path)} – ${firstSentence(summary, 140) || oneLine(operation)}${id}`
  if (index >= detailed) return line
  try {
    const offered = view.api(api)
    const row = offered.rows.find((one) => one.method === method && one.path + (one.suffix ?? '') === path)
    const signature = await offered.signature(row?.key ?? `${method} ${path}`)
    const schemas = [searchDiet, { ...searchDiet, depth: 2 }, { description: 0, depth: 1 }].map((diet) =>
      JSON.stringify(inputSchema(signature, noOffer, diet)),
    )
    const schema = schemas.find((text) => text.length <= longestSchema)
    return schema === undefined ? `${line}\n   input: see describe_operation` : `${line}\n   input: ${schema}`
  } catch {
    return line // an operation that cannot be built is found all the same; describe_operation says why
  }
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ')

function howToCall([first]: readonly SearchHit[]): string {
  return `call: call_operation ${JSON.stringify({ api: first?.api, operation: first?.operation, arguments: {} })}`
}
