// `npm run eval:docs [-- --readme] [--verbose]`: what is read out of documentation pages, on those of ../shared/docs-pages with
// the scorer there. `--readme` writes the table into README.md.
import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { bundle, inTemporary, run, writeMeasured } from './bundles.mjs'
import { ensureInstalled, root, say } from './setup.mjs'

ensureInstalled()
const folder = join(root, '..', 'shared', 'docs-pages')
if (!existsSync(join(folder, 'score.mjs'))) {
  say('skipped: the documentation pages are not here (../shared/docs-pages)')
  process.exit(0)
}
await inTemporary('docs', async (work) => {
  const program = await bundle('bench/docs-eval.ts', join(work, 'docs-eval.mjs'))
  const out = join(work, 'predictions.json')
  const counts = JSON.parse(run(program, [folder, out]))
  const score = realpathSync(join(folder, 'score.mjs'))
  const gold = join(folder, 'gold.json')
  if (process.argv.includes('--verbose')) console.log(run(score, [gold, out, '--verbose']))
  const { overall } = JSON.parse(run(score, [gold, out, '--json']))
  const percent = (share) => (100 * share).toFixed(1)
  const row = (name, { right, missed, precision, recall, f1 }, mean = '') =>
    `| ${name} | ${right + missed} | ${[precision, recall, f1].map(percent).join(' / ')} | ${mean} |`
  const share = (name, right, all) => `| ${name} | ${all} | ${right} found | |`
  const table = [
    '| what | of | precision / recall / F1 | mean F1 over pages |',
    '| --- | --- | --- | --- |',
    row('operations (method and path)', overall.operations, percent(overall.macroF1)),
    row('their parameters', overall.parameters),
    share('descriptions behind a page', overall.specsFound, overall.specs),
    share('base URL', counts.baseUrlsRight, counts.baseUrls),
    share('authentication', counts.authsRight, counts.auths),
  ].join('\n')
  console.log(table)
  if (process.argv.includes('--readme')) {
    writeMeasured('docs', table)
    say('wrote the table of README.md')
  }
})
