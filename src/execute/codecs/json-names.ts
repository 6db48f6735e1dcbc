import { pointer } from '../../core/index.ts'

/** The names of all objects of a parsed value together. */
export function countNames(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  let count = 0
  if (Array.isArray(value)) for (const item of value) count += countNames(item)
  // parsed JSON has no names but its own, and a list of them made for each object would double the price
  else for (const name in value) count += 1 + countNames((value as Readonly<Record<string, unknown>>)[name])
  return count
}

interface Level {
  readonly names: Set<string> | undefined
  /** The name or index that is being read. */
  here: string | number
}

/** Where in valid compact JSON the first name stands that its object has had before; `undefined` for none. */
export function repeatedName(text: string): string | undefined {
  const levels: Level[] = []
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    const level = levels.at(-1)
    if (char === '"') {
      const start = i
      for (i++; text[i] !== '"'; i++) if (text[i] === '\\') i++
      if (level?.names === undefined || text[i + 1] !== ':') continue
      const name = JSON.parse(text.slice(start, i + 1)) as string // a string of valid JSON
      level.here = name
      if (level.names.has(name)) return pointer(...levels.map(({ here }) => String(here)))
      level.names.add(name)
    } else if (char === '{') levels.push({ names: new Set(), here: '' })
    else if (char === '[') levels.push({ names: undefined, here: 0 })
    else if (char === '}' || char === ']') levels.pop()
    else if (char === ',' && level !== undefined && typeof level.here === 'number') level.here++
  }
  return undefined
}
