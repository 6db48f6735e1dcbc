import { evaluate, isNode, type Expression, type Node } from './expression.ts'
import { nearest } from '../../core/index.ts'

const mostKeys = 30

/**
 * Why an expression finds nothing: the first step that does, and which keys exist there. `undefined` when every step finds
 * something, so that an empty answer is the answer.
 */
export function explainEmpty(node: Node, value: unknown): string | undefined {
  switch (node.type) {
    case 'Field':
      return missingKey(String(node['name']), value)
    case 'Subexpression':
    case 'IndexExpression':
    case 'Pipe':
      return throughLeft(node, value)
    case 'Projection':
    case 'FilterProjection':
    case 'ValueProjection':
      return throughProjection(node, value)
    case 'Flatten':
      return isNode(node['child']) ? explainEmpty(node['child'], value) : undefined
    case 'Function':
      if (node['name'] === 'own_field') return missingKey(literalOf(node), value)
      return first(childrenOf(node), (child) => explainEmpty(child, value))
    case 'Index':
      if (!Array.isArray(value)) return `an index needs a list, here is ${kindOf(value)}`
      return undefined
    default:
      return undefined
  }
}

const childrenOf = (node: Node): Node[] => (Array.isArray(node['children']) ? node['children'].filter(isNode) : [])
const literalOf = (node: Node): string =>
  childrenOf(node)
    .flatMap(({ type, value }) => (type === 'Literal' && typeof value === 'string' ? [value] : []))
    .join('')

function first<T>(all: readonly T[], say: (one: T) => string | undefined): string | undefined {
  for (const one of all) {
    const says = say(one)
    if (says !== undefined) return says
  }
  return undefined
}

function throughLeft(node: Node, value: unknown): string | undefined {
  const { left, right } = node
  if (!isNode(left) || !isNode(right)) return undefined
  const before = explainEmpty(left, value)
  return before ?? explainEmpty(right, found(left, value))
}

function throughProjection(node: Node, value: unknown): string | undefined {
  const { left, right, condition } = node
  if (!isNode(left) || !isNode(right)) return undefined
  const before = explainEmpty(left, value)
  if (before !== undefined) return before
  const base = found(left, value)
  if (node.type === 'ValueProjection') {
    return base !== null && typeof base === 'object' && !Array.isArray(base)
      ? explainEmpty(right, Object.values(base)[0])
      : `.* needs an object, here is ${kindOf(base)}`
  }
  if (!Array.isArray(base)) return `[] needs a list, here is ${kindOf(base)}`
  const sample: unknown = base.find((item) => item !== null)
  if (sample === undefined) return undefined
  if (isNode(condition)) {
    const fields = fieldsOf(condition)
    const unknown = first(fields, (field) =>
      base.slice(0, 1_000).some((item) => has(item, field)) ? undefined : missingKey(field, sample),
    )
    if (unknown !== undefined) return unknown
    return base.some((item) => matches(condition, item)) ? explainEmpty(right, sample) : undefined
  }
  return explainEmpty(right, sample)
}

const has = (item: unknown, field: string): boolean =>
  item !== null && typeof item === 'object' && Object.hasOwn(item, field)

function matches(condition: Node, item: unknown): boolean {
  const value = found(condition, item)
  return value !== null && value !== false && value !== undefined
}

/** The fields that a condition reads of each item itself. */
function fieldsOf(node: Node): string[] {
  if (node.type === 'Field') return [String(node['name'])]
  if (node.type === 'Subexpression' || node.type === 'Pipe' || node.type === 'IndexExpression')
    return isNode(node['left']) ? fieldsOf(node['left']) : []
  if (!['Comparator', 'AndExpression', 'OrExpression', 'NotExpression', 'Function'].includes(node.type)) return []
  return Object.values(node).flatMap((child) =>
    Array.isArray(child) ? child.filter(isNode).flatMap(fieldsOf) : isNode(child) ? fieldsOf(child) : [],
  )
}

function found(node: Node, value: unknown): unknown {
  try {
    return evaluate(node as unknown as Expression, value) // a part of a compiled tree is one
  } catch {
    return null // what it says is said by whoever evaluates the whole
  }
}

function missingKey(name: string, value: unknown): string | undefined {
  if (Array.isArray(value)) return `"${name}": here is a list of ${value.length}, write [].${name} for each item`
  if (value === null || typeof value !== 'object') return `"${name}": here is ${kindOf(value)}, without keys`
  if (Object.hasOwn(value, name)) return undefined
  const keys = Object.keys(value).map(shownKey)
  const near = nearest(name, keys.slice(0, 1_000))
  const listed = `${keys.slice(0, mostKeys).join(', ')}${keys.length > mostKeys ? `, … (${keys.length})` : ''}`
  return `no key "${name}"${near === undefined ? '' : `, did you mean "${near}"?`} here: ${listed || 'the object is empty'}`
}

/** Names are an API's words: short, and quoted where they are more than a word. */
function shownKey(key: string): string {
  const short = key.length > 60 ? `${key.slice(0, 60)}…` : key
  return /^[\w-]+$/.test(short) ? short : JSON.stringify(short)
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return `a list of ${value.length}`
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
