import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { runCli, secret, type World } from '../../test/support/cli.ts'
import { startUpstream } from '../../test/support/upstream.ts'

const cli = (argv: readonly string[], world?: World) => runCli(folder, argv, world)

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-'))
  process.env['CUSTOM_API_MCP_HOME'] = join(folder, 'home')
  onTestFinished(() => {
    delete process.env['CUSTOM_API_MCP_HOME']
    rmSync(folder, { recursive: true, force: true })
  })
  configure({ apis: [{ name: 'Pets', openapi: './pets.json' }] })
})
const configure = (config: object): void => writeFileSync(join(folder, 'c.json'), JSON.stringify(config))
const withConfig = (...argv: string[]): string[] => [...argv, '--config', 'c.json']

describe('call', () => {
  const answering = (status: number, type: string, body: string | Buffer) =>
    startUpstream((_, response) => {
      response.writeHead(status, { 'content-type': type, date: 'now' }).end(body)
    })

  test('the body is on stdout, the rest on stderr', async () => {
    const { url, seen } = await answering(200, 'application/json', '{ "id": 12345678901234567890 }')
    const { code, stdout, stderr } = await cli(withConfig('call', 'pets', 'getPet', 'id=7', 'tag=a=b'), { url })
    expect(stdout).toBe('{"id":12345678901234567890}\n')
    expect(stderr).toMatch(/^HTTP 200 OK\ncontent-type: application\/json\n/)
    expect(code).toBe(0)
    expect(seen[0]).toMatchObject({ method: 'GET', headers: { 'x-api-key': secret } })
    expect(seen[0]?.target).toMatch(/^\/pets\/7\?tag=a(=|%3D)b$/)
  })

  test.each([
    [204, 0],
    [304, 0],
    [404, 4],
    [429, 4],
    [401, 3],
    [503, 5],
  ])('status %i exits %i', async (status, code) => {
    const { url } = await startUpstream((_, response) => void response.writeHead(status).end())
    const done = await cli(withConfig('call', 'pets', 'getPet', 'id=7', '--json'), { url })
    expect(done.code).toBe(code)
    expect(JSON.parse(done.stdout)).toMatchObject({ status })
  })

  test('--json carries status, headers and body, digits and all', async () => {
    const { url } = await answering(200, 'application/json', '{"id":12345678901234567890}')
    const { stdout } = await cli(withConfig('call', 'pets', 'getPet', 'id=7', '--json'), { url })
    expect(stdout).toContain('"body":{"id":12345678901234567890}')
    expect(JSON.parse(stdout)).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } })
  })

  test('bytes come through unchanged, and as base64 in --json', async () => {
    const bytes = Buffer.from([0, 255, 128, 7])
    const { url } = await answering(200, 'application/octet-stream', bytes)
    const { stdout } = await cli(withConfig('call', 'pets', 'getPet', 'id=7', '--json'), { url })
    expect(JSON.parse(stdout)).toMatchObject({ body: bytes.toString('base64'), encoding: 'base64' })
  })

  test('an echoed credential is masked on both streams', async () => {
    const { url } = await startUpstream((_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain', 'x-echo': secret }).end(`you sent ${secret}`)
    })
    for (const json of [[], ['--json']]) {
      const { stdout, stderr } = await cli(withConfig('call', 'pets', 'getPet', 'id=7', ...json), { url })
      expect(stdout).toContain('you sent [redacted]')
      expect(stdout + stderr).not.toContain(secret)
    }
  })

  test('--dry-run sends nothing', async () => {
    const { url, seen } = await startUpstream()
    const { code, stdout, stderr } = await cli(withConfig('call', 'pets', 'getPet', 'id=a/b', '--dry-run'), { url })
    expect(stdout).toMatch(new RegExp(`^GET ${url}/pets/a%2Fb\\nAccept: `))
    expect(stderr).toContain('not sent')
    expect(code).toBe(0)
    expect(seen).toEqual([])
    const asJson = await cli(withConfig('call', 'pets', 'getPet', 'id=1', '--dry-run', '--json'), { url })
    expect(JSON.parse(asJson.stdout)).toMatchObject({ request: { method: 'GET', url: `${url}/pets/1` } })
  })

  test('arguments come from --args, stdin and files; words win, and repeated ones are a list', async () => {
    const { url, seen } = await startUpstream()
    writeFileSync(join(folder, 'a.json'), '{"id":"file"}')
    for (const [args, stdin] of [
      [['--args', '{"id":"inline"}'], ''],
      [['--args', '@a.json'], ''],
      [['--args', '-'], '{"id":"stdin"}'],
      [['--args', '{"id":"x"}', 'id=word', 'tag=1', 'tag=2'], ''],
      [['id:="raw"'], ''],
    ] as const)
      await cli(withConfig('call', 'pets', 'getPet', ...args), { url, stdin })
    expect(seen.map((it) => it.target)).toEqual([
      '/pets/inline',
      '/pets/file',
      '/pets/stdin',
      '/pets/word?tag=1&tag=2',
      '/pets/raw',
    ])
  })

  test.each<[words: string[], code: number, says: RegExp]>([
    [['getPet', 'id'], 2, /"id" is no name=value/],
    [['getPet', 'id:={'], 2, /the value of id is no valid JSON/],
    [['getPet', '--args', '[1]'], 2, /--args is no JSON object/],
    [['getPet', '--args', '@none.json'], 2, /cannot read/],
    [['nope', 'id=1'], 2, /operation\.unknown/],
    [['getPet', 'id=1', '--environment', 'forbidden'], 1, /policy\.denied/],
    [['getPet', 'id=1'], 5, /upstream\.unreachable/],
  ])('%j exits %i', async (words, code, says) => {
    const { code: got, stderr } = await cli(withConfig('call', 'pets', ...words))
    expect(stderr).toMatch(says)
    expect(got).toBe(code)
  })
})
