// Search over 20,000 operations: time to build, memory, time of a search. Prints one JSON line. Bundle it with esbuild and run
// it with --expose-gc: node --expose-gc search.js CACHE REQUESTS.jsonl DESCRIPTION…
import { readFileSync } from 'node:fs'
import { createCatalog, type OperationRow } from '../src/catalog/index.ts'
import { silentLog } from '../src/core/index.ts'
import { createSearch } from '../src/search/index.ts'
import { toDocument } from './documents.ts'

const [cacheFolder = '', requests = '', ...files] = process.argv.slice(2)
const wanted = 20_000
const { gc = () => {} } = globalThis
const megabytes = (): number => {
  gc()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return (heapUsed + arrayBuffers) / 1e6
}

const catalog = createCatalog({
  cacheFolder,
  log: silentLog,
  fetchText: () => Promise.reject(new Error('no network in a benchmark')),
  worker: new URL('./ingest-worker.js', import.meta.url),
})
const all: { row: OperationRow; group: string; title: string }[] = []
for (const file of files) {
  const { rows, info } = await catalog.load({ kind: 'file', path: file }, new AbortController().signal)
  for (const row of rows) all.push({ row, group: file, title: info.title })
}
await catalog.close()
const documents = Array.from({ length: wanted }, (_, id) => {
  const one = all[id % all.length]
  if (one === undefined) throw new Error('no descriptions were read')
  return toDocument(one.row, id, `${one.group} ${Math.floor(id / all.length)}`, one.title)
})

const before = megabytes()
const index = createSearch(documents)
let began = performance.now()
index.search('warm up', { limit: 5 })
const build = performance.now() - began
const memory = megabytes() - before
const queries = readFileSync(requests, 'utf8')
  .trim()
  .split('\n')
  .map((line) => (JSON.parse(line) as { query: string }).query) // our own format
const round = (): number[] =>
  queries.map((query) => {
    began = performance.now()
    index.search(query, { limit: 5 })
    return performance.now() - began
  })
round()
const times = round().sort((a, b) => a - b)
const at = (share: number): number => times[Math.floor(times.length * share)] ?? 0
const figures = { documents: documents.length, build, memory, p50: at(0.5), p95: at(0.95) }
process.stdout.write(`${JSON.stringify(figures)}\n`)
