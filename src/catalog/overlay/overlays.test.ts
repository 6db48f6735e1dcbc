import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { silentLog } from '../../core/index.ts'
import { createCatalog, type CatalogOptions, type DescriptionSource } from '../index.ts'
import { folderWith, openapi } from '../test-catalog.ts'

const api = openapi({
  '/a': {
    get: { operationId: 'a', parameters: [{ name: 'p', in: 'query', schema: { type: 'string' } }], responses: {} },
  },
  '/b': { get: { operationId: 'b', responses: {} } },
})
const rename = 'overlay: 1.0.0\nactions:\n  - target: $.paths["/a"].get\n    update: { operationId: renamed }\n'
const hide = {
  overlay: '1.0.0',
  actions: [
    { target: "$.paths['/b']", remove: true },
    { target: '$.nothing', update: {} },
  ],
}

const catalog = (parts: Partial<CatalogOptions> = {}) =>
  createCatalog({
    cacheFolder: undefined,
    log: silentLog,
    fetchText: () => Promise.reject(new Error('offline')),
    ...parts,
  })
const idsOf = async (source: DescriptionSource, parts: Partial<CatalogOptions> = {}): Promise<string> => {
  const description = await catalog(parts).load(source, AbortSignal.timeout(20_000))
  const ids = description.rows.map(({ operationId }) => operationId).join()
  description.close()
  return ids
}

describe('overlays of a file', () => {
  test('apply in order, before operations are read; problems say where', async () => {
    const folder = folderWith({ 'api.json': JSON.stringify(api), 'one.yaml': rename, 'two.json': JSON.stringify(hide) })
    const source: DescriptionSource = {
      kind: 'file',
      path: join(folder, 'api.json'),
      overlays: [join(folder, 'one.yaml'), join(folder, 'two.json')],
    }
    const description = await catalog().load(source, AbortSignal.timeout(20_000))
    expect(description.rows.map(({ key, operationId }) => `${key} ${operationId ?? ''}`)).toEqual(['GET /a renamed'])
    expect(description.problems).toEqual([
      { at: 'two.json#/actions/1', says: 'the target "$.nothing" matches nothing', level: 'warning' },
    ])
  })

  test('what YAML aliases share is changed in one place only', async () => {
    const yaml = `openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /a: { get: { operationId: a, responses: &r { '200': { description: old } } } }
  /b: { get: { operationId: b, responses: *r } }
`
    const change = {
      overlay: '1.0.0',
      actions: [{ target: "$.paths['/a'].get.responses['200']", update: { description: 'new' } }],
    }
    const folder = folderWith({ 'api.yaml': yaml, 'o.json': JSON.stringify(change) })
    const description = await catalog().load(
      { kind: 'file', path: join(folder, 'api.yaml'), overlays: [join(folder, 'o.json')] },
      AbortSignal.timeout(20_000),
    )
    const said = await Promise.all(
      ['GET /a', 'GET /b'].map(async (key) => (await description.operation(key)).responses[0]?.description),
    )
    expect(said).toEqual(['new', 'old'])
  })

  test('one that is not there, broken or another document costs itself', async () => {
    const folder = folderWith({
      'api.json': JSON.stringify(api),
      'broken.yaml': 'a: [',
      'other.json': '{"openapi":"3.0.0"}',
    })
    mkdirSync(join(folder, 'folder.yaml'))
    const overlays = ['gone.yaml', 'broken.yaml', 'folder.yaml', 'other.json'].map((name) => join(folder, name))
    const description = await catalog().load(
      { kind: 'file', path: join(folder, 'api.json'), overlays },
      AbortSignal.timeout(20_000),
    )
    expect(description.rows).toHaveLength(2)
    expect(description.problems.map(({ at, level }) => `${at} ${level}`)).toEqual([
      'gone.yaml error',
      'broken.yaml error',
      'folder.yaml error',
      'other.json# error',
    ])
  })

  test('the cache follows them: other overlays, another content, a file that comes or goes', async () => {
    const folder = folderWith({ 'api.json': JSON.stringify(api), 'one.yaml': rename })
    const cacheFolder = join(folder, 'cache')
    const source = (...names: string[]): DescriptionSource => ({
      kind: 'file',
      path: join(folder, 'api.json'),
      overlays: names.map((name) => join(folder, name)),
    })
    const ids = (...names: string[]): Promise<string> => idsOf(source(...names), { cacheFolder })
    expect(await ids('one.yaml')).toBe('renamed,b')
    expect(await ids('one.yaml')).toBe('renamed,b')
    expect(await ids()).toBe('a,b')
    writeFileSync(join(folder, 'one.yaml'), rename.replace('renamed', 'again'))
    expect(await ids('one.yaml')).toBe('again,b')
    expect(await ids('one.yaml', 'two.json')).toBe('again,b')
    writeFileSync(join(folder, 'two.json'), JSON.stringify(hide))
    expect(await ids('one.yaml', 'two.json')).toBe('again')
    rmSync(join(folder, 'one.yaml'))
    expect(await ids('one.yaml', 'two.json')).toBe('a')
    expect(readdirSync(cacheFolder).length).toBeGreaterThan(2)
  })
})

test('overlays of a description from a URL, offline too, but never with an older overlay', async () => {
  const folder = folderWith({ 'one.yaml': rename })
  const cacheFolder = join(folder, 'cache')
  const url = 'https://api.example.com/openapi.json'
  let asked = 0
  const text = JSON.stringify(api)
  const online: CatalogOptions['fetchText'] = () => {
    asked++
    return Promise.resolve({ status: 200, text, url, mediaType: 'application/json' })
  }
  const source: DescriptionSource = { kind: 'url', url, overlays: [join(folder, 'one.yaml')] }
  expect(await idsOf(source, { cacheFolder, fetchText: online })).toBe('renamed,b')
  expect(await idsOf(source, { cacheFolder, fetchText: online })).toBe('renamed,b')
  expect(asked).toBe(2)
  expect(await idsOf(source, { cacheFolder })).toBe('renamed,b')
  writeFileSync(join(folder, 'one.yaml'), rename.replace('renamed', 'again'))
  expect(await idsOf(source, { cacheFolder, fetchText: online })).toBe('again,b')
  writeFileSync(join(folder, 'one.yaml'), rename.replace('renamed', 'offline'))
  await expect(idsOf(source, { cacheFolder })).rejects.toThrow('offline')
})
