import type { Finding } from '../extractors/index.ts'
import { isVariable, segmentsOf } from './target.ts'

/** So many different words behind one number make it a part of the address. */
const enough = 3

/**
 * The numbers that are words of the API and no values, each with what stands before it: `boats/3` of `/boats/3/launch`,
 * `/boats/3/sink` and `/boats/3/paint`. Only on pages that write their variables as such, where nothing else ever stands in
 * that place, and nothing ends before it: what is listed at `/boats` has numbers as values.
 */
export function fixedNumbers(findings: readonly Finding[]): ReadonlySet<string> {
  const paths = findings.map(({ target }) => segmentsOf(target.path))
  if (!paths.some((segments) => segments.some(isVariable))) return new Set()
  const fixed = new Set<string>()
  for (const [front, { numbers, words, others }] of placesOf(paths)) {
    const [number = ''] = numbers
    if (numbers.size === 1 && words.size >= enough && !others) fixed.add(`${front}/${number}`)
  }
  return fixed
}

interface Place {
  readonly numbers: Set<string>
  readonly words: Set<string>
  /** Whether other things than small numbers stand there. */
  others: boolean
}

/** What stands behind each front that a small number follows. */
function placesOf(paths: readonly (readonly string[])[]): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>()
  for (const segments of paths)
    for (const [index, segment] of segments.entries())
      if (index > 0 && /^\d{1,2}$/.test(segment))
        places.set(segments.slice(0, index).join('/'), { numbers: new Set(), words: new Set(), others: false })
  for (const segments of paths)
    for (let index = 1; index <= segments.length; index++) {
      const place = places.get(segments.slice(0, index).join('/'))
      if (place === undefined) continue
      const [number = '', word = ''] = segments.slice(index)
      if (/^\d{1,2}$/.test(number) && /^[A-Za-z][\w-]*$/.test(word)) place.words.add(word)
      else place.others = true
      if (/^\d{1,2}$/.test(number)) place.numbers.add(number)
    }
  return places
}
