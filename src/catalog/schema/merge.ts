import { isNode, list, own, put } from '../node.ts'
import { readKeywords } from './keywords.ts'
import type { Part, Written } from './parts.ts'

/** Several parts as one schema: its own keywords, and the schemas inside it still as written. */
export interface Merged {
  readonly types: readonly string[] | undefined
  readonly nullable: boolean
  readonly plain: Record<string, unknown>
  readonly required: readonly string[]
  /** By name: what all parts together say of a property. */
  readonly properties: ReadonlyMap<string, readonly Written[]>
  /** Absent: nothing said. */
  readonly additional: boolean | readonly Written[] | undefined
  readonly patternProperties: ReadonlyMap<string, readonly Written[]>
  readonly items: readonly Written[] | undefined
  readonly prefixItems: readonly (readonly Written[])[]
  readonly anyOf: readonly (readonly Written[])[]
  /** Keywords with one schema: `not`, `contains`, `propertyNames`, `if`, `then`, `else`. */
  readonly single: ReadonlyMap<string, readonly Written[]>
  /** What could not be laid together: each holds too. */
  readonly also: readonly Written[]
  readonly recursive: string | undefined
}

const singles = ['not', 'contains', 'propertyNames'] as const
const lower = new Set(['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties', 'maxContains'])
const higher = new Set(['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties', 'minContains'])

/** Lays parts together: what all of them allow. Where authors contradict themselves, the more useful reading wins. */
export function merge(parts: readonly Part[]): Merged {
  const one = new Merging()
  for (const part of parts) one.add(part)
  return one.result(parts)
}

class Merging {
  #types: string[] | undefined
  #nullable = false
  #someNotNull = false
  readonly #plain: Record<string, unknown> = {}
  readonly #required = new Set<string>()
  readonly #properties = new Map<string, Written[]>()
  readonly #patterns = new Map<string, Written[]>()
  readonly #additional: (boolean | Written)[] = []
  #items: Written[] | undefined
  #prefix: Written[][] = []
  #anyOf: Written[][] | undefined
  readonly #single = new Map<string, Written[]>()
  readonly #also: Written[] = []
  #closedOver = 0
  #withProperties = 0
  #unevaluated = false

  add(part: Part): void {
    const { types, nullable, plain } = readKeywords(part.node)
    if (nullable) this.#nullable = true
    this.#meetTypes(types)
    for (const [key, value] of Object.entries(plain)) this.#meet(key, value)
    for (const name of list(own(part.node, 'required'))) if (typeof name === 'string') this.#required.add(name)
    this.#object(part)
    this.#array(part)
    this.#combine(part)
  }

  #meetTypes(types: readonly string[] | undefined): void {
    if (!types) return
    const bare = types.filter((type) => type !== 'null')
    if (bare.length === types.length) this.#someNotNull = true
    if (!this.#types) return void (this.#types = [...types])
    const both = this.#types.filter((type) => types.includes(type) || (type === 'integer' && types.includes('number')))
    if (this.#types.includes('number') && types.includes('integer') && !both.includes('integer')) both.push('integer')
    if (both.some((type) => type !== 'null')) this.#types = both
  }

  #meet(key: string, value: unknown): void {
    const before = this.#plain[key]
    if (before === undefined) this.#plain[key] = value
    else if (typeof before === 'number' && typeof value === 'number')
      this.#plain[key] = lower.has(key) ? Math.min(before, value) : higher.has(key) ? Math.max(before, value) : before
    else if (key === 'enum') {
      const common = list(before).filter((one) => list(value).some((other) => same(one, other)))
      if (common.length > 0) this.#plain[key] = common
    } else if (key === 'dependentRequired') this.#plain[key] = { ...(value as object), ...(before as object) } // both objects, readKeywords saw to it
  }

