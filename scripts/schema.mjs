// Writes config.schema.json, the JSON Schema of the config file, from the code. A test fails when it is stale.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from './bundles.mjs'
import { root, say } from './setup.mjs'

// For who changes the code: packages are there, nothing is installed here.
const { schemaFileText } = await load('src/config/schema-file.ts')
writeFileSync(join(root, 'config.schema.json'), schemaFileText())
say('wrote config.schema.json')
