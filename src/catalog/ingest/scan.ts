import { pointer } from '../../core/index.ts'
import { limits, tooBig } from './limits.ts'

export interface Scan {
  /** Each distinct `$ref` and the first place where it stands. */
  readonly refs: ReadonlyMap<string, string>
  /** `$anchor`, `$dynamicAnchor` and `$id` values and the pointer of the schema that has them. */
  readonly anchors: ReadonlyMap<string, string>
}

/** Counts across all files of one description. */
export interface Spent {
  nodes: number
  characters: number
}

/** Children of these are names that an author chose, not keywords. */
const nameMaps = new Set(
  (
    'properties patternProperties definitions $defs dependentSchemas paths schemas responses ' +
    'parameters requestBodies headers securitySchemes securityDefinitions links callbacks pathItems ' +
    'webhooks encoding content additionalOperations mapping'
  ).split(' '),
)

/** What stands under these is data: a `$ref` in it refers to nothing. */
const data = new Set(['example', 'default', 'enum', 'const'])

/**
 * One walk over a parsed document: holds it to the limits and collects its references.
 *
 * @throws CustomApiError `description.invalid` when it is nested too deep or, aliases expanded, too large
 */
export function scan(root: unknown, spent: Spent): Scan {
  const refs = new Map<string, string>()
  const anchors = new Map<string, string>()
  const path: (string | number)[] = []

  function visit(value: unknown, depth: number, mode: 'keywords' | 'names' | 'examples' | 'data'): void {
    spent.nodes += 1
    if (spent.nodes > limits.nodes) throw tooBig('has more than 5 million nodes (YAML aliases expanded)')
    if (typeof value === 'string') {
      spent.characters += value.length
      if (spent.characters > limits.characters) throw tooBig('is larger than 256 MB with its YAML aliases expanded')
      return
    }
    if (typeof value !== 'object' || value === null) return
    if (depth > limits.depth) throw tooBig('is nested deeper than 512 levels', 'remove the nesting, or a cyclic alias')
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) {
        path[depth] = index
        visit(value[index], depth + 1, mode === 'names' ? 'keywords' : mode === 'examples' ? 'data' : mode)
      }
      return
    }
    const node = value as Record<string, unknown> // an object that is no array, checked above
    if (mode !== 'data') note(node, depth)
    for (const key in node) {
      path[depth] = key
      visit(node[key], depth + 1, modeOf(key, mode))
    }
  }

  function note(node: Record<string, unknown>, depth: number): void {
    const ref = node['$ref']
    if (typeof ref === 'string' && !refs.has(ref)) refs.set(ref, pointer(...path.slice(0, depth)))
    for (const keyword of ['$anchor', '$dynamicAnchor', '$id'] as const) {
      const name = node[keyword]
      if (typeof name === 'string' && !anchors.has(name)) anchors.set(name, pointer(...path.slice(0, depth)))
    }
  }

  visit(root, 0, 'keywords')
  return { refs, anchors }
}

function modeOf(key: string, mode: 'keywords' | 'names' | 'examples' | 'data'): typeof mode {
  if (mode === 'data') return 'data'
  if (mode === 'names') return 'keywords'
  if (mode === 'examples') return key === 'value' || key === 'dataValue' ? 'data' : 'keywords'
  if (nameMaps.has(key)) return 'names'
  if (data.has(key) || key.startsWith('x-')) return 'data'
  return key === 'examples' ? 'examples' : 'keywords'
}
