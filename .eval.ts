import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readPage } from './src/docs/read/read-page.ts'
import { inferOperations } from './src/docs/infer/infer.ts'
const folder = process.argv[2] ?? '/work/shared/docs-pages'
const gold = JSON.parse(readFileSync(join(folder, 'gold.json'), 'utf8'))
const out: any = {}
const only = process.argv[3]
for (const file of Object.keys(gold)) {
  if (only && !file.includes(only)) continue
  const page = readPage({ text: readFileSync(join(folder, file), 'utf8'), mediaType: file.endsWith('html') ? 'text/html' : file.endsWith('.md') ? 'text/markdown' : 'text/plain', url: 'https://docs.invalid/' + file })
  const t = performance.now()
  const inference = inferOperations([page])
  const ms = performance.now() - t
  if (gold[file].extra && !only) continue
  out[file] = { operations: inference.operations.filter((o) => !o.draft).map((o) => ({ method: o.method, path: o.path, parameters: o.parameters.map((p) => ({ name: p.name, in: p.in })) })), baseUrl: inference.baseUrl, specUrl: undefined }
  console.error(file, inference.baseUrl, JSON.stringify(inference.auth), 'gold', gold[file].baseUrl, JSON.stringify(gold[file].auth), ms.toFixed(0) + 'ms')
  if (only) for (const o of inference.operations) console.error(o.draft ? '  D' : '   ', o.confidence, o.method, o.path, o.evidence.join(','), '|', o.summary ?? '', '|', o.parameters.map((p) => p.name + ':' + p.in + (p.required ? '!' : '')).join(' '))
}
writeFileSync('/tmp/infer-out/pred.json', JSON.stringify(out))
