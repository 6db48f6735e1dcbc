import * as z from 'zod'
import { CustomApiError } from '../../core/index.ts'
import { callRaw } from '../raw-call.ts'
import { anyObject, anything, defineGeneric } from './tool.ts'

const methods = ['POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'QUERY'] as const
const known: ReadonlySet<string> = new Set(methods)

export const httpSend = defineGeneric({
  name: 'http_send',
  title: 'HTTP request',
  description: 'Send any other request to an API',
  input: z.strictObject({
    api: z.string(),
    method: z.string().meta({ enum: [...methods] }),
    path: z.string(),
    query: anyObject.optional(),
    headers: anyObject.optional(),
    body: anything.optional(),
    contentType: z.string().optional(),
    environment: z.string().optional(),
    select: z.string().optional(),
    confirm: z.string().optional().meta({ hidden: true }),
  }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },

  async run(input, view, context) {
    const method = input.method.toUpperCase()
    if (!known.has(method)) {
      const hint = method === 'GET' ? 'use http_get' : `use one of ${methods.join(', ')}`
      throw new CustomApiError(
        'arguments.invalid',
        `method: ${JSON.stringify(input.method.slice(0, 40))} is not sent`,
        { hint },
      )
    }
    return callRaw({ ...input, method }, view, context)
  },
})
