import type { JsonSchema } from '../../core/index.ts'
import type { Documents, Located } from '../documents.ts'
import type { Problem, XmlShape } from '../model.ts'
import { isXml } from './media.ts'
import { buildSchema } from '../schema/build.ts'
import { xmlShape } from '../schema/xml.ts'

/** Schema objects that one operation's request may show in all, and one answer. */
const requestBudget = 3000
const responseBudget = 300
const parameterBudget = 400
const mostProblems = 50

/** What the parts of one operation share while it is built. */
export class BuildContext {
  readonly documents: Documents
  readonly dialect: '2.0' | '3.0' | '3.1'
  /** The rest of the root document: `servers`, `security`, 2.0 `consumes`. */
  readonly root: Located
  readonly problems: Problem[] = []
  readonly #built = new Map<unknown, JsonSchema>()

  constructor(documents: Documents, dialect: '2.0' | '3.0' | '3.1') {
    this.documents = documents
    this.dialect = dialect
    this.root = documents.get(0, '')
  }

  report(doc: number, at: string, says: string, level: Problem['level'] = 'warning'): void {
    const place = this.documents.place(doc, at)
    const known = this.problems.some((problem) => problem.at === place && problem.says === says)
    if (!known && this.problems.length < mostProblems) this.problems.push({ at: place, says, level })
  }

  /** A request or response schema; the same one written twice (JSON and form) is built once. */
  schema(written: Located, use: 'request' | 'response' | 'parameter'): JsonSchema {
    const known = use === 'request' ? this.#built.get(this.#identity(written)) : undefined
    if (known) return known
    const budget = { request: requestBudget, response: responseBudget, parameter: parameterBudget }[use]
    const schema = buildSchema(
      { value: written.node, doc: written.doc, at: written.at, chain: undefined },
      {
        documents: this.documents,
        direction: use === 'response' ? 'response' : 'request',
        budget,
        report: (doc, at, says) => this.report(doc, at, says),
      },
    )
    if (use === 'request') this.#built.set(this.#identity(written), schema)
    return schema
  }

  /** How the value of a schema is written under an XML media type; nothing for others. */
  xml(mediaType: string, { node, doc, at }: Located): { xml?: XmlShape } {
    if (!isXml(mediaType)) return {}
    return { xml: xmlShape({ value: node, doc, at, chain: undefined }, this.documents) }
  }

  #identity(written: Located): unknown {
    const { node } = written
    if (typeof node !== 'object' || node === null || !('$ref' in node) || Object.keys(node).length > 1) return node
    return `${written.doc} ${String(node.$ref)}`
  }
}
