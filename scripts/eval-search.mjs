// `npm run eval:search [-- --readme] [--misses N]`: how well operations are found, on the sets of ../shared/search-eval and
// bench/requests*.jsonl, with the scorer there, beside the levels recorded in its README. `--readme` writes the table into README.md.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundle, inTemporary, run, writeMeasured } from './bundles.mjs'
import { ensureInstalled, root, say } from './setup.mjs'

ensureInstalled()
const shared = join(root, '..', 'shared')
const folder = join(shared, 'search-eval')
if (!existsSync(join(folder, 'score.mjs'))) {
  say('the search sets are not here (../shared/search-eval)')
  process.exit(1)
}
// our own: looked at while the ranking was made, and written afterwards
const own = ['requests', 'requests-unseen'].map((name) => join(root, 'bench', `${name}.jsonl`))
const sets = ['intents.jsonl', 'tmdb/queries.jsonl', 'toolalpaca/queries.jsonl', 'socbench-d1/queries.jsonl', ...own]

/** The rows of the recorded table: set → the cells of its last column. */
function recorded() {
  const rows = readFileSync(join(folder, 'README.md'), 'utf8')
    .split('\n')
    .filter((line) => /^\|.*\*\*/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('*', '')))
  return new Map(rows.map((cells) => [cells[1].replace(/^–\s*/, ''), cells.at(-2)]))
}

await inTemporary('search', async (work) => {
  const program = await bundle('bench/search-eval.ts', join(work, 'search-eval.mjs'))
  await bundle('src/catalog/ingest/worker.ts', join(work, 'ingest-worker.js'))
  writeFileSync(join(work, 'package.json'), '{"type":"module"}')
  const out = join(work, 'run.jsonl')
  run(program, [shared, join(work, 'cache'), join(root, 'bench'), out])
  const scored = JSON.parse(run(join(folder, 'score.mjs'), [out, ...sets, '--json'], { cwd: folder }))
  const levels = recorded()
  const percent = (share) => (100 * share).toFixed(1)
  const table = [
    '| set | queries | recall@1 / @5 / @10 | MRR | recorded hybrid |',
    '| --- | --- | --- | --- | --- |',
    ...scored.map((row) => {
      const name = row.set
        .trim()
        .replace(/^(?:shared|bench)\//, '')
        .replace(/\/queries$/, '')
      const shown = row.set.startsWith(' ') ? `– ${name}` : name
      const figures = ['recall@1', 'recall@5', 'recall@10'].map((key) => percent(row[key])).join(' / ')
      return `| ${shown} | ${row.n} | ${figures} | ${percent(row.mrr)} | ${levels.get(name) ?? ''} |`
    }),
  ].join('\n')
  console.log(table)
  const misses = process.argv.indexOf('--misses')
  if (misses > 0)
    console.log(
      run(join(folder, 'score.mjs'), [out, ...sets, '--misses', process.argv[misses + 1] ?? '20'], { cwd: folder }),
    )
  if (process.argv.includes('--readme')) {
    writeMeasured('search', table)
    say('wrote the table of README.md')
  }
})
