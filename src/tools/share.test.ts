import { describe, expect, test } from 'vitest'
import type { JsonSchema } from '../core/index.ts'
import { shareRepeated } from './share.ts'

const address: JsonSchema = {
  type: 'object',
  description: 'Where something is sent, in the form of its country',
  properties: { street: { type: 'string' }, city: { type: 'string' } },
}
const deep: JsonSchema = {
  type: 'object',
  title: 'Party',
  properties: { home: address, work: address, tax: { type: 'string' } },
}

/** The schema with every reference written out. */
function expanded(node: unknown, defs: Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(node)) return node.map((item) => expanded(item, defs))
  if (typeof node !== 'object' || node === null) return node
  if ('$ref' in node) return expanded(defs[String(node.$ref).slice('#/$defs/'.length)], defs)
  return Object.fromEntries(
    Object.entries(node).flatMap(([key, value]) => (key === '$defs' ? [] : [[key, expanded(value, defs)]])),
  )
}

describe('what stands in a schema repeatedly', () => {
  test.each<[string, JsonSchema, number]>([
    ['is written once', { type: 'object', properties: { from: address, to: address } }, 1],
    ['is found inside of what is repeated', { type: 'object', properties: { buyer: deep, seller: deep } }, 2],
    ['is left where it stands once', { type: 'object', properties: { from: address } }, 0],
    ['is left when it is short', { type: 'object', properties: { a: { type: 'string' }, b: { type: 'string' } } }, 0],
    ['is data under enum and default', { type: 'object', properties: { a: { enum: [address, address] as never } } }, 0],
  ])('%s', (_, schema, definitions) => {
    const shared = shareRepeated(schema)
    const defs = (shared['$defs'] ?? {}) as Readonly<Record<string, unknown>> // written by shareRepeated
    expect(Object.keys(defs)).toHaveLength(definitions)
    expect(expanded(shared, defs)).toEqual(schema)
    expect(JSON.stringify(shared).length).toBeLessThanOrEqual(JSON.stringify(schema).length)
  })
})
