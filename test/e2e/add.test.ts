import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { runCli } from '../support/cli.ts'
import { workspace } from '../support/program.ts'
import { startUpstream } from '../support/upstream.ts'

const description = {
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1' },
  servers: [{ url: 'https://shop.example.com' }],
  paths: { '/a': { get: { operationId: 'a', responses: {} } }, '/b': { get: { operationId: 'b', responses: {} } } },
}
const page = '<main><h1>Shop</h1><p>See the <a href="/spec/openapi.json">OpenAPI description</a>.</p></main>'

const site = () =>
  startUpstream(({ target }, response) => {
    if (target === '/docs') response.setHeader('content-type', 'text/html').end(page)
    else if (target === '/spec/openapi.json')
      response.setHeader('content-type', 'application/json').end(JSON.stringify(description))
    else response.writeHead(404).end('no')
  })

const withComments = `{
  // ours
  "apis": [
    { "name": "First", "baseUrl": "https://first.example.com" } // the first
  ],
  "results": { "budget": 5000 } /* small */
}
`

describe('add', () => {
  test('a description is looked at, and the entry stands in the file with its comments kept', async () => {
    const space = await workspace(withComments, { files: { 'specs/shop.json': description } })
    const { code, stdout, stderr } = await space.run(['add', 'My Shop', '--openapi', 'specs/shop.json'])
    expect(stdout).toMatch(
      /^added to \S+custom-api-mcp\.json\nMy Shop \(my_shop\): OpenAPI 3\.1\.0, 2 operations, 0 problems/,
    )
    expect([code, stderr]).toEqual([0, ''])
    const text = await readFile(space.config, 'utf8')
    for (const kept of ['// ours', '// the first', '/* small */', '"budget": 5000']) expect(text).toContain(kept)
    expect(text).toMatch(/"name": "My Shop",\s+"openapi": "\.\/specs\/shop\.json"/)
    const listed = JSON.parse((await space.run(['list', '--json'])).stdout) as { apis: { slug: string }[] }
    expect(listed.apis.map(({ slug }) => slug)).toEqual(['first', 'my_shop'])
    expect((await readdir(space.folder)).filter((name) => name.startsWith('custom-api-mcp.json.'))).toEqual([])
  })

  test.each([
    [
      ['First', '--base-url', 'https://f.example.com'],
      /^config\.invalid: "First" does not fit: name: the slug "first" is taken by apis\.0\("First"\).*\nnothing was written to \S+; --slug SLUG gives it one\n$/,
    ],
    [
      ['Ftp', '--base-url', 'ftp://f.example.com'],
      /^config\.invalid: "Ftp" does not fit: baseUrl: expected http or https, found ftp:\nnothing was written to \S+\n$/,
    ],
  ])('%j: what does not fit is said of the entry, not of a line that the file does not have', async (args, says) => {
    const space = await workspace(withComments)
    const { code, stderr } = await space.run(['add', ...args])
    expect(stderr).toMatch(says)
    expect(code).toBe(2)
    expect(await readFile(space.config, 'utf8')).toBe(withComments)
  })

  test('a name that gives no slug is given one', async () => {
    const space = await workspace(withComments)
    const { code } = await space.run(['add', '請求', '--slug', 'billing', '--base-url', 'https://b.example.com'])
    expect(code).toBe(0)
    expect((await space.run(['list'])).stdout).toContain('billing')
  })

  test.each<[what: string, server: string | undefined, answer: string, baseUrl: string | undefined, asked: RegExp]>([
    [
      'a base URL that is not described',
      undefined,
      'https://api.example.com/v1',
      'https://api.example.com/v1',
      /not described/,
    ],
    ['nothing where none is given', undefined, '', undefined, /there is no usable base URL/],
    [
      'a server on another host, with a yes',
      'https://api.example.com/v2',
      'y',
      'https://api.example.com/v2',
      /May the credential/,
    ],
    [
      'no server without one',
      'https://api.example.com/v2',
      '',
      undefined,
      /no credential goes to https:\/\/api\.example\.com\/v2 until/,
    ],
  ])('on a terminal, %s is written', async (_what, server, answer, baseUrl, asked) => {
    const secured = {
      ...description,
      servers: server === undefined ? [{ url: 'javascript:0' }] : [{ url: server }],
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
      security: [{ key: [] }],
    }
    const upstream = await startUpstream(
      (_, response) => void response.setHeader('content-type', 'application/json').end(JSON.stringify(secured)),
    )
    const space = await workspace({ apis: [] }, { files: { 'shop.json': secured } })
    const home = process.env['CUSTOM_API_MCP_HOME']
    process.env['CUSTOM_API_MCP_HOME'] = space.folder
    onTestFinished(() => {
      if (home === undefined) delete process.env['CUSTOM_API_MCP_HOME']
      else process.env['CUSTOM_API_MCP_HOME'] = home
    })
    const openapi = server === undefined ? join(space.folder, 'shop.json') : `${upstream.url}/openapi.json`
    const argv = ['add', 'Shop', '--openapi', openapi, '--config', space.config]
    const { code, stderr } = await runCli(space.folder, argv, { isTTY: true, stdin: `${answer}\n`, createApp })
    expect(stderr).toMatch(asked)
    expect(code).toBe(0)
    const { apis } = JSON.parse(await readFile(space.config, 'utf8')) as { apis: { baseUrl?: string }[] }
    expect(apis.map((api) => api.baseUrl)).toEqual([baseUrl])
  })

  test('documentation alone: what was found behind it is said', async () => {
    const upstream = await site()
    const space = await workspace({ apis: [] })
    const { code, stdout } = await space.run(['add', 'Shop', '--docs', `${upstream.url}/docs`])
    expect(stdout).toContain(`${upstream.url}/spec/openapi.json`)
    expect(stdout).toMatch(/2 operations, 1 document/)
    expect(code).toBe(0)
    const json = JSON.parse(
      (await space.run(['add', 'Shop Two', '--docs', `${upstream.url}/docs`, '--json'])).stdout,
    ) as object
    expect(json).toMatchObject({ name: 'Shop Two', slug: 'shop_two', operations: 2, documents: 1 })
  })

  test('without a config one is begun in the working directory, for its owner alone, and trusted', async () => {
    const space = await workspace(undefined)
    const { code, stdout, stderr } = await space.run(['add', 'Plain', '--base-url', 'https://plain.example.com/v1'])
    expect(stdout).toMatch(/^added to \S+custom-api-mcp\.json \(new\)\n/)
    expect([code, stderr]).toEqual([0, ''])
    const { mode } = await stat(space.config)
    expect(process.platform === 'win32' ? 0o600 : mode & 0o777).toBe(0o600)
    const listed = await space.run(['credentials', 'list'])
    expect(listed.stderr).not.toContain('trust')
  })

  test('a config by chance that nobody trusted stays so', async () => {
    const space = await workspace(undefined)
    await space.write('custom-api-mcp.json', { apis: [] })
    const { code, stderr } = await space.run(['add', 'Plain', '--base-url', 'https://plain.example.com/v1'])
    expect(code).toBe(0)
    expect(stderr).toContain('custom-api-mcp trust')
  })

  test.each([
    [['add', 'Shop'], 2, /nothing to add\n.*--openapi/],
    [['add', 'First', '--base-url', 'https://x.example.com'], 2, /first/],
    [['add', 'Shop', '--base-url', 'ftp://x'], 2, /baseUrl/],
    [
      ['add', 'Shop', '--openapi', 'no-such-file.json'],
      1,
      /nothing to call was found for "Shop"; nothing was written\n.*no-such-file/,
    ],
    [['add', 'Shop', '--openapi', 'https://user:fakepassword@x.example.com/o.json'], 2, /openapi/],
  ])('%j exits %i, says why, and changes nothing', async (args, code, says) => {
    const space = await workspace(withComments)
    const ran = await space.run(args)
    expect(ran.stderr).toMatch(says)
    expect(ran.stderr).not.toContain('fakepassword')
    expect(ran.code).toBe(code)
    expect(await readFile(space.config, 'utf8')).toBe(withComments)
    expect((await readdir(space.folder)).filter((name) => name.startsWith('custom-api-mcp.json.'))).toEqual([])
  })

  test('--force adds what cannot be read now', async () => {
    const space = await workspace(withComments)
    expect((await space.run(['add', 'Shop', '--openapi', 'later.json', '--force'])).code).toBe(0)
    expect(await readFile(space.config, 'utf8')).toContain('"./later.json"')
  })

  test('a file that is broken is told as that and left alone', async () => {
    const broken = '{ "apis": [ { "name": "A", } '
    const space = await workspace(broken)
    const { code, stderr } = await space.run(['add', 'Shop', '--base-url', 'https://x.example.com'])
    expect(stderr).toContain('config.invalid')
    expect(code).toBe(2)
    expect(await readFile(space.config, 'utf8')).toBe(broken)
  })
})
