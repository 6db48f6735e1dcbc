import * as z from 'zod'
import { callRaw } from '../raw-call.ts'
import { anyObject, defineGeneric } from './tool.ts'

export const httpGet = defineGeneric({
  name: 'http_get',
  title: 'HTTP GET',
  description: 'GET any path of an API',
  input: z.strictObject({
    api: z.string(),
    path: z.string(),
    query: anyObject.optional(),
    headers: anyObject.optional(),
    environment: z.string().optional(),
    select: z.string().optional(),
  }),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },

  run: (input, view, context) => callRaw({ ...input, method: 'GET' }, view, context),
})
