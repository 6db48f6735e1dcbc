import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, readdir, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { sha256 } from '../../test/support/file-upstream.ts'
import { CustomApiError } from '../core/index.ts'
import { beginSaving, type SavingOptions } from './saving.ts'

async function place() {
  const folder = await mkdtemp(join(tmpdir(), 'custom-api-mcp-saving-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const downloads = join(folder, 'downloads')
  const begin = (more: Partial<SavingOptions> = {}) => beginSaving({ folder: downloads, maxBytes: 1000, ...more })
  const save = async (name: string, text: string, more?: Partial<SavingOptions>) => {
    const saving = await begin(more)
    await saving.write(Buffer.from(text))
    return saving.finish(name)
  }
  return { folder, downloads, begin, save, names: () => readdir(downloads).then((all) => all.sort()) }
}

const failed = (promise: Promise<unknown>): Promise<CustomApiError> =>
  promise.then(
    () => expect.unreachable('it was expected to fail'),
    (error: unknown) => CustomApiError.from(error),
  )

test('a file is there when it is whole, for its owner alone, with its hash', async () => {
  const { begin, downloads, names } = await place()
  const saving = await begin()
  await saving.write(Buffer.from('hello '))
  await saving.write(Buffer.from('world'))
  expect((await names()).filter((name) => !name.startsWith('.'))).toEqual([])
  const saved = await saving.finish('a.txt')
  expect(saved).toMatchObject({ name: 'a.txt', size: 11, sha256: sha256(Buffer.from('hello world')) })
  expect(await names()).toEqual(['a.txt'])
  expect(await readFile(saved.path, 'utf8')).toBe('hello world')
  expect((await stat(saved.path)).mode & 0o777).toBe(0o600)
  expect((await stat(downloads)).mode & 0o777).toBe(0o700)
})

test('nothing is overwritten: the name gets a number', async () => {
  const { save, names, downloads } = await place()
  await save('a.tar.gz', '1')
  await save('a.tar.gz', '2')
  await save('a.tar.gz', '3')
  await save('b', '1')
  await save('b', '2')
  expect(await names()).toEqual(['a-2.tar.gz', 'a-3.tar.gz', 'a.tar.gz', 'b', 'b-2'])
  expect(await readFile(join(downloads, 'a.tar.gz'), 'utf8')).toBe('1')
})

test('many at once never share a name', async () => {
  const { save, names } = await place()
  const all = await Promise.all(Array.from({ length: 20 }, (_, index) => save('x.bin', String(index))))
  expect(new Set(all.map(({ name }) => name)).size).toBe(20)
  expect(await names()).toHaveLength(20)
})

test('exactly a name: refused when it is taken, unless it may be replaced', async () => {
  const { begin, save, names, downloads } = await place()
  await save('a', 'old')
  expect((await failed(begin({ exactly: 'a' }))).hint).toContain('overwrite')
  const saving = await begin({ exactly: 'b' })
  await save('b', 'meanwhile')
  expect((await failed(saving.finish('b'))).code).toBe('file.blocked')
  await save('ignored', 'new', { exactly: 'a', overwrite: true })
  expect(await readFile(join(downloads, 'a'), 'utf8')).toBe('new')
  expect(await names()).toEqual(['a', 'b'])
})

test('a link in the place of a file is replaced, not followed; a folder stays', async () => {
  const { folder, save, downloads } = await place()
  await save('x', '')
  await writeFile(join(folder, 'outside'), 'mine')
  await symlink(join(folder, 'outside'), join(downloads, 'link'))
  await save('', 'new', { exactly: 'link', overwrite: true })
  expect(await readFile(join(folder, 'outside'), 'utf8')).toBe('mine')
  await symlink(join(folder, 'outside'), join(downloads, 'another'))
  expect((await save('another', 'new')).name).toBe('another-2')
  await mkdir(join(downloads, 'sub'))
  expect((await failed(save('', 'x', { exactly: 'sub', overwrite: true }))).code).toBe('file.blocked')
})

describe('what goes wrong leaves nothing behind', () => {
  test('too much', async () => {
    const { begin, names } = await place()
    const saving = await begin()
    await saving.write(Buffer.alloc(1000))
    const error = await failed(saving.write(Buffer.alloc(1)))
    expect(error).toMatchObject({ code: 'result.too_large' })
    expect(error.hint).toContain('files.maxBytes')
    expect(await names()).toEqual([])
  })

  test('given up', async () => {
    const { begin, names } = await place()
    const saving = await begin()
    await saving.write(Buffer.from('x'))
    await saving.discard()
    await saving.discard()
    expect(await names()).toEqual([])
  })

  test('a folder that is none', async () => {
    const { folder, begin } = await place()
    await writeFile(join(folder, 'file'), '')
    expect((await failed(begin({ folder: join(folder, 'file', 'sub') }))).code).toBe('file.blocked')
  })

  test('a full disk is said to be one', async () => {
    // A limit on the size of files stands for a full disk: both stop a write in the middle.
    const { folder } = await place()
    const script = `
      process.on('SIGXFSZ', () => {})
      const { beginSaving } = await import(${JSON.stringify(join(import.meta.dirname, 'saving.ts'))})
      const saving = await beginSaving({ folder: ${JSON.stringify(folder)}, maxBytes: 1e9 })
      try { for (;;) await saving.write(Buffer.alloc(65536)) } catch (error) { console.log(error.code, error.message) }
    `
    await writeFile(join(folder, 'run.test.mts'), script)
    const runner = join(import.meta.dirname, '../../node_modules/.bin/esbuild')
    execFileSync(runner, ['--bundle', '--platform=node', '--format=esm', `--outfile=${join(folder, 'run.mjs')}`, join(folder, 'run.test.mts')], { stdio: 'ignore' }) // prettier-ignore
    const said = execFileSync('sh', ['-c', `ulimit -f 2048; exec "${process.execPath}" run.mjs`], { cwd: folder, encoding: 'utf8' }) // prettier-ignore
    expect(said).toMatch(/^file\.blocked the file could not be saved: the disk takes no file that large/)
    expect((await readdir(folder)).filter((name) => name.includes('.part'))).toEqual([])
  })
})

test('what a killed process left behind goes after a day, and nothing else', async () => {
  const { downloads, save, names } = await place()
  await mkdir(downloads)
  const old = new Date(Date.now() - 2 * 86_400_000)
  const left = ['.custom-api-mcp-1.part', '.custom-api-mcp-2.part', 'mine.part', '.custom-api-mcp-notes']
  for (const name of left) {
    await writeFile(join(downloads, name), '')
    if (name !== '.custom-api-mcp-2.part') await utimes(join(downloads, name), old, old)
  }
  await save('a', '')
  expect(await names()).toEqual(['.custom-api-mcp-2.part', '.custom-api-mcp-notes', 'a', 'mine.part'])
})

test('begun again, it holds only what came since', async () => {
  const { begin } = await place()
  const saving = await begin()
  await saving.write(Buffer.alloc(900, 'x'))
  await saving.restart()
  await saving.write(Buffer.from('new'))
  const saved = await saving.finish('a')
  expect(await readFile(saved.path, 'utf8')).toBe('new')
  expect(saved).toMatchObject({ size: 3, sha256: sha256(Buffer.from('new')) })
})

test('a folder that is swapped for a link while a file begins in it is noticed or written to as it was', async () => {
  const { folder, downloads, begin } = await place()
  await mkdir(downloads)
  await mkdir(join(folder, 'elsewhere'))
  const saving = await begin()
  await rename(downloads, join(folder, 'was'))
  await symlink(join(folder, 'elsewhere'), downloads)
  expect((await failed(saving.finish('a'))).code).toMatch(/file\.blocked|internal/)
  expect(await readdir(join(folder, 'elsewhere'))).toEqual([])
})
