/**
 * The reader of XML bodies for the judges: by the `xml` hints of the schema as Prism read it, to the letter, and nothing
 * of it shared with the code under test. What the schema does not name is an error.
 */
type Node = Readonly<Record<string, unknown>>

interface Element {
  readonly name: string
  readonly attributes: Map<string, string>
  readonly children: Element[]
  text: string
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value)
const node = (value: unknown): Node => (isNode(value) ? value : {})

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const plain = (text: string): string =>
  text.replace(/&(?:#(\d+)|(\w+));/g, (_, code?: string, name?: string) =>
    code === undefined ? (entities[name ?? ''] ?? 'unknown entity') : String.fromCodePoint(Number(code)),
  )

function parse(xml: string): Element {
  const open: Element[] = [{ name: '', attributes: new Map(), children: [], text: '' }]
  for (const [token, cdata, close, start, attributes = '', empty] of xml.matchAll(
    /<\?[^]*?\?>|<!\[CDATA\[([^]*?)\]\]>|<\/([^>]+)>|<([^\s/>!?]+)([^>]*?)(\/?)>|[^<]+/g,
  )) {
    const here = open.at(-1)
    if (here === undefined) throw new Error('more ends than beginnings')
    if (start !== undefined) {
      const element: Element = { name: start, attributes: new Map(), children: [], text: '' }
      for (const [, name = '', value = ''] of attributes.matchAll(/([^\s=]+)="([^"]*)"/g))
        element.attributes.set(name, plain(value))
      here.children.push(element)
      if (empty === '') open.push(element)
    } else if (close !== undefined) {
      if (open.pop()?.name !== close) throw new Error(`</${close}> ends another element`)
    } else if (cdata !== undefined) here.text += cdata
    else if (!token.startsWith('<?')) here.text += plain(token)
  }
  const [root] = open[0]?.children ?? []
  if (open.length !== 1 || root === undefined || open[0]?.children.length !== 1) throw new Error('not one root')
  return root
}

/** The properties of a schema, with those of what it is made of. */
function propertiesOf(schema: Node): Map<string, Node> {
  const found = new Map<string, Node>()
  for (const key of ['allOf', 'anyOf', 'oneOf'])
    for (const member of Array.isArray(schema[key]) ? (schema[key] as unknown[]) : [])
      for (const [name, property] of propertiesOf(node(member))) found.set(name, property)
  for (const [name, property] of Object.entries(node(schema['properties']))) found.set(name, node(property))
  return found
}

const nameOf = (schema: Node, property: string): string => {
  const { name, prefix } = node(schema['xml'])
  const bare = typeof name === 'string' ? name : property
  return typeof prefix === 'string' ? `${prefix}:${bare}` : bare
}

function valueOf(element: Element, schema: Node): unknown {
  const items = node(schema['items'])
  if (schema['type'] === 'array') return element.children.map((child) => valueOf(child, items))
  const properties = propertiesOf(schema)
  if (properties.size > 0) return objectOf(element, properties)
  if (element.children.length > 0)
    return Object.fromEntries(
      element.children.map((child) => [child.name, valueOf(child, node(schema['additionalProperties']))]),
    )
  if (schema['type'] === 'integer' || schema['type'] === 'number') return Number(element.text)
  if (schema['type'] === 'boolean') return element.text === 'true'
  return schema['type'] === 'object' ? {} : element.text
}

function objectOf(element: Element, properties: ReadonlyMap<string, Node>): unknown {
  const value: Record<string, unknown> = {}
  const left = new Set(element.children)
  const take = (name: string): Element[] =>
    element.children.filter((child) => child.name === name && left.delete(child))
  for (const [property, schema] of properties) {
    const { attribute, wrapped } = node(schema['xml'])
    if (attribute === true) {
      const text = element.attributes.get(nameOf(schema, property))
      if (text !== undefined) value[property] = valueOf({ ...element, children: [], text }, schema)
      continue
    }
    if (schema['type'] !== 'array') {
      const [child] = take(nameOf(schema, property))
      if (child !== undefined) value[property] = valueOf(child, schema)
      continue
    }
    const items = node(schema['items'])
    const [wrapper] = wrapped === true ? take(nameOf(schema, property)) : []
    const holders = wrapped === true ? (wrapper?.children ?? []) : take(nameOf(items, property))
    if (holders.some(({ name }) => name !== nameOf(items, property))) throw new Error(`${property} holds other items`)
    if (wrapper !== undefined || holders.length > 0) value[property] = holders.map((child) => valueOf(child, items))
  }
  if (left.size > 0) throw new Error(`nobody knows ${[...left].map(({ name }) => name).join(', ')}`)
  return value
}

/** The value that a body says, by a schema; how it fails to say one. */
export function readXmlBody(body: string, schema: unknown): { readonly value: unknown } | { readonly wrong: string } {
  try {
    const root = parse(body)
    const { name } = node(node(schema)['xml'])
    if (typeof name === 'string' && root.name !== name) return { wrong: `the root is ${root.name}, not ${name}` }
    return { value: valueOf(root, node(schema)) }
  } catch (thrown) {
    return { wrong: String(thrown) }
  }
}
