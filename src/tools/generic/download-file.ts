import * as z from 'zod'
import { CustomApiError } from '../../core/index.ts'
import { operationPlan, rawPlan, type PlannedCall } from '../call.ts'
import { downloadPlanned } from '../download.ts'
import { oneOf } from '../one-of.ts'
import { namedOperation } from '../named-operation.ts'
import type { View } from '../view.ts'
import { anyObject, defineGeneric } from './tool.ts'

/** What is not listed is accepted all the same: every name costs tokens in every list (DESIGN.md §4). */
const input = z.strictObject({
  api: z.string(),
  operation: z.string().optional(),
  path: z.string().optional(),
  arguments: anyObject.optional(),
  query: anyObject.optional().meta({ hidden: true }), // a path carries its query
  saveAs: z.string().optional(),
  overwrite: z.boolean().optional().meta({ hidden: true }), // the error that asks for it names it
  environment: z.string().optional(),
  confirm: z.string().optional().meta({ hidden: true }),
})

export const downloadFile = defineGeneric({
  name: 'download_file',
  title: 'Download file',
  description: 'Save what a GET answers',
  input,
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },

  async run(given, view, context) {
    const { saveAs, overwrite } = given
    return downloadPlanned(await planOf(given, view), { saveAs, overwrite }, view, context)
  },
})

async function planOf(given: z.output<typeof input>, view: View): Promise<PlannedCall> {
  const { api, query, environment, confirm } = given
  const offered = view.api(api)
  const { operation, path } = oneOf(given)
  if (path !== undefined)
    return rawPlan({ api, method: 'GET', path, query, environment, confirm }, offered, view.caller)
  const named = await namedOperation(offered, operation, { ...query, ...given.arguments })
  const { method, key } = named.signature.operation
  if (method !== 'GET')
    throw new CustomApiError(
      'arguments.invalid',
      `operation: ${key} is no GET, and only what a GET gives is downloaded`,
      {
        hint: 'call it with call_operation: what it answers is kept, and bytes are saved as a file',
      },
    )
  return operationPlan({ ...named, environment, confirm }, view.caller)
}
