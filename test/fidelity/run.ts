/**
 * The fidelity run: see scripts/fidelity.mjs. Catalog → tool schema → generated arguments → tools → execute → wire, and
 * there two judges: Prism, which read the same operation by itself, says whether the request is what the description asks
 * for; an independent decoder says whether the values are those that were given.
 *
 * One process per description, two at a time, each with a time limit.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { knownReasons } from './known.ts'
import { measure, type Tally } from './measure.ts'
import { specs } from './specs.ts'

declare const __FIDELITY__: string
declare const __SHARED__: string

const timeLimit = 120_000
const floorsFile = join(__FIDELITY__, 'floors.json')
const flags = new Set(process.argv.slice(2).filter((it) => it.startsWith('--')))
const names = process.argv.slice(2).filter((it) => !it.startsWith('--'))

interface Measured {
  readonly tally?: Tally
  readonly failed?: string
  readonly seconds: number
}

function measureApart(file: string, every: number): Promise<Measured> {
  const start = performance.now()
  return new Promise((done) => {
    const [program = ''] = process.argv.slice(1)
    const child = spawn(process.execPath, ['--max-old-space-size=3072', program, '--one', file, String(every)], {
      cwd: dirname(file), // Prism resolves relative references from here
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let out = ''
    let errors = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
    const timer = setTimeout(() => child.kill('SIGKILL'), timeLimit)
    child.on('close', (code) => {
      clearTimeout(timer)
      const seconds = (performance.now() - start) / 1000
      const line = out.split('\n').find((it) => it.startsWith('{"accepted"'))
      if (code === 0 && line !== undefined) done({ tally: JSON.parse(line) as Tally, seconds }) // our own line
      else done({ failed: code === null ? 'took too long' : errors.slice(0, 300).trim(), seconds })
    })
  })
}

interface Sums {
  accepted: number
  judged: number
  known: number
  misses: number
  unjudged: number
  later: number
  below: number
  readonly reasons: Record<string, number>
}

const columns = ['accepted', 'missed', 'known', 'unjudged', 'later', 'skipped', 'seconds']
const line = (name: string, cells: readonly (string | number)[]): string =>
  `${name.slice(0, 40).padEnd(42)}${cells.map((cell) => String(cell).padStart(9)).join('')}`

function report(file: string, { tally, failed, seconds }: Measured, floors: Record<string, number>, sums: Sums): void {
  if (tally === undefined) {
    sums.below += 1
    return console.log(`${file.padEnd(42)} not measured: ${failed ?? ''}`)
  }
  const { accepted, misses, unjudged, later, skipped } = tally
  const known = Object.values(tally.known).reduce((sum, it) => sum + it, 0)
  const floor = floors[file] ?? 0
  const low = accepted < floor
  const cells = [accepted, misses.length, known, unjudged.length, later, skipped.length, seconds.toFixed(1)]
  console.log(line(file, cells) + (low ? `  below its floor of ${floor}` : ''))
  if (flags.has('--misses'))
    for (const miss of [
      ...misses,
      ...unjudged.map((it) => `unjudged: ${it}`),
      ...skipped.map((it) => `skipped: ${it}`),
    ])
      console.log(`    ${miss}`)
  sums.accepted += accepted
  sums.misses += misses.length
  sums.known += known
  sums.unjudged += unjudged.length
  sums.later += later
  sums.below += low ? 1 : 0
  for (const [reason, count] of Object.entries(tally.known)) sums.reasons[reason] = (sums.reasons[reason] ?? 0) + count
  if (flags.has('--record')) floors[file] = accepted
}

async function main(): Promise<void> {
  const floors = existsSync(floorsFile) ? (JSON.parse(readFileSync(floorsFile, 'utf8')) as Record<string, number>) : {}
  const wanted = names.length > 0 ? names.map((file) => specs.find((it) => it.file === file) ?? { file }) : specs
  const sums: Sums = { accepted: 0, judged: 0, known: 0, misses: 0, unjudged: 0, later: 0, below: 0, reasons: {} }
  console.log(line('requests', columns))
  const queue = [...wanted]
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift())
      report(next.file, await measureApart(join(__SHARED__, next.file), next.every ?? 1), floors, sums)
  }
  await Promise.all([worker(), worker()])
  for (const { id, says } of knownReasons)
    if (sums.reasons[id] !== undefined) console.log(`known, ${sums.reasons[id]}: ${id}: ${says}`)
  const judged = sums.accepted + sums.misses
  const share = judged === 0 ? 1 : sums.accepted / judged
  console.log(
    `${sums.accepted} of ${judged} requests accepted (${(share * 100).toFixed(2)} %), beside them ${sums.known} refused for known reasons that are not ours, ${sums.unjudged} judged by their values alone, ${sums.later} of kinds that come later`,
  )
  if (flags.has('--record')) {
    const sorted = Object.fromEntries(Object.entries(floors).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    writeFileSync(floorsFile, `${JSON.stringify(sorted, undefined, 2)}\n`)
  }
  if (sums.below > 0) process.exitCode = 1
}

if (flags.has('--one')) {
  const [file = '', every = '1'] = names
  console.log(JSON.stringify(await measure(file, Number(every))))
} else await main()
