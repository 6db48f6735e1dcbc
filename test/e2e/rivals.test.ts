/**
 * Where others fail: every row here is a request or an answer that several products of this field get wrong.
 * The built program, a real client over stdio, a recording upstream.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AnyClient } from '../support/mcp-clients.ts'
import { workspace } from '../support/program.ts'
import { startUpstream, type Answer } from '../support/upstream.ts'

const key = 'fake-key-7f3a9c2e51d8b604'

const ok: Answer = (_, response) => {
  response.setHeader('content-type', 'application/json')
  response.end('{"ok":true}')
}

const parameter = (name: string, place: string, schema: unknown, more = {}) => ({
  name,
  in: place,
  schema,
  ...(place === 'path' && { required: true }),
  ...more,
})

function api(paths: Record<string, unknown>, more: Record<string, unknown> = {}) {
  return {
    openapi: '3.1.0',
    info: { title: 'Rivals', version: '1' },
    components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-API-Key' } } },
    security: [{ key: [] }],
    paths,
    ...more,
  }
}

const answers = { responses: { 200: { description: 'ok' } } }

async function serve(paths: Record<string, unknown>, answer: Answer = ok, more: Record<string, unknown> = {}) {
  const upstream = await startUpstream(answer)
  const space = await workspace(
    { apis: [{ name: 'r', openapi: './openapi.json', baseUrl: upstream.url, ...more }] },
    { files: { 'openapi.json': api(paths) }, env: { CUSTOM_API_R: key } },
  )
  return { upstream, space, client: await space.connect() }
}

const list = {
  '/items': {
    get: {
      operationId: 'list',
      parameters: [parameter('ids', 'query', { type: 'array', items: { type: 'integer' } })],
      ...answers,
    },
  },
}

describe('requests', () => {
  test('the default array query parameter is repeated, not joined', async () => {
    const { upstream, client } = await serve(list)
    await client.call('r_list', { ids: [1, 2, 3] })
    expect(upstream.seen.map((it) => it.target)).toEqual(['/items?ids=1&ids=2&ids=3'])
  })

  test.each(['..', '.', '%2e%2e', '%2E.', '../admin', 'a/b', '..%2f..'])(
    'the path value %s does not leave its operation',
    async (id) => {
      const { upstream, client } = await serve({
        '/items/{id}/parts': {
          get: { operationId: 'parts', parameters: [parameter('id', 'path', { type: 'string' })], ...answers },
        },
      })
      const result = await client.call('r_parts', { id })
      const targets = upstream.seen.map((it) => new URL(it.target, 'http://x').pathname.split('/').length)
      expect(targets.every((segments) => segments === 4)).toBe(true)
      expect(result.isError || upstream.seen[0]?.target === `/items/${encodeURIComponent(id)}/parts`).toBe(true)
    },
  )

  test('an operation with `security: []` gets no credential, its neighbour does', async () => {
    const { upstream, client } = await serve({
      '/open': { get: { operationId: 'open', security: [], ...answers } },
      '/closed': { get: { operationId: 'closed', ...answers } },
    })
    await client.call('r_open')
    await client.call('r_closed')
    expect(upstream.seen.map((it) => it.headers['x-api-key'])).toEqual([undefined, key])
  })

  test('a key does not follow a redirect to another origin', async () => {
    const thief = await startUpstream(ok)
    const { upstream, client } = await serve(
      list,
      (_, response) => void response.writeHead(302, { location: `${thief.url}/items` }).end(),
    )
    const result = await client.call('r_list')
    expect(result.isError).toBe(true)
    expect(result.text).toContain('host.blocked')
    expect(upstream.seen.length).toBe(1)
    expect(thief.seen).toEqual([])
  })

  test.each([500, 503, 429])('a POST answered %i is sent once', async (status) => {
    const { upstream, client } = await serve(
      { '/items': { post: { operationId: 'add', ...answers } } },
      (_, response) => void response.writeHead(status).end(),
    )
    await client.call('r_add')
    expect(upstream.seen.length).toBe(1)
  })

  test('a POST whose connection breaks is sent once', async () => {
    const { upstream, client } = await serve(
      { '/items': { post: { operationId: 'add', ...answers } } },
      (_, response) => void response.socket?.destroy(),
    )
    const result = await client.call('r_add')
    expect(result.isError).toBe(true)
    expect(upstream.seen.length).toBe(1)
  })

  test('an integer past 2^53 arrives with all its digits, as a number and as a string', async () => {
    const { upstream, client } = await serve({
      '/items': {
        post: {
          operationId: 'add',
          requestBody: {
            content: { 'application/json': { schema: { type: 'object', properties: { id: { type: 'integer' } } } } },
          },
          ...answers,
        },
      },
    })
    await client.call('r_add', { id: '9007199254740993123' })
    expect(upstream.seen.map((it) => it.body.toString())).toEqual(['{"id":9007199254740993123}'])
  })
})

describe('answers', () => {
  const encodings: Record<string, (text: string) => string> = {
    raw: (text) => text,
    base64: (text) => Buffer.from(text).toString('base64'),
    'base64 inside a longer text': (text) => Buffer.from(`user:${text}`).toString('base64'),
    base64url: (text) => Buffer.from(text).toString('base64url'),
    hex: (text) => Buffer.from(text).toString('hex'),
    'percent-encoded': (text) =>
      Array.from(text)
        .map((it) => `%${it.charCodeAt(0).toString(16)}`)
        .join(''),
    'unicode escapes': (text) =>
      Array.from(text)
        .map((it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`)
        .join(''),
  }

  describe('an echoed key', () => {
    let echo = ''
    let status = 200
    let end: () => Promise<void>
    let client: AnyClient
    beforeAll(async () => {
      const upstream = await startUpstream(
        (_, response) => {
          const link = echo.includes('\\') ? '' : echo
          response.writeHead(status, { 'content-type': 'application/json', link: `<https://x.example/?k=${link}>` })
          response.end(`{"echo":"${echo}","nested":{"deep":["a${echo}b"]}}`)
        },
        { keep: true },
      )
      const space = await workspace(
        { apis: [{ name: 'r', openapi: './openapi.json', baseUrl: upstream.url }] },
        { files: { 'openapi.json': api(list) }, env: { CUSTOM_API_R: key }, keep: true },
      )
      client = await space.connect()
      end = async () => {
        await client.close()
        await upstream.close()
        await space.remove()
      }
    })
    afterAll(() => end())

    test.each(Object.keys(encodings))('(%s) does not come back', async (name) => {
      echo = encodings[name]?.(key) ?? ''
      for (status of [200, 401, 500]) {
        const result = await client.call('r_list')
        expect(result.text).toContain('echo')
        expect(result.text).not.toContain(echo)
        expect(client.stderr()).not.toContain(key)
      }
    })
  })

  test('integers past 2^53 keep their digits', async () => {
    const { client } = await serve(list, (_, response) => {
      response.setHeader('content-type', 'application/json')
      response.end('{ "id": 12345678901234567890, "price": 1.10 }')
    })
    expect((await client.call('r_list')).text).toContain('{"id":12345678901234567890,"price":1.10}')
  })

  test('an answer of 12 MB leaves the session alive and says what is missing', async () => {
    const { client } = await serve(list, (_, response) => {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(Array.from({ length: 120_000 }, (_, id) => ({ id, text: 'x'.repeat(80) }))))
    })
    const result = await client.call('r_list')
    expect(result.isError).toBe(false)
    expect(result.text.length).toBeLessThan(60_000)
    expect(result.text).toMatch(/120,?000/)
    expect(await client.tools()).toContain('r_list')
  })
})

describe('descriptions', () => {
  test('Swagger 2.0 is published and called', async () => {
    const upstream = await startUpstream(ok)
    const space = await workspace(
      { apis: [{ name: 'old', openapi: './swagger.yaml', baseUrl: `${upstream.url}/v1` }] },
      {
        files: {
          'swagger.yaml':
            'swagger: "2.0"\ninfo: {title: t, version: "1"}\nhost: x.example\nbasePath: /v1\npaths:\n  /pets:\n    get:\n      operationId: pets\n      parameters:\n        - {name: tag, in: query, type: array, items: {type: string}, collectionFormat: pipes}\n      responses: {200: {description: ok}}\n',
        },
      },
    )
    const client = await space.connect()
    await client.call('old_pets', { tag: ['a', 'b'] })
    expect(upstream.seen.map((it) => it.target)).toEqual(['/v1/pets?tag=a%7Cb'])
  })

  test('several files, a cycle and a binary body do not cost the description', async () => {
    const upstream = await startUpstream(ok)
    const space = await workspace(
      { apis: [{ name: 'm', openapi: './main.yaml', baseUrl: upstream.url }] },
      {
        files: {
          'main.yaml':
            'openapi: 3.0.3\ninfo: {title: t, version: "1"}\npaths:\n  /nodes:\n    $ref: paths/nodes.yaml\n  /blob:\n    put:\n      operationId: putBlob\n      requestBody: {content: {application/octet-stream: {schema: {type: string, format: binary}}}}\n      responses: {200: {description: ok}}\n',
          'paths/nodes.yaml':
            'post:\n  operationId: addNode\n  requestBody:\n    content:\n      application/json:\n        schema: {$ref: "../schemas.yaml#/Node"}\n  responses: {200: {description: ok}}\n',
          'schemas.yaml':
            'Node:\n  type: object\n  properties:\n    name: {type: string}\n    children: {type: array, items: {$ref: "#/Node"}}\n',
        },
      },
    )
    const client = await space.connect()
    expect(await client.tools()).toEqual(expect.arrayContaining(['m_add_node', 'm_put_blob']))
    await client.call('m_add_node', { name: 'a', children: [{ name: 'b', children: [] }] })
    expect(upstream.seen.map((it) => it.body.toString())).toEqual([
      '{"name":"a","children":[{"name":"b","children":[]}]}',
    ])
  })
})
