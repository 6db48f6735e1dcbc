import { existsSync } from 'node:fs'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { answer, apis, bodyApis, describedApis, itemsOf, type Api } from '../support/paged-apis.ts'
import { clientKinds } from '../support/mcp-clients.ts'
import { program, sampleProgram, workspace } from '../support/program.ts'
import { startSampleProgram } from '../support/sample.ts'
import { startUpstream } from '../support/upstream.ts'
import { cursors } from '../support/vendor-cursors.ts'
import { linked } from '../support/vendor-links.ts'
import { numbered } from '../support/vendor-pages.ts'

const startList = (api: Api | undefined, count: number) => {
  if (api === undefined) throw new Error('no such API')
  const all = itemsOf(count)
  return startUpstream((seen, response) => answer(api, all, seen, response))
}

/** The call that a result says goes on, as its arguments. */
const nextOf = (text: string): Record<string, unknown> =>
  JSON.parse(/collect_pages (\{.*?\})$/m.exec(text)?.[1] ?? '{}') as Record<string, unknown>

const parameter = (name: string) => ({ name, in: 'query', schema: {} })
const described = (paths: object) => ({ openapi: '3.1.0', info: { title: 'List', version: '1' }, paths })
const ok = { responses: { 200: { description: 'ok' } } }

