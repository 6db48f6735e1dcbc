import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Busboy } from '@fastify/busboy'

/** The reader of multipart bodies for the judges: a parser of its own, and the schema as Prism read it. */
type Node = Readonly<Record<string, unknown>>
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value)
const node = (value: unknown): Node => (isNode(value) ? value : {})

interface Part {
  readonly name: string
  readonly text: string
  readonly type: string
}

async function partsOf(contentType: string, body: string): Promise<Part[]> {
  const parts: Part[] = []
  const reader = new Busboy({ headers: { 'content-type': contentType }, limits: { fieldSize: 1e7, fields: 1e5 } })
  reader.on('field', (name, text, _, __, ___, type) => parts.push({ name, text, type }))
  reader.on('file', (name, stream, _, __, type) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => parts.push({ name, text: Buffer.concat(chunks).toString(), type }))
  })
  await pipeline(Readable.from([Buffer.from(body)]), reader as unknown as Writable)
  return parts
}

/** The types that a schema takes, also among its alternatives. */
function typesOf(schema: Node, depth = 0): Set<string> {
  const own = Array.isArray(schema['type']) ? (schema['type'] as string[]) : [schema['type']]
  const found = new Set(own.filter((type) => typeof type === 'string'))
  for (const key of ['allOf', 'anyOf', 'oneOf'])
    for (const member of depth < 5 && Array.isArray(schema[key]) ? (schema[key] as unknown[]) : [])
      for (const type of typesOf(node(member), depth + 1)) found.add(type)
  return found
}

function propertiesOf(schema: Node, depth = 0): Map<string, Node> {
  const found = new Map<string, Node>()
  for (const key of ['allOf', 'anyOf', 'oneOf'])
    for (const member of depth < 5 && Array.isArray(schema[key]) ? (schema[key] as unknown[]) : [])
      for (const [name, property] of propertiesOf(node(member), depth + 1)) found.set(name, property)
  for (const [name, property] of Object.entries(node(schema['properties']))) found.set(name, node(property))
  return found
}

function scalar({ text, type }: Part, schema: Node): unknown {
  if (/[/+]json\b/.test(type)) return JSON.parse(text) as unknown
  const types = typesOf(schema)
  if (types.has('string') || types.size === 0) return text
  if ((types.has('integer') || types.has('number')) && text !== '' && !Number.isNaN(Number(text))) return Number(text)
  return types.has('boolean') && /^(?:true|false)$/.test(text) ? text === 'true' : text
}

/** `a[b][0]` (deepObject): objects all the way, lists by index. */
function put(value: Record<string, unknown>, part: Part, properties: ReadonlyMap<string, Node>): void {
  const [first = '', ...steps] = part.name.replaceAll(']', '').split('[')
  let schema = properties.get(first) ?? {}
  let here = value
  let key = first
  for (const step of steps) {
    here = (isNode(here[key]) ? here[key] : (here[key] = {})) as Record<string, unknown>
    schema = propertiesOf(schema).get(step) ?? node(schema['items'] ?? schema['additionalProperties'])
    key = step
  }
  here[key] = scalar(part, schema)
}

/** Objects whose keys count from 0 are the lists that they were. */
function listed(value: unknown): unknown {
  if (!isNode(value)) return value
  const entries = Object.entries(value).map(([key, inner]) => [key, listed(inner)] as const)
  const isList = entries.length > 0 && entries.every(([key], index) => key === String(index))
  return isList ? entries.map(([, inner]) => inner) : Object.fromEntries(entries)
}

/** What a multipart body says, as the object that its schema speaks of. */
export async function readMultipartBody(contentType: string, body: string, schema: unknown): Promise<unknown> {
  const parts = await partsOf(contentType, body)
  const properties = propertiesOf(node(schema))
  const value: Record<string, unknown> = {}
  const bracketed = parts.filter(({ name }) => name.includes('[') && !properties.has(name))
  for (const part of bracketed) put(value, part, properties)
  const plain = parts.filter((part) => !bracketed.includes(part))
  for (const name of new Set(plain.map((part) => part.name))) {
    const property = properties.get(name) ?? {}
    const own = plain.filter((part) => part.name === name)
    const types = typesOf(property)
    const items = node(property['items'])
    const [first] = own
    if (first === undefined) continue
    const isList = types.has('array') && (own.length > 1 || !/[/+]json\b/.test(first.type) || !types.has('object'))
    const whole = isList && own.length === 1 ? scalar(first, items) : undefined
    value[name] = isList
      ? Array.isArray(whole)
        ? whole
        : own.map((part) => scalar(part, items))
      : scalar(first, property)
  }
  return listed(value)
}
