// Writes the generated parts of README.md. A test fails when they are stale.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from './bundles.mjs'
import { root, say } from './setup.mjs'

const { freshReadme } = await load('scripts/readme-parts.ts')
const path = join(root, 'README.md')
writeFileSync(path, freshReadme(readFileSync(path, 'utf8')))
say('wrote the generated parts of README.md')
