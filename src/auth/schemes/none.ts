import * as z from 'zod'
import { defineScheme } from '../scheme.ts'

/** No credential, whatever the description says. */
export const none = defineScheme({
  id: 'none',
  options: z.strictObject({ type: z.literal('none') }),
  derive: () => undefined, // `security: []` says it better
  parts: [],
  split: () => ({}),
  fits: () => true,
  secrets: () => [],
  placements: () => [],
  partOf: () => '',
  apply: (request) => request,
})
