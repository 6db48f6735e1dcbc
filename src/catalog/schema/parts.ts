import { pointerSegments } from '../../core/index.ts'
import type { Documents, Located } from '../documents.ts'
import { isNode, list, own, type Node } from '../node.ts'

/** The references passed on the way from the root of a schema to here; meeting one again is recursion. */
export interface Chain {
  readonly id: string
  readonly up: Chain | undefined
}

/** A schema as written, and how it was reached. */
export interface Written {
  readonly value: unknown
  readonly doc: number
  readonly at: string
  readonly chain: Chain | undefined
}

/** A schema object without `$ref` and `allOf`: several of them together are what was written. */
export interface Part {
  readonly node: Node
  readonly doc: number
  readonly at: string
  readonly chain: Chain | undefined
  /** The name of the type, when this part stands for one that is not shown again. */
  readonly recursive?: string | undefined
}

const mostParts = 300
/** References and `allOf` that may follow one another before a keyword does. */
const longestChain = 200

export interface Flattening {
  readonly documents: Documents
  report(doc: number, at: string, says: string): void
}

/**
 * A schema with its references followed and its `allOf` laid side by side. Recursion ends in a part that names the type;
 * a base type met again through `allOf` gives its own keywords but not its list of subtypes (the discriminator idiom).
 */
export function flatten(written: readonly Written[], context: Flattening): Part[] {
  const parts: Part[] = []
  for (const one of written) new Flattener(context, parts).add(one, false)
  return parts
}

class Flattener {
  readonly #context: Flattening
  readonly #parts: Part[]
  readonly #inherited = new Set<string>()
  #depth = 0

  constructor(context: Flattening, parts: Part[]) {
    this.#context = context
    this.#parts = parts
  }

  add(written: Written, viaAllOf: boolean): void {
    const { doc, at, chain } = written
    if (this.#depth >= longestChain) {
      const says = `comes after a chain of more than ${longestChain} references; anything is accepted there`
      this.#context.report(doc, at, says)
      return void this.#parts.push({
        node: { description: 'A chain of references too long to follow' },
        doc,
        at,
        chain,
      })
    }
    this.#depth += 1
    this.#add(written, viaAllOf)
    this.#depth -= 1
  }

  #add({ value, doc, at, chain }: Written, viaAllOf: boolean): void {
    if (this.#parts.length >= mostParts) return
    if (value === true || value === undefined) return
    if (value === false) return void this.#parts.push({ node: { not: {} }, doc, at, chain })
    if (!isNode(value)) {
      if (value !== null) this.#context.report(doc, at, 'is no schema; anything is accepted there')
      return
    }
    const ref = own(value, '$ref')
    const { $ref: _, allOf, ...rest } = value
    const single = onlyMember(rest)
    const plain = single === undefined ? rest : withoutCombinators(rest)
    if (Object.keys(plain).length > 0) this.#push(plain, { value, doc, at, chain }, viaAllOf)
    if (typeof ref === 'string') this.#reference(ref, { value, doc, at, chain }, viaAllOf)
    list(allOf).forEach((member, index) => this.add({ value: member, doc, at: `${at}/allOf/${index}`, chain }, true))
    if (single !== undefined) this.add({ value: single, doc, at, chain }, true)
  }

  #push(node: Node, { doc, at, chain }: Written, viaAllOf: boolean): void {
    const elsewhere = this.#properties(node, doc, at)
    if (elsewhere !== undefined) {
      const { properties: _, ...rest } = node
      if (Object.keys(rest).length > 0) this.#push(rest, { value: rest, doc, at, chain }, viaAllOf)
      this.#parts.push({ node: { properties: elsewhere.node }, doc: elsewhere.doc, at: elsewhere.at, chain })
      return
    }
    const inherits = viaAllOf && ['oneOf', 'anyOf'].some((key) => this.#listsAncestor(own(node, key), doc, chain))
    this.#parts.push({ node: inherits ? withoutCombinators(node) : node, doc, at, chain })
  }

  /** `properties: { $ref }`: a reference has no place there, but tools that resolve all of them made it work. */
  #properties(node: Node, doc: number, at: string): Located | undefined {
    const properties = own(node, 'properties')
    if (typeof own(properties, '$ref') !== 'string') return undefined
    const target = this.#context.documents.follow({ node: properties, doc, at: `${at}/properties` })
    return isNode(target.node) ? target : undefined
  }

  #reference(ref: string, { doc, at, chain }: Written, viaAllOf: boolean): void {
    const target = this.#context.documents.resolve(ref, doc)
    if (!target || target.node === undefined) {
      this.#context.report(doc, at, `the reference "${ref.slice(0, 200)}" leads nowhere; anything is accepted there`)
      this.#parts.push({ node: { description: `Unresolved reference ${ref.slice(0, 200)}` }, doc, at, chain })
      return
    }
    const id = idOf(target)
    if (!inChain(chain, id)) {
      const next = { value: target.node, doc: target.doc, at: target.at, chain: { id, up: chain } }
      return this.add(next, viaAllOf)
    }
    if (viaAllOf && isNode(target.node)) return this.#inherit(target, id, chain)
    this.#parts.push({ node: {}, doc, at, chain, recursive: nameOf(target, this.#context.documents) })
  }

  /** A base type met again: its own keywords, its bases, not its subtypes. */
  #inherit(target: Located, id: string, chain: Chain | undefined): void {
    if (this.#inherited.has(id) || !isNode(target.node)) return
    this.#inherited.add(id)
    const { doc, at } = target
    const { allOf, $ref, ...rest } = withoutCombinators(target.node)
    this.#parts.push({ node: rest, doc, at, chain })
    if (typeof $ref === 'string') this.add({ value: { $ref }, doc, at, chain }, true)
    list(allOf).forEach((member, index) => this.add({ value: member, doc, at: `${at}/allOf/${index}`, chain }, true))
  }

  #listsAncestor(members: unknown, doc: number, chain: Chain | undefined): boolean {
    return list(members).some((member) => {
      const ref = own(member, '$ref')
      const target = typeof ref === 'string' ? this.#context.documents.resolve(ref, doc) : undefined
      return target !== undefined && inChain(chain, idOf(target))
    })
  }
}

/** `anyOf` or `oneOf` with one member says no more than the member. */
function onlyMember(node: Node): unknown {
  const lists = [own(node, 'anyOf'), own(node, 'oneOf')].filter((members) => Array.isArray(members))
  const [members] = lists
  return lists.length === 1 && members?.length === 1 ? (members[0] as unknown) : undefined
}

function withoutCombinators(node: Node): Node {
  const { oneOf: _oneOf, anyOf: _anyOf, discriminator: _discriminator, ...rest } = node
  return rest
}

function idOf(target: Located): string {
  return `${target.doc}#${target.at}`
}

function inChain(chain: Chain | undefined, id: string): boolean {
  for (let link = chain; link; link = link.up) if (link.id === id) return true
  return false
}

/** What people call the type at a place: the last name of its pointer, or its file. */
export function nameOf(target: { readonly doc: number; readonly at: string }, documents: Documents): string {
  const last = pointerSegments(target.at).at(-1)
  if (last !== undefined && !/^(items|schema|\d+)$/.test(last)) return last
  const file =
    documents
      .place(target.doc, '')
      .replace(/[#?].*$/, '')
      .split('/')
      .at(-1) ?? ''
  return file.replace(/\.\w+$/, '') || 'value'
}
