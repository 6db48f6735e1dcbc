import { FunctionExpressionType, JSONPathEnvironment, type FilterFunction, type JSONPathNode } from 'json-p3'
import { RE2JS } from 're2js'
import { limits } from '../ingest/limits.ts'

const longestPath = 10_000
const longestPattern = 1_000

/** What makes a target unusable, in words. */
export class PathFault extends Error {}

/** One place that a path selects: the keys that lead to it. */
export type Location = JSONPathNode['location']

/**
 * Every place that a JSONPath (RFC 9535) selects, in document order, none twice. Patterns in filters (`match`, `search`)
 * run in linear time.
 *
 * @throws PathFault for a path that is none
 */
export function locate(path: string, root: unknown): Location[] {
  if (path.length > longestPath) throw new PathFault(`is longer than ${longestPath} characters`)
  try {
    // whatever JSON or YAML gave is a JSON value
    const nodes = environment.query(path, root as Parameters<typeof environment.query>[1])
    const seen = new Set<string>()
    return nodes.nodes.map(({ location }) => location).filter((location) => isNew(seen, JSON.stringify(location)))
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.slice(0, 200) : 'it cannot be read'
    throw new PathFault(`is no JSONPath: ${why}`, { cause })
  }
}

const isNew = (seen: Set<string>, key: string): boolean => !seen.has(key) && seen.add(key).has(key)

/** I-Regexp (RFC 9485): a dot takes no line break. What RE2 cannot compile matches nothing, as the RFC says of bad ones. */
function compile(pattern: unknown, whole: boolean): RE2JS | undefined {
  if (typeof pattern !== 'string' || pattern.length > longestPattern) return undefined
  const key = `${whole ? 'all' : 'any'} ${pattern}`
  if (compiled.has(key)) return compiled.get(key)
  let made: RE2JS | undefined
  try {
    const dots = pattern.replace(/\\[^]|\[(?:\\[^]|[^\]\\])*\]|\./g, (token) => (token === '.' ? '[^\\n\\r]' : token))
    made = RE2JS.compile(whole ? `^(?:${dots})$` : dots)
  } catch {
    made = undefined // no pattern
  }
  if (compiled.size > 100) compiled.clear()
  compiled.set(key, made)
  return made
}

const compiled = new Map<string, RE2JS | undefined>()

const matcher = (whole: boolean): FilterFunction => ({
  argTypes: [FunctionExpressionType.ValueType, FunctionExpressionType.ValueType],
  returnType: FunctionExpressionType.LogicalType,
  call: (text: unknown, pattern: unknown): boolean =>
    typeof text === 'string' && compile(pattern, whole)?.matcher(text).find() === true,
})

const environment = new JSONPathEnvironment({ maxRecursionDepth: limits.depth })
environment.functionRegister.set('match', matcher(true))
environment.functionRegister.set('search', matcher(false))