  #object({ node, doc, at, chain }: Part): void {
    const properties = own(node, 'properties')
    if (isNode(properties)) {
      if (!(narrowing in node)) this.#withProperties += 1
      for (const name of Object.keys(properties))
        push(this.#properties, name, { value: properties[name], doc, at: `${at}/properties/${name}`, chain })
    }
    const patterns = own(node, 'patternProperties')
    if (isNode(patterns))
      for (const name of Object.keys(patterns))
        push(this.#patterns, name, { value: patterns[name], doc, at: `${at}/patternProperties`, chain })
    const named = own(node, 'additionalProperties')
    const additional = named ?? own(node, 'unevaluatedProperties')
    if (named === undefined && additional === false) this.#unevaluated = true
    if (additional === false && isNode(properties)) this.#closedOver += 1
    if (typeof additional === 'boolean') this.#additional.push(additional)
    else if (isNode(additional))
      this.#additional.push({ value: additional, doc, at: `${at}/additionalProperties`, chain })
  }

  #array({ node, doc, at, chain }: Part): void {
    const items = own(node, 'items')
    const prefix = Array.isArray(items) ? items : list(own(node, 'prefixItems')) // draft 4 wrote tuples into `items`
    const rest = Array.isArray(items) ? own(node, 'additionalItems') : items
    prefix.forEach((value: unknown, index) => {
      const before = this.#prefix[index] ?? []
      this.#prefix[index] = [...before, { value, doc, at: `${at}/prefixItems/${index}`, chain }]
    })
    if (isNode(rest) || rest === false) (this.#items ??= []).push({ value: rest, doc, at: `${at}/items`, chain })
  }

  #combine({ node, doc, at, chain }: Part): void {
    for (const key of ['anyOf', 'oneOf']) {
      const members = list(own(node, key)).map((value, index): Written[] => {
        const named = discriminated(own(node, 'discriminator'), value)
        const member = { value, doc, at: `${at}/${key}/${index}`, chain }
        return named === undefined ? [member] : [member, { value: named, doc, at: `${at}/discriminator`, chain }]
      })
      if (members.length === 0) continue
      if (!this.#anyOf) this.#anyOf = members
      else
        this.#also.push({ value: { anyOf: own(node, key), discriminator: own(node, 'discriminator') }, doc, at, chain })
    }
    for (const key of singles) {
      const value = own(node, key)
      if (!isNode(value)) continue
      if (this.#single.has(key)) this.#also.push({ value: { [key]: value }, doc, at, chain })
      else this.#single.set(key, [{ value, doc, at: `${at}/${key}`, chain }])
    }
  }

  result(parts: readonly Part[]): Merged {
    const allowsNull = this.#nullable || (this.#types?.includes('null') === true && !this.#someNotNull)
    const bare = this.#types?.filter((type) => type !== 'null')
    return {
      types: bare && bare.length > 0 ? bare : this.#types,
      nullable: allowsNull,
      plain: this.#plain,
      required: [...this.#required],
      properties: this.#properties,
      additional: this.#additionalOf(),
      patternProperties: this.#patterns,
      items: this.#items,
      prefixItems: this.#prefix,
      anyOf: this.#anyOf ?? [],
      single: this.#single,
      also: this.#also,
      recursive: parts.find((part) => part.recursive !== undefined)?.recursive,
    }
  }

  /** Closed only if every part that names properties is: `allOf` of closed parts would allow nothing as it is written. */
  #additionalOf(): Merged['additional'] {
    const schemas = this.#additional.filter((value) => typeof value !== 'boolean')
    if (schemas.length > 0) return schemas
    // closed beside alternatives (`unevaluatedProperties` mostly) means closed over theirs too, which is not ours to say
    if (this.#anyOf && this.#properties.size === 0) return this.#additional.includes(true) ? true : undefined
    if (this.#unevaluated && this.#anyOf) return undefined
    if (this.#additional.includes(false) && this.#closedOver >= this.#withProperties) return false
    return this.#additional.includes(true) ? true : undefined
  }
}

/** Marks a schema that only narrows what another says: it does not count as one that names properties. */
const narrowing = Symbol('narrowing')

/** What a discriminator's mapping says of one alternative: the values of the property by which it is told. */
function discriminated(discriminator: unknown, member: unknown): object | undefined {
  const property = own(discriminator, 'propertyName')
  const mapping = own(discriminator, 'mapping')
  const ref = own(member, '$ref')
  if (typeof property !== 'string' || typeof ref !== 'string' || !isNode(mapping)) return undefined
  const name = ref.split('/').at(-1)
  const values = Object.keys(mapping).filter((value) => mapping[value] === ref || mapping[value] === name)
  if (values.length === 0) return undefined
  return { [narrowing]: true, properties: record([[property, { enum: values }]]) }
}

function push(map: Map<string, Written[]>, name: string, written: Written): void {
  const before = map.get(name)
  if (before) before.push(written)
  else map.set(name, [written])
}

function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}

/** A record from entries in which `__proto__` is a name like any other. */
export function record(entries: Iterable<readonly [string, unknown]>): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const [key, value] of entries) put(result, key, value)
  return result
}
