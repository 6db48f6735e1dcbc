import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { localToken } from './local-token.ts'

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'custom-api-mcp-token-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'data')
}

test('is made once, random, in a file for its owner only', async () => {
  const folder = await emptyFolder()
  const first = await localToken(folder)
  const second = await localToken(folder)
  expect([first.created, second.created]).toEqual([true, false])
  expect(second.token.equals(first.token.reveal())).toBe(true)
  expect(first.token.reveal()).toMatch(/^[\w-]{43}$/)
  expect(await readdir(folder)).toEqual(['http-token'])
})

test.skipIf(process.platform === 'win32')('has the modes 0600 and 0700', async () => {
  const folder = await emptyFolder()
  const { file } = await localToken(folder)
  expect([(await stat(file)).mode & 0o777, (await stat(folder)).mode & 0o777]).toEqual([0o600, 0o700])
})

test('several starts at once agree on one', async () => {
  const folder = await emptyFolder()
  const tokens = await Promise.all(Array.from({ length: 12 }, () => localToken(folder)))
  expect(new Set(tokens.map(({ token }) => token.reveal())).size).toBe(1)
  expect(tokens.filter(({ created }) => created)).toHaveLength(1)
})

test.skipIf(process.platform === 'win32')('a file that others can read is refused', async () => {
  const folder = await emptyFolder()
  const { file } = await localToken(folder)
  await chmod(file, 0o644)
  await expect(localToken(folder)).rejects.toMatchObject({
    code: 'config.invalid',
    hint: expect.stringMatching(/delete/),
  })
})

test.each(['', 'short', 'with spaces and more than thirty-two characters'])(
  'a file holding %j is refused',
  async (text) => {
    const folder = await emptyFolder()
    const { file } = await localToken(folder)
    await writeFile(file, text)
    await expect(localToken(folder)).rejects.toMatchObject({ code: 'config.invalid' })
  },
)

test('a folder that cannot be made is a clear error', async () => {
  const folder = await emptyFolder()
  const { file } = await localToken(folder)
  await expect(localToken(join(file, 'inside'))).rejects.toMatchObject({ code: 'config.invalid' })
})
