import type { JsonSchema } from '../../core/index.ts'
import type { Documents } from '../documents.ts'
import { own } from '../node.ts'
import { merge, type Merged } from './merge.ts'
import { flatten, nameOf, type Written } from './parts.ts'
import { admitNull, repairDefault, repairValues } from './repair.ts'

export interface SchemaOptions {
  readonly documents: Documents
  /** `request` leaves `readOnly` properties out, `response` those that are `writeOnly`. */
  readonly direction: 'request' | 'response'
  /** Schema objects in all; what is beyond becomes open and names its type. */
  readonly budget: number
  report(doc: number, at: string, says: string): void
}

interface Task {
  readonly written: readonly Written[]
  readonly depth: number
  readonly set: (schema: JsonSchema) => void
  /** Set for properties, which may turn out not to belong here. */
  readonly drop?: (() => void) | undefined
}

const deepest = 40

/**
 * A self-contained 2020-12 schema of what was written: no `$ref`, `allOf` laid together, `oneOf` as `anyOf`, nothing
 * foreign. Built level by level, so that a budget takes the deepest parts and not the last ones. Never throws for what
 * an author wrote.
 */
export function buildSchema(written: Written, options: SchemaOptions): JsonSchema {
  let root: JsonSchema = {}
  const queue: Task[] = [{ written: [written], depth: 0, set: (schema) => (root = schema) }]
  let spent = 0
  for (let next = 0; next < queue.length; next++) {
    const task = queue[next]
    if (!task) break
    const merged = merge(flatten(task.written, options))
    if (task.drop && hidden(merged, options.direction)) {
      task.drop()
      continue
    }
    spent += 1 + Math.floor((Array.isArray(merged.plain['enum']) ? merged.plain['enum'].length : 0) / 20)
    const cut = merged.recursive !== undefined || spent + queue.length - next > options.budget || task.depth >= deepest
    const name = merged.recursive ?? (cut ? typeName(task.written, options.documents) : undefined)
    task.set(assemble(merged, task, cut ? (name ?? 'value') : undefined, queue))
    if (next > options.budget * 4) {
      for (const left of queue.slice(next + 1)) left.set({}) // so wide that even its first level is too much
      break
    }
  }
  return root
}

function hidden({ plain }: Merged, direction: 'request' | 'response'): boolean {
  return plain[direction === 'request' ? 'readOnly' : 'writeOnly'] === true
}

function typeName(written: readonly Written[], documents: Documents): string | undefined {
  const [first] = written
  if (!first) return undefined
  const ref =
    typeof first.value === 'object' && first.value !== null && '$ref' in first.value ? first.value.$ref : undefined
  const target = typeof ref === 'string' ? documents.resolve(ref, first.doc) : undefined
  return nameOf(target ?? first, documents)
}

/** One schema object; the schemas inside it are put at the end of the queue and set when their turn comes. */
function assemble(merged: Merged, task: Task, cutAs: string | undefined, queue: Task[]): JsonSchema {
  const schema: Record<string, unknown> = {}
  const { plain } = merged
  const types = repairValues(plain, merged.types ?? impliedTypes(merged))
  if (types) schema['type'] = types.length === 1 ? types[0] : types
  repairDefault(plain, types, merged.nullable)
  delete plain['readOnly']
  delete plain['writeOnly']
  Object.assign(schema, plain)
  if (cutAs === undefined) fill(schema, merged, task, types, queue)
  else leaveOpen(schema, merged, types, cutAs)
  if (merged.nullable) admitNull(schema, types)
  return schema
}

/** Authors often leave the type out where other keywords say it. */
function impliedTypes(merged: Merged): string[] | undefined {
  if (merged.recursive !== undefined) return undefined
  if (merged.properties.size > 0 || merged.patternProperties.size > 0) return ['object']
  if (merged.additional !== undefined && typeof merged.additional !== 'boolean') return ['object']
  if (merged.items || merged.prefixItems.length > 0) return ['array']
  const allowed = merged.plain['enum']
  return Array.isArray(allowed) && allowed.every((value) => typeof value === 'string') ? ['string'] : undefined
}

