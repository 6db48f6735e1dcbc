// How far the estimate of tokens is from o200k, over the files given: of whole texts, and of pieces of them. Prints one JSON line.
// Bundle it with esbuild and run it: node estimate.js FILE…
import { readFileSync } from 'node:fs'
import { encode } from 'gpt-tokenizer/encoding/o200k_base'
import { estimateTokens } from '../src/core/index.ts'

const longest = 120_000
const shortest = 3_000
const piece = 4_000
/** Pieces of one file, from all over it. */
const most = 24

function ratioOf(text: string): number {
  const exact = encode(text, { disallowedSpecial: new Set() }).length // descriptions may speak of special tokens
  return estimateTokens(text) / exact
}

function summary(ratios: readonly number[]) {
  const errors = ratios.map((ratio) => Math.abs(ratio - 1)).sort((a, b) => a - b)
  return {
    count: ratios.length,
    mean: errors.reduce((sum, error) => sum + error, 0) / errors.length,
    p95: errors[Math.floor(errors.length * 0.95)] ?? 0,
    under: 1 - Math.min(...ratios),
    over: Math.max(...ratios) - 1,
    /** The share that is more than 5 % under. */
    tooLow: ratios.filter((ratio) => ratio < 0.95).length / ratios.length,
  }
}

const texts: number[] = []
const pieces: number[] = []
for (const file of process.argv.slice(2)) {
  const text = readFileSync(file, 'utf8')
  if (text.length < shortest) continue
  texts.push(ratioOf(text.slice(0, longest)))
  const step = Math.max(piece, Math.floor(text.length / most))
  for (let at = 0; at + shortest < text.length; at += step) pieces.push(ratioOf(text.slice(at, at + piece)))
}
process.stdout.write(`${JSON.stringify({ texts: summary(texts), pieces: summary(pieces) })}\n`)
