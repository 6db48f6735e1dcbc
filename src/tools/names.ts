import { createHash } from 'node:crypto'
import type { OperationRow } from '../catalog/index.ts'
import { splitPath } from '../core/index.ts'

/** What every tool name matches: clients put `mcp__<server>__` before it and stop at 64. */
export const toolNamePattern = /^[A-Za-z][A-Za-z0-9_-]{0,39}$/
const longest = 40
const longestPrefix = 24
const hashLength = 4

/** The name of one operation: the whole tool name, and its part after the API's prefix. */
export interface OperationName {
  readonly tool: string
  readonly part: string
}

/** Words that say little: the first to go when a name is too long. */
const fillers = new Set('a an and api at by for from in into of on or that the this to v1 v2 v3 via with'.split(' '))

/** An identifier's words, lower-case: split on case (`getHTTPCode` → get http code) and on separators. */
export function wordsOf(identifier: string): string[] {
  return identifier
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
}

/** `GET /repos/{owner}/{repo}` → get repos by owner by repo. */
function wordsOfRoute(method: string, path: string): string[] {
  const marked = splitPath(path, new Set()).map((piece) => (typeof piece === 'string' ? piece : ` by ${piece.name} `))
  return [method.toLowerCase(), ...wordsOf(marked.join(''))]
}

const hashOf = (text: string, length: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, length)

const join = (words: readonly string[]): string => words.join('_')

/** Whole words kept, first and last before the others, in their order; one overlong word is cut and hashed. */
function shorten(words: readonly string[], limit: number): string {
  if (join(words).length <= limit) return join(words)
  const telling = words.filter((word, index) => index === 0 || (!fillers.has(word) && words.indexOf(word) === index))
  if (join(telling).length <= limit) return join(telling)
  const order = [0, telling.length - 1, ...telling.keys()]
  const kept = new Set<number>()
  let length = -1
  for (const index of order) {
    const word = telling[index] ?? ''
    if (kept.has(index) || length + 1 + word.length > limit) continue
    kept.add(index)
    length += 1 + word.length
  }
  if (kept.size > 0) return join(telling.filter((_, index) => kept.has(index)))
  const whole = join(words)
  return `${whole.slice(0, limit - hashLength - 1)}_${hashOf(whole, hashLength)}`
}

/** What the tool names of an API begin with, without the `_`: its slug, shortened, with `api_` before a digit. */
export function prefixOf(slug: string): string {
  const words = (/^[a-z]/.test(slug) ? slug : `api_${slug}`).split('_').filter((word) => word !== '')
  return shorten(words, longestPrefix)
}

/** One operation to be named; `salt` tells apart what two APIs call the same. */
interface Named {
  readonly slug: string
  readonly key: string
  readonly prefix: string
  readonly words: readonly string[]
}

function candidate({ prefix, words }: Named): string {
  return `${prefix}_${shorten(words, longest - prefix.length - 1)}`
}

function hashed({ slug, key, prefix, words }: Named, length: number, salted: boolean): string {
  const part = shorten(words, longest - prefix.length - length - 2)
  return `${prefix}_${part}_${hashOf(salted ? `${slug} ${key}` : key, length)}`
}

/** Names by how many want them: each step renames all members of a collision, so that order never matters. */
const steps: readonly ((named: Named) => string)[] = [
  candidate,
  (named) => hashed(named, 4, false),
  (named) => hashed(named, 4, true),
  (named) => hashed(named, 8, true),
  (named) => hashed(named, 12, true),
]

function assign(all: readonly Named[], reserved: ReadonlySet<string>): Map<Named, string> {
  const result = new Map<Named, string>()
  const taken = new Set(reserved)
  let open = all
  for (const step of steps) {
    const groups = new Map<string, Named[]>()
    for (const named of open) {
      const name = step(named)
      const group = groups.get(name)
      if (group === undefined) groups.set(name, [named])
      else group.push(named)
    }
    open = []
    const next: Named[] = []
    for (const [name, group] of groups) {
      const [only] = group
      if (only !== undefined && group.length === 1 && !taken.has(name)) result.set(only, name)
      else next.push(...group)
    }
    for (const name of result.values()) taken.add(name)
    open = next
    if (open.length === 0) break
  }
  return result
}

/** Rows that can be published at all: TRACE loads, is reported and stays unpublished. */
export const isPublishable = (row: OperationRow): boolean => row.method !== 'TRACE' && row.method !== 'CONNECT'

/**
 * The name of every operation of every API, unique among all and never one of `reserved`; the same whatever the order
 * of APIs and rows (DESIGN.md §4 "Names", §11 "Operation names"). All members of a collision get a hash.
 */
export function nameOperations(
  apis: readonly { readonly slug: string; readonly rows: readonly OperationRow[] }[],
  reserved: ReadonlySet<string>,
): Map<string, Map<string, OperationName>> {
  const all: Named[] = []
  for (const { slug, rows } of apis) {
    const prefix = prefixOf(slug)
    for (const row of rows) {
      if (!isPublishable(row)) continue
      const own = wordsOf(row.operationId ?? '')
      const words = own.length > 0 ? own : wordsOfRoute(row.method, row.path)
      all.push({ slug, key: row.key, prefix, words })
    }
  }
  const names = new Map<string, Map<string, OperationName>>(apis.map(({ slug }) => [slug, new Map()]))
  for (const [{ slug, key, prefix }, tool] of assign(all, reserved)) {
    names.get(slug)?.set(key, { tool, part: tool.slice(prefix.length + 1) })
  }
  return names
}
