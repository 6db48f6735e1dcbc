import { configJsonSchema } from './json-schema.ts'

/** The content of `config.schema.json`; `npm run schema` writes it. */
export const schemaFileText = (): string => `${JSON.stringify(configJsonSchema(), undefined, 2)}\n`
