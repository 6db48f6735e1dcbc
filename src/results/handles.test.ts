import { createHash } from 'node:crypto'
import { mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Caller } from '../core/index.ts'
import { stdio, testKeeper } from './test-keeper.ts'

const what = { form: 'json', mediaType: 'application/json', api: 'shop' } as const
const bytes = (text: string): Uint8Array => Buffer.from(text)

describe('handles', () => {
  test('are 128 random bits and give back the bytes', async () => {
    const { handles } = (await testKeeper()).keeper
    const { id } = await handles.put(what, bytes('[1,2]'), stdio)
    expect(Buffer.from(id, 'base64url')).toHaveLength(16)
    expect(Buffer.from(await handles.data(id, stdio)).toString()).toBe('[1,2]')
    expect(await handles.head(id, stdio)).toMatchObject({ bytes: 5, api: 'shop', form: 'json' })
  })

  test.each<[string, Caller, Caller, string]>([
    ['another app', { app: 'a', via: 'http' }, { app: 'b', via: 'http' }, 'no result is kept'],
    ['no app', { app: 'a', via: 'http' }, stdio, 'no result is kept'],
    [
      'another environment of the app',
      { app: 'a', environment: 'x', via: 'http' },
      { app: 'a', via: 'http' },
      'another environment',
    ],
    [
      'another environment',
      { environment: 'x', via: 'http' },
      { environment: 'y', via: 'http' },
      'another environment',
    ],
  ])('are nothing to %s', async (_, owner, other, says) => {
    const { handles } = (await testKeeper()).keeper
    const { id } = await handles.put(what, bytes('[]'), owner)
    const refused = { code: 'handle.unknown', message: expect.stringContaining(says) as string }
    await expect(handles.data(id, other)).rejects.toMatchObject(refused)
    await expect(handles.head(id, owner)).resolves.toMatchObject({ bytes: 2 })
  })

  test.each(['', 'x', '../x', 'A'.repeat(22), 'A'.repeat(5000), '\0'])('%j is unknown', async (id) => {
    const { handles } = (await testKeeper()).keeper
    await expect(handles.head(id, stdio)).rejects.toMatchObject({ code: 'handle.unknown' })
  })

  test('end after their time', async () => {
    let now = 1_000_000
    const { keeper } = await testKeeper({ age: 1000, bytes: 1e9, memoryBytes: 1e9 }, undefined, () => now)
    const { id } = await keeper.handles.put(what, bytes('[]'), stdio)
    now += 1001
    await expect(keeper.handles.head(id, stdio)).rejects.toMatchObject({ code: 'handle.unknown' })
  })

  test('the oldest make room, one too large is refused and leaves nothing', async () => {
    let now = 1_000_000
    const { keeper } = await testKeeper({ age: 1e9, bytes: 1e9, memoryBytes: 1000 }, undefined, () => now++)
    const { handles } = keeper
    const ids: string[] = []
    for (let i = 0; i < 4; i++) ids.push((await handles.put(what, bytes(String(i).repeat(300)), stdio)).id)
    await expect(handles.head(ids[0] ?? '', stdio)).rejects.toMatchObject({ code: 'handle.unknown' })
    expect(Buffer.from(await handles.data(ids[3] ?? '', stdio)).toString()).toBe('3'.repeat(300))
    await expect(handles.put(what, bytes('x'.repeat(501)), stdio)).rejects.toMatchObject({ code: 'result.too_large' })
    expect(Buffer.from(await handles.data(ids[3] ?? '', stdio)).toString()).toBe('3'.repeat(300))
  })

  test('of files give their bytes as long as they are as they were, weigh nothing, and are nothing to others', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'custom-api-mcp-handles-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const file = join(folder, 'a.txt')
    await writeFile(file, 'x'.repeat(900))
    const { keeper } = await testKeeper({ age: 1e9, bytes: 1e9, memoryBytes: 1000 })
    const { handles } = keeper
    const sha256 = createHash('sha256').update('x'.repeat(900)).digest('hex')
    const about = { form: 'bytes', mediaType: 'text/plain', api: 'shop', name: 'b.txt', file, bytes: 900 } as const
    const saved = { ...about, sha256 }
    const id = await handles.register(saved, stdio)
    const kept: string[] = []
    for (let i = 0; i < 4; i++) kept.push((await handles.put(what, bytes(String(i).repeat(300)), stdio)).id)
    expect(Buffer.from(await handles.data(id, stdio)).toString()).toBe('x'.repeat(900))
    expect(await handles.open(id, stdio)).toMatchObject({ name: 'b.txt', mediaType: 'text/plain', size: 900 })
    const isThere = (one: string) => handles.head(one, stdio).then(Boolean, () => false)
    expect((await Promise.all(kept.map(isThere))).filter(Boolean)).toHaveLength(3)
    await expect(handles.open(id, { app: 'a', via: 'http' })).rejects.toMatchObject({ code: 'handle.unknown' })
    const { atime, mtime } = await stat(file)
    await writeFile(file, `${'x'.repeat(899)}y`)
    await utimes(file, atime, mtime)
    const changed = { code: 'handle.unknown', message: expect.stringContaining('or is another one') }
    await expect(handles.open(id, stdio)).rejects.toMatchObject(changed)
    await expect(handles.data(id, stdio)).rejects.toMatchObject(changed)
    await rm(file)
    await writeFile(file, 'x'.repeat(900)) // put back as it was
    expect(Buffer.from(await handles.data(id, stdio)).toString()).toBe('x'.repeat(900))
    await writeFile(file, 'y')
    await expect(handles.open(id, stdio)).rejects.toMatchObject(changed)
    await rm(file)
    await expect(handles.data(id, stdio)).rejects.toMatchObject({ code: 'handle.unknown' })
  })

  test('kept bytes can be sent as a file', async () => {
    const { handles } = (await testKeeper()).keeper
    const { id } = await handles.put(what, bytes('[1,2]'), stdio)
    const file = await handles.open(id, stdio)
    expect(file).toMatchObject({ name: 'shop-result.json', mediaType: 'application/json', size: 5 })
    const chunks: Uint8Array[] = []
    for await (const chunk of file.open(new AbortController().signal)) chunks.push(chunk)
    expect(Buffer.concat(chunks).toString()).toBe('[1,2]')
  })

  test('streams of many parts come back whole', async () => {
    const { handles } = (await testKeeper()).keeper
    const chunk = Buffer.alloc(700_001, 'abcdefg')
    async function* chunks() {
      for (let i = 0; i < 30; i++) yield chunk
    }
    const { id, kept } = await handles.put({ ...what, form: 'bytes' }, chunks(), stdio)
    expect(kept).toMatchObject({ bytes: 30 * 700_001 })
    expect(kept.parts).toBeGreaterThan(3)
    expect(Buffer.compare(await handles.data(id, stdio), Buffer.concat(Array.from({ length: 30 }, () => chunk)))).toBe(
      0,
    )
  })
})
