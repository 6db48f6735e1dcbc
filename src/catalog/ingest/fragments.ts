import { pointer } from '../../core/index.ts'
import { isNode, own, put, type Node } from '../node.ts'
import type { Scan } from './scan.ts'

export interface Fragment {
  readonly at: string
  readonly value: unknown
}

/** Maps at the root whose members are asked for one by one. */
const cutMaps = ['paths', 'definitions', '$defs', 'schemas', 'parameters', 'responses', 'securityDefinitions'] as const
const unused = ['webhooks', 'x-webhooks'] as const

/**
 * A document cut into the pieces that are read alone: each path item, each named component, and the rest (`''`) in which
 * the cut maps are empty. Webhooks are left out unless something refers into them: nothing of ours reads them.
 */
export function cut(root: unknown, scan: Scan): Fragment[] {
  if (!isNode(root)) return [{ at: '', value: root }]
  const pieces: Fragment[] = []
  const rest: Record<string, unknown> = { ...root }
  for (const key of cutMaps) if (isMap(own(root, key))) rest[key] = take(root[key] as Node, pointer(key), pieces)
  const components = own(root, 'components')
  if (isMap(components)) {
    const kinds: Record<string, unknown> = {}
    for (const [kind, members] of Object.entries(components))
      put(kinds, kind, isMap(members) ? take(members, pointer('components', kind), pieces) : members)
    rest['components'] = kinds
  }
  for (const key of unused) if (key in rest && !refersTo(scan, key)) delete rest[key]
  return [{ at: '', value: rest }, ...pieces]
}

function take(map: Node, at: string, into: Fragment[]): Node {
  for (const key in map) if (Object.hasOwn(map, key)) into.push({ at: at + pointer(key), value: map[key] })
  return {}
}

function isMap(value: unknown): value is Node {
  return isNode(value) && typeof own(value, '$ref') !== 'string'
}

function refersTo(scan: Scan, key: string): boolean {
  for (const ref of scan.refs.keys()) if (ref.includes(`#/${key}/`)) return true
  return false
}

/** The pointer of the fragment that a pointer lies in, if its document was cut there. */
export function fragmentOf(at: string): string {
  const levels = at.startsWith('/components/') ? 3 : 2
  let end = 0
  for (let level = 0; level < levels; level++) {
    const next = at.indexOf('/', end + 1)
    if (next < 0) return level === levels - 1 ? at : ''
    end = next
  }
  return at.slice(0, end)
}
