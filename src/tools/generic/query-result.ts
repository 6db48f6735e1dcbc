import * as z from 'zod'
import { CustomApiError } from '../../core/index.ts'
import { queryKept } from '../../results/index.ts'
import { defineGeneric, looking } from './tool.ts'

const whole = z.number().int().min(0).optional().meta({ type: 'integer' })

export const queryResult = defineGeneric({
  name: 'query_result',
  title: 'Query a kept result',
  description: 'Part of a kept result; select is JMESPath',
  input: z.strictObject({ handle: z.string(), select: z.string().optional(), offset: whole, limit: whole }),
  annotations: looking,

  async run(input, { keeper, redactor, resultsBudget }, { caller, signal }) {
    if (keeper === undefined) throw new CustomApiError('handle.unknown', 'no results are kept here')
    const { content } = await queryKept(input, keeper, { budget: resultsBudget, redactor, caller, signal })
    return { content, isError: false, meta: {} }
  },
})
