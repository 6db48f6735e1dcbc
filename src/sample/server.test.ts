import { request } from 'node:http'
import { readFile } from 'node:fs/promises'
import { Validator, type Schema } from '@cfworker/json-schema'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sample, shopRoutes, startSample } from './server.ts'
import { seedShop } from './seed.ts'

const key = 'fake-sample-key'
let sample: Sample
beforeAll(async () => {
  sample = await startSample({ key })
})
afterAll(() => sample.close())

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Buffer
  readonly text: string
}

interface Asked {
  readonly headers?: Readonly<Record<string, string>>
  readonly json?: unknown
  readonly body?: string | Buffer
}

/** One request, byte for byte: no client library in between. */
async function ask(line: string, asked: Asked = {}): Promise<Answer> {
  const [method, path] = line.split(' ')
  const payload = asked.json === undefined ? asked.body : JSON.stringify(asked.json)
  const type = asked.json === undefined ? {} : { 'content-type': 'application/json' }
  return new Promise((done, failed) => {
    const url = new URL(sample.url)
    const headers = { 'x-api-key': key, ...type, ...asked.headers }
    const outgoing = request({ host: url.hostname, port: url.port, method, path, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const bytes = Buffer.concat(chunks)
        const flat = Object.entries(response.headers).map(([name, value]) => [name, String(value)])
        done({
          status: response.statusCode ?? 0,
          headers: Object.fromEntries(flat),
          bytes,
          text: bytes.toString('utf8'),
        })
      })
    })
    outgoing.on('error', failed)
    outgoing.end(payload)
  })
}

const jsonOf = async (line: string, asked?: Asked) => JSON.parse((await ask(line, asked)).text)
const multipart = (name: string, data: Buffer): Asked => ({
  headers: { 'content-type': 'multipart/form-data; boundary=fence' },
  body: Buffer.concat([
    Buffer.from(`--fence\r\nContent-Disposition: form-data; name="title"\r\n\r\nGrüße\r\n--fence\r\n`),
    Buffer.from('Content-Disposition: form-data; name="labels"\r\n\r\na\r\n--fence\r\n'),
    Buffer.from('Content-Disposition: form-data; name="labels"\r\n\r\nb\r\n--fence\r\n'),
    Buffer.from(`Content-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: image/png\r\n\r\n`),
    data,
    Buffer.from('\r\n--fence--\r\n'),
  ]),
})

interface Described {
  readonly operationId: string
  readonly responses: Record<string, { content?: Record<string, { schema?: unknown }>; $ref?: string }>
}
const description = JSON.parse(await readFile(new URL('./openapi.json', import.meta.url), 'utf8'))
const described: { line: string; method: string; template: string; operation: Described }[] = Object.entries(
  description.paths as Record<string, Record<string, Described>>,
).flatMap(([template, item]) =>
  Object.entries(item)
    .filter(([method]) => method !== 'parameters')
    .map(([method, operation]) => ({
      line: `${method.toUpperCase()} ${template}`,
      method: method.toUpperCase(),
      template,
      operation,
    })),
)

/** What the description promises for an answer: its schema, or `undefined` when nothing is promised. */
function promised(operation: Described, answer: Answer): unknown {
  const named = operation.responses[String(answer.status)] ?? operation.responses['default']
  const response =
    named?.$ref === undefined ? named : description.components.responses[named.$ref.split('/').at(-1) ?? '']
  expect(response).toBeDefined()
  if (answer.bytes.length === 0) return true
  const mediaType = answer.headers['content-type']?.split(';')[0] ?? ''
  expect(Object.keys(response.content ?? {})).toContain(mediaType)
  return mediaType.endsWith('json') && !mediaType.includes('ndjson') ? response.content[mediaType].schema : true
}

function misfits(schema: unknown, answer: Answer): unknown[] {
  if (schema === true) return []
  const root = { ...(schema as object), components: description.components } as Schema
  return new Validator(root, '2020-12', false).validate(JSON.parse(answer.text)).errors
}