describe.skipIf(!existsSync(program))('collect_pages through a real client', () => {
  test('one result for every style, described or not, with exactly the items there are', async () => {
    const upstreams = await Promise.all(
      Object.entries(apis).map(async ([name, api]) => ({ name, url: (await startList(api, 33)).url })),
    )
    const space = await workspace({ apis: upstreams.map(({ url }, at) => ({ name: `Api ${at}`, baseUrl: url })) })
    const client = await space.connect()
    const found = await Promise.all(
      upstreams.map(async ({ name }, at) => {
        const { text } = await client.call('collect_pages', { api: `api_${at}`, path: '/items', select: '[].n' })
        return [name, text.split('\n').at(-1)]
      }),
    )
    const numbers = JSON.stringify(itemsOf(33).map(({ n }) => n))
    expect(found).toEqual(upstreams.map(({ name }) => [name, numbers]))
  })

  test('one page says that it is one, and a token goes on in the middle of what needs more than one argument', async () => {
    const rows = [
      { vendor: cursors['MediaWiki: continue'], path: '/w/api.php?action=query&list=allpages' },
      { vendor: numbered['PostgREST: Content-Range with a total'], path: '/people' },
      { vendor: cursors['Heroku: Next-Range'], path: '/apps' },
      { vendor: linked['OAI-PMH: a token that stands alone'], path: '/oai?verb=ListRecords&metadataPrefix=x' },
    ]
    const upstreams = await Promise.all(rows.map(({ vendor }) => startList(vendor?.api, 33)))
    const space = await workspace({ apis: upstreams.map(({ url }, at) => ({ name: `Api ${at}`, baseUrl: url })) })
    const client = await space.connect()
    const ids = (from: number, to: number) =>
      JSON.stringify(
        itemsOf(33)
          .slice(from, to)
          .map(({ id }) => id),
      )
    for (const [at, { path }] of rows.entries()) {
      const api = `api_${at}`
      expect((await client.call('http_get', { api, path })).text).toContain(`collect_pages {"api":"${api}"`)
      const first = await client.call('collect_pages', { api, path, maxItems: 12, select: '[].id' })
      expect(first.text.split('\n').at(-1)).toBe(ids(0, 12))
      const rest = await client.call('collect_pages', { ...nextOf(first.text), select: '[].id' })
      expect(rest.text.split('\n').at(-1)).toBe(ids(12, 33))
    }
  })

  test('operations by their description, in the query and in a body', async () => {
    const page = await startList(describedApis['pages from 0 without a word about it']?.api, 20)
    const notion = await startList(bodyApis['Notion']?.api, 23)
    const properties = { filter: {}, start_cursor: { type: 'string' }, page_size: { type: 'integer' } }
    const requestBody = { content: { 'application/json': { schema: { type: 'object', properties } } } }
    const space = await workspace(
      {
        apis: [
          { name: 'Pages', openapi: './pages.json', baseUrl: page.url },
          { name: 'Notes', openapi: './notes.json', baseUrl: notion.url },
          { name: 'Reading', openapi: './notes.json', baseUrl: notion.url, tools: { readOnly: true } },
        ],
      },
      {
        files: {
          'pages.json': described({
            '/items': { get: { operationId: 'list', parameters: [parameter('page')], ...ok } },
          }),
          'notes.json': described({
            '/items/{id}/query': {
              post: {
                operationId: 'queryItems',
                parameters: [{ name: 'id', in: 'path', required: true, schema: {} }],
                requestBody,
                ...ok,
              },
            },
            '/items': {
              post: {
                operationId: 'createItem',
                requestBody: {
                  content: { 'application/json': { schema: { type: 'object', properties: { name: {} } } } },
                },
                ...ok,
              },
            },
          }),
        },
      },
    )
    const client = await space.connect()
    const pages = await client.call('collect_pages', { api: 'pages', operation: 'list', select: 'length(@)' })
    expect(pages.text).toMatch(/^20 items from 3 pages: that is all\n20$/)
    const asked = {
      api: 'notes',
      operation: 'queryItems',
      arguments: { id: 'x', filter: { a: 1 } },
      select: 'length(@)',
    }
    expect((await client.call('collect_pages', asked)).text).toMatch(/^23 items from 3 pages: that is all\n23$/)
    expect(notion.seen.map(({ body }) => (JSON.parse(body.toString()) as { filter: unknown }).filter)).toEqual(
      Array(3).fill({ a: 1 }),
    )
    const denied = await client.call('collect_pages', { ...asked, api: 'reading' })
    expect(denied).toMatchObject({ isError: true, text: expect.stringContaining('policy.denied') as string })
    const changing = await client.call('collect_pages', {
      api: 'notes',
      operation: 'createItem',
      arguments: { name: 'x' },
    })
    expect(changing.text).toContain('arguments.invalid: POST /items is no list or search')
    expect(notion.seen).toHaveLength(3)
  })

  test('a next address reaches no path that the policy denies', async () => {
    const upstream = await startUpstream(({ target }, response) => {
      const next = target.startsWith('/v1/items') ? '/v1/admin/users' : null
      response.end(JSON.stringify({ items: [{ id: 1 }], next }))
    })
    const space = await workspace({
      apis: [
        { name: 'Open', baseUrl: `${upstream.url}/v1` },
        { name: 'Shut', baseUrl: `${upstream.url}/v1`, tools: { exclude: [{ path: '/admin/**' }] } },
        { name: 'Below', baseUrl: `${upstream.url}/v1/items` },
      ],
    })
    const client = await space.connect()
    const ask = async (api: string, path: string) => (await client.call('collect_pages', { api, path })).text
    expect(await ask('open', '/items')).toMatch(/^1 item from 1 page: there may be more; the API sent a page again/)
    expect(upstream.seen.map(({ target }) => target)).toEqual(['/v1/items', '/v1/admin/users'])
    expect(await ask('shut', '/items')).toMatch(
      /^1 item from 1 page: it could not go on\npolicy.denied: the next page, \/v1\/admin\/users/,
    )
    expect(await ask('below', '/')).toContain('policy.denied')
    expect(upstream.seen).toHaveLength(4)
  })

  test('a token goes on where it ended, and only where it was made', async () => {
    const test_ = await startList(apis['next_cursor'], 25)
    const live = await startList(apis['next_cursor'], 5)
    const environments = { test: { baseUrl: test_.url }, live: { baseUrl: live.url } }
    const space = await workspace({
      apis: [
        { name: 'Shop', environments, defaultEnvironment: 'test' },
        { name: 'Other', baseUrl: live.url },
      ],
    })
    const client = await space.connect()
    const first = await client.call('collect_pages', { api: 'shop', path: '/items', maxItems: 12, select: '[-1].n' })
    expect(first.text).toMatch(
      /^12 items from 2 pages: there is more; maxItems 12 reached\nnext: collect_pages \{.*\}\n12$/,
    )
    const again = nextOf(first.text)
    const resume = again['resume']
    const rest = await client.call('collect_pages', { ...again, select: '[].n' })
    expect(rest.text).toBe(
      `13 items from 2 pages (25 with those before): that is all\n[${Array.from({ length: 13 }, (_, at) => at + 13).join(',')}]`,
    )
    const refusals: [Record<string, unknown>, string][] = [
      [{ api: 'shop', resume, environment: 'live' }, 'resume: the token belongs to the environment "test", not "live"'],
      [{ api: 'other', resume }, 'resume: the token belongs to the API "shop"'],
      [{ api: 'shop', resume, path: '/orders' }, 'resume: the token belongs to /items'],
      [{ api: 'shop', resume, query: { q: 'x' } }, 'resume: the token belongs to a collection with other arguments'],
      [{ api: 'shop', resume: 'A'.repeat(22) }, 'handle.unknown: no such resume token is known'],
    ]
    for (const [input, says] of refusals) {
      const refused = await client.call('collect_pages', input)
      expect(refused.text).toContain(says)
      expect(refused.isError).toBe(true)
    }
    const pinned = await space.connect(undefined, ['--environment', 'live'])
    const elsewhere = await pinned.call('collect_pages', { api: 'shop', resume })
    expect(elsewhere.text).toContain('this resume token was made in another environment')
    expect(live.seen).toHaveLength(0)
  })

  test.each(clientKinds)('$kind sees how far it is', async ({ kind }) => {
    const api = apis['offset and total (Jira)'] ?? (() => ({ body: [] }))
    const told: number[] = []
    const upstream = await startUpstream(async (seen, response) => {
      // Each page waits until the client was told of those before it: a client drops what comes together with the result.
      const before = Number(new URL(seen.target, 'http://x').searchParams.get('startAt') ?? 0) / 10
      await vi.waitUntil(() => told.length >= before, { timeout: 10_000 }).catch(() => undefined)
      answer(api, itemsOf(35), seen, response)
    })
    const space = await workspace({ apis: [{ name: 'Shop', baseUrl: upstream.url }] })
    const client = await space.connect(kind)
    const { text } = await client.call(
      'collect_pages',
      { api: 'shop', path: '/items', select: 'length(@)' },
      { onprogress: (done) => told.push(done) },
    )
    expect(text).toBe('35 of 35 items from 4 pages: that is all\n35')
    expect(told.length).toBeGreaterThanOrEqual(3)
    expect(told).toEqual([10, 20, 30, 35].slice(0, told.length))
  })

  test('a page that fails: the items before it, the error, and how to go on', async () => {
    const all = itemsOf(30)
    let broken = true
    const upstream = await startUpstream(({ target }, response) => {
      const from = Number(new URL(target, 'http://x').searchParams.get('cursor') ?? 0)
      if (from === 20 && broken) return void response.writeHead(500).end()
      response.end(
        JSON.stringify({ items: all.slice(from, from + 10), next_cursor: from < 20 ? `${from + 10}` : null }),
      )
    })
    const space = await workspace({ apis: [{ name: 'Shop', baseUrl: upstream.url }] })
    const client = await space.connect()
    const first = await client.call('collect_pages', { api: 'shop', path: '/items', select: '[].n' })
    expect(first.text).toMatch(
      /^20 items from 2 pages: there is more, but the next page failed\nupstream\.status: HTTP 500 Internal Server Error\n/,
    )
    expect(first.text).toContain('[1,2,3,4,5,6,7,8,9,10,11,')
    expect(first).toMatchObject({ isError: false, meta: { 'custom-api-mcp/code': 'upstream.status' } })
    broken = false
    const rest = await client.call('collect_pages', { ...nextOf(first.text), select: '[].n' })
    expect(rest.text).toContain('[21,22,23,24,25,26,27,28,29,30]')
    broken = true
    const nothing = await client.call('collect_pages', { api: 'shop', path: '/items', query: { cursor: 20 } })
    expect(nothing).toMatchObject({ isError: true, meta: { 'custom-api-mcp/status': 500 } })
  })

  test('cancelling ends the page under way', async () => {
    const gone: boolean[] = []
    const upstream = await startUpstream(({ target }, response) => {
      response.on('close', () => gone.push(response.writableEnded))
      if (!target.includes('cursor')) response.end(JSON.stringify({ items: [{ id: 1 }], next_cursor: 'x' }))
    })
    const space = await workspace({ apis: [{ name: 'Shop', baseUrl: upstream.url }] })
    const client = await space.connect()
    const cancel = new AbortController()
    const call = client.call('collect_pages', { api: 'shop', path: '/items' }, { signal: cancel.signal })
    await expect.poll(() => upstream.seen.length).toBe(2)
    cancel.abort()
    await expect(call).rejects.toThrow(/abort/i)
    await expect.poll(() => gone).toEqual([true, false])
  })

  test('many items are kept whole, and every one can be asked for', async () => {
    const page = (from: number): string =>
      `[${Array.from({ length: 500 }, (_, at) => `{"id":${from + at},"note":"${'x'.repeat(60)}"}`).join(',')}]`
    const upstream = await startUpstream(({ target }, response) => {
      const from = Number(new URL(target, 'http://x').searchParams.get('offset') ?? 0)
      response.end(`{"offset":${from},"total":20000,"items":${page(from)}}`)
    })
    const space = await workspace({ apis: [{ name: 'Shop', baseUrl: upstream.url }] })
    const client = await space.connect()
    const { text } = await client.call('collect_pages', { api: 'shop', path: '/items' })
    expect(text).toMatch(/^20000 of 20000 items from 40 pages: that is all\n/)
    const handle = /handle ([\w-]{22})/.exec(text)?.[1] ?? ''
    const asked = await client.call('query_result', { handle, select: '[length(@), [0].id, [-1].id, sum([].id)]' })
    expect(asked.text).toContain('[20000,0,19999,199990000]')
  })

  test('a call that gets one page of many says so, and says the call that gets them all', async () => {
    const upstream = await startList(apis['page with a total'], 33)
    const space = await workspace(
      {
        apis: [
          { name: 'Shop', openapi: './shop.json', baseUrl: upstream.url },
          { name: 'Raw', baseUrl: upstream.url },
          { name: 'Off', baseUrl: upstream.url, pagination: { style: 'none' } },
        ],
      },
      {
        files: {
          'shop.json': described({
            '/items': { get: { operationId: 'list', parameters: [parameter('page'), parameter('q')], ...ok } },
          }),
        },
      },
    )
    const client = await space.connect()
    const direct = await client.call('shop_list', { q: 'x' })
    expect(direct.text).toContain(
      'one page, 10 of 33 items; all of them: collect_pages {"api":"shop","operation":"list","arguments":{"q":"x"}}',
    )
    const all = await client.call('collect_pages', { ...nextOf(direct.text), select: 'length(@)' })
    expect(all.text).toContain('\n33')
    const raw = await client.call('http_get', { api: 'raw', path: '/items' })
    expect(raw.text).toContain('one page, 10 of 33 items; all of them: collect_pages {"api":"raw","path":"/items"}')
    expect((await client.call('http_get', { api: 'raw', path: '/items', query: { page: 4 } })).text).not.toContain(
      'one page',
    )
    expect((await client.call('http_get', { api: 'off', path: '/items' })).text).not.toContain('one page')
  })

  test('the config says how an API pages that nothing else tells', async () => {
    const all = itemsOf(25)
    const upstream = await startUpstream(({ target }, response) => {
      const from = Number(new URL(target, 'http://x').searchParams.get('weiter') ?? 0)
      response.end(
        JSON.stringify({
          a: [{ x: 1 }],
          kunden: all.slice(from, from + 10),
          noch: from < 20 ? { ab: from + 10 } : null,
        }),
      )
    })
    const pagination = { style: 'cursor', next: '/noch/ab', param: 'weiter', items: '/kunden' }
    const space = await workspace({
      apis: [
        { name: 'Shop', baseUrl: upstream.url, pagination },
        { name: 'Bare', baseUrl: upstream.url },
      ],
    })
    const client = await space.connect()
    const ask = async (input: object) =>
      (await client.call('collect_pages', { path: '/x', select: 'length(@)', ...input })).text
    expect(await ask({ api: 'shop' })).toBe('25 items from 3 pages: that is all\n25')
    expect(await ask({ api: 'bare' })).toContain('several lists: "/a" (1), "/kunden" (10)')
    expect(await ask({ api: 'bare', items: '/kunden' })).toMatch(/^10 items from 1 page: nothing in the answer/)
  })

  test('a link of the description says what names do not', async () => {
    const all = itemsOf(25)
    const upstream = await startUpstream(({ target }, response) => {
      const from = Number(new URL(target, 'http://x').searchParams.get('page_token') ?? 0)
      response.end(JSON.stringify({ rows: all.slice(from, from + 10), suite: from < 20 ? `${from + 10}` : '' }))
    })
    const links = { suite: { operationId: 'list', parameters: { page_token: '$response.body#/suite' } } }
    const get = {
      operationId: 'list',
      parameters: [parameter('page_token')],
      responses: { 200: { description: 'ok', links } },
    }
    const space = await workspace(
      { apis: [{ name: 'Shop', openapi: './shop.json', baseUrl: upstream.url }] },
      { files: { 'shop.json': described({ '/items': { get } }) } },
    )
    const client = await space.connect()
    const { text } = await client.call('collect_pages', { api: 'shop', operation: 'list', select: 'length(@)' })
    expect(text).toBe('25 items from 3 pages: that is all\n25')
    expect((await client.call('shop_list', {})).text).toContain('one page, 10 items; all of them: collect_pages')
  })

  test('a wrong "pagination" is refused with its key', async () => {
    const space = await workspace({
      apis: [{ name: 'Shop', baseUrl: 'https://x.example.com', pagination: { style: 'curser' } }],
    })
    const { code, stderr } = await space.run(['check'])
    expect(code).toBe(2)
    expect(stderr).toContain('pagination')
    expect(stderr).toContain('did you mean "cursor"')
  })
})

