import { existsSync, readFileSync } from 'node:fs'
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base'
import { describe, expect, test } from 'vitest'
import { hasShared, shared } from '../../test/support/shared.ts'
import { createCatalog } from '../catalog/index.ts'
import { createRedactor, silentLog } from '../core/index.ts'
import type { Keeper } from '../results/index.ts'
import { createToolbox, type PublishedApi, type ToolResult } from './index.ts'

const stdio = { via: 'stdio' } as const
const files = [
  'github-rest.json',
  'stripe.yaml',
  'openai.yaml',
  'box.json',
  'asana.yaml',
  'docker-engine.yaml',
  'discourse.json',
]
const all = hasShared
  ? (JSON.parse(readFileSync(shared('specs', 'index.json'), 'utf8')) as readonly { readonly file: string }[]) // our own file
  : []

async function publish(names: readonly string[]) {
  const catalog = createCatalog({
    cacheFolder: undefined,
    log: silentLog,
    fetchText: () => Promise.reject(new Error('no network here')),
  })
  const apis: PublishedApi[] = []
  for (const name of names) {
    const source = { kind: 'file', path: shared('specs', name) } as const
    const description = await catalog.load(source, new AbortController().signal).catch(() => undefined)
    apis.push({
      slug: name.replace(/\W+/g, '_').toLowerCase(),
      name,
      description,
      exposure: 'search',
      policy: { include: [], exclude: [], readOnly: false },
      environments: [],
      readOnlyEnvironments: new Set(),
      target: () => {
        throw new Error('nothing is called here')
      },
    })
  }
  const keeper = {} as Keeper // that there is one decides what is listed; nothing is kept here
  const redactor = createRedactor({ secrets: [] })
  const toolbox = createToolbox({
    log: silentLog,
    redactor,
    toolsBudget: 6_000,
    resultsBudget: 8_000,
    generic: true,
    keeper,
  })
  await toolbox.publish(apis)
  return { toolbox, apis, close: () => catalog.close() }
}

/** Texts of others may spell special tokens. */
const tokensOf = (text: string): number => countTokens(text, { disallowedSpecial: new Set() })

const textOf = ({ content }: ToolResult): string =>
  content.map((piece) => (piece.type === 'text' ? piece.text : '')).join('\n')

describe.skipIf(!hasShared)('what is shown stays within its budget', () => {
  test(
    'the list with every shared description in search exposure: 1,000 tokens with instructions',
    { timeout: 300_000 },
    async () => {
      const names = all.map(({ file }) => file).filter((name) => existsSync(shared('specs', name)))
      expect(names.length).toBeGreaterThan(20)
      const { toolbox, close } = await publish(names)
      const list = (await toolbox.list(stdio)).map(({ name, description, inputSchema }) => ({
        name,
        description,
        inputSchema,
      }))
      const instructions = await toolbox.instructions(stdio)
      await close()
      expect(tokensOf(JSON.stringify(list)) + tokensOf(instructions)).toBeLessThanOrEqual(1_000)
    },
  )

  test('answers of search_operations: 1,500 tokens; of describe_operation: 2,500', { timeout: 300_000 }, async () => {
    const { toolbox, apis, close } = await publish(files)
    const call = async (name: string, input: unknown): Promise<string> =>
      textOf(await toolbox.call(name, input, { caller: stdio, signal: new AbortController().signal }))
    const queries = readFileSync(shared('search-eval', 'intents.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { readonly query: string }).query) // our own file
    const found: number[] = []
    for (const query of queries) found.push(tokensOf(await call('search_operations', { query })))
    expect(Math.max(...found)).toBeLessThanOrEqual(1_500)
    const told: number[] = []
    for (const { slug, description } of apis) {
      const rows = description?.rows ?? []
      const step = Math.ceil(rows.length / 25)
      for (const row of rows.filter((_, index) => index % step === 0))
        told.push(tokensOf(await call('describe_operation', { api: slug, operation: row.key })))
    }
    await close()
    expect(Math.max(...told)).toBeLessThanOrEqual(2_500)
  })
})