describe('answers', () => {
  const create = { name: 'Lantern', price: 24.5 }
  const rows: [operation: string, line: string, asked?: Asked][] = [
    ['getStatus', 'GET /status'],
    ['listProducts', 'GET /products?q=tea&tags=kitchen&price[min]=1&price[max]=90&sort=-price&limit=3'],
    ['listProducts', 'GET /products?limit=nonsense'],
    ['createProduct', 'POST /products', { json: create }],
    ['createProduct', 'POST /products', { json: { name: '', extra: 1 } }],
    ['getProduct', 'GET /products/prod_001'],
    ['getProduct', 'GET /products/none'],
    ['replaceProduct', 'PUT /products/prod_002', { json: { ...create, tags: ['gift'] } }],
    ['replaceProduct', 'PUT /products/prod_002', { json: create, headers: { 'if-match': '"old"' } }],
    ['updateProduct', 'PATCH /products/prod_003', { json: { stock: 7 } }],
    ['deleteProduct', 'DELETE /products/prod_004'],
    ['uploadProductImage', 'PUT /products/prod_005/image', { body: 'png', headers: { 'content-type': 'image/png' } }],
    ['uploadProductImage', 'PUT /products/prod_005/image', { body: 'x', headers: { 'content-type': 'text/plain' } }],
    ['downloadProductImage', 'GET /products/prod_006/image'],
    ['listCustomers', 'GET /customers?country=DE,JP&newsletter=true'],
    ['listCustomers', 'GET /customers?cursor=nonsense'],
    ['createCustomer', 'POST /customers', { json: { name: '花', email: 'hana@example.com', country: 'JP' } }],
    ['createCustomer', 'POST /customers', { json: { name: 'x', email: 'customer1@example.com', country: 'JP' } }],
    ['getCustomer', 'GET /customers/cust_005'],
    ['updateCustomer', 'PATCH /customers/cust_006', { json: { nickname: null } }],
    ['deleteCustomer', 'DELETE /customers/cust_001'],
    ['deleteCustomer', 'DELETE /customers/cust_002'],
    ['listOrders', 'GET /orders?status=paid&status=pending&placedAfter=2025-04-01T00:00:00Z'],
    [
      'createOrder',
      'POST /orders',
      { json: { customerId: 'cust_003', lines: [{ productId: 'prod_001', quantity: 1 }] } },
    ],
    ['createOrder', 'POST /orders', { json: { customerId: 'none', lines: [{ productId: 'prod_001', quantity: 1 }] } }],
    ['getOrder', 'GET /orders/ord_0001'],
    ['updateOrder', 'PATCH /orders/ord_0001', { json: { note: 'Leave it at the door' } }],
    ['updateOrder', 'PATCH /orders/ord_0001', { json: { status: 'paid' } }],
    ['deleteOrder', 'DELETE /orders/ord_0001'],
    ['cancelOrder', 'POST /orders/ord_0001/cancel'],
    ['getInvoice', 'GET /orders/ord_0002/invoice'],
    ['getSalesReport', 'GET /reports/sales?from=2025-01-01&to=2025-12-31'],
    ['getSalesReport', 'GET /reports/sales?from=yesterday'],
    ['exportOrders', 'GET /reports/orders'],
    ['listFiles', 'GET /files'],
    ['uploadFile', 'POST /files', multipart('dot.png', Buffer.from([0, 255, 13, 10, 45, 45]))],
    ['uploadFile', 'POST /files', { json: {} }],
    ['downloadFile', 'GET /files/file_001'],
    ['downloadFile', 'GET /files/file_001', { headers: { range: 'bytes=900-' } }],
    ['deleteFile', 'DELETE /files/none'],
    ['echoQuery', 'GET /echo?text=a%20b'],
    ['echoBody', 'POST /echo', { json: [1] }],
    ['waitAWhile', 'GET /slow?seconds=0.01'],
    ['failOnPurpose', 'GET /failures/503'],
    ['downloadBytes', 'GET /bytes/10'],
  ]

  test.each(rows)('of %s keep to the description: %s', async (operationId, line, asked) => {
    const { operation } = described.find((row) => row.operation.operationId === operationId)!
    const answer = await ask(line, asked)
    expect(misfits(promised(operation, answer), answer)).toEqual([])
  })

  test('are tried for every described operation, and every route is described', () => {
    expect([...new Set(rows.map(([operationId]) => operationId))].sort()).toEqual(
      described.map(({ operation }) => operation.operationId).sort(),
    )
    expect(
      shopRoutes(seedShop())
        .map((route) => `${route.method} ${route.template}`)
        .sort(),
    ).toEqual(described.map(({ line }) => line).sort())
  })

  test.each(described.filter(({ template }) => template !== '/status'))('$line needs the key', async (row) => {
    const line = `${row.method} ${row.template.replace(/\{[^}]+\}/g, 'x')}`
    const answer = await ask(line, { headers: { 'x-api-key': 'wrong' } })
    expect(answer.status).toBe(401)
    expect(answer.headers['content-type']).toBe('application/problem+json')
    expect(answer.text).not.toContain(key)
  })
})

