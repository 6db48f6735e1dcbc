import * as z from 'zod'
import { parseJson } from '../core/index.ts'

/** One operation that was read out of prose, as people see it. */
export interface InferredRow {
  readonly method: string
  readonly path: string
  /** Where it is, when that is not the base URL. */
  readonly server?: string
  readonly summary: string | undefined
  /** 0 to 1. */
  readonly confidence: number
  readonly draft: boolean
  /** Pages and sections, as addresses. */
  readonly sources: readonly string[]
}

const operation = z.looseObject({
  summary: z.string().optional(),
  servers: z.array(z.looseObject({ url: z.string() })).optional(),
  'x-custom-api-mcp': z.looseObject({
    confidence: z.number(),
    draft: z.boolean().optional(),
    sources: z.array(z.looseObject({ url: z.string(), section: z.string() })).optional(),
  }),
})
const document = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) })

/** The operations of an inferred description: what it says of itself, in its own order. */
export function readOperations(text: string): readonly InferredRow[] {
  const { paths } = document.parse(parseJson(text))
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, value]): InferredRow[] => {
      const read = operation.safeParse(value)
      if (!read.success) return []
      const { summary, servers, 'x-custom-api-mcp': said } = read.data
      const server = servers?.[0]?.url
      const sources = (said.sources ?? []).map(({ url, section }) => (section === '' ? url : `${url}#${section}`))
      return [
        {
          method: method.toUpperCase(),
          path,
          ...(server === undefined ? {} : { server }),
          summary,
          confidence: said.confidence,
          draft: said.draft === true,
          sources,
        },
      ]
    }),
  )
}
