import type { Documents, Located } from '../documents.ts'
import { entries, filled, isNode, list, own } from '../node.ts'

const mostNames = 60
const mostProperties = mostNames
/** Sentences and values of one schema's properties. */
const mostSaid = 80
const sentence = 90

function beginningOf(says: string): string {
  const start = says.slice(0, sentence)
  return start.includes('\n') ? start.replace(/\s+/g, ' ').trim() : start
}

/** Names of a schema's properties, through references, `allOf` and the items of lists; remembered by schema. */
export class PropertyNames {
  readonly #documents: Documents
  readonly #known = new Map<unknown, readonly string[]>()
  readonly #saidBefore = new Map<unknown, readonly string[]>()

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

  /** Sentences and values of the properties, as far as references were followed for their names. */
  said(schema: Located): readonly string[] {
    const found = this.#documents.follow(schema)
    if (!isNode(found.node)) return []
    const known = this.#saidBefore.get(found.node)
    if (known) return known
    const says = new Set<string>()
    this.#collectSaid(found, says, 0)
    const all = [...says]
    this.#saidBefore.set(found.node, all)
    return all
  }

  #collectSaid(schema: Located, into: Set<string>, depth: number): void {
    const { node, doc, at } = schema
    if (!isNode(node) || depth > 3 || into.size >= mostSaid) return
    const properties = isNode(node['properties']) ? node['properties'] : {}
    for (const name in properties) {
      if (into.size >= mostSaid) return
      const property = this.#documents.follow({ node: own(properties, name), doc, at })
      const says = filled(own(property.node, 'description'))
      if (says !== undefined) into.add(beginningOf(says))
      for (const value of enumWords(property.node)) into.add(value)
    }
    if (isNode(node['items']))
      this.#collectSaid(this.#documents.follow({ node: node['items'], doc, at }), into, depth + 1)
    for (const keyword of ['allOf', 'anyOf', 'oneOf'])
      for (const member of list(own(node, keyword)).slice(0, 8))
        this.#collectSaid(this.#documents.follow({ node: member, doc, at }), into, depth + 1)
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

  constructor(most = 2000) {
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
    this.words([beginningOf(says)])
  }

  get names(): string[] {
    return [...this.#names]
  }

  get text(): string {
    return [...this.#words].join(' ').slice(0, this.#most)
  }
}
