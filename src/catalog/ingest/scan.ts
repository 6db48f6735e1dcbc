import { pointer } from '../../core/index.ts'
import { limits, tooBig } from './limits.ts'

/** The keys that lead to a place; `pointer(...way)` names it. Most are never shown to anyone. */
export type Way = readonly (string | number)[]

export interface Scan {
  /** Each distinct `$ref` and the first place where it stands. */
  readonly refs: ReadonlyMap<string, Way>
  /** `$anchor`, `$dynamicAnchor` and `$id` values and the pointer of the schema that has them. */
  readonly anchors: ReadonlyMap<string, string>
}

/** Counts across all files of one description. */
export interface Spent {
  nodes: number
  characters: number
}

/** How what stands under a key is read: as keywords, as names that an author chose, as examples, or as mere data. */
type Mode = 'keywords' | 'names' | 'examples' | 'data'

const names =
  'properties patternProperties definitions $defs dependentSchemas paths schemas responses parameters requestBodies ' +
  'headers securitySchemes securityDefinitions links callbacks pathItems webhooks encoding content ' +
  'additionalOperations mapping'

/** What stands under the data keys is data: a `$ref` in it refers to nothing. */
const modes = new Map<string, Mode>([
  ...names.split(' ').map((key) => [key, 'names'] as const),
  ...['example', 'default', 'enum', 'const'].map((key) => [key, 'data'] as const),
  ['examples', 'examples'],
])

/**
 * One walk over a parsed document: holds it to the limits and collects its references.
 *
 * @throws CustomApiError `description.invalid` when it is nested too deep or, aliases expanded, too large
 */
export function scan(root: unknown, spent: Spent): Scan {
  const refs = new Map<string, Way>()
  const anchors = new Map<string, string>()
  const path: (string | number)[] = []
  let { nodes, characters } = spent

  function visit(node: object, depth: number, mode: Mode): void {
    if (nodes > limits.nodes) throw tooBig('has more than 5 million nodes (YAML aliases expanded)')
    if (characters > limits.characters) throw tooBig('is larger than 256 MB with its YAML aliases expanded')
    if (depth > limits.depth) throw tooBig('is nested deeper than 512 levels', 'remove the nesting, or a cyclic alias')
    if (Array.isArray(node)) {
      nodes += node.length
      const inside = mode === 'names' ? 'keywords' : mode === 'examples' ? 'data' : mode
      for (let index = 0; index < node.length; index++) {
        const member: unknown = node[index]
        if (typeof member === 'string') characters += member.length
        else if (typeof member === 'object' && member !== null) {
          path[depth] = index
          visit(member, depth + 1, inside)
        }
      }
      return
    }
    const map = node as Record<string, unknown> // an object that is no array, checked above
    for (const key in map) {
      const member = map[key]
      nodes += 1
      if (typeof member === 'string') {
        characters += member.length
        if (mode !== 'data' && key.charCodeAt(0) === dollar) note(key, member, depth)
      } else if (typeof member === 'object' && member !== null) {
        path[depth] = key
        visit(member, depth + 1, modeOf(key, mode))
      }
    }
  }

  function note(key: string, value: string, depth: number): void {
    if (key === '$ref') {
      if (!refs.has(value)) refs.set(value, path.slice(0, depth))
    } else if (anchorKeys.has(key) && !anchors.has(value)) anchors.set(value, pointer(...path.slice(0, depth)))
  }

  if (typeof root === 'object' && root !== null) visit(root, 0, 'keywords')
  Object.assign(spent, { nodes, characters })
  return { refs, anchors }
}

const dollar = 36
const anchorKeys = new Set(['$anchor', '$dynamicAnchor', '$id'])

function modeOf(key: string, mode: Mode): Mode {
  if (mode === 'data') return 'data'
  if (mode === 'names') return 'keywords'
  if (mode === 'examples') return key === 'value' || key === 'dataValue' ? 'data' : 'keywords'
  return modes.get(key) ?? (key.startsWith('x-') ? 'data' : 'keywords')
}
