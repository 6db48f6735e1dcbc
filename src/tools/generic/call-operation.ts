import * as z from 'zod'
import { callOperation } from '../call.ts'
import { findOperation } from '../lookup.ts'
import { isPlainObject } from '../plain-object.ts'
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
    const offered = view.api(api)
    const { row, pathValues } = findOperation(offered, operation)
    const signature = await offered.signature(row.key)
    const values = Object.entries(pathValues).flatMap(([name, value]) => {
      const binding = [...signature.flat.bindings.values()].find(
        (one) => one.kind === 'parameter' && one.parameter.in === 'path' && one.parameter.name === name,
      )
      return binding === undefined ? [] : [[binding.name, value] as const]
    })
    const input = values.length === 0 || !isPlainObject(given) ? given : { ...Object.fromEntries(values), ...given }
    return callOperation({ offered, signature, input, environment, contentType, select, confirm }, view, context)
  },
})
