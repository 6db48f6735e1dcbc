import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientKinds, connectClient, type AnyClient, type Ask } from '../support/mcp-clients.ts'
import { workspace, type Workspace } from '../support/program.ts'
import { startUpstream } from '../support/upstream.ts'

const description = {
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1' },
  paths: {
    '/customers/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
      get: { operationId: 'getCustomer', responses: { 200: { description: 'ok' } } },
      delete: { operationId: 'deleteCustomer', responses: { 204: { description: 'gone' } } },
    },
    '/mails': {
      post: {
        operationId: 'sendMail',
        tags: ['loud'],
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { type: 'object', properties: { text: { type: 'string' } } } } },
        },
        responses: { 202: { description: 'sent' } },
      },
    },
  },
}

async function shop(tools: object, more: object = {}) {
  const upstream = await startUpstream((_, response) => void response.writeHead(204).end())
  const space = await workspace(
    { apis: [{ name: 'Shop', openapi: './shop.json', baseUrl: upstream.url, tools, ...more }] },
    { files: { 'shop.json': description } },
  )
  const sent = (): string[] => upstream.seen.map(({ method, target }) => `${method} ${target}`)
  return { space, sent }
}

const wordIn = (text: string): string => /"confirm": "([^"]+)"/.exec(text)?.[1] ?? ''

/** Every way to send the same DELETE. */
const waysOf = (api: string) =>
  [
    [`${api}_delete_customer`, { id: '42' }],
    ['call_operation', { api, operation: 'deleteCustomer', arguments: { id: '42' } }],
    ['http_send', { api, method: 'DELETE', path: '/customers/42' }],
  ] as const

/** One upstream under a name for each way to ask for confirmation, and a program that many tests share. */
async function shops() {
  const upstream = await startUpstream((_, response) => void response.writeHead(204).end(), { keep: true })
  const of = (name: string, tools: object) => ({ name, openapi: './shop.json', baseUrl: upstream.url, tools })
  const space = await workspace(
    {
      apis: [
        of('Shop', { confirm: ['DELETE'] }),
        of('Lower', { confirm: ['delete'] }),
        of('Strict', { confirm: ['DELETE'], confirmBy: 'person' }),
      ],
    },
    { files: { 'shop.json': description }, keep: true },
  )
  return { upstream, space }
}

let shared: Awaited<ReturnType<typeof shops>>
let served: Awaited<ReturnType<Workspace['serveHttp']>>
beforeAll(async () => {
  shared = await shops()
  served = await shared.space.serveHttp()
})
afterAll(async () => {
  await served.stop()
  await shared.upstream.close()
  await shared.space.remove()
})

describe.each(clientKinds)('$kind', ({ kind }) => {
  describe.each(['stdio', 'HTTP'] as const)('over %s', (transport) => {
    const open: AnyClient[] = []
    let answer: Ask = () => 'cancel'
    let withPerson: AnyClient
    let alone: AnyClient
    beforeAll(async () => {
      const connectOne = async (options: { ask?: Ask }): Promise<AnyClient> => {
        const { url, token } = served
        const client =
          transport === 'stdio'
            ? await shared.space.connect(kind, [], options)
            : await connectClient(kind, { url: `${url}/mcp`, token }, { ...options, keep: true })
        open.push(client)
        return client
      }
      withPerson = await connectOne({ ask: (question) => answer(question) })
      alone = await connectOne({})
    })
    afterAll(() => Promise.all(open.map((client) => client.close())))

    function connect(ask?: Ask) {
      const from = shared.upstream.seen.length
      const sent = (): string[] => shared.upstream.seen.slice(from).map(({ method, target }) => `${method} ${target}`)
      if (ask !== undefined) answer = ask
      return { client: ask === undefined ? alone : withPerson, sent }
    }

    test('a person who can be asked is asked before anything is sent, and a yes sends it once', async () => {
      const questions: string[] = []
      const { client, sent } = connect((question) => {
        questions.push(`${question} ${sent().length}`)
        return 'accept'
      })
      for (const [name, input] of waysOf('shop'))
        expect((await client.call(name, input)).text).toBe('HTTP 204 No Content')
      expect(sent()).toEqual(waysOf('shop').map(() => 'DELETE /customers/42'))
      expect(questions).toHaveLength(3)
      for (const [at, question] of questions.entries())
        expect(question).toMatch(new RegExp(`^Send DELETE http://[^ ]+/customers/42 of "shop"\\? ${at}$`))
    })

    test.each(['decline', 'cancel'] as const)('a %s sends nothing', async (action) => {
      const { client, sent } = connect(() => action)
      for (const [name, input] of waysOf('shop')) {
        const { text, isError } = await client.call(name, input)
        expect(text).toMatch(/^policy\.unconfirmed: DELETE .* was not sent: the person who was asked said no/)
        expect(isError).toBe(true)
      }
      expect(sent()).toEqual([])
    })

    test('where nobody can be asked, the same call with its word is the second look', async () => {
      const { client, sent } = connect()
      for (const [name, input] of waysOf('lower')) {
        const before = sent().length
        const first = await client.call(name, input)
        expect(first.text).toMatch(/^policy\.unconfirmed: DELETE .* was not sent: it must be confirmed\n/)
        expect(first.meta).toMatchObject({ 'custom-api-mcp/code': 'policy.unconfirmed' })
        const word = wordIn(first.text)
        expect((await client.call(name, { ...input, confirm: 'yes' })).isError).toBe(true)
        expect(sent()).toHaveLength(before)
        expect((await client.call(name, { ...input, confirm: word })).text).toBe('HTTP 204 No Content')
        expect((await client.call(name, { ...input, confirm: word })).isError).toBe(true)
        expect(sent()).toHaveLength(before + 1)
      }
    })

    test('an operator who wants a person gets no second look', async () => {
      const { client, sent } = connect()
      for (const [name, input] of waysOf('strict')) {
        const { text } = await client.call(name, input)
        expect(text).toMatch(/was not sent: a person must confirm it\n/)
        expect(wordIn(text)).toBe('')
      }
      expect(sent()).toEqual([])
    })

    test('what needs no confirmation is sent at once', async () => {
      const { client, sent } = connect(() => 'decline')
      await client.call('shop_get_customer', { id: '42' })
      await client.call('shop_send_mail', { text: 'hello' })
      expect(sent()).toEqual(['GET /customers/42', 'POST /mails'])
    })
  })
})

