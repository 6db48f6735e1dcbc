import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { configJsonSchema } from './index.ts'
import { schemaFileText } from './schema-file.ts'

test('config.schema.json is what the code says (else: npm run schema)', () => {
  const file = readFileSync(resolve(import.meta.dirname, '../../config.schema.json'), 'utf8')
  expect(file.replaceAll('\r\n', '\n')).toBe(schemaFileText())
})

interface Node {
  readonly description?: string
  readonly properties?: Readonly<Record<string, Node>>
  readonly items?: Node
  readonly additionalProperties?: Node | boolean
  readonly anyOf?: readonly Node[]
  readonly oneOf?: readonly Node[]
}

function* undescribed(node: Node, path: string): Generator<string> {
  for (const [name, child] of Object.entries(node.properties ?? {})) {
    const inAuth = path.includes('.auth')
    if (child.description === undefined && !inAuth) yield `${path}.${name}`
    yield* undescribed(child, `${path}.${name}`)
  }
  for (const child of [...(node.anyOf ?? []), ...(node.oneOf ?? [])]) yield* undescribed(child, path)
  if (node.items) yield* undescribed(node.items, `${path}[]`)
  if (typeof node.additionalProperties === 'object') yield* undescribed(node.additionalProperties, `${path}.*`)
}

test('every key is described, for editors', () => {
  expect([...undescribed(configJsonSchema() as Node, '')]).toEqual([])
})
