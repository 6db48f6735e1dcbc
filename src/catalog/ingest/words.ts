import type { Documents, Located } from '../documents.ts'
import { entries, filled, isNode, list, own } from '../node.ts'

const mostNames = 60
const mostProperties = mostNames

/** Names of a schema's properties, through references, `allOf` and the items of lists; remembered by schema. */
export class PropertyNames {
  readonly #documents: Documents
  readonly #known = new Map<unknown, readonly string[]>()

  constructor(documents: Documents) {
    this.#documents = documents
  }

  of(schema: Located): readonly string[] {
    const found = this.#documents.follow(schema)
    if (!isNode(found.node)) return []
    const known = this.#known.get(found.node)
    if (known) return known
    const names = new Set<string>()
    this.#collect(found, names, 0)
    const some = [...names]
    this.#known.set(found.node, some)
    return some
  }

  #collect(schema: Located, into: Set<string>, depth: number): void {
    const { node, doc, at } = schema
    if (!isNode(node) || depth > 4 || into.size >= mostProperties) return
    const written = own(node, 'properties')
    const elsewhere = typeof own(written, '$ref') === 'string' // no place for a reference, but met
    const properties = elsewhere ? this.#documents.follow({ node: written, doc, at }).node : written
    for (const name in isNode(properties) ? properties : {}) {
      if (into.size < mostProperties) into.add(name)
    }
    if (isNode(node['items'])) this.#collect(this.#documents.follow({ node: node['items'], doc, at }), into, depth + 1)
    for (const keyword of ['allOf', 'anyOf', 'oneOf'])
      for (const member of list(own(node, keyword)).slice(0, 8))
        this.#collect(this.#documents.follow({ node: member, doc, at }), into, depth + 1)
  }
}

/** The values that a schema allows, as words. */
export function enumWords(schema: unknown): string[] {
  const values =
    list(own(schema, 'enum')).length > 0 ? list(own(schema, 'enum')) : list(own(own(schema, 'items'), 'enum'))
  return values.slice(0, 12).flatMap((value) => (typeof value === 'string' && value.length <= 40 ? [value] : []))
}

/** The schema that stands for a `content` map: JSON where there is one, else the first. */
export function mainSchema(content: unknown): unknown {
  const media = entries(content)
  const json = media.find(([type]) => /[/+]json\b/i.test(type)) ?? media[0]
  return json ? own(json[1], 'schema') : undefined
}

/** Collects names and words of one operation, without repeats, within bounds that keep the index small. */
export class Vocabulary {
  readonly #names = new Set<string>()
  #words = new Set<string>()
  #length = 0
  readonly #most: number

  constructor(most = 320) {
    this.#most = most
  }

  name(value: unknown): void {
    const name = filled(value)
    if (name !== undefined && name.length <= 100 && this.#names.size < mostNames) this.#names.add(name)
  }

  words(values: Iterable<string>): void {
    for (const value of values) {
      if (this.#length >= this.#most) return
      if (this.#words.has(value) || this.#names.has(value)) continue
      this.#words.add(value)
      this.#length += value.length + 1
    }
  }

  sentence(value: unknown): void {
    const says = filled(value)
    if (says === undefined || this.#length >= this.#most) return
    const start = says.slice(0, 90)
    this.words([start.includes('\n') ? start.replace(/\s+/g, ' ').trim() : start])
  }

  get names(): string[] {
    return [...this.#names]
  }

  get text(): string {
    return [...this.#words].join(' ').slice(0, this.#most)
  }
}
