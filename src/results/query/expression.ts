import {
  compile,
  register,
  TreeInterpreter,
  TYPE_ANY,
  TYPE_ARRAY,
  TYPE_EXPREF,
  TYPE_STRING,
} from '@jmespath-community/jmespath'
import type { JSONValue } from '@jmespath-community/jmespath'
import { CustomApiError } from '../../core/index.ts'

/** A compiled expression: what the library calls its syntax tree. */
export type Expression = ReturnType<typeof compile>
/** The same tree as plain data, to walk it. */
export type Node = Readonly<Record<string, unknown>> & { readonly type: string }

const longest = 4_000
const hint =
  "JMESPath: items[?status=='open'].{id: id, name: name}, length(items), sort_by(items, &date)[-5:]; numbers in backticks: [?size > `10`]"

/** Reads own members only: without it `constructor` of any object would be found. */
const ownField = 'own_field'
register(
  ownField,
  ([value, name]) =>
    isObject(value) && typeof name === 'string' && Object.hasOwn(value, name) ? (value[name] as JSONValue) : null, // members of JSON are JSON
  [{ types: [TYPE_ANY] }, { types: [TYPE_STRING] }],
)
// The library's own collects into an object that has a prototype: a group named `constructor` broke it.
register(
  'group_by' as string,
  ([items, by]) => {
    const keyOf = TreeInterpreter.runtime.createKeyFunction(by as Expression, [TYPE_STRING]) // an expression, by the signature
    const groups = new Map<string, JSONValue[]>()
    for (const item of items as JSONValue[]) {
      const key = keyOf(item) as string // the key function has checked it
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [item])
      else group.push(item)
    }
    return Object.fromEntries(groups)
  },
  [{ types: [TYPE_ARRAY] }, { types: [TYPE_EXPREF] }],
  { override: true },
)

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** @throws CustomApiError `arguments.invalid` with the place in the expression */
export function parseSelect(select: string): Expression {
  if (select.length > longest)
    throw new CustomApiError('arguments.invalid', `select: longer than ${longest} characters`, { hint })
  try {
    return guarded(compile(select) as unknown as Node) as unknown as Expression // a tree of the same kind
  } catch (thrown) {
    throw new CustomApiError('arguments.invalid', `select: ${syntaxFault(select, messageOf(thrown))}`, {
      hint,
      cause: thrown,
    })
  }
}

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))

/** The tree with every field that each object inherits read by a function that sees own members only. */
function guarded(node: Node): Node {
  if (node.type === 'Field' && typeof node['name'] === 'string' && node['name'] in Object.prototype) {
    const children = [{ type: 'Current' }, { type: 'Literal', value: node['name'] }]
    return { type: 'Function', name: ownField, children }
  }
  const copy: Record<string, unknown> = { ...node }
  for (const [key, value] of Object.entries(node)) {
    if (node.type === 'Literal') continue
    if (Array.isArray(value)) copy[key] = value.map((child: unknown) => (isNode(child) ? guarded(child) : child))
    else if (isNode(value)) copy[key] = guarded(value)
  }
  return copy as Node // only children were replaced
}

export const isNode = (value: unknown): value is Node => isObject(value) && typeof value['type'] === 'string'

/** The parser says what but not where: the shortest beginning that fails in the same words ends at the place. */
function syntaxFault(select: string, says: string): string {
  const what = says.replace(/^syntax error:?,?\s*/i, '').replace(/^syntax:\s*/, '')
  if (/EOF|unexpected end/.test(says)) return `it ends too early (at character ${select.length})`
  for (let end = 1; end < select.length; end++) {
    if (failsAs(select.slice(0, end), says)) return `${what} at character ${end}: ${near(select, end)}`
  }
  return `${what} at character ${select.length}`
}

function failsAs(part: string, says: string): boolean {
  try {
    compile(part)
    return false
  } catch (thrown) {
    return messageOf(thrown) === says
  }
}

const near = (select: string, at: number): string => `…${select.slice(Math.max(0, at - 16), at)}⟵ here`

/**
 * The value that an expression finds; `null` for nothing.
 *
 * @throws CustomApiError `arguments.invalid` when a function gets what it does not take
 */
export function evaluate(expression: Expression, value: unknown): unknown {
  try {
    return TreeInterpreter.search(expression, value as JSONValue) // parsed JSON
  } catch (thrown) {
    if (thrown instanceof RangeError)
      throw new CustomApiError('result.too_large', 'select: what it builds is too large', { hint, cause: thrown })
    const says = messageOf(thrown).replace(/^Invalid type: /, '')
    throw new CustomApiError('arguments.invalid', `select: ${says}`, { hint, cause: thrown })
  }
}

/** Whether evaluating takes time and memory in proportion to its input: then it may run where others wait. */
export function isCheap(expression: Expression): boolean {
  let copies = 0
  const walk = (node: Node): boolean => {
    if (costly.has(node.type)) return false
    if (node.type === 'Function' && !linear.has(String(node['name']))) return false
    if (node.type === 'MultiSelectHash' || node.type === 'MultiSelectList') copies++
    return Object.values(node).every((child) =>
      Array.isArray(child) ? child.every((one) => !isNode(one) || walk(one)) : !isNode(child) || walk(child),
    )
  }
  return walk(expression as unknown as Node) && copies <= 1
}

const costly = new Set(['Root', 'LetExpression', 'Variable', 'Binding'])
const linear = new Set(
  'length keys values sort sort_by max_by min_by max min sum avg contains starts_with ends_with to_number to_string type not_null reverse group_by own_field lower upper floor ceil abs'.split(
    ' ',
  ),
)
