import { execFileSync } from 'node:child_process'
import { link, mkdir, mkdtemp, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { CustomApiError } from '../core/index.ts'
import { openLocal, type LocalOptions } from './local.ts'
import type { FileValue } from './file-value.ts'

const never = new AbortController().signal

/** `open/` is a root, `closed/` lies beside it, `open/data/` is our own. */
async function place() {
  const folder = await mkdtemp(join(tmpdir(), 'custom-api-mcp-files-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const name of ['open/sub', 'open/data/downloads', 'closed', 'openly']) await mkdir(join(folder, name), { recursive: true })
  const write = async (name: string, text = name): Promise<string> => {
    await writeFile(join(folder, name), text)
    return join(folder, name)
  }
  for (const name of ['open/a.txt', 'open/sub/b.png', 'open/data/vault.key', 'open/data/downloads/c.bin', 'closed/secret.txt', 'openly/d.txt'])
    await write(name)
  const options: LocalOptions = {
    roots: [join(folder, 'open')],
    cwd: folder,
    own: { folders: [join(folder, 'open/data')], except: [join(folder, 'open/data/downloads')] },
    maxBytes: 1000,
  }
  return { folder, write, options, at: (name: string) => join(folder, name) }
} // prettier-ignore

async function textOf(file: FileValue): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of file.open(never)) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

const failed = (promise: Promise<unknown>): Promise<CustomApiError> =>
  promise.then(
    () => expect.unreachable('it was expected to fail'),
    (error: unknown) => CustomApiError.from(error),
  )

describe('files in the roots', () => {
  test.each([
    ['a.txt', 'open/a.txt'],
    ['sub/b.png', 'open/sub/b.png'],
    ['sub/../a.txt', 'open/a.txt'],
    ['data/downloads/c.bin', 'open/data/downloads/c.bin'],
  ])('%s, relative, absolute and as a URL', async (name, whole) => {
    const { options, at } = await place()
    for (const given of [name, at(whole), pathToFileURL(at(whole)).href, `file://${name}`, `file:${name}`])
      expect(await textOf(await openLocal(given, options))).toBe(whole)
  })

  test('the name and the type go with it', async () => {
    const { options, write } = await place()
    await write('open/photo', '\x89PNG\r\n\x1a\n')
    await write('open/notes.md', '# x')
    await write('open/scan.bin', '%PDF-1.7')
    await write('open/raw.bin', '\x01\x02')
    expect(await openLocal('sub/b.png', options)).toMatchObject({ name: 'b.png', mediaType: 'image/png' })
    expect(await openLocal('scan.bin', options)).toMatchObject({ name: 'scan.bin', mediaType: 'application/pdf' })
    expect(await openLocal('raw.bin', options)).toMatchObject({ mediaType: 'application/octet-stream' })
    expect(await openLocal('notes.md', options)).toMatchObject({
      name: 'notes.md',
      mediaType: 'text/markdown',
      size: 3,
    })
  })

  test('a link that stays inside is followed', async () => {
    const { options, at } = await place()
    await symlink(at('open/sub'), at('open/link'))
    expect(await textOf(await openLocal('link/b.png', options))).toBe('open/sub/b.png')
  })

  test('without roots, where the process is its user’s: anything, from the working directory', async () => {
    const { options } = await place()
    expect(await textOf(await openLocal('closed/secret.txt', { ...options, roots: undefined }))).toBe(
      'closed/secret.txt',
    )
    expect((await failed(openLocal('nothing', { ...options, roots: undefined }))).message).toContain('there is no file')
  })
})

describe('everything else is file.blocked', () => {
  test.each<[string, (at: (name: string) => string) => string]>([
    ['a path that climbs out', () => '../closed/secret.txt'],
    ['one that climbs out and names the root again', () => 'sub/../../closed/secret.txt'],
    ['an absolute path', (at) => at('closed/secret.txt')],
    ['a folder whose name begins like a root', (at) => at('openly/d.txt')],
    ['a file: URL', (at) => pathToFileURL(at('closed/secret.txt')).href],
    ['a file: URL with encoded dots', (at) => `${pathToFileURL(at('open')).href}/%2e%2e/closed/secret.txt`],
    ['a file: URL of a relative path', () => 'file://../closed/secret.txt'],
    ['a file: URL of a relative path, encoded', () => 'file:%2e%2e/closed/secret.txt'],
    ['a file: URL of another host', () => 'file://server/share/x'],
    ['a folder', () => 'sub'],
    ['the root itself', () => '.'],
    ['nothing', () => ''],
    ['a file of our own', () => 'data/vault.key'],
    ['what is not there', () => 'nothing.txt'],
    ['NUL', () => 'a.txt\0.png'],
    ['a device', () => '/dev/zero'],
    ['the memory of the process', () => '/proc/self/environ'],
    ['a URL', () => 'https://example.com/a.txt'],
  ])('%s', async (_, given) => {
    const { options, at } = await place()
    const error = await failed(openLocal(given(at), options))
    expect(error.code).toBe('file.blocked')
    expect(`${error.message} ${error.hint}`).not.toContain('secret.txt is')
  })

  test('a file outside and none outside look the same', async () => {
    const { options, at } = await place()
    const there = await failed(openLocal(at('closed/secret.txt'), options))
    const not = await failed(openLocal(at('closed/nothing.txt'), options))
    expect(there.message.replace('secret', 'nothing')).toBe(not.message)
    expect(there.hint).toContain('files.roots')
  })

  test('no roots: the key is named', async () => {
    const { options } = await place()
    expect((await failed(openLocal('a.txt', { ...options, roots: [] }))).hint).toContain('"files.roots"')
  })

  test('links that lead out, of a file and of a folder', async () => {
    const { options, at } = await place()
    await symlink(at('closed/secret.txt'), at('open/link.txt'))
    await symlink(at('closed'), at('open/folder'))
    for (const given of ['link.txt', 'folder/secret.txt'])
      expect((await failed(openLocal(given, options))).code).toBe('file.blocked')
  })

  test('a file with a second name', async () => {
    const { options, at } = await place()
    await link(at('closed/secret.txt'), at('open/hard.txt'))
    expect((await failed(openLocal('hard.txt', options))).message).toContain('hard link')
  })

  test('a pipe does not hold us up', async () => {
    const { options, at } = await place()
    execFileSync('mkfifo', [at('open/pipe')])
    expect((await failed(openLocal('pipe', options))).message).toContain('no plain file')
  })

  test('one byte more than maxBytes', async () => {
    const { options, write } = await place()
    await write('open/fits', 'x'.repeat(1000))
    await write('open/long', 'x'.repeat(1001))
    expect((await openLocal('fits', options)).size).toBe(1000)
    expect((await failed(openLocal('long', options))).hint).toContain('files.maxBytes')
  })
})

describe('what happens after it was looked up', () => {
  test('a folder that becomes a link out leads nowhere', async () => {
    const { options, at, write } = await place()
    await write('closed/b.png', 'open/sub/b.png') // the same size
    const file = await openLocal('sub/b.png', options)
    await rename(at('open/sub'), at('open/was'))
    await symlink(at('closed'), at('open/sub'))
    expect((await failed(textOf(file))).code).toBe('file.blocked')
  })

  test('a folder that is swapped to and fro never lets a byte of the outside through', async () => {
    const { options, at, write } = await place()
    const [inside, outside] = ['i'.repeat(100), 'o'.repeat(100)]
    await write('open/sub/x', inside)
    await write('closed/x', outside)
    let done = false
    const swapping = (async () => {
      while (!done) {
        await rename(at('open/sub'), at('open/was'))
        await symlink(at('closed'), at('open/sub'))
        await new Promise((turn) => setTimeout(turn, 1))
        await rm(at('open/sub'))
        await rename(at('open/was'), at('open/sub'))
        await new Promise((turn) => setTimeout(turn, 1))
      }
    })()
    const got = new Set<string>()
    for (let turn = 0; turn < 1500; turn++)
      got.add(await openLocal('sub/x', options).then(textOf).catch((error: unknown) => CustomApiError.from(error).code))
    done = true
    await swapping
    expect([...got].sort()).toEqual(['file.blocked', inside].filter((it) => got.has(it)).sort())
    expect(got.has(outside)).toBe(false)
  }) // prettier-ignore

  test('written to while it is read: its end never arrives', async () => {
    const { options, at, write } = await place()
    await write('open/log', 'x'.repeat(1_000_000))
    const file = await openLocal('log', { ...options, maxBytes: 2_000_000 })
    const chunks = file.open(never)[Symbol.asyncIterator]()
    let bytes = (await chunks.next()).value?.byteLength ?? 0
    await writeFile(at('open/log'), 'y'.repeat(1_000_000))
    const rest = (async () => {
      for (let next = await chunks.next(); next.done !== true; next = await chunks.next())
        bytes += next.value.byteLength
    })()
    expect((await failed(rest)).message).toContain('changed')
    expect(bytes).toBeLessThan(1_000_000)
  })

  test.each([
    ['shorter', (path: string) => truncate(path, 3)],
    ['longer', (path: string) => writeFile(path, 'x'.repeat(500))],
    ['rewritten', (path: string) => writeFile(path, 'OPEN/A.TXT')],
    ['gone', (path: string) => rm(path)],
  ])('%s: it is not sent for whole', async (_, change) => {
    const { options, at } = await place()
    const file = await openLocal('a.txt', options)
    await new Promise((done) => setTimeout(done, 20)) // a clock of the file system that ticks
    await change(at('open/a.txt'))
    expect((await failed(textOf(file))).code).toBe('file.blocked')
  })
})
