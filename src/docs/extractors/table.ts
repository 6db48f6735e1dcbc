import { toMarked } from '../infer/inline.ts'
import { toMethod, toMethods, toTranslatedMethod, type Method } from '../infer/methods.ts'
import type { Target } from '../infer/target.ts'
import { readTarget, targetEnd, variablesOf } from '../infer/target.ts'
import { wrongColumns } from '../infer/page-purpose.ts'
import { toColumn } from '../infer/words.ts'
import type { Extractor, Finding } from './extractor.ts'
import { findCalls, findPaths, isApiPath, isLikelyPath, readLoneMethod, readLonePath, toSummary } from './scan.ts'

/** Tables of endpoints: columns Method and Path, a cell `GET /items`, or a column a method with marks (RabbitMQ's). */
export const table: Extractor = {
  id: 'table',
  read(item) {
    if (item.block?.kind !== 'table') return []
    const wrong = wrongColumns(item.block.header)
    const { header, rows } = wrong.size === 0 ? item.block : withoutColumns(item.block, wrong)
    const all = header.every((cell) => cell === '') ? rows : [header, ...rows]
    if (areAddresses(item.node.section.title, rows)) return []
    const columns = asHeld(
      header.map((cell) => toColumn(cell, ['method', 'path', 'description'])),
      rows,
    )
    // a column "Request" may hold the method as well as the path
    const named = columns.indexOf('method')
    const methodAt =
      named >= 0 ? named : columns.findIndex((word, index) => word === 'path' && holdsMethods(rows, index))
    const pathAt = header.findIndex((cell, index) => columns[index] === 'path' && index !== methodAt)
    const says = header.findIndex((_, index) => columns[index] === 'description')
    const marks = header.map((cell) => toMethod(cell.replace(/[`*]/g, '')))
    const matrix = marks.filter((method) => method !== undefined).length >= 2
    // routes of a framework: what serves them stands beside them
    const served =
      header.some(
        (cell, index) =>
          /\b(?:controller|handler|view function|named? (?:route|helper)|helper)\b/i.test(cell) &&
          !rows.every((row) => readLonePath(toMarked(row[index] ?? '')) !== undefined),
      ) || actionsOf(header, rows)
    // Spring REST Docs: the path of the calls that the parameters below are in
    const found = findPaths(item.block.caption ?? '')
      .filter(({ target }) => variablesOf(target.path).length > 0)
      .map(({ target }): Finding => ({ at: item.at, row: 0, target, form: 'mention', weight: 0.6, by: 'table' }))
    // an address among examples of what a parameter may be
    const ofParameters = pathAt < 0 && methodAt < 0 && toColumn(header[0] ?? '', ['path', 'name']) === 'name'
    let above: Method | undefined
    let called: Target | undefined
    const verbsAt = header.findIndex(
      (_, index) => index !== pathAt && rows.filter((cells) => readLoneMethod(toMarked(cells[index] ?? ''))).length > 1,
    )
    const bare = pathAt >= 0 && rows.some((cells) => bareBeside.test(toMarked(cells[pathAt] ?? '')))
    for (const { row, cells } of (matrix ? rows : all).flatMap((row, at) => entriesOf(row, at, pathAt, methodAt))) {
      const marked = cells.map(toMarked)
      const base = { at: item.at, row, form: 'listed' as const, by: 'table' }
      const last = marked.at(-1) ?? ''
      const summary = toSummary((says >= 0 ? marked[says] : marked.length > 1 ? last : '') ?? '')
      const calls = marked.flatMap((cell) => (cell.length < 400 ? findCalls(cell) : []))
      if (calls.length > 0) {
        for (const call of calls)
          for (const method of call.methods)
            found.push({ ...base, method, target: call.target, weight: 0.85, ...notTheCall(summary, call.target) })
        continue
      }
      const verbs = toMethods(marked[methodAt >= 0 ? methodAt : verbsAt] ?? '')
      const empty = pathAt >= 0 && (marked[pathAt] ?? '').trim() === ''
      // a further method of the row above, whose path is not written again
      const own = targetIn(marked, pathAt, bare && verbs.length > 0)
      const target = own ?? (empty && verbs.length > 0 ? called : undefined)
      called = own ?? called
      // a row of the method alone heads those below it, which leave its cell empty
      if (target === undefined && methodAt >= 0) above = single(toMethods(marked[methodAt] ?? '')) ?? above
      if (target === undefined || (methodAt < 0 && target.query.length > 0 && methodsIn(marked, -1).length === 0)) {
        for (const path of marked.flatMap((cell) => (cell.length < 400 ? cell.split('\n').flatMap(findPaths) : [])))
          if (path.target.query.length > 0) found.push({ ...base, form: 'mention', target: path.target, weight: 0.4 })
        if (target === undefined) continue
      }
      const methods = matrix ? ticked(marked, marks, pathAt >= 0) : methodsIn(marked, methodAt)
      if (methods.length === 0 && above !== undefined && emptyFrom(marked, methodAt, target)) methods.push(above)
      for (const method of methods) {
        const deed = matrix ? (marked[marks.indexOf(method)] ?? '') : ''
        const said = isDeed(deed) ? toSummary(deed) : matrix && says < 0 ? {} : summary
        found.push({ ...base, method, target, weight: 0.9, ...notTheCall(said, target) })
      }
      const lone = !ofParameters && marked.some((cell) => readLonePath(cell)?.origin !== undefined)
      if (methods.length === 0 && /\/\*[`\s]*$/.test(cells[pathAt] ?? '')) continue // all that is below it
      if (methods.length === 0 && !matrix && isLikelyPath(target) && (pathAt >= 0 || isPathFirst(marked) || lone))
        found.push({
          ...base,
          target,
          weight: pathAt >= 0 ? 0.6 : /^\/(?:api|rest|v\d+)\/\w/.test(target.path) ? 0.55 : 0.45,
          ...notTheCall(summary, target),
        })
    }
    return served ? found.map((it) => ({ ...it, weight: it.weight * 0.45 })) : found
  },
}

/** Addresses of servers, or of services of others: as many hosts as there are rows, and no methods. */
function areAddresses(title: string, rows: readonly (readonly string[])[]): boolean {
  if (rows.some((cells) => cells.some((cell) => /\b(?:GET|POST|PUT|PATCH|DELETE)\b/.test(cell)))) return false
  const hosts = rows.flatMap((cells) => {
    const lone = cells.find((cell) => /^[`\s*<]*https?:\/\/[^\s/`|]\S*(?:\s[`\s*>]*)?$/.test(cell)) ?? ''
    return /^\W*https?:\/\/([^\s/`|>*]+)/.exec(lone)?.[1] ?? []
  })
  if (hosts.length === 0) return false
  return /^servers?$/i.test(title.trim()) || (hosts.length >= 4 && new Set(hosts).size * 10 >= hosts.length * 9)
}

type Column = 'method' | 'path' | 'description' | undefined

/** Columns by their titles, or by what their cells hold where a title says otherwise: paths below "Request method". */
function asHeld(columns: readonly Column[], rows: readonly (readonly string[])[]): readonly Column[] {
  if (rows.length < 3) return columns
  const share = (at: number, is: (cell: string) => boolean): number =>
    rows.filter((cells) =>
      is(
        toMarked(cells[at] ?? '')
          .replaceAll('`', '')
          .trim(),
      ),
    ).length / rows.length
  const methods = columns.findIndex((_, at) => share(at, (cell) => readLoneMethod(cell) !== undefined) > 0.9)
  if (methods < 0) return columns
  const isPath = (cell: string): boolean => /^(?:https?:\/\/\S+|\/?[\w{:<-]+(?:\/[\w{}:<>.-]+)+\/?)$/.test(cell)
  const paths = columns.findIndex((_, at) => at !== methods && share(at, isPath) > 0.9)
  if (paths < 0 || (columns[methods] === 'method' && columns[paths] === 'path')) return columns
  return columns.map((word, at) =>
    at === methods ? 'method' : at === paths ? 'path' : word === 'method' || word === 'path' ? undefined : word,
  )
}

/** A row, or what it lists: as many lines of paths as of methods beside them are a call each. */
function entriesOf(
  cells: readonly string[],
  row: number,
  pathAt: number,
  methodAt: number,
): { readonly row: number; readonly cells: readonly string[] }[] {
  const [paths, methods] = [linesOf(cells[pathAt]), linesOf(cells[methodAt])]
  if (paths.length < 2 || paths.length !== methods.length || methods.some((it) => toMethods(toMarked(it)).length === 0))
    return [{ row, cells }]
  return paths.map((path, line) => ({
    row,
    cells: cells.map((cell, at) => (at === pathAt ? path : at === methodAt ? (methods[line] ?? '') : cell)),
  }))
}

const linesOf = (cell = ''): string[] =>
  cell
    .split('\n')
    .map((line) => line.replace(/^\s*[•*-]\s+/, '').trim())
    .filter((line) => line !== '')

/** What a table calls wrong is none of its operations. */
const withoutColumns = (
  { header, rows }: { readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] },
  columns: ReadonlySet<number>,
): { header: readonly string[]; rows: readonly (readonly string[])[] } => {
  const kept = (cells: readonly string[]): string[] => cells.map((cell, index) => (columns.has(index) ? '' : cell))
  return { header: kept(header), rows: rows.map(kept) }
}

/** A column "Action" with a name of code in each cell, not with words for what a call does. */
function actionsOf(header: readonly string[], rows: readonly (readonly string[])[]): boolean {
  const at = header.findIndex((cell) => /^[\s*`]*actions?[\s*`]*$/i.test(cell))
  return at >= 0 && rows.every((cells) => !/\S\s+\S/.test((cells[at] ?? '').trim()))
}

/** `boats/{no}`: paths without their slash, beside which `boats` is one as well. */
const bareBeside = /^`?[a-z][\w-]*\/[\w{}<>:/-]+`?$/i

function targetIn(cells: readonly string[], pathAt: number, bare = false): Target | undefined {
  const order = pathAt >= 0 ? [cells[pathAt] ?? ''] : cells
  for (const cell of order) {
    const text = cell.replaceAll('`', '').trim()
    if (pathAt >= 0) {
      const target = readTarget(text.slice(0, targetEnd(text, 0)), {
        relative: /^[\w{:<-]+(?:\/[\w{}:<>.-]+)+\/?$/.test(text) || (bare && /^[a-z][\w-]*$/i.test(text)),
      })
      if (target !== undefined && isApiPath(target)) return target
    }
    const [path] = findPaths(cell)
    if (path !== undefined && /^[`\s]*$/.test(cell.slice(0, path.from))) return path.target
  }
  return undefined
}

function methodsIn(cells: readonly string[], methodAt: number): Method[] {
  if (methodAt >= 0) return toMethods(cells[methodAt] ?? '')
  for (const cell of cells) {
    const methods = toMethods(cell)
    if (methods.length > 0) return methods
  }
  return cells.flatMap((cell) => toTranslatedMethod(cell) ?? []).slice(0, 1)
}

const single = (methods: readonly Method[]): Method | undefined => (methods.length === 1 ? methods[0] : undefined)

/** Whether the method's cell is left empty beside a path. */
const emptyFrom = (cells: readonly string[], methodAt: number, target: Target): boolean =>
  methodAt >= 0 && (cells[methodAt] ?? '').trim() === '' && target.query.length === 0

const ticked = (cells: readonly string[], marks: readonly (Method | undefined)[], byPath: boolean): Method[] =>
  marks.flatMap((method, index) => {
    const cell = cells[index] ?? ''
    const does = /[xX✓✔✅☑√●○◯]|^\s*(?:yes|y|true)\s*$/iu.test(cell) || (byPath && isDeed(cell))
    return method !== undefined && does ? [method] : []
  })

/** What a call does, said in the column of its method; not that there is none. */
const isDeed = (cell: string): boolean =>
  /\p{L}{3}.*\s\p{L}/u.test(cell) &&
  !/^\W*(?:no|not|none|n\/?a|error|method)\b|\b(?:not (?:allowed|supported|available|implemented|applicable)|unsupported|40[45])\b/i.test(
    cell,
  )

const isPathFirst = ([first = '']: readonly string[]): boolean => /^`?\/[\p{L}{]/u.test(first.trim())

const notTheCall = (said: { summary?: string }, target: Target): { summary?: string } =>
  said.summary === undefined || said.summary.includes(target.raw) ? {} : said

function holdsMethods(rows: readonly (readonly string[])[], column: number): boolean {
  const cells = rows.map((cells) => cells[column] ?? '').filter((cell) => cell.trim() !== '')
  return cells.length > 0 && cells.every((cell) => toMethods(toMarked(cell)).length > 0)
}
