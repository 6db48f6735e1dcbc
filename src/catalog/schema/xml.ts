import type { Documents } from '../documents.ts'
import type { XmlShape } from '../model.ts'
import { filled, isNode, list, own, type Node } from '../node.ts'
import { merge, type Merged } from './merge.ts'
import { flatten, nameOf, type Written } from './parts.ts'

/** How the value of a schema is written as XML, read when it is looked at. Never throws for what an author wrote. */
export const xmlShape = (written: Written, documents: Documents): XmlShape => new WrittenShape([written], documents, 0)

const mostHops = 64
/** Alternatives within alternatives that are looked into. */
const mostAlternatives = 6
const nodeTypes = ['element', 'attribute', 'text', 'cdata', 'none'] as const

/** What the XML Objects on the way to a schema say together, those nearest to the property first. */
interface Hints {
  readonly xml: Node
  readonly typeName: string | undefined
}

interface Read extends Hints {
  readonly merged: Merged | undefined
}

class WrittenShape implements XmlShape {
  readonly #written: readonly Written[]
  readonly #documents: Documents
  readonly #alternation: number
  #found: Read | undefined
  #properties: ReadonlyMap<string, XmlShape> | undefined
  #items: XmlShape | undefined
  #additional: XmlShape | undefined
  #others: readonly XmlShape[] | undefined

  constructor(written: readonly Written[], documents: Documents, alternation: number) {
    this.#written = written.map((one) => ({ ...one, chain: undefined })) // a type that recurs is read again where it does
    this.#documents = documents
    this.#alternation = alternation
  }

  get name(): string | undefined {
    return filled(own(this.#read().xml, 'name'))
  }

  get typeName(): string | undefined {
    return this.#read().typeName
  }

  get namespace(): string | undefined {
    return filled(own(this.#read().xml, 'namespace'))
  }

  get prefix(): string | undefined {
    return filled(own(this.#read().xml, 'prefix'))
  }

  get node(): XmlShape['node'] {
    const { xml } = this.#read()
    const said = nodeTypes.find((type) => type === own(xml, 'nodeType'))
    return said ?? (own(xml, 'attribute') === true ? 'attribute' : 'element')
  }

  get wrapped(): boolean {
    const { xml } = this.#read()
    return own(xml, 'wrapped') === true || own(xml, 'nodeType') === 'element'
  }

  get types(): readonly string[] {
    const { merged } = this.#read()
    const own = [...(merged?.types ?? []), ...(merged?.nullable === true ? ['null'] : [])]
    return [...new Set([...own, ...this.#alternatives().flatMap(({ types }) => types)])]
  }

  get properties(): ReadonlyMap<string, XmlShape> {
    if (this.#properties !== undefined) return this.#properties
    const found = new Map<string, XmlShape>()
    for (const [name, written] of this.#read().merged?.properties ?? []) found.set(name, this.#shape(written))
    for (const other of this.#alternatives())
      for (const [name, shape] of other.properties) if (!found.has(name)) found.set(name, shape)
    return (this.#properties = found)
  }

  get additional(): XmlShape | undefined {
    const additional = this.#read().merged?.additional
    if (additional === undefined || typeof additional === 'boolean') return undefined
    return (this.#additional ??= this.#shape(additional))
  }

  get items(): XmlShape | undefined {
    const { merged } = this.#read()
    if (merged?.items) return (this.#items ??= this.#shape(merged.items))
    const other = this.#alternatives().find(({ items }) => items !== undefined)
    if (other !== undefined) return other.items
    return merged?.types?.includes('array') === true ? (this.#items ??= this.#shape([])) : undefined
  }

  #shape(written: readonly Written[]): XmlShape {
    return new WrittenShape(written, this.#documents, 0)
  }

  #alternatives(): readonly XmlShape[] {
    if (this.#alternation >= mostAlternatives) return []
    this.#others ??= (this.#read().merged?.anyOf ?? []).map(
      (written) => new WrittenShape(written, this.#documents, this.#alternation + 1),
    )
    return this.#others
  }

  /** Read late, so perhaps from a bundle that is closed or damaged by now: then nothing is known of it. */
  #read(): Read {
    if (this.#found !== undefined) return this.#found
    try {
      const merged = merge(flatten(this.#written, { documents: this.#documents, report: () => {} }))
      this.#found = { merged, ...hintsOf(this.#written, this.#documents) }
    } catch {
      this.#found = { merged: undefined, xml: {}, typeName: undefined }
    }
    return this.#found
  }
}

/**
 * The XML Object of a property comes before that of the type it refers to. `allOf` with one member is a reference with
 * words around it; of several, the first that has a name lends it to a whole that has none.
 */
function hintsOf(written: readonly Pick<Written, 'value' | 'doc'>[], documents: Documents, depth = 0): Hints {
  const xml: Record<string, unknown> = {}
  let typeName: string | undefined
  for (const start of written) {
    let here: Pick<Written, 'value' | 'doc'> = start
    for (let hop = 0; hop < mostHops && isNode(here.value); hop++) {
      const said = own(here.value, 'xml')
      if (isNode(said)) for (const [key, value] of Object.entries(said)) if (!Object.hasOwn(xml, key)) xml[key] = value
      const members = list(own(here.value, 'allOf'))
      const ref = own(here.value, '$ref')
      if (typeof ref === 'string') {
        const target = documents.resolve(ref, here.doc)
        if (target === undefined) break
        typeName ??= nameOf(target, documents)
        here = { value: target.node, doc: target.doc }
      } else if (members.length === 1) here = { value: members[0], doc: here.doc }
      else {
        if (xml['name'] === undefined && depth < 8) typeName ??= lentName(members, here.doc, documents, depth)
        break
      }
    }
  }
  return { xml, typeName }
}

function lentName(members: readonly unknown[], doc: number, documents: Documents, depth: number): string | undefined {
  for (const value of members) {
    const { xml, typeName } = hintsOf([{ value, doc }], documents, depth + 1)
    const name = filled(own(xml, 'name')) ?? typeName
    if (name !== undefined) return name
  }
  return undefined
}
