import * as z from 'zod'
import { callOperation } from '../call.ts'
import { namedOperation } from '../named-operation.ts'
import { anyObject, defineGeneric } from './tool.ts'

export const callOperationTool = defineGeneric({
  name: 'call_operation',
  title: 'Call operation',
  description: 'Call an operation: its id, tool name or "METHOD /path"',
  input: z.strictObject({
    api: z.string(),
    operation: z.string(),
    arguments: anyObject.optional(),
    environment: z.string().optional(),
    select: z.string().optional(),
    contentType: z.string().optional(),
    confirm: z.string().optional().meta({ hidden: true }),
  }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },

  async run({ api, operation, arguments: given = {}, environment, contentType, select, confirm }, view, context) {
    const { offered, signature, input } = await namedOperation(view.api(api), operation, given)
    return callOperation({ offered, signature, input, environment, contentType, select, confirm }, view, context)
  },
})
