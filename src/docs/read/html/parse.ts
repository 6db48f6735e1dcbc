import {
  defaultTreeAdapter,
  html,
  Parser,
  type DefaultTreeAdapterMap,
  type DefaultTreeAdapterTypes,
  type Token,
} from 'parse5'

export type Element = DefaultTreeAdapterTypes.Element
export type Text = DefaultTreeAdapterTypes.TextNode
export type Node = DefaultTreeAdapterTypes.ChildNode
export type Parent = DefaultTreeAdapterTypes.ParentNode

/** Browsers stop at 512 as well: what is nested deeper joins the element at the limit. */
const mostDepth = 384
/** Elements and comments; a page of 10 MB as people write it has some 300,000. */
const mostElements = 600_000
const mostFormatting = 20
const mostAttributes = 128

/** Tags whose content is not markup: dropping one would turn a script into text. */
const opaque = new Set(['script', 'style', 'textarea', 'title', 'iframe', 'xmp', 'noembed', 'noframes'])
const formatting = new Set([
  'a',
  'b',
  'big',
  'code',
  'em',
  'font',
  'i',
  'nobr',
  's',
  'small',
  'strike',
  'strong',
  'tt',
  'u',
])

class TooLarge extends Error {}

/**
 * The standard's parser with three bounds, because three of its loops are quadratic in what a page may hold: the stack of
 * open elements (walked for every tag), the list of open formatting elements (rebuilt in every block), the attributes of
 * one tag (each compared with those before).
 */
class BoundedParser extends Parser<DefaultTreeAdapterMap> {
  override onStartTag(token: Token.TagToken): void {
    if (this.openElements.stackTop > mostDepth && !opaque.has(token.tagName)) return
    if (this.activeFormattingElements.entries.length > mostFormatting && formatting.has(token.tagName)) return
    super.onStartTag(token)
  }
}

/** A page as a tree; `cut` when it was larger than what is read. Never throws. */
export function parseHtml(text: string): { document: Parent; cut: boolean } {
  let elements = 0
  const count = (): void => {
    elements += 1
    if (elements > mostElements) throw new TooLarge()
  }
  const treeAdapter: typeof defaultTreeAdapter = {
    ...defaultTreeAdapter,
    createElement(tag, namespace, attributes) {
      count()
      return defaultTreeAdapter.createElement(tag, namespace, attributes)
    },
    createCommentNode(data) {
      count()
      return defaultTreeAdapter.createCommentNode(data)
    },
  }
  const parser = new BoundedParser({ treeAdapter, scriptingEnabled: false })
  boundAttributes(parser)
  try {
    parser.tokenizer.write(text, true)
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error
    return { document: parser.document, cut: true }
  }
  return { document: parser.document, cut: false }
}

/** The tokenizer compares each attribute with all before it; those past the limit are dropped before they are compared. */
function boundAttributes(parser: BoundedParser): void {
  // Protected in the types, but the only place where attributes can be stopped one by one; held by a test.
  const tokenizer = parser.tokenizer as unknown as { _leaveAttrName(): void; currentToken: Token.TagToken | null }
  const leave = tokenizer._leaveAttrName.bind(tokenizer)
  tokenizer._leaveAttrName = () => {
    if ((tokenizer.currentToken?.attrs.length ?? 0) < mostAttributes) leave()
  }
}

export const isElement = (node: Node | Parent): node is Element => 'tagName' in node
export const isText = (node: Node | Parent): node is Text => node.nodeName === '#text'

/** The value of an attribute, `undefined` when it is absent. */
export function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((it) => it.name === name)?.value
}

/** The text of a subtree, of whatever depth; elements that `skip` answers for are left out. */
export function textOf(root: Parent | Node, skip?: (element: Element) => boolean): string {
  if (isText(root)) return root.value
  const parts: string[] = []
  for (const node of nodesOf(root, skip)) if (isText(node)) parts.push(node.value)
  return parts.join('')
}

/** The first `limit` characters of the text of a subtree: enough to judge by, at the price of those. */
export function beginningOf(root: Parent | Node, limit: number, skip?: (element: Element) => boolean): string {
  let text = ''
  let left = 4 * limit + 64
  for (const node of nodesOf(root, skip)) {
    if (isText(node)) text += node.value
    if (text.length >= limit || --left < 0) break
  }
  return text.slice(0, limit)
}

/** Every node below, in the order of the document; the subtree of an element that `skip` answers for is left out with it. */
export function* nodesOf(root: Parent | Node, skip?: (element: Element) => boolean): Generator<Node> {
  const stack: Node[] = 'childNodes' in root ? root.childNodes.toReversed() : []
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (isElement(node) && skip?.(node) === true) continue
    yield node
    if ('childNodes' in node)
      for (let i = node.childNodes.length - 1; i >= 0; i--) stack.push(node.childNodes[i] as Node)
  }
}

/** Every element below, in the order of the document. */
export function* elementsOf(root: Parent | Node, skip?: (element: Element) => boolean): Generator<Element> {
  for (const node of nodesOf(root, skip)) if (isElement(node)) yield node
}

export const isHtmlNamespace = (element: Element): boolean => element.namespaceURI === html.NS.HTML
