// How well operations are found: recall and MRR on the sets of ../shared/search-eval and on our own. Bundle it with esbuild and run it: node search-eval.js SHARED CACHE OWN [OUT.jsonl]
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createCatalog, type OperationRow } from '../src/catalog/index.ts'
import { silentLog } from '../src/core/index.ts'
import { createSearch } from '../src/search/index.ts'
import { toDocument } from './documents.ts'

interface Row {
  readonly id: string
  readonly spec: string
  readonly query: string
  readonly gold: readonly string[]
  readonly match?: 'any' | 'all'
}

const [shared = '', cacheFolder = '', own = '', out = ''] = process.argv.slice(2)
const sets = [
  { name: 'intents', file: join(shared, 'search-eval', 'intents.jsonl'), specs: join(shared, 'specs') },
  ...['tmdb', 'toolalpaca', 'socbench-d1'].map((name) => {
    const specs = join(shared, 'search-eval', name)
    return { name, file: join(specs, 'queries.jsonl'), specs }
  }),
  ...['requests', 'requests-unseen'].map((name) => {
    return { name, file: join(own, `${name}.jsonl`), specs: join(shared, 'specs') }
  }),
]
const catalog = createCatalog({
  cacheFolder,
  log: silentLog,
  fetchText: () => Promise.reject(new Error('no network in a benchmark')),
  worker: new URL('./ingest-worker.js', import.meta.url),
})
const print = (line: string): void => void process.stdout.write(`${line}\n`)
const plain = (key: string): string => key.replace(/\{[^}]*\}/g, '{}').replace(/(.)\/$/, '$1')

async function read(file: string): Promise<{ rows: readonly OperationRow[]; title: string }> {
  const description = await catalog.load({ kind: 'file', path: file }, new AbortController().signal)
  return { rows: description.rows, title: description.info.title }
}

const ranked: string[] = []
for (const { name, file, specs } of sets) {
  if (!existsSync(file)) continue
  const rows = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line): Row => JSON.parse(line) as Row) // our own format
  const known = new Map<string, readonly OperationRow[]>()
  const indexes = new Map<string, ReturnType<typeof createSearch>>()
  const sums = [0, 0, 0, 0]
  for (const row of rows) {
    if (!known.has(row.spec)) {
      const { rows: operations, title } = await read(join(specs, row.spec))
      known.set(row.spec, operations)
      indexes.set(row.spec, createSearch(operations.map((operation, id) => toDocument(operation, id, row.spec, title))))
    }
    const operations = known.get(row.spec) ?? []
    const hits = indexes.get(row.spec)?.search(row.query, { limit: 50 }) ?? []
    const keys = hits.map(({ id }) => operations[id]?.key ?? '')
    ranked.push(JSON.stringify({ id: row.id, ranked: keys }))
    const places = [...new Set(row.gold.map(plain))]
      .map((wanted) => keys.map(plain).indexOf(wanted))
      .filter((at) => at >= 0)
    const first = Math.min(...places)
    for (const [index, k] of [1, 5, 10].entries()) {
      const found = places.filter((at) => at < k).length
      sums[index] = (sums[index] ?? 0) + (row.match === 'all' ? found / row.gold.length : Math.min(1, found))
    }
    sums[3] = (sums[3] ?? 0) + (places.length === 0 ? 0 : 1 / (first + 1))
  }
  const shares = sums.map((sum) => ((100 * sum) / rows.length).toFixed(1).padStart(6)).join(' ')
  print(`${name.padEnd(14)} ${String(rows.length).padStart(4)}  recall@1/5/10, MRR ${shares}`)
}
if (out !== '') writeFileSync(out, `${ranked.join('\n')}\n`)
await catalog.close()
