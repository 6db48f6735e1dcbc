import { ExactNumber, parseJson } from '../../core/index.ts'
import { isObject } from './script/is-object.ts'
import { readLiteral } from './script/literal.ts'

export { isObject } from './script/is-object.ts'

const mostNodes = 1_000_000

/** JSON, also as people write it in scripts; `undefined` for anything else. */
export function parsed(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return undefined
  try {
    return parseJson(text)
  } catch {
    return readLiteral(text.trimStart(), 0)?.value // JSON as people write it
  }
}

/** The first description within a parsed value, breadth first; strings that are JSON of one count. */
export function holds(root: unknown): unknown {
  const queue: unknown[] = [root]
  for (let at = 0; at < queue.length && at < mostNodes; at++) {
    const node = queue[at]
    if (isObject(node) && isDescription(node)) return node
    if (typeof node === 'string' && /^\s*\{[^]{0,300}"(?:openapi|swagger)"\s*:/.test(node.slice(0, 400))) {
      const inner = parsed(node)
      if (inner !== undefined) queue.push(inner)
    }
    if (queue.length < mostNodes && typeof node === 'object' && node !== null)
      queue.push(...Object.values(node).slice(0, 100_000))
  }
  return undefined
}

/** A version, and something that it is the version of. `3.0` without quotes is a number in YAML and lenient JSON. */
export function isDescription(value: unknown): boolean {
  if (!isObject(value)) return false
  const version = value['openapi'] ?? value['swagger']
  const text =
    typeof version === 'string' ? version : version instanceof ExactNumber ? version.text : `${Number(version)}`
  return /^[23]/.test(text) && (isObject(value['paths']) || isObject(value['webhooks']))
}

const settings = /^(?:open-?api|swagger)(?:-?(?:ur[li]|file|path|spec))?$/i
const mostAddresses = 20

/** Files that settings of a site name as descriptions: `"openapi": "api/shop.json"`, also in lists. */
export function addressesIn(root: unknown): readonly string[] {
  const found: string[] = []
  const queue: unknown[] = [root]
  for (let at = 0; at < queue.length && at < 100_000 && found.length < mostAddresses; at++) {
    const node = queue[at]
    if (!isObject(node) && !Array.isArray(node)) continue
    for (const [key, value] of Object.entries(node).slice(0, 10_000)) {
      if (typeof value === 'object') queue.push(value)
      if (!settings.test(key)) continue
      const values = Array.isArray(value) ? value : [isObject(value) ? value['source'] : value]
      for (const it of values)
        if (typeof it === 'string' && /^[^\s{}<>]{1,500}\.(?:json|ya?ml)(?:\s|$)/i.test(it))
          found.push(it.split(/\s/)[0] ?? '')
    }
  }
  return found
}
