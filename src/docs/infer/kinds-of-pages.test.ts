import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseJson } from '../../core/index.ts'
import { readPage } from '../read/read-page.ts'
import { inferOperations } from './index.ts'
import { shapeOf } from './target.ts'

/** One page: operations as `METHOD /path name:place`; `~` marks a parameter that may be there or not. */
interface Gold {
  readonly baseUrl?: string
  readonly auth?: string
  readonly operations: readonly string[]
}

const folder = join(import.meta.dirname, '../../../test/fixtures/docs')
const gold = parseJson(readFileSync(join(folder, 'gold.json'), 'utf8')) as Readonly<Record<string, Gold>> // our own file
const pages = Object.entries(gold).map(([file, it]) => ({ file, ...it }))

/** What a page's author left open to two readings, or writes in a way that we do not read. */
const known: Readonly<Record<string, { readonly missed?: readonly string[]; readonly wrong?: readonly string[] }>> = {
  'shop-webapi.md': { missed: ['GET /orders'] },
}

function read(file: string) {
  const text = readFileSync(join(folder, file), 'utf8')
  const mediaType = file.endsWith('.html') ? 'text/html' : /\.(?:rst|txt)$/.test(file) ? 'text/plain' : 'text/markdown'
  return inferOperations([readPage({ text, mediaType, url: `https://docs.example/${file}` })])
}

describe.each(pages)('$file', ({ file, operations, baseUrl }) => {
  const inference = read(file)
  const base = baseUrl === undefined ? '' : new URL(baseUrl.replace(/[{}]/g, '')).pathname.replace(/\/$/, '')
  const found = inference.operations.filter(({ draft }) => !draft)
  const keyOf = (method: string, path: string): string => {
    const shape = shapeOf(path)
    const front = shapeOf(base)
    return `${method} ${base !== '' && shape.startsWith(`${front}/`) ? shape.slice(front.length) : shape}`
  }
  const wanted = operations
    .map((line) => line.split(' '))
    .map(([method = '', path = '', ...names]) => ({ key: keyOf(method, path), names }))

  test('the operations of the page are found, and no others', () => {
    const keys = found.map(({ method, path }) => keyOf(method, path.replace(/^\/bot\{[^}]*\}/, '')))
    expect(keys.filter((key) => !wanted.some((it) => it.key === key))).toEqual(known[file]?.wrong ?? [])
    expect(wanted.map(({ key }) => key).filter((key) => !keys.includes(key))).toEqual(known[file]?.missed ?? [])
  })

  test('so are their parameters', () => {
    const off = found.flatMap((operation) => {
      const gold = wanted.find(
        ({ key }) => key === keyOf(operation.method, operation.path.replace(/^\/bot\{[^}]*\}/, '')),
      )
      if (gold === undefined) return []
      const fold = (name: string): string => name.replace(/\[\]$/, '')
      const names = operation.parameters.filter((it) => it.in !== 'path').map((it) => fold(it.name))
      const required = gold.names
        .filter((it) => !it.endsWith(':path') && !it.endsWith('~'))
        .map((it) => it.split(':')[0] ?? '')
      const allowed = new Set(gold.names.map((it) => it.split(':')[0]))
      return [
        ...required.filter((name) => !names.includes(name)),
        ...names.filter((name) => !allowed.has(name)).map((name) => `not ${name}`),
      ].map((name) => `${operation.method} ${operation.path}: ${name}`)
    })
    expect(off).toEqual([])
  })
})

test.each(pages.filter(({ baseUrl }) => baseUrl !== undefined))('$file: the base URL is read', ({ file, baseUrl }) => {
  const written = read(file).baseUrl?.replace('/bot{token}', '') ?? 'none'
  expect(baseUrl).toContain(written)
})

test.each(pages.filter(({ auth }) => auth !== undefined))('$file: how calls authenticate is read', ({ file, auth }) => {
  const [best] = read(file).auth
  expect(best?.type === 'apiKey' ? `apiKey ${best.in} ${best.name}` : best?.type).toBe(auth)
})

test('every page has its gold', () => {
  expect(
    readdirSync(folder)
      .filter((file) => file !== 'gold.json')
      .toSorted(),
  ).toEqual(Object.keys(gold).toSorted())
})
