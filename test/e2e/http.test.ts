/** The built program over HTTP, as clients, browsers and an operator meet it. */
import { request } from 'node:http'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientKinds, connectClient, type AnyClient } from '../support/mcp-clients.ts'
import { workspace, type Workspace } from '../support/program.ts'
import { sampleKey, startSampleProgram } from '../support/sample.ts'

let sample: Awaited<ReturnType<typeof startSampleProgram>>
let space: Workspace
let server: Awaited<ReturnType<Workspace['serveHttp']>>
const page = 'https://page.example.com'

beforeAll(async () => {
  sample = await startSampleProgram()
  space = await workspace(
    { ...sample.config, server: { allowedOrigins: [page], allowedHosts: ['mcp.example.com'] } },
    { env: sample.env, keep: true },
  )
  server = await space.serveHttp()
})
afterAll(async () => {
  await server.stop()
  await sample.stop()
  await space.remove()
})

interface Got {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** A request with exactly these headers. */
const ask = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Got> =>
  new Promise((done, fail) => {
    const sent = request(`${server.url}${path}`, { method, headers }, (answer) => {
      let body = ''
      answer.setEncoding('utf8').on('data', (text: string) => (body += text))
      answer.on('end', () => done({ status: answer.statusCode ?? 0, headers: answer.headers, body }))
    })
    sent.once('error', fail).end()
  })

describe.each(clientKinds)('$kind', ({ kind }) => {
  let client: AnyClient
  beforeAll(async () => {
    client = await connectClient(kind, { url: `${server.url}/mcp`, token: server.token }, { keep: true })
  })
  afterAll(() => client.close())

  test('lists, finds, calls and reads', async () => {
    expect((await client.tools()).filter((name) => name.startsWith('sample_shop_'))).toHaveLength(32)
    expect((await client.call('search_operations', { query: 'list products' })).text).toMatch(/^1\. sample_shop GET /)
    expect((await client.call('sample_shop_get_product', { productId: 'prod_001' })).text).toContain('"id":"prod_001"')
    expect(await client.read('openapi://sample_shop/get_product')).toContain('/products/{productId}')
  })

  test('gets a failure as a result, and an unknown tool as a protocol error', async () => {
    expect((await client.call('sample_shop_fail_on_purpose', { status: 500 })).text).toMatch(
      /^upstream\.status: HTTP 500/,
    )
    await expect(client.call('nothing_of_this_name')).rejects.toThrow(/unknown tool/i)
  })

  test('gives up a call that is cancelled, and serves the next', async () => {
    const stop = new AbortController()
    const waiting = client.call('sample_shop_wait_a_while', { seconds: 20 }, { signal: stop.signal })
    setTimeout(() => stop.abort(), 200)
    await expect(waiting).rejects.toThrow(/abort/i)
    expect((await client.call('sample_shop_get_status')).isError).toBe(false)
  })

  test('without the token is refused', async () => {
    await expect(connectClient(kind, { url: `${server.url}/mcp` })).rejects.toThrow(/401|unauthori|token/i)
  })
})

describe('the start', () => {
  test('says where it listens, what is published, and gives an entry that works', async () => {
    await expect.poll(server.stderr).toContain('The token is kept in')
    const said = server.stderr()
    expect(said).toMatch(/^listening on http:\/\/127\.0\.0\.1:\d+\n/)
    expect(said).toMatch(/published: 1 API, 32 operations, \d+ tools, \d+ tokens\n {2}sample_shop: 32 operations\n/)
    const entry = JSON.parse(/\{\n[\s\S]*\n {2}\}/.exec(said)?.[0] ?? '') as {
      'custom-apis': { url: string; headers: { Authorization: string } }
    }
    const { url, headers } = entry['custom-apis']
    expect(url).toBe(`${server.url}/mcp`)
    expect(headers.Authorization).toBe(`Bearer ${server.token}`)
    expect(said).not.toContain(sampleKey)
  })

  test.skipIf(process.platform === 'win32')('keeps the token in a file for this user alone', async () => {
    const { mode } = await stat(join(space.folder, 'home/data/http-token'))
    expect((mode & 0o777).toString(8)).toBe('600')
  })

  test('a taken port is a clear error', async () => {
    const { code, stderr } = await space.run(['serve', '--http', '--port', new URL(server.url).port])
    expect(stderr).toContain('the port is taken\nchoose another with --port, or 0 for a free one')
    expect(code).toBe(2)
  })

  test('an address that this machine does not have is a clear error', async () => {
    const { code, stderr } = await space.run(['serve', '--http', '--port', '0', '--host', '192.0.2.1'])
    expect(stderr).toContain(
      'cannot listen on 192.0.2.1:0: this machine has no such address\nchoose another with --host',
    )
    expect(code).toBe(2)
  })

  test('without a token it serves loopback only', async () => {
    const { code, stderr } = await space.run(['serve', '--http', '--host', '0.0.0.0', '--insecure-no-token'])
    expect(stderr).toContain('without a token would be open to others')
    expect(code).toBe(2)
  })

  test('a token from the variable is used and not printed', async () => {
    const token = 'fake-operator-token-5d41402abc4b'
    const own = await workspace(sample.config, { env: { ...sample.env, CUSTOM_API_MCP_TOKEN: token } })
    const other = await own.serveHttp(['--host', '0.0.0.0'])
    const client = await connectClient('current client, auto', {
      url: `${other.url.replace('localhost', '127.0.0.1')}/mcp`,
      token,
    })
    expect((await client.tools()).filter((name) => name.startsWith('sample_shop_'))).toHaveLength(32)
    await expect.poll(other.stderr).toContain('<CUSTOM_API_MCP_TOKEN>')
    expect(other.stderr()).toContain('once their name for it stands in "server.publicUrl" or "server.allowedHosts"')
    expect(other.stderr()).not.toContain(token)
    expect(await other.stop()).toBe(0)
  })
})

describe('every route', () => {
  test.each([
    { path: '/healthz', status: 200, says: 'ok' },
    { path: '/readyz', status: 200, says: 'ready' },
    { path: '/mcp', status: 401, says: 'the server printed the token when it started' },
    { path: '/nowhere', status: 404, says: 'nothing here' },
  ])('$path answers $status', async ({ path, status, says }) => {
    const got = await ask(path)
    expect(got.body).toContain(says)
    expect(got.status).toBe(status)
  })

  test.each([
    { headers: { host: 'evil.example.com' }, status: 403, says: 'server.allowedHosts' },
    { headers: { origin: 'https://evil.example.com' }, status: 403, says: 'server.allowedOrigins' },
    { headers: { host: 'mcp.example.com' }, status: 200, says: 'ok' },
    { headers: { origin: page }, status: 200, says: 'ok' },
  ])('with $headers answers $status', async ({ headers, status, says }) => {
    const got = await ask('/healthz', headers)
    expect(got.body).toContain(says)
    expect(got.status).toBe(status)
  })

  test('the page of a listed origin may ask and read, no other', async () => {
    const question = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' }
    const asked = await ask('/mcp', { origin: page, ...question }, 'OPTIONS')
    expect(asked.status).toBe(204)
    expect(asked.headers['access-control-allow-origin']).toBe(page)
    const other = await ask('/mcp', { origin: 'http://localhost:3000', ...question }, 'OPTIONS')
    expect(other.headers['access-control-allow-origin']).toBeUndefined()
  })
})
