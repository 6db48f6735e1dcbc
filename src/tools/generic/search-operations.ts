import * as z from 'zod'
import { estimateTokens } from '../../core/index.ts'
import { isReading } from '../definition.ts'
import { exampleArguments } from '../example.ts'
import { mentionLine } from '../mention.ts'
import type { SearchHit } from '../model.ts'
import { answerOutline } from '../outline.ts'
import { firstSentence, plain } from '../prose.ts'
import { searchDiet, type Diet } from '../schema.ts'
import { inputSchema, noOffer, type Signature } from '../signature.ts'
import type { View } from '../view.ts'
import { defineGeneric, looking } from './tool.ts'

const detailed = 3
const mostHits = 50
/** Tokens of the whole answer, and of the schemas in it: the best hit gets what it needs first. */
const mostTokens = 1_400
const mostSchema = 500
const mostExample = 120
/** Characters of what the best hit answers: what reads is selected from, what changes answers little of use. */
const mostAnswer = { reading: 600, changing: 200 }
/** Below this share of the request no hit is said to fit. */
const poor = 0.3

const diets: readonly Diet[] = [
  searchDiet,
  { description: 40, depth: 3 },
  { description: 0, depth: 3 },
  { description: 0, depth: 2 },
  { description: 0, depth: 1 },
]

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
    const signatures = await Promise.all(hits.slice(0, detailed).map((hit) => signatureOf(hit, view)))
    const lines = hits.map(lineOf)
    const call = howToCall(hits[0], signatures[0])
    const [best] = hits
    const read = best === undefined ? '' : await mentionLine(view.api(best.api).api, best.method, best.path)
    const after = [call, read].filter(Boolean).join('\n')
    const doubt = best !== undefined && best.covered < poor ? 'nothing fits well; the nearest:\n' : ''
    let left = mostTokens - estimateTokens(`${doubt}${lines.join('\n')}\n\n${after}`)
    const text = lines.map((line, index) => {
      const signature = signatures[index]
      if (signature === undefined) return line
      const input = `\n   input: ${compactInput(signature, Math.min(left, mostSchema))}`
      const answer = index === 0 ? answerOf(signature) : ''
      left -= estimateTokens(input + answer)
      return line + input + answer
    })
    return view.text(`${doubt}${text.join('\n')}\n\n${after}`)
  },
})

function nothing(query: string, view: View): string {
  const known = view.apis.slice(0, 20).map(({ api }) => api.slug)
  const where = known.length === 0 ? 'no APIs are configured' : `APIs here: ${known.join(', ')}`
  return `nothing found for "${plain(query).slice(0, 120)}": try other words. ${where}`
}

/** `1. slug METHOD /path – summary (operation)`. Nothing else begins with a number and a dot. */
function lineOf({ api, method, path, summary, operation }: SearchHit, index: number): string {
  const id = operation === `${method} ${path}` ? '' : ` (${oneLine(operation)})`
  return `${index + 1}. ${api} ${method} ${oneLine(path)} – ${firstSentence(summary, 140) || oneLine(operation)}${id}`
}

/** An operation that cannot be built is found all the same; describe_operation says why. */
async function signatureOf({ api, method, path }: SearchHit, view: View): Promise<Signature | undefined> {
  try {
    const offered = view.api(api)
    const row = offered.rows.find((one) => one.method === method && one.path + (one.suffix ?? '') === path)
    return await offered.signature(row?.key ?? `${method} ${path}`)
  } catch {
    return undefined
  }
}

/** What the best hit answers, so that the call can say at once what of it is wanted. */
function answerOf({ operation }: Signature): string {
  const text = answerOutline(operation.responses, mostAnswer[isReading(operation.method) ? 'reading' : 'changing'])
  return text === undefined ? '' : `\n   answer: ${text}`
}

/** The input schema, as rich as the budget allows; at least the required arguments and the names of the others. */
function compactInput(signature: Signature, budget: number): string {
  for (const diet of diets) {
    const text = JSON.stringify(inputSchema(signature, noOffer, diet))
    if (text.length <= budget * 8 && estimateTokens(text) <= budget) return text
  }
  const { properties, required = [] } = inputSchema(signature, noOffer, { description: 0, depth: 1 })
  const needed = Object.fromEntries(Object.entries(properties).filter(([name]) => required.includes(name)))
  const others = Object.keys(properties).filter((name) => !required.includes(name))
  const schema = JSON.stringify({ type: 'object', properties: needed, ...(required.length > 0 ? { required } : {}) })
  for (const shown of [40, 12, 0]) {
    const more =
      others.length > shown ? `${shown === 0 ? '' : ', … '}${others.length - shown} more (describe_operation)` : ''
    const text = others.length === 0 ? schema : `${schema}; optional: ${others.slice(0, shown).join(', ')}${more}`
    if (estimateTokens(text) <= budget) return text
  }
  return 'see describe_operation'
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ')

/** The call of the best hit, with arguments that validate where they are few. */
function howToCall(first: SearchHit | undefined, signature: Signature | undefined): string {
  const example = signature === undefined ? undefined : exampleArguments(signature)
  const call = (arguments_: unknown): string =>
    `call: call_operation ${JSON.stringify({ api: first?.api, operation: first?.operation, arguments: arguments_ })}`
  const filled = call(example ?? {})
  return estimateTokens(filled) <= mostExample ? filled : call({})
}