describe.skipIf(!existsSync(program) || !existsSync(sampleProgram))('the sample shop', () => {
  test.each([
    ['listProducts', 'products'],
    ['listCustomers', 'customers'],
    ['listOrders', 'orders'],
  ])('%s is collected whole, by the tool and at the shell', async (operation) => {
    const sample = await startSampleProgram()
    onTestFinished(() => sample.stop())
    const space = await workspace(sample.config, { env: sample.env })
    const client = await space.connect()
    const unique = 'length(@)'
    const { text } = await client.call('collect_pages', {
      api: 'sample_shop',
      operation,
      arguments: { limit: 7 },
      select: unique,
    })
    const count = Number(text.split('\n').at(-1))
    expect(count).toBeGreaterThan(40)
    const { stdout, code } = await space.run(['collect', 'sample_shop', operation, 'limit=50'])
    const items = JSON.parse(stdout) as { id: string }[]
    expect(code).toBe(0)
    expect(new Set(items.map(({ id }) => id)).size).toBe(count)
    expect(items).toHaveLength(count)
  })
})

describe.skipIf(!existsSync(program))('collect at the shell', () => {
  test('items on stdout, the rest on stderr; a token goes on in another process', async () => {
    const upstream = await startList(apis['Link header, absolute (GitHub)'], 25)
    const space = await workspace({ apis: [{ name: 'Shop', baseUrl: upstream.url }] })
    const run = async (...args: string[]) => space.run(['collect', 'shop', ...args])
    const all = await run('--path', '/items')
    expect(JSON.parse(all.stdout)).toEqual(itemsOf(25))
    expect(all.stderr).toContain('25 items from 3 pages: that is all')
    const some = await run('--path', '/items', '--max-items', '12', '--json')
    const first = JSON.parse(some.stdout) as { items: unknown[]; resume: string }
    expect(first).toMatchObject({ pages: 2, ended: 'limit', note: 'maxItems 12 reached' })
    const rest = await run('--resume', first.resume, '--lines')
    const lines = rest.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown)
    expect([...first.items, ...lines]).toEqual(itemsOf(25))
    const selected = await run('--path', '/items', '--select', 'length(@)')
    expect(selected.stdout).toBe('25\n')
  })

  test.each([
    [['--path', '/nope'], 4, 'HTTP 404'],
    [[], 2, 'operation: missing'],
    [['--resume', 'A'.repeat(22)], 2, 'handle.unknown'],
    [['--path', '/items', '--items', 'x'], 2, 'no JSON Pointer'],
    [['--path', '/items', '--max-items', '0'], 2, '--max-items is no whole number'],
  ])('%j exits %i', async (args, code, says) => {
    const upstream = await startUpstream(({ target }, response) => {
      if (target.startsWith('/items')) response.end('[{"id":1}]')
      else response.writeHead(404).end()
    })
    const space = await workspace({ apis: [{ name: 'Shop', baseUrl: upstream.url }] })
    const ran = await space.run(['collect', 'shop', ...args])
    expect(ran.code).toBe(code)
    expect(ran.stderr).toContain(says)
  })

  test('a page that fails leaves what came before it, and its exit code', async () => {
    const upstream = await startUpstream(({ target }, response) => {
      if (target.includes('cursor')) response.writeHead(503).end()
      else response.end(JSON.stringify({ items: [{ id: 1 }], next_cursor: 'x' }))
    })
    const space = await workspace({ apis: [{ name: 'Shop', baseUrl: upstream.url, retry: { attempts: 1 } }] })
    const ran = await space.run(['collect', 'shop', '--path', '/items'])
    expect(ran.code).toBe(5)
    expect(JSON.parse(ran.stdout)).toEqual([{ id: 1 }])
    expect(ran.stderr).toMatch(
      /there is more, but the next page failed\nupstream\.status: HTTP 503[\s\S]*next: custom-api-mcp collect shop --resume/,
    )
  })
})
