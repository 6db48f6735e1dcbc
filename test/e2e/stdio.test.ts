/** The built program over stdio, as an assistant uses it: from a request in words to the answer, with clients of both eras. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientKinds, type AnyClient } from '../support/mcp-clients.ts'
import { workspace, type Workspace } from '../support/program.ts'
import { sampleKey, startSampleProgram } from '../support/sample.ts'
import { startUpstream } from '../support/upstream.ts'

let sample: Awaited<ReturnType<typeof startSampleProgram>>
let space: Workspace

beforeAll(async () => {
  sample = await startSampleProgram()
  space = await workspace(sample.config, { env: sample.env, keep: true })
})
afterAll(async () => {
  await sample.stop()
  await space.remove()
})

describe.each(clientKinds)('$kind', ({ kind }) => {
  let client: AnyClient
  beforeAll(async () => {
    client = await space.connect(kind)
  })
  afterAll(() => client.close())

  test('is told how to begin, and sees every operation as a tool', async () => {
    expect(client.instructions).toContain('sample_shop')
    const tools = await client.tools()
    expect(tools).toEqual(await client.tools())
    expect(tools).toEqual(expect.arrayContaining(['list_apis', 'call_operation', 'sample_shop_list_products']))
    expect(tools.filter((name) => name.startsWith('sample_shop_'))).toHaveLength(32)
  })

  test('finds, describes and calls an operation', async () => {
    const found = await client.call('search_operations', { query: 'cancel an order' })
    expect(found.text).toMatch(/^1\. sample_shop POST \/orders\/\{orderId\}\/cancel /)
    const described = await client.call('describe_operation', { api: 'sample_shop', operation: 'cancelOrder' })
    expect(described.text).toContain('example: call_operation {"api":"sample_shop","operation":"cancelOrder"')
    const called = await client.call('call_operation', {
      api: 'sample_shop',
      operation: 'GET /orders/{orderId}',
      arguments: { orderId: 'ord_0120' },
    })
    expect(called.text).toMatch(/^HTTP 200 OK\n/)
    expect(called.text).toContain('"number":9007199254860993')
    expect(called.meta['custom-api-mcp/status']).toBe(200)
  })

  test('a failure is a result with its code, the next step and what the API said', async () => {
    const { text, isError, meta } = await client.call('sample_shop_get_product', { productId: 'none' })
    expect(text).toMatch(/^upstream\.status: HTTP 404 Not Found\ncheck the identifiers/)
    expect(text).toContain('there is no product \\"none\\"')
    expect(isError).toBe(true)
    expect(meta).toMatchObject({ 'custom-api-mcp/status': 404, 'custom-api-mcp/code': 'upstream.status' })
  })

  test('an unknown tool is a protocol error', async () => {
    await expect(client.call('sample_shop_get_produkt')).rejects.toThrow(/unknown tool/i)
  })

  test('reads the description of one operation as a resource', async () => {
    expect(await client.templates()).toEqual(['openapi://{api}/{operation}', 'handle://{handle}'])
    const document = JSON.parse(await client.read('openapi://sample_shop/get_product')) as Record<string, object>
    expect(Object.keys(document['paths'] ?? {})).toEqual(['/products/{productId}'])
  })

  test('gives up a call that is cancelled, and serves the next', async () => {
    const stop = new AbortController()
    const waiting = client.call('sample_shop_wait_a_while', { seconds: 20 }, { signal: stop.signal })
    setTimeout(() => stop.abort(), 200)
    await expect(waiting).rejects.toThrow(/abort/i)
    expect((await client.call('sample_shop_get_status')).isError).toBe(false)
  })

  test('shows no credential, whatever the API echoes', async () => {
    const { text } = await client.call('sample_shop_echo_query')
    expect(text).toContain('["X-API-Key","[redacted]"]')
    expect(text + client.stderr()).not.toContain(sampleKey)
  })
})

describe('answers of every kind', () => {
  let client: AnyClient
  beforeAll(async () => {
    client = await space.connect('current client, auto')
  })
  afterAll(() => client.close())

  test.each([
    {
      tool: 'get_invoice',
      input: { orderId: 'ord_0001' },
      type: 'application/xml',
      says: '{"number":9007199254741993,',
    },
    { tool: 'get_sales_report', input: {}, type: 'text/csv', says: 'product,name,pieces,revenue' },
    { tool: 'export_orders', input: {}, type: 'application/x-ndjson', says: '"id":"ord_0002"' },
    { tool: 'download_product_image', input: { productId: 'prod_001' }, type: 'image/svg+xml', says: '<svg' },
    { tool: 'download_bytes', input: { count: 3_000_000 }, type: 'application/octet-stream', says: '3000000 bytes' },
  ])('$type of $tool', async ({ tool, input, type, says }) => {
    const { text, isError } = await client.call(`sample_shop_${tool}`, input)
    expect(text).toContain(`Content-Type: ${type}`)
    expect(text).toContain(says)
    expect(isError).toBe(false)
    expect(text.length).toBeLessThan(60_000)
  })

  test('an answer without a body', async () => {
    const { text } = await client.call('sample_shop_delete_product', { productId: 'prod_002' })
    expect(text).toMatch(/^HTTP 204 No Content/)
  })

  test('a long one is cut, and says so', async () => {
    const { text } = await client.call('sample_shop_export_orders')
    expect(text).toMatch(/the whole answer \(\d+ \w+\) is kept: handle \S{22}\nitems 1–\d+ of \d+\nnext: query_result /)
  })

  test('a file is given as a data: URI; a path is read only where the operator opened a folder', async () => {
    const { text } = await client.call('sample_shop_upload_file', { file: 'data:text/plain,hello', labels: ['a', 'b'] })
    expect(text).toMatch(/^HTTP 201 Created/)
    expect(text).toMatch(/"name":"file.txt".*"labels":\["a","b"\],"size":5/)
    const { text: refused } = await client.call('sample_shop_upload_file', { file: '/etc/hostname' })
    expect(refused).toMatch(/^file\.blocked: .*\n.*files\.roots/)
  })
})

test('a cancelled call leaves the upstream alone at once', async () => {
  let gone = (): void => undefined
  const left = new Promise<void>((done) => (gone = done))
  const upstream = await startUpstream((_, response) => void response.once('close', () => gone()))
  const own = await workspace({ apis: [{ name: 'slow', baseUrl: upstream.url }] })
  const client = await own.connect()
  const stop = new AbortController()
  const waiting = client.call('http_get', { api: 'slow', path: '/x' }, { signal: stop.signal }).catch(() => undefined)
  await expect.poll(() => upstream.seen.length).toBe(1)
  const began = performance.now()
  stop.abort()
  await Promise.all([waiting, left])
  expect(performance.now() - began).toBeLessThan(5000) // the promise is a second, on an idle machine
})

test('without a config it starts, and says how to add an API', async () => {
  const empty = await workspace(undefined)
  const client = await empty.connect()
  expect((await client.call('list_apis')).text).toContain('custom-api-mcp.json')
})

test('a config that does not fit ends it with 2, the reason on stderr, nothing on stdout', async () => {
  const wrong = await workspace({ apis: [{ name: 'a' }] })
  const { code, stdout, stderr } = await wrong.run(['serve'])
  expect(stderr).toContain('nothing to call')
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
})

test('the end of input ends it with 0', async () => {
  const { code, stdout } = await space.run([], { input: '' })
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
})