test.each([
  [{ tag: 'loud' }, 'shop_send_mail', { text: 'hello' }],
  [{ path: '/mails' }, 'http_send', { api: 'shop', method: 'POST', path: '/%6dails', body: {} }],
  [{ operationId: 'send*' }, 'http_send', { api: 'shop', method: 'POST', path: '/mails/', body: {} }],
  [{ method: 'DELETE' }, 'http_send', { api: 'shop', method: 'POST', path: '/x', query: { _method: 'DELETE' } }],
])('the row %j holds however the call is written', async (row, name, input) => {
  const { space, sent } = await shop({ confirm: [row] })
  const client = await space.connect()
  expect((await client.call(name, input)).text).toMatch(/^policy\.(unconfirmed|denied): /)
  expect(sent()).toEqual([])
})

test('an environment has rows of its own, and a word of one is nothing in another', async () => {
  const environments = { test: { confirm: [] }, live: {}, shadow: {} }
  const { space, sent } = await shop({ confirm: ['DELETE'] }, { environments, defaultEnvironment: 'test' })
  const client = await space.connect()
  const live = { id: '42', environment: 'live' }
  expect((await client.call('shop_delete_customer', { id: '42' })).text).toBe('HTTP 204 No Content')
  const word = wordIn((await client.call('shop_delete_customer', live)).text)
  expect((await client.call('shop_delete_customer', { id: '42', environment: 'shadow', confirm: word })).isError).toBe(
    true,
  )
  expect((await client.call('shop_delete_customer', { ...live, id: '43', confirm: word })).isError).toBe(true)
  expect(sent()).toHaveLength(1)
  expect((await client.call('shop_delete_customer', { ...live, confirm: word })).text).toBe('HTTP 204 No Content')
})

test('the command line asks for --yes where it cannot ask a person', async () => {
  const { space, sent } = await shop({ confirm: ['DELETE'] })
  const refused = await space.run(['call', 'shop', 'deleteCustomer', 'id=42'])
  expect(refused.stderr).toMatch(/policy\.unconfirmed: DELETE .*\n.*--yes/)
  expect(refused.code).toBe(1)
  expect(sent()).toEqual([])
  const dry = await space.run(['call', 'shop', 'deleteCustomer', 'id=42', '--dry-run'])
  expect(dry.code).toBe(0)
  const done = await space.run(['call', 'shop', 'deleteCustomer', 'id=42', '--yes'])
  expect(done.code).toBe(0)
  expect(sent()).toEqual(['DELETE /customers/42'])
})

test('a method that is none is a config error', async () => {
  const { space } = await shop({ confirm: ['DELTE'] })
  const { code, stderr } = await space.run(['check'])
  expect(code).toBe(2)
  expect(stderr).toMatch(/tools\.confirm\.0: expected a method/)
})
