import { pointer } from '../../core/index.ts'
import type { Documents, Located } from '../documents.ts'
import type { OperationRow, Problem } from '../model.ts'
import { filled, isNode, list, own, text } from '../node.ts'
import { enumWords, mainSchema, PropertyNames, Vocabulary } from './words.ts'

export const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'] as const

/** One operation before it is a row: where it stands and what it shares with its path. */
interface Found {
  readonly method: string
  readonly operation: Located
  readonly item: Located
  /** As written in `paths`. */
  readonly template: string
  readonly at: string
}

export interface Rows {
  readonly rows: readonly OperationRow[]
  /** The operations as written, one for each row. */
  readonly operations: readonly unknown[]
  /** The first `Authorization` header that is declared as a parameter. */
  readonly authorization: Located | undefined
}

/** Every operation of a description in document order, as rows; what is no operation leaves a problem. */
export function readRows(documents: Documents, problems: Problem[]): Rows {
  const paths = documents.follow(documents.get(0, '/paths'))
  if (paths.node !== undefined && !isNode(paths.node))
    problems.push({ at: '/paths', says: '"paths" is no object; no operation can be read', level: 'error' })
  const maker = new RowMaker(documents, problems)
  for (const [template, item] of documents.members(paths)) {
    if (template.startsWith('x-')) continue
    for (const found of operationsOf(template, item, documents, problems)) maker.add(found)
  }
  const { rows, operations, authorization } = maker
  return { rows, operations, authorization }
}

function operationsOf(template: string, item: Located, documents: Documents, problems: Problem[]): Found[] {
  const at = pointer('paths', template)
  const raw = own(documents.get(0, '/paths').node, template)
  if (!isNode(item.node)) {
    const says = isNode(raw) && '$ref' in raw ? 'its reference leads nowhere' : 'it is no object'
    if (raw !== null)
      problems.push({ at, says: `the path ${template.slice(0, 200)} is left out: ${says}`, level: 'error' })
    return []
  }
  const found: Found[] = []
  const add = (method: string, key: string, operation: Located): void => {
    const place = at + key
    if (isNode(operation.node)) found.push({ method: method.toUpperCase(), operation, item, template, at: place })
    else if (operation.node !== null || own(raw, method) !== null)
      problems.push({
        at: place,
        says: `${method.toUpperCase()} ${template.slice(0, 200)} is left out: it is no object`,
        level: 'error',
      })
  }
  // what stands beside a path's `$ref` belongs to the path too
  const places = raw === item.node || !isNode(raw) ? [item] : [item, { node: raw, doc: 0, at }]
  for (const place of places)
    for (const key of Object.keys(place.node as object)) {
      // `place.node` is a node, both were checked
      const method = methods.find((known) => known === key.toLowerCase())
      if (method !== undefined) add(method, pointer(key), documents.child(place, key))
      if (key !== 'additionalOperations') continue
      for (const [name, operation] of documents.members(documents.child(place, key)))
        if (/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) add(name, pointer(key, name), operation)
        else
          problems.push({
            at: at + pointer(key, name),
            says: 'the method name is no HTTP token; left out',
            level: 'error',
          })
    }
  return found
}

