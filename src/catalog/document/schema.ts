import type { Located } from '../documents.ts'
import type { Documents } from '../documents.ts'
import { isNode, list, own, put, type Node } from '../node.ts'
import { readKeywords } from '../schema/keywords.ts'
import { nameOf } from '../schema/parts.ts'

const maps = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'] as const
const lists = ['allOf', 'anyOf', 'oneOf', 'prefixItems'] as const
const single = (
  'additionalProperties not contains propertyNames if then else unevaluatedProperties ' + 'unevaluatedItems'
).split(' ')
const annotations = new Set(['title', 'description', 'default', 'deprecated', 'readOnly', 'writeOnly', 'examples'])

/** Schema objects that one document may hold in all; what is beyond is left open. */
const mostNodes = 5_000

/**
 * Schemas of any version as OpenAPI 3.1 writes them, structure and references kept: each type that is referred to stands
 * once among the components, so recursion costs nothing.
 */
export class SchemaWriter {
  readonly components: Record<string, unknown> = {}
  readonly #documents: Documents
  readonly #siblings: boolean
  readonly #names = new Map<string, string>()
  readonly #taken = new Set<string>(['__proto__'])
  readonly #waiting: { name: string; target: Located }[] = []
  #spent = 0

  constructor(documents: Documents, dialect: '2.0' | '3.0' | '3.1') {
    this.#documents = documents
    this.#siblings = dialect === '3.1' // older versions ignore what stands beside a `$ref`
  }

  write(written: Located): unknown {
    const schema = this.#convert(written.node, written.doc)
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift())
      put(this.components, next.name, this.#convert(next.target.node, next.target.doc))
    return schema
  }

  #convert(value: unknown, doc: number): unknown {
    this.#spent += 1
    if (typeof value === 'boolean') return value
    if (!isNode(value) || this.#spent > mostNodes) return {}
    if (typeof own(value, '$ref') === 'string') return this.#reference(value, doc)
    const { types, nullable, plain } = readKeywords(value)
    const schema: Record<string, unknown> = { ...(types && { type: types.length === 1 ? types[0] : types }), ...plain }
    const required = list(own(value, 'required')).filter((name) => typeof name === 'string')
    if (required.length > 0) schema['required'] = [...new Set(required)]
    this.#children(value, doc, schema)
    return nullable ? withNull(schema, types) : schema
  }

  #reference(node: Node, doc: number): unknown {
    const target = this.#documents.resolve(String(node['$ref']), doc)
    const { $ref: _, ...rest } = node
    const beside = this.#convert(rest, doc) as Record<string, unknown> // an object in gives an object out
    const kept = Object.entries(beside).filter(([key]) => this.#siblings || annotations.has(key))
    if (!target || target.node === undefined) return Object.fromEntries(kept)
    const $ref = `#/components/schemas/${this.#name(target)}`
    const nullable = own(node, 'nullable') === true || own(node, 'x-nullable') === true
    if (nullable)
      return {
        ...Object.fromEntries(kept.filter(([key]) => annotations.has(key))),
        anyOf: [{ $ref }, { type: 'null' }],
      }
    return { $ref, ...Object.fromEntries(kept) }
  }

  #name(target: Located): string {
    const id = `${target.doc}#${target.at}`
    const known = this.#names.get(id)
    if (known !== undefined) return known
    const plain = nameOf(target, this.#documents).replace(/[^A-Za-z0-9._-]/g, '_') // components' names: ^[a-zA-Z0-9._-]+$
    let name = plain
    for (let nth = 2; this.#taken.has(name); nth++) name = `${plain}_${nth}`
    this.#names.set(id, name)
    this.#taken.add(name)
    this.#waiting.push({ name, target })
    return name
  }

  #children(node: Node, doc: number, schema: Record<string, unknown>): void {
    for (const key of maps) {
      const map = own(node, key)
      if (!isNode(map)) continue
      const converted: Record<string, unknown> = {}
      for (const name of Object.keys(map)) put(converted, name, this.#convert(map[name], doc))
      schema[key] = converted
    }
    for (const key of lists) {
      const members = list(own(node, key))
      if (members.length > 0) schema[key] = members.map((member) => this.#convert(member, doc))
    }
    for (const key of single) {
      const value = own(node, key)
      if (isNode(value) || typeof value === 'boolean') schema[key] = this.#convert(value, doc)
    }
    const items = own(node, 'items')
    if (Array.isArray(items)) {
      schema['prefixItems'] = items.map((member: unknown) => this.#convert(member, doc)) // draft 4 tuples
      const rest = own(node, 'additionalItems')
      if (isNode(rest) || typeof rest === 'boolean') schema['items'] = this.#convert(rest, doc)
    } else if (isNode(items) || typeof items === 'boolean') schema['items'] = this.#convert(items, doc)
  }
}

/** OpenAPI 3.0 `nullable` in 2020-12 words. */
function withNull(schema: Record<string, unknown>, types: readonly string[] | undefined): unknown {
  if (types) {
    const allowed = schema['enum']
    if (Array.isArray(allowed) && !allowed.includes(null)) schema['enum'] = [...(allowed as unknown[]), null]
    return { ...schema, type: [...new Set([...types, 'null'])] }
  }
  const restricts = lists.some((key) => key in schema) || 'enum' in schema || 'properties' in schema || 'not' in schema
  return restricts ? { anyOf: [schema, { type: 'null' }] } : schema
}
