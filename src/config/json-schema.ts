import * as z from 'zod'
import { configSchema } from './schema.ts'

/** The JSON Schema of the config file for editors (draft 7, which all of them read). `config.schema.json` is this. */
export function configJsonSchema(): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(configSchema, { io: 'input', target: 'draft-7' })
}