/** `/a?b=c#d` → `/a` and `?b=c#d`; RFC 6570 `{?page}` is a query that `parameters` declares, and dropped. */
export function splitTemplate(template: string): { readonly path: string; readonly suffix?: string } {
  if (!/[?#&]/.test(template)) return { path: template.startsWith('/') ? template : `/${template}` }
  const plain = template.replace(/\{[?&#][^{}]*\}/g, '').replace(/\{([^{}?]+)\?\}/g, '{$1}')
  const balanced = /^(?:[^{}?#]|\{(?:[^{}]|\{[^{}]*\})*\})*/.exec(plain)?.[0].length ?? 0 // braces may hold a "?"
  const after = plain.slice(balanced).search(/[?#]/)
  const end = after < 0 ? -1 : balanced + after
  const path = end < 0 ? plain : plain.slice(0, end)
  const rooted = path.startsWith('/') ? path : `/${path}`
  return end < 0 ? { path: rooted } : { path: rooted, suffix: plain.slice(end) }
}

/** Property names of an answer that search hears of. */
const mostAnswered = 24

interface Terms {
  readonly name: unknown
  readonly values: readonly string[]
  readonly says: unknown
  readonly body?: Located
}

class RowMaker {
  readonly rows: OperationRow[] = []
  readonly operations: unknown[] = []
  readonly #documents: Documents
  readonly #problems: Problem[]
  readonly #keys = new Set<string>()
  readonly #ids = new Map<string, string>()
  readonly #properties: PropertyNames
  readonly #terms = new Map<unknown, Terms>()
  /** The first `Authorization` header that stands among the parameters. */
  authorization: Located | undefined

  constructor(documents: Documents, problems: Problem[]) {
    this.#documents = documents
    this.#problems = problems
    this.#properties = new PropertyNames(documents)
  }

  add(found: Found): void {
    const row = this.#row(found)
    if (this.#keys.has(row.key)) return this.#report(found.at, `${row.key} stands twice; the first one counts`, 'error')
    this.#keys.add(row.key)
    this.rows.push(row)
    this.operations.push(found.operation.node)
    if (row.method === 'TRACE') this.#report(found.at, `${row.key} is not published: TRACE is never sent`, 'warning')
    this.#checkId(row)
  }

  #row({ method, operation, item, template, at }: Found): OperationRow {
    const { path, suffix } = splitTemplate(template)
    if (!template.startsWith('/'))
      this.#report(at, `the path "${template.slice(0, 200)}" does not begin with "/"`, 'warning')
    const node = operation.node
    const summary = filled(own(node, 'summary')) ?? filled(own(item.node, 'summary'))
    const description = this.#prose(operation) ?? filled(own(item.node, 'description'))
    const { names, words } = this.#vocabulary(operation, item)
    return {
      key: `${method} ${path}${suffix ?? ''}`,
      method,
      path,
      suffix,
      operationId: text(own(node, 'operationId')) || undefined,
      summary: summary?.trim().slice(0, 500),
      description: description?.trim().slice(0, 2000),
      tags: list(own(node, 'tags')).filter((tag) => typeof tag === 'string'),
      deprecated: own(node, 'deprecated') === true,
      names,
      words,
      at,
    }
  }

  #prose(operation: Located): string | undefined {
    const written = own(operation.node, 'description')
    return filled(isNode(written) ? this.#documents.child(operation, 'description').node : written)
  }

  #vocabulary(operation: Located, item: Located): { names: string[]; words: string } {
    const vocabulary = new Vocabulary()
    const sentences: unknown[] = []
    const child = (parent: Located, key: string): Located => this.#documents.child(parent, key)
    for (const holder of [item, operation])
      for (const parameter of this.#documents.items(child(holder, 'parameters'))) {
        const { name, values, says, body } = this.#termsOf(parameter)
        if (body) this.#body(body, vocabulary)
        vocabulary.name(name)
        vocabulary.words(values)
        sentences.push(says)
      }
    const body = child(operation, 'requestBody')
    const content = own(body.node, 'content')
    if (content !== undefined) this.#body({ node: mainSchema(content), doc: body.doc, at: body.at }, vocabulary)
    this.#answer(operation, vocabulary)
    for (const sentence of sentences) vocabulary.sentence(sentence)
    if (content !== undefined)
      vocabulary.words(this.#properties.said({ node: mainSchema(content), doc: body.doc, at: body.at }))
    return { names: vocabulary.names, words: vocabulary.text }
  }

  /** What a parameter adds to search; most are shared by many operations. */
  #termsOf(parameter: Located): Terms {
    const { node } = parameter
    const known = this.#terms.get(node)
    if (known) return known
    if (own(node, 'in') === 'header' && text(own(node, 'name'))?.toLowerCase() === 'authorization')
      this.authorization ??= parameter
    const schema = own(node, 'schema') === undefined ? parameter : this.#documents.child(parameter, 'schema')
    const terms: Terms =
      own(node, 'in') === 'body'
        ? { name: undefined, values: [], says: undefined, body: schema }
        : { name: own(node, 'name'), values: enumWords(schema.node), says: own(node, 'description') }
    this.#terms.set(node, terms)
    return terms
  }

  #body(schema: Located, vocabulary: Vocabulary): void {
    const names = this.#properties.of(schema)
    for (const name of names) vocabulary.name(name)
  }

  #answer(operation: Located, vocabulary: Vocabulary): void {
    const responses = own(operation.node, 'responses')
    if (!isNode(responses)) return
    const status = Object.keys(responses).find((key) => key.startsWith('2'))
    if (status === undefined) return
    const parent = { node: responses, doc: operation.doc, at: operation.at }
    const response = this.#documents.child(parent, status)
    const schema = own(response.node, 'schema') ?? mainSchema(own(response.node, 'content'))
    vocabulary.words(this.#properties.of({ node: schema, doc: response.doc, at: response.at }).slice(0, mostAnswered))
  }

  #checkId(row: OperationRow): void {
    if (row.operationId === undefined) return
    const other = this.#ids.get(row.operationId)
    if (other === undefined) this.#ids.set(row.operationId, row.key)
    else this.#report(row.at, `the operationId "${row.operationId.slice(0, 100)}" is also that of ${other}`, 'warning')
  }

  #report(at: string, says: string, level: Problem['level']): void {
    this.#problems.push({ at, says, level })
  }
}
