const none = {}

/**
 * The tree that turndown walks: what the page says in a few tags (headings, paragraphs, lists, tables, code, links), built
 * clean and shallow, so that neither its recursion nor its text comparisons grow with what a page nests. It is as much of
 * the DOM as turndown asks for.
 */
export class MdElement {
  readonly nodeType = 1
  readonly nodeName: string
  readonly #attributes: Readonly<Record<string, string | undefined>>
  parentNode: MdElement | null = null
  previousSibling: MdNode | null = null
  nextSibling: MdNode | null = null
  firstChild: MdNode | null = null
  lastChild: MdNode | null = null

  constructor(tag: string, attributes: Readonly<Record<string, string | undefined>> = none) {
    this.nodeName = tag.toUpperCase()
    this.#attributes = attributes
  }

  append<T extends MdNode>(node: T): T {
    node.parentNode = this
    node.previousSibling = this.lastChild
    node.nextSibling = null
    if (this.lastChild === null) this.firstChild = node
    else this.lastChild.nextSibling = node
    this.lastChild = node
    return node
  }

  removeChild(node: MdNode): void {
    const { previousSibling: before, nextSibling: after } = node
    if (before === null) this.firstChild = after
    else before.nextSibling = after
    if (after === null) this.lastChild = before
    else after.previousSibling = before
    node.parentNode = null
  }

  get childNodes(): MdNode[] {
    const nodes: MdNode[] = []
    for (let node = this.firstChild; node !== null; node = node.nextSibling) nodes.push(node)
    return nodes
  }

  get children(): MdElement[] {
    return this.childNodes.filter((it) => it instanceof MdElement)
  }

  get textContent(): string {
    let text = ''
    for (let node = this.firstChild; node !== null; node = node.nextSibling) text += node.textContent
    return text
  }

  getAttribute(name: string): string | null {
    return this.#attributes[name] ?? null
  }

  /** Asked for by turndown only in elements without text: there are few nodes in those. */
  getElementsByTagName(tag: string): MdElement[] {
    return this.children.flatMap((it) => [...(it.nodeName === tag ? [it] : []), ...it.getElementsByTagName(tag)])
  }

  /** Turndown works on a copy so as to leave the caller's tree alone; this tree has no other use. */
  cloneNode(): this {
    return this
  }
}

export class MdText {
  readonly nodeType = 3
  readonly nodeName = '#text'
  parentNode: MdElement | null = null
  previousSibling: MdNode | null = null
  nextSibling: MdNode | null = null
  readonly firstChild = null
  data: string

  constructor(data: string) {
    this.data = data
  }

  get nodeValue(): string {
    return this.data
  }

  get textContent(): string {
    return this.data
  }
}

export type MdNode = MdElement | MdText
