import type { OperationRow } from '../catalog/index.ts'
import { CustomApiError } from '../core/index.ts'
import { isReading } from './definition.ts'
import { glob } from './glob.ts'
import type { PolicyRow, ToolPolicy } from './model.ts'
import { matchingTemplates, pathTemplate, type PathTemplate } from './templates.ts'

/** The config key that forbids something; `undefined` elsewhere means allowed. */
export interface Denial {
  readonly key: string
  readonly why: string
}

type Subject = Pick<OperationRow, 'method' | 'path' | 'tags' | 'operationId'>

/** What an API offers, ready to be asked. */
export interface CompiledPolicy {
  /** Whether an operation is offered at all (environments apart). */
  operation(row: Subject): Denial | undefined
  /**
   * Whether a request may go to a path below the base path, by the template that it is; `undefined` is a path on
   * another origin, and `beside` what it would be there: a listed host may be the same server under another name. With any `include`, what is no included template is denied; `exclude` also sees through encodings.
   */
  request(method: string, path: string | undefined, beside?: string): Denial | undefined
  /** The operation that a request to a path below the base path is, if one is. */
  rowAt(method: string, path: string): OperationRow | undefined
  /** Whether a concrete path can be anything else than what its operation says. */
  readonly looksAtPaths: boolean
}

const readOnly: Denial = { key: 'tools.readOnly', why: 'this API is read only' }

export function compilePolicy(policy: ToolPolicy, rows: readonly OperationRow[]): CompiledPolicy {
  const include = policy.include.map(matcherOf)
  const exclude = policy.exclude.map(matcherOf)
  const denied = (row: Subject): Denial | undefined => {
    if (policy.readOnly && !isReading(row.method)) return readOnly
    const index = exclude.findIndex((matches) => matches(row))
    if (index >= 0) return { key: `tools.exclude[${index}]`, why: 'it is excluded' }
    if (include.length === 0 || include.some((matches) => matches(row))) return undefined
    return { key: 'tools.include', why: 'it is not among what is included' }
  }
  const index = lazily(() => templatesByMethod(rows, (path) => path))
  const folded = lazily(() => templatesByMethod(rows, fold))
  const loosely = lazily(() =>
    policy.exclude.map((row) => matcherOf(row.path === undefined ? row : { ...row, path: fold(row.path) })),
  )

  const request = (method: string, path: string | undefined, beside?: string): Denial | undefined => {
    const asked: Subject = { method, path: path ?? beside ?? '', tags: [] }
    if (policy.readOnly && !isReading(method)) return readOnly
    const found = path === undefined ? [] : rowsAt(index(), method, path)
    if (found.length > 0) {
      const denials = found.map(denied)
      if (denials.every((denial) => denial !== undefined)) return denials[0]
    } else if (include.length > 0) {
      return { key: 'tools.include', why: 'it is no path that is included' }
    }
    if (exclude.length === 0) return undefined
    return excludedLoosely(asked, found)
  }

  /** The same question for what a lenient server may make of the path. */
  const excludedLoosely = (asked: Subject, found: readonly OperationRow[]): Denial | undefined => {
    const loose = fold(asked.path)
    const rowsThere = rowsAt(folded(), asked.method, loose)
    const same = found.length > 0 && rowsThere.every((row) => found.includes(row))
    const subjects: Subject[] = same ? [] : [...rowsThere]
    if (found.length === 0) subjects.push({ ...asked, path: decoded(asked.path) }, { ...asked, path: loose }, asked)
    const strictly = exclude.findIndex((matches) => subjects.some(matches))
    const at =
      strictly >= 0 || found.length > 0
        ? strictly
        : loosely().findIndex((matches) => matches({ ...asked, path: loose }))
    return at < 0 ? undefined : { key: `tools.exclude[${at}]`, why: 'it is excluded' }
  }

  const rowAt = (method: string, path: string): OperationRow | undefined => rowsAt(index(), method, path)[0]
  return { operation: denied, request, rowAt, looksAtPaths: include.length + exclude.length > 0 }
}

/** @throws CustomApiError `policy.denied` naming the key */
export function refuse(denial: Denial | undefined, api: string, what: string): void {
  if (denial === undefined) return
  throw new CustomApiError('policy.denied', `${what} of "${api}" is not offered: ${denial.why} (${denial.key})`, {
    hint: `the operator decides this by "${denial.key}"${denial.key.startsWith('apps.') ? '' : ` of "${api}"`} in the config`,
  })
}

function matcherOf(row: PolicyRow): (subject: Subject) => boolean {
  const method = row.method?.toUpperCase()
  const path = row.path === undefined ? undefined : glob(row.path)
  const id = row.operationId === undefined ? undefined : glob(row.operationId)
  return (subject) =>
    (method === undefined || subject.method === method || (subject.method === 'HEAD' && method === 'GET')) &&
    (path === undefined || path(subject.path)) &&
    (row.tag === undefined || subject.tags.includes(row.tag)) &&
    (id === undefined || (subject.operationId !== undefined && id(subject.operationId)))
}

type Templates = ReadonlyMap<string, readonly PathTemplate<OperationRow>[]>

function templatesByMethod(rows: readonly OperationRow[], spelt: (path: string) => string): Templates {
  const found = new Map<string, PathTemplate<OperationRow>[]>()
  for (const row of rows) {
    const template = pathTemplate(spelt(row.path), row, row.names.map(spelt))
    const list = found.get(row.method)
    if (list === undefined) found.set(row.method, [template])
    else list.push(template)
  }
  return found
}

/** The rows of the most literal template that a path matches; a HEAD request is a GET row where no HEAD row is. */
function rowsAt(templates: Templates, method: string, path: string): readonly OperationRow[] {
  const of = templates.get(method) ?? (method === 'HEAD' ? templates.get('GET') : undefined) ?? []
  const matches = matchingTemplates(of, path)
  const best = matches[0]?.template.value.path
  return matches.filter(({ template }) => template.value.path === best).map(({ template }) => template.value)
}

/** Percent-encodings undone, as often as they were nested; bytes that are no UTF-8 do not shield the others. */
function decoded(path: string): string {
  let text = path
  for (let round = 0; round < 5 && text.includes('%'); round++)
    text = text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'))
  return text
}

/**
 * A path as lenient servers read it: decoded, letter case, `\` for `/`, doubled and trailing slashes, `;parameters`, and
 * dots and blanks at the end of a segment gone.
 */
function fold(path: string): string {
  const plain = decoded(path)
    .toLowerCase()
    .replaceAll('\\', '/')
    .replace(/;[^/]*/g, '')
    .replace(/[. ]+(?=\/|$)/g, '')
    .replace(/\/{2,}/g, '/')
  return plain.length > 1 ? plain.replace(/\/$/, '') : plain
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}
