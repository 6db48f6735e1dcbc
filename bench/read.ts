// First and cached read of a description in a process of its own: prints one JSON line.
import { readFileSync } from 'node:fs'
import { createCatalog } from '../src/catalog/index.ts'
import { silentLog } from '../src/core/index.ts'

const [file = '', cacheFolder = '', jsonFile = ''] = process.argv.slice(2)
const text = readFileSync(jsonFile || file, 'utf8')
const parses: number[] = []
for (let round = 0; round < 5; round++) {
  const began = performance.now()
  JSON.parse(text)
  parses.push(performance.now() - began)
}
parses.sort((a, b) => a - b)

async function timed(): Promise<{ ms: number; operations: number; first: number }> {
  const catalog = createCatalog({
    cacheFolder,
    log: silentLog,
    fetchText: () => Promise.reject(new Error('no network in a benchmark')),
    worker: new URL('./ingest-worker.js', import.meta.url),
  })
  const began = performance.now()
  const description = await catalog.load({ kind: 'file', path: file }, new AbortController().signal)
  const ms = performance.now() - began
  const row = description.rows[Math.floor(description.rows.length / 2)]
  const start = performance.now()
  if (row !== undefined) await description.operation(row.key)
  const first = performance.now() - start
  description.close()
  await catalog.close()
  return { ms, operations: description.rows.length, first }
}

const cold = await timed()
const peak = process.resourceUsage().maxRSS / 1024
const warm = await timed()
process.stdout.write(
  `${JSON.stringify({ parse: parses[2], cold: cold.ms, warm: warm.ms, operations: cold.operations, operation: warm.first, peak })}\n`,
)
