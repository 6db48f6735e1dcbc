import type { Finding } from '../extractors/index.ts'
import type { Merged } from './merged.ts'
import type { Outline, SectionNode } from './outline.ts'

type Places = Map<SectionNode, Set<Merged>>

/** In which sections each operation is found: to ask of one takes no walk over all that was found of it. */
export class Whereabouts {
  readonly #outline: Outline
  readonly #found: Places = new Map()
  readonly #below: Places = new Map()
  readonly #declared: Places = new Map()
  readonly #called: Places = new Map()

  constructor(outline: Outline) {
    this.#outline = outline
  }

  add(operation: Merged, { at, form, method }: Finding): void {
    const node = this.#outline.items[at]?.node
    if (node === undefined) return
    put(this.#found, node, operation)
    if (node.parent !== undefined) put(this.#below, node.parent, operation)
    if (form !== 'declared') return
    put(this.#declared, node, operation)
    if (method !== undefined) put(this.#called, node, operation)
  }

  /** Whether a section has anything of it. */
  has(operation: Merged, node: SectionNode): boolean {
    return this.#found.get(node)?.has(operation) === true
  }

  /** Whether a section right below this one has. */
  hasBelow(operation: Merged, node: SectionNode): boolean {
    return this.#below.get(node)?.has(operation) === true
  }

  declares(operation: Merged, node: SectionNode | undefined): boolean {
    return node !== undefined && this.#declared.get(node)?.has(operation) === true
  }

  /** The operations that a section declares with their methods. */
  calledIn(node: SectionNode): ReadonlySet<Merged> {
    return this.#called.get(node) ?? none
  }
}

const none: ReadonlySet<Merged> = new Set()

function put(places: Places, node: SectionNode, operation: Merged): void {
  const known = places.get(node)
  if (known === undefined) places.set(node, new Set([operation]))
  else known.add(operation)
}