describe('lists', () => {
  test('by page number give every product once', async () => {
    const seen: string[] = []
    let path: string | undefined = '/products?limit=25&sort=price'
    while (path !== undefined) {
      const answer: Answer = await ask(`GET ${path}`)
      seen.push(...JSON.parse(answer.text).items.map((item: { id: string }) => item.id))
      path = /<([^>]+)>; rel="next"/.exec(answer.headers['link'] ?? '')?.[1]
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen).toHaveLength((await jsonOf('GET /status')).products)
  })

  test('by cursor give every customer once, and end', async () => {
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: { data: { id: string }[]; nextCursor: string | null } = await jsonOf(
        `GET /customers?limit=7${cursor === '' ? '' : `&cursor=${cursor}`}`,
      )
      seen.push(...page.data.map(({ id }) => id))
      cursor = page.nextCursor
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen).toHaveLength((await jsonOf('GET /status')).customers)
  })

  test('by Link header give every order once, with the filter kept', async () => {
    const total = (await ask('GET /orders?status=delivered&limit=1')).headers['x-total-count']
    const seen: string[] = []
    let path: string | undefined = '/orders?status=delivered&limit=30'
    while (path !== undefined) {
      const answer: Answer = await ask(`GET ${path}`)
      seen.push(...JSON.parse(answer.text).map((order: { id: string }) => order.id))
      path = /<([^>]+)>; rel="next"/.exec(answer.headers['link'] ?? '')?.[1]
    }
    expect(new Set(seen).size).toBe(Number(total))
  })

  test.each([
    [
      'GET /products?tags=kitchen&tags=gift',
      (row: { tags: string[] }) => row.tags.includes('kitchen') && row.tags.includes('gift'),
    ],
    ['GET /products?price[min]=10&price[max]=20', (row: { price: number }) => row.price >= 10 && row.price <= 20],
    ['GET /products?status=sold_out', (row: { status: string }) => row.status === 'sold_out'],
    ['GET /products?q=%E8%8C%B6', (row: { name: string }) => row.name.includes('茶')],
  ])('%s gives what was asked for, and something', async (line, fits) => {
    const { items } = await jsonOf(line)
    expect(items.length).toBeGreaterThan(0)
    expect(items.every(fits)).toBe(true)
  })
})