/** What is not shown stays open; scalars lose nothing by it. */
function leaveOpen(
  schema: Record<string, unknown>,
  merged: Merged,
  types: readonly string[] | undefined,
  name: string,
): void {
  const nested =
    merged.recursive !== undefined ||
    merged.anyOf.length > 0 ||
    types?.some((type) => type === 'object' || type === 'array')
  if (!nested) return
  const says =
    merged.recursive !== undefined ? `A nested ${name}, the same shape again` : `${name}; its shape is not shown here`
  const before = schema['description']
  schema['description'] = typeof before === 'string' ? `${before.slice(0, 300)} (${says})` : says
  if (types?.includes('array')) schema['items'] = {}
  if (merged.recursive !== undefined && !types) schema['type'] = 'object'
}

function fill(
  schema: Record<string, unknown>,
  merged: Merged,
  task: Task,
  types: readonly string[] | undefined,
  queue: Task[],
): void {
  const depth = task.depth + 1
  const child = (written: readonly Written[], set: Task['set'], drop?: () => void): void =>
    void queue.push({ written, depth, set, drop })
  fillObject(schema, merged, child)
  if (merged.prefixItems.length > 0) {
    const prefix: JsonSchema[] = []
    schema['prefixItems'] = prefix
    merged.prefixItems.forEach((written, index) => child(written ?? [], (built) => (prefix[index] = built)))
  }
  if (merged.items?.every((written) => written.value === false)) schema['items'] = false
  else if (merged.items) child(merged.items, (built) => (schema['items'] = built))
  else if (types?.includes('array') && merged.prefixItems.length === 0) schema['items'] = {}
  if (merged.anyOf.length > 0) {
    const members: JsonSchema[] = []
    schema['anyOf'] = members
    merged.anyOf.forEach((written, index) => child(written, (built) => (members[index] = built)))
    if (merged.nullable && !types && !merged.anyOf.some((written) => written.some(isNull)))
      members[merged.anyOf.length] = { type: 'null' }
  }
  for (const [key, written] of merged.single) child(written, (built) => (schema[key] = built))
  if (merged.also.length > 0) {
    const also: JsonSchema[] = []
    schema['allOf'] = also
    merged.also.forEach((written, index) => child([written], (built) => (also[index] = built)))
  }
}

function isNull({ value }: Written): boolean {
  return own(value, 'type') === 'null'
}

function fillObject(
  schema: Record<string, unknown>,
  merged: Merged,
  child: (written: readonly Written[], set: Task['set'], drop?: () => void) => void,
): void {
  const { properties, patternProperties, additional } = merged
  const required = [...merged.required]
  if (properties.size > 0) {
    const built: Record<string, JsonSchema> = {}
    schema['properties'] = built
    for (const name of properties.keys()) define(built, name, {}) // order is the author's, whatever is built first
    const drop = (name: string): void => {
      delete built[name]
      if (required.includes(name)) required.splice(required.indexOf(name), 1)
      if (required.length === 0) delete schema['required']
    }
    for (const [name, written] of properties)
      child(
        written,
        (done) => define(built, name, done),
        () => drop(name),
      )
    for (const name of required) if (!properties.has(name) && additional === false) define(built, name, {}) // else unsatisfiable
  }
  if (required.length > 0) schema['required'] = required
  if (patternProperties.size > 0) {
    const built: Record<string, JsonSchema> = {}
    schema['patternProperties'] = built
    for (const [name, written] of patternProperties) child(written, (done) => define(built, name, done))
  }
  if (typeof additional === 'boolean') schema['additionalProperties'] = additional
  else if (additional) child(additional, (built) => (schema['additionalProperties'] = built))
}

function define(target: Record<string, JsonSchema>, name: string, value: JsonSchema): void {
  if (name !== '__proto__') target[name] = value
  else Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true })
}
