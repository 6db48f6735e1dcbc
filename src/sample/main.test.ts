import { spawn } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
let folder: string
let entry: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sample-api-'))
  entry = join(folder, 'sample-api.mjs')
  await build({
    entryPoints: [join(root, 'src/sample/main.ts')],
    outfile: entry,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  })
  for (const asset of ['openapi.json', 'docs.html']) await cp(join(import.meta.dirname, asset), join(folder, asset))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Starts the program, waits for its first line on stdout or its end. */
async function start(args: readonly string[], key: string | undefined) {
  const env = { PATH: process.env['PATH'], ...(key === undefined ? {} : { CUSTOM_API_SAMPLE_SHOP: key }) }
  const child = spawn(process.execPath, [entry, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let err = ''
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const ended = new Promise<number | null>((done) => child.once('close', done))
  const line = new Promise<void>((done) =>
    child.stdout.on('data', (chunk: Buffer) => ((out += chunk.toString()), done())),
  )
  await Promise.race([line, ended])
  return { child, ended, out: () => out, err: () => err }
}

test('the program says where it listens, answers with the key of its variable, and ends on SIGTERM with 0', async () => {
  const run = await start(['--port', '0'], 'fake-key')
  const url = /^sample API listening on (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(run.out())?.[1] ?? ''
  const answer = await fetch(`${url}/orders/ord_0001`, { headers: { 'x-api-key': 'fake-key' } })
  expect(answer.status).toBe(200)
  run.child.kill('SIGTERM')
  expect(await run.ended).toBe(0)
})

test.each([
  { args: ['--port', '0'], key: undefined, code: 2, says: 'CUSTOM_API_SAMPLE_SHOP' },
  { args: ['--port', '70000'], key: 'fake-key', code: 2, says: 'usage: ' },
  { args: ['--ports', '0'], key: 'fake-key', code: 2, says: 'usage: ' },
])('started with $args and key $key it ends with $code and says why', async ({ args, key, code, says }) => {
  const run = await start(args, key)
  expect(await run.ended).toBe(code)
  expect(run.err()).toContain(says)
})

test('a taken port is named', async () => {
  const first = await start(['--port', '0'], 'fake-key')
  const port = /:(\d+)\n$/.exec(first.out())?.[1] ?? ''
  const second = await start(['--port', port], 'fake-key')
  expect(await second.ended).toBe(1)
  expect(second.err()).toContain(`port ${port} is taken`)
  first.child.kill()
  await first.ended
})
