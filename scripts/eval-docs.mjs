// `npm run eval:docs [-- --readme] [--verbose]`: what is read out of documentation pages, on those of ../shared/docs-pages with
// the scorer there. `--readme` writes the table into README.md.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureInstalled, root, say } from './setup.mjs'

ensureInstalled()
const folder = join(root, '..', 'shared', 'docs-pages')
if (!existsSync(join(folder, 'score.mjs'))) {
  say('skipped: the documentation pages are not here (../shared/docs-pages)')
  process.exit(0)
}
const { build } = await import('esbuild')
const work = mkdtempSync(join(tmpdir(), 'custom-api-mcp-docs-'))

function run(file, args) {
  const done = spawnSync(process.execPath, [file, ...args], { encoding: 'utf8', maxBuffer: 1e8 })
  if (done.status !== 0) throw new Error(`${file} failed:\n${done.stderr}`)
  return done.stdout
}

try {
  await build({
    entryPoints: [join(root, 'bench', 'docs-eval.ts')],
    outfile: join(work, 'docs-eval.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    target: 'node20',
    banner: { js: "import { createRequire as __r } from 'node:module'; const require = __r(import.meta.url);" },
    logLevel: 'error',
  })
  const out = join(work, 'predictions.json')
  const counts = JSON.parse(run(join(work, 'docs-eval.mjs'), [folder, out]))
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
    const path = join(root, 'README.md')
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, text.replace(/(<!-- measured:docs -->)[\s\S]*?(<!-- \/measured:docs -->)/, `$1\n${table}\n$2`))
    say('wrote the table of README.md')
  }
} finally {
  rmSync(work, { recursive: true, force: true })
}
