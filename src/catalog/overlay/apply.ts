import type { Problem } from '../model.ts'
import { isNode, list, own, put, text } from '../node.ts'
import { locate, PathFault, type Location } from './path.ts'

type Holder = Record<string | number, unknown>

/**
 * A description with an overlay applied (OpenAPI Overlay 1.0 and 1.1), in place where it can be; what an action could not
 * do is a problem at the place of the action. Actions apply one after the other, each to what the last one left.
 */
export function applyOverlay(root: unknown, overlay: unknown, name: string): { value: unknown; problems: Problem[] } {
  const problems: Problem[] = []
  const report = (at: string, says: string, level: Problem['level'] = 'warning'): void =>
    void problems.push({ at: `${name}#${at}`, says, level })
  const version = text(own(overlay, 'overlay'))
  if (version === undefined) {
    report('', 'is no OpenAPI Overlay (there is no "overlay" with its version): nothing of it is applied', 'error')
    return { value: root, problems }
  }
  if (!/^1\.[01](?:\.|$)/.test(version)) report('/overlay', `says version "${version.slice(0, 20)}"; read as 1.1`)
  const actions = own(overlay, 'actions')
  if (!Array.isArray(actions)) report('/actions', 'is no list of actions: nothing is applied', 'error')
  const holder: Holder = { root }
  for (const [index, action] of list(actions).entries()) {
    const says = applyAction(holder, action)
    if (says !== undefined) report(`/actions/${index}`, says.text, says.level)
  }
  return { value: holder['root'], problems }
}

interface Says {
  readonly text: string
  readonly level: Problem['level']
}

const fault = (says: string): Says => ({ text: says, level: 'error' })

/** What is wrong with one action; `undefined` when it is done. */
function applyAction(holder: Holder, action: unknown): Says | undefined {
  const target = own(action, 'target')
  if (typeof target !== 'string') return fault('has no "target": it is left out')
  const shown = `the target "${target.slice(0, 200)}"`
  const removes = own(action, 'remove') === true
  const copied = own(action, 'copy')
  const hasUpdate = isNode(action) && Object.hasOwn(action, 'update')
  try {
    const places = locate(target, holder['root'])
    if (places.length === 0) return { text: `${shown} matches nothing`, level: 'warning' }
    if (removes) return remove(holder, places, shown)
    const source = hasUpdate ? own(action, 'update') : copied === undefined ? undefined : sourceOf(holder, copied)
    if (!hasUpdate && copied === undefined)
      return fault('says neither "update" nor "copy" nor "remove": it does nothing')
    const odd = places.filter((place) => !update(holder, place, source))
    return odd.length === 0
      ? undefined
      : fault(`${shown} is of another kind than what it is to become, ${odd.length} times: left as it is`)
  } catch (thrown) {
    if (!(thrown instanceof PathFault)) throw thrown
    return fault(`${shown} ${thrown.message}`)
  }
}

/** The one value that is copied. @throws PathFault */
function sourceOf(holder: Holder, path: unknown): unknown {
  if (typeof path !== 'string') throw new PathFault('cannot be reached: "copy" is no JSONPath')
  const places = locate(path, holder['root'])
  const [only] = places
  if (only === undefined || places.length !== 1)
    throw new PathFault(`stays as it is: "copy" selects ${places.length} places instead of one`)
  const { parent, key } = slotOf(holder, only)
  return parent[key]
}

/** Where a value hangs. */
function slotOf(holder: Holder, location: Location): { parent: Holder; key: string | number } {
  let parent = holder
  let key: string | number = 'root'
  for (const step of location) {
    parent = parent[key] as Holder // the path was found in this tree, so an object or list stands here
    key = step
  }
  return { parent, key }
}

/** From the end, so that the places of a list stay what they were. */
function remove(holder: Holder, places: readonly Location[], shown: string): Says | undefined {
  if (places.some((place) => place.length === 0)) return fault(`${shown} is the whole description: it is not removed`)
  for (const place of places.toReversed()) {
    const { parent, key } = slotOf(holder, place)
    if (Array.isArray(parent)) parent.splice(Number(key), 1)
    else delete parent[key]
  }
  return undefined
}

/** Whether a place could take the value: objects merge, lists grow, single values are replaced. */
function update(holder: Holder, place: Location, value: unknown): boolean {
  const { parent, key } = slotOf(holder, place)
  const before = parent[key]
  if (Array.isArray(before)) {
    before.push(...(Array.isArray(value) ? value : [value]).map(copyOf))
    return true
  }
  if (isNode(before)) return isNode(value) && mergeInto(before, value)
  if (typeof value === 'object' && value !== null) return false
  put(parent as Record<string, unknown>, String(key), value)
  return true
}

/** New names are added, objects merged, lists grown, anything else replaced. */
function mergeInto(target: Readonly<Record<string, unknown>>, value: Readonly<Record<string, unknown>>): true {
  const into = target as Record<string, unknown> // the description is ours to change: parsed for this
  for (const [name, inner] of Object.entries(value)) {
    const before = own(into, name)
    if (Array.isArray(before) && Array.isArray(inner)) before.push(...inner.map(copyOf))
    else if (isNode(before) && isNode(inner)) mergeInto(before, inner)
    else put(into, name, copyOf(inner))
  }
  return true
}

/** One value may go to many places, which later actions change one by one. */
const copyOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? structuredClone(value) : value
