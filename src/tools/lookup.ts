import type { OperationRow } from '../catalog/index.ts'
import { CustomApiError, nearest } from '../core/index.ts'
import type { Offered } from './offered.ts'
import { matchingTemplates, pathTemplate } from './templates.ts'

/** An operation that a reference names, and what a concrete path in it says about the path arguments. */
export interface Found {
  readonly row: OperationRow
  /** Decoded values by parameter name. */
  readonly pathValues: Readonly<Record<string, string>>
}

const route = /^\s*(?:[a-z0-9_]+\s+)?([A-Za-z]+)\s+(\/\S*)\s*$/

/**
 * The operation that a reference names: an operationId, a tool name, its part after the slug, `METHOD /template`, or a
 * concrete path that is one template's.
 *
 * @throws CustomApiError `operation.unknown` with the nearest name, or the candidates when several are meant
 */
export function findOperation(offered: Offered, reference: string): Found {
  const wanted = reference.trim()
  const named = byName(offered, wanted)
  if (named.length > 1) throw ambiguous(offered, wanted, named)
  const [only] = named
  if (only !== undefined) return { row: only, pathValues: {} }
  const [, method = '', path = ''] = route.exec(wanted) ?? []
  const found = path === '' ? undefined : byRoute(offered, method.toUpperCase(), path)
  if (found !== undefined) return found
  throw unknown(offered, wanted)
}

type Index = ReadonlyMap<string, readonly OperationRow[]>

/** What names the rows of one API: identifiers and keys, and the names of tools. Made when first asked for. */
const indexes = new WeakMap<Offered, { readonly exact: Index; readonly tools: Index }>()

function indexOf(offered: Offered): { readonly exact: Index; readonly tools: Index } {
  const known = indexes.get(offered)
  if (known !== undefined) return known
  const { rows, nameOf } = offered
  const index = {
    exact: group(rows, (row) => (row.operationId ? [row.operationId, row.key] : [row.key])),
    tools: group(rows, (row) => [nameOf(row).tool, nameOf(row).part]),
  }
  indexes.set(offered, index)
  return index
}

function group(rows: readonly OperationRow[], namesOf: (row: OperationRow) => readonly string[]): Index {
  const found = new Map<string, OperationRow[]>()
  for (const row of rows) {
    for (const name of new Set(namesOf(row))) {
      const list = found.get(name)
      if (list === undefined) found.set(name, [row])
      else list.push(row)
    }
  }
  return found
}

function byName(offered: Offered, wanted: string): readonly OperationRow[] {
  const { exact, tools } = indexOf(offered)
  return exact.get(wanted) ?? tools.get(wanted) ?? []
}

function byRoute(offered: Offered, method: string, path: string): Found | undefined {
  const rows = offered.rows.filter((row) => row.method === method)
  const exact = rows.find((row) => row.path + (row.suffix ?? '') === path) ?? rows.find((row) => row.path === path)
  if (exact !== undefined) return { row: exact, pathValues: {} }
  const [concrete = ''] = path.split(/[?#]/, 1)
  const unnamed = rows.filter((row) => shape(row.path) === shape(concrete))
  if (unnamed.length === 1 && unnamed[0] !== undefined && concrete.includes('{'))
    return { row: unnamed[0], pathValues: {} }
  const matches = matchingTemplates(
    rows.map((row) => pathTemplate(row.path, row, row.names)),
    concrete,
  )
  const [first, second] = matches
  if (first === undefined) return undefined
  if (second !== undefined && shape(second.template.value.path) === shape(first.template.value.path))
    throw ambiguous(
      offered,
      `${method} ${path}`,
      matches.map(({ template }) => template.value),
    )
  const values = Object.entries(first.values).map(([name, value]) => [name, decoded(value)] as const)
  return { row: first.template.value, pathValues: Object.fromEntries(values) }
}

/** A template without the names of its slots. */
const shape = (path: string): string => path.replace(/\{[^{}]*\}/g, '{}')

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value // not an encoding: the value as it was written
  }
}

function ambiguous({ api }: Offered, wanted: string, rows: readonly OperationRow[]): CustomApiError {
  const keys = rows.slice(0, 10).map((row) => row.key)
  return new CustomApiError(
    'operation.unknown',
    `"${wanted.slice(0, 120)}" names ${rows.length} operations of "${api.slug}"`,
    {
      hint: `use one of: ${keys.join(', ')}`,
    },
  )
}

function unknown({ api, offeredRows, names }: Offered, wanted: string): CustomApiError {
  const shown = wanted.slice(0, 120)
  if (api.description === undefined) {
    const why =
      api.loadProblem === undefined ? 'has no description' : `could not load its description: ${api.loadProblem}`
    return new CustomApiError('operation.unknown', `"${api.slug}" ${why}`, {
      hint: 'call it by path with http_get and http_send',
    })
  }
  const search = `search_operations {"query":"…","api":"${api.slug}"} finds operations`
  const [bare = ''] = wanted.split(/[?#]/, 1)
  const here = offeredRows.filter((row) => row.path === bare || shape(row.path) === shape(bare))
  if (bare.startsWith('/') && here.length > 0)
    return new CustomApiError(
      'operation.unknown',
      `"${shown}" is a path of "${api.slug}", and no operation without its method`,
      {
        hint: `use ${here
          .slice(0, 8)
          .map((row) => JSON.stringify(row.key))
          .join(' or ')}`,
      },
    )
  const known = offeredRows.flatMap((row) => [row.operationId ?? row.key, names.get(row.key)?.part ?? row.key])
  const near = nearest(wanted, known)
  return new CustomApiError('operation.unknown', `"${api.slug}" has no operation "${shown}"`, {
    hint: near === undefined ? search : `did you mean "${near}"? ${search}`,
  })
}

/** What `call_operation` takes for a row: the operationId when it is the only one, else `METHOD /path`. */
export function referenceOf(offered: Offered, { operationId, key }: OperationRow): string {
  if (operationId === undefined || operationId === '') return key
  return indexOf(offered).exact.get(operationId)?.length === 1 ? operationId : key
}
