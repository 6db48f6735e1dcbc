import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { hasShared, shared } from '../../test/support/shared.ts'
import { createCatalog } from '../catalog/index.ts'
import { silentLog } from '../core/index.ts'
import { exampleArguments } from './example.ts'
import { operationTool } from './index.ts'
import { nameOperations, toolNamePattern } from './names.ts'
import { isPlainObject } from './plain-object.ts'
import { toSignature } from './signature.ts'

const files = hasShared
  ? readdirSync(shared('specs')).filter((name) => /\.(json|yaml)$/.test(name) && name !== 'index.json')
  : []
/** Every operation of a few, a sample of the largest. */
const mostBuilt = 150

/** What the strictest clients refuse (SDK-NOTES §8.6), anywhere in a tool's schema. */
function faults(schema: unknown, at: string): string[] {
  if (Array.isArray(schema)) return schema.flatMap((one, index) => faults(one, `${at}/${index}`))
  if (!isPlainObject(schema)) return []
  const own = Object.keys(schema).flatMap((keyword) =>
    ['$ref', '$defs', '$id', '$schema', 'oneOf', 'definitions'].includes(keyword) || keyword.startsWith('x-')
      ? [`${at}/${keyword}`]
      : [],
  )
  const { properties, items, anyOf, allOf, additionalProperties, type, required } = schema
  const inner = isPlainObject(properties)
    ? Object.entries(properties).flatMap(([name, one]) => faults(one, `${at}/${name}`))
    : []
  const missing = (Array.isArray(required) ? required : []).filter(
    (name) => !isPlainObject(properties) || !Object.hasOwn(properties, String(name)),
  )
  const itemless = type === 'array' && items === undefined ? [`${at}: no items`] : []
  return [
    ...own,
    ...inner,
    ...itemless,
    ...missing.map((name) => `${at}: required ${String(name)}`),
    ...faults([items, anyOf, allOf, additionalProperties], at),
  ]
}

describe.skipIf(!hasShared)('every published tool is one that the strictest client accepts', () => {
  test.each(files)('%s', { timeout: 120_000 }, async (file) => {
    const catalog = createCatalog({
      cacheFolder: undefined,
      log: silentLog,
      fetchText: () => Promise.reject(new Error('no network here')),
    })
    const description = await catalog
      .load({ kind: 'file', path: shared('specs', file) }, new AbortController().signal)
      .catch(() => undefined)
    const rows = description?.rows ?? []
    const names = [
      ...(nameOperations([{ slug: 'some_api', rows }], new Set())
        .get('some_api')
        ?.values() ?? []),
    ].map((name) => name.tool)
    expect(names.filter((name) => !toolNamePattern.test(name))).toEqual([])
    expect(new Set(names).size).toBe(names.length)

    const step = Math.max(1, Math.floor(rows.length / mostBuilt))
    const wrong: string[] = []
    let built = 0
    let without = 0
    for (const row of rows.filter((_, index) => index % step === 0)) {
      const operation = await description?.operation(row.key).catch(() => undefined)
      if (operation === undefined) continue
      const { inputSchema, description: text, title } = operationTool('some_api', operation)
      wrong.push(...faults(inputSchema, row.key))
      const extra = Object.keys(inputSchema).filter(
        (keyword) => !['type', 'properties', 'required', 'additionalProperties'].includes(keyword),
      )
      if (extra.length > 0) wrong.push(`${row.key}: root ${extra.join()}`)
      for (const name of Object.keys(inputSchema.properties))
        if (!/^[a-zA-Z0-9_.-]{1,64}$/.test(name)) wrong.push(`${row.key}: ${name}`)
      if (text === '' || text.length > 1_000 || title === '') wrong.push(`${row.key}: description of ${text.length}`)
      built++
      if (exampleArguments(toSignature(operation)) === undefined) without++
    }
    await catalog.close()
    expect(wrong).toEqual([])
    expect(without).toBeLessThanOrEqual(Math.max(3, built * 0.07)) // patterns and crossed alternatives
  })
})
