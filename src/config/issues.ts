import type * as z from 'zod'
import { nearest } from '../core/index.ts'
import { valueAt, type Fault } from './fault.ts'
import { knownKeys } from './known-keys.ts'
import type { Path } from './text.ts'
import { isUnbuilt, notBuilt } from './unbuilt.ts'

type Issue = z.core.$ZodIssue

const pathOf = (issue: Issue): Path =>
  issue.path.map((segment) => (typeof segment === 'symbol' ? String(segment) : segment))

const kindOf = (value: unknown): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'a list'
      : typeof value === 'object'
        ? 'an object'
        : `a ${typeof value}`

const article = (type: string): string =>
  ({ object: 'an object', record: 'an object', array: 'a list', int: 'a whole number', null: 'null' })[type] ??
  `a ${type}`

function unknownKey(parent: Path, key: string): Fault {
  const path = [...parent, key]
  if (isUnbuilt(path)) return { path, says: notBuilt(key) }
  const known = knownKeys(parent)
  const meant = nearest(key, known)
  if (meant !== undefined) return { path, says: `unknown key; did you mean "${meant}"?` }
  return { path, says: known.length === 0 ? 'unknown key' : `unknown key; known here: ${known.join(', ')}` }
}

/** The alternative that the value was most likely meant for: the first that it does not miss as a whole. */
function likeliest(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  return branches.find((branch) => !branch.some((issue) => issue.path.length === 0 && issue.code === 'invalid_type'))
}

/** What a value may be beside the words that it is none of: an object with these keys, a list. */
function otherShapes(branches: readonly (readonly Issue[])[], path: Path): string[] {
  const types = branches.flatMap(([first]) => (first?.code === 'invalid_type' ? [first.expected] : []))
  return [...new Set(types)].map((type) => {
    const keys = type === 'object' ? knownKeys(path) : []
    return keys.length === 0 ? article(type) : `an object with ${keys.map((key) => `"${key}"`).join(', ')}`
  })
}

function enumSays(values: readonly unknown[], found: unknown): string {
  const expected = `expected ${values.length === 1 ? '' : 'one of '}${values.map((it) => JSON.stringify(it)).join(', ')}`
  const meant =
    typeof found === 'string'
      ? nearest(
          found,
          values.filter((it) => typeof it === 'string'),
        )
      : undefined
  return meant === undefined ? expected : `${expected}; did you mean "${meant}"?`
}

function* faultsOf(issue: Issue, parent: Path, value: unknown): Generator<Fault> {
  const path = [...parent, ...pathOf(issue)]
  const found = valueAt(value, path)
  switch (issue.code) {
    case 'unrecognized_keys':
      for (const key of issue.keys) yield unknownKey(path, key)
      return
    case 'invalid_type':
      yield found === undefined
        ? { path, says: `missing: expected ${article(issue.expected)}` }
        : { path, says: `expected ${article(issue.expected)}, found ${kindOf(found)}` }
      return
    case 'invalid_value':
      yield found === undefined
        ? { path, says: `missing: ${enumSays(issue.values, found)}` }
        : { path, says: enumSays(issue.values, found) }
      return
    case 'invalid_union': {
      if (issue.errors.length === 0) {
        yield { path, says: issue.message }
        return
      }
      const branch = likeliest(issue.errors)
      const [first] = branch ?? []
      if (branch?.length === 1 && first?.code === 'invalid_value' && first.path.length === 0)
        yield { path, says: [enumSays(first.values, found), ...otherShapes(issue.errors, path)].join(' or ') }
      else if (branch !== undefined) for (const inner of branch) yield* faultsOf(inner, path, value)
      else {
        const types = issue.errors.flatMap((errors) =>
          errors.flatMap((it) => (it.code === 'invalid_type' ? [article(it.expected)] : [])),
        )
        yield { path, says: `expected ${[...new Set(types)].join(' or ')}, found ${kindOf(found)}` }
      }
      return
    }
    case 'invalid_key':
      for (const inner of issue.issues) yield { path, says: `the name does not fit: ${inner.message}` }
      return
    default:
      yield { path, says: issue.message.charAt(0).toLowerCase() + issue.message.slice(1) }
  }
}

/** What a schema found wrong, in our words: every fault with its full path; unknown keys name the nearest known one. */
export function toFaults(error: z.ZodError, value: unknown): Fault[] {
  return error.issues.flatMap((issue) => [...faultsOf(issue, [], value)])
}
