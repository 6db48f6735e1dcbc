import * as z from 'zod'
import { findOperation } from '../lookup.ts'
import { defineGeneric, looking } from './tool.ts'

export const describeOperation = defineGeneric({
  name: 'describe_operation',
  title: 'Describe operation',
  description: 'Full signature of an operation',
  input: z.strictObject({
    api: z.string(),
    operation: z.string(),
    detail: z.enum(['full']).optional(),
  }),
  annotations: looking,

  async run({ api, operation, detail }, view) {
    const offered = view.api(api)
    const { row } = findOperation(offered, operation)
    view.allow(offered, row)
    const signature = await offered.signature(row.key)
    return view.text(await view.engine.describe(offered.api, signature.operation, view.caller, detail))
  },
})
