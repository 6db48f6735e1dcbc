import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import type { Io } from './io.ts'
import { barLine, progressBar, size } from './progress-bar.ts'

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [12_345, '12 kB'],
  [5_400_000_000, '5.4 GB'],
])('%s bytes are %s', (bytes, text) => {
  expect(size(bytes)).toBe(text)
})

test.each<[number, number | undefined, number, string]>([
  [0, 1_000, 0, 'x  [                        ] 0 %  0 B of 1.0 kB'],
  [500, 1_000, 1, 'x  [============            ] 50 %  500 B of 1.0 kB  500 B/s  1 s left'],
  [1_000, 1_000, 2, 'x  [========================] 100 %  1.0 kB of 1.0 kB  500 B/s'],
  [1_000_000, 1_000_000_000, 1, 'x  [                        ] 0 %  1.0 MB of 1.0 GB  1.0 MB/s  16:39 min left'],
  [2_000, undefined, 2, 'x  2.0 kB  1.0 kB/s'],
])('%s of %s bytes after %s s', (bytes, total, elapsed, line) => {
  expect(barLine('x', bytes, total, elapsed)).toBe(line)
})

test.each([
  [true, /^CLEARf {2}\[=+ +\] 50 %.*CLEAR$/],
  [false, /^$/],
])('on a terminal (%s) it comes and goes; elsewhere there is none', (isTTY, pattern) => {
  let written = ''
  const stderr = Object.assign(
    new PassThrough().on('data', (chunk: Buffer) => (written += chunk.toString())),
    { isTTY },
  )
  const bar = progressBar({ stderr } as unknown as Io, 'f') // nothing else of the world is looked at
  bar.moved(5, 10)
  bar.moved(6, 10)
  bar.end()
  expect(written.replaceAll('\r\u001b[K', 'CLEAR')).toMatch(pattern)
})