describe('a client can see', () => {
  test('an order number with all its digits', async () => {
    expect((await ask('GET /orders/ord_0002')).text).toContain('"number":9007199254742993')
  })

  test('304 for a copy that is current', async () => {
    const first = await ask('GET /products/prod_010')
    const again = await ask('GET /products/prod_010', { headers: { 'if-none-match': first.headers['etag'] ?? '' } })
    expect([again.status, again.text]).toEqual([304, ''])
  })

  test('parts of a file', async () => {
    const whole = await ask('GET /bytes/200000')
    const part = await ask('GET /bytes/200000', { headers: { range: 'bytes=65530-131080' } })
    const end = await ask('GET /bytes/200000', { headers: { range: 'bytes=-5' } })
    expect(part.headers['content-range']).toBe('bytes 65530-131080/200000')
    expect(part.bytes.equals(whole.bytes.subarray(65_530, 131_081))).toBe(true)
    expect(end.bytes.equals(whole.bytes.subarray(-5))).toBe(true)
  })

  test('an upload come back byte for byte under its name', async () => {
    const data = Buffer.from([0, 1, 2, 13, 10, 45, 45, 102, 101, 110, 99, 255])
    const stored = await jsonOf('POST /files', multipart('Grüße „1“.png', data))
    const back = await ask(`GET /files/${stored.id}`)
    expect(stored).toMatchObject({ name: 'Grüße „1“.png', title: 'Grüße', labels: ['a', 'b'], size: data.length })
    expect(back.bytes.equals(data)).toBe(true)
    expect(back.headers['content-disposition']).toContain("filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%E2%80%9E1%E2%80%9C.png")
  })

  test('one order for two calls with one idempotency key', async () => {
    const order = { customerId: 'cust_009', lines: [{ productId: 'prod_012', quantity: 2 }] }
    const headers = { 'idempotency-key': 'try-1' }
    const first = await ask('POST /orders', { json: order, headers })
    const again = await ask('POST /orders', { json: order, headers })
    const other = await ask('POST /orders', { json: { ...order, note: 'x' }, headers })
    expect([first.status, again.text, other.status]).toEqual([201, first.text, 409])
  })

  test('the request as it was sent, credential included', async () => {
    const echoed = await jsonOf('GET /echo?list=a&list=b%2Cc')
    expect(echoed).toMatchObject({ method: 'GET', path: '/echo', query: 'list=a&list=b%2Cc', body: null })
    expect(JSON.stringify(echoed.headers)).toContain(key)
  })

  test('which methods a path takes', async () => {
    const wrong = await ask('DELETE /products')
    expect([wrong.status, wrong.headers['allow']]).toEqual([405, 'GET, POST, HEAD, OPTIONS'])
    expect((await ask('OPTIONS /products')).status).toBe(204)
    expect((await ask('HEAD /products')).status).toBe(200)
  })

  test('how much of the rate limit is left, and 429 with Retry-After beyond it', async () => {
    const small = await startSample({ key, requestsPerMinute: 1 })
    const statuses = [await fetch(`${small.url}/status`), await fetch(`${small.url}/status`)]
    await small.close()
    expect(statuses.map((answer) => [answer.status, answer.headers.get('ratelimit-remaining')])).toEqual([
      [200, '0'],
      [429, '0'],
    ])
    expect(statuses[1]?.headers.get('retry-after')).toMatch(/^\d+$/)
  })

  test('the description and the documentation without a key, with the real address', async () => {
    const served = await jsonOf('GET /openapi.json', { headers: { 'x-api-key': '' } })
    const page = await ask('GET /docs')
    expect(served.servers[0].url).toBe(sample.url)
    expect(page.text).toContain(`${sample.url}/products/prod_001`)
  })
})

test.each([
  ['POST /products', { body: '{', headers: { 'content-type': 'application/json' } }, 400],
  ['POST /products', { body: 'x'.repeat(1024 * 1024 + 1), headers: { 'content-type': 'application/json' } }, 413],
  ['POST /products', { json: null }, 422],
  ['POST /products', { json: { __proto__: null, name: 'x', price: '1' } }, 422],
  ['POST /files', { body: '--x\r\n', headers: { 'content-type': 'multipart/form-data; boundary=x' } }, 400],
  ['POST /files', { body: '', headers: { 'content-type': 'multipart/form-data' } }, 400],
  ['GET /products/%E0%A4%A', {}, 404],
  ['GET /products/..%2Forders', {}, 404],
  ['GET /orders?placedAfter=9', {}, 400],
  ['GET /slow?seconds=1e9', {}, 400],
] as [string, Asked, number][])('%s with input %# is refused and the API goes on', async (line, asked, status) => {
  expect((await ask(line, asked)).status).toBe(status)
  expect((await ask('GET /status')).status).toBe(200)
})

test('close() ends calls that are still waiting', async () => {
  const other = await startSample({ key })
  const waiting = fetch(`${other.url}/slow?seconds=60`, { headers: { 'x-api-key': key } })
  const outcome = waiting.then(
    () => 'answered',
    () => 'ended',
  )
  await new Promise((done) => setTimeout(done, 50))
  await other.close()
  expect(await outcome).toBe('ended')
})
