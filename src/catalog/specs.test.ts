import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { hasShared, shared } from '../../test/support/shared.ts'
import { silentLog } from '../core/index.ts'
import { createCatalog, type Description, type Operation } from './index.ts'

interface Entry {
  readonly file: string
  readonly operations: number
  readonly unresolvedRefs?: number
}

const entries: readonly Entry[] = hasShared ? JSON.parse(readFileSync(shared('specs', 'index.json'), 'utf8')) : []

async function load(file: string): Promise<Description> {
  const fetchText = async (): Promise<never> => Promise.reject(new Error('nothing may be fetched'))
  const catalog = createCatalog({ cacheFolder: undefined, log: silentLog, fetchText })
  return catalog.load({ kind: 'file', path: shared('specs', file) }, AbortSignal.timeout(60_000))
}

/** Keywords that no emitted schema may have, outside of example data. */
function foreign(schema: unknown, found: string[] = []): string[] {
  if (Array.isArray(schema)) schema.forEach((member) => foreign(member, found))
  else if (typeof schema === 'object' && schema !== null)
    for (const [key, value] of Object.entries(schema)) {
      if (/^(\$|x-)|^(id|oneOf|nullable|discriminator|example|xml|externalDocs)$/.test(key)) found.push(key)
      if (['properties', 'patternProperties'].includes(key))
        Object.values(value as object).forEach((one) => foreign(one, found))
      else if (!['examples', 'default', 'enum', 'const'].includes(key)) foreign(value, found)
    }
  return found
}

function schemasOf(operation: Operation): unknown[] {
  const answers = operation.responses.flatMap((response) =>
    response.media.flatMap((media) => (media.schema ? [media.schema] : [])),
  )
  const bodies = operation.body?.media.map((media) => media.schema) ?? []
  return [...operation.parameters.map((parameter) => parameter.schema), ...bodies, ...answers]
}

describe.skipIf(!hasShared)('the shared descriptions', () => {
  test.each(entries)(
    '$file loads with $operations operations, and each of them can be built',
    async ({ file, operations }) => {
      const description = await load(file)

      expect(description.rows).toHaveLength(operations)
      expect(new Set(description.rows.map((row) => row.key)).size).toBe(operations)
      const faults: string[] = []
      for (const row of description.rows) {
        const operation = await description.operation(row.key)
        for (const keyword of foreign(schemasOf(operation))) faults.push(`${row.key}: ${keyword}`)
        for (const schema of schemasOf(operation))
          if (JSON.stringify(schema).length > 1_000_000) faults.push(`${row.key}: huge`)
      }
      for (const row of description.rows.filter((_, index) => index % 10 === 0)) {
        const document = await description.document(row.key)
        if (JSON.stringify(document).length > 3_000_000) faults.push(`${row.key}: huge document`)
      }
      expect(faults).toEqual([])
    },
    120_000,
  )
})
