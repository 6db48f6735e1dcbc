import { existsSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { createApp } from '../../src/app.ts'
import { runCli } from '../support/cli.ts'
import { itemsOf } from '../support/paged-apis.ts'
import { program, workspace } from '../support/program.ts'
import { startUpstream } from '../support/upstream.ts'

interface Ask {
  readonly query: URLSearchParams
  readonly body: string
  readonly headers: Readonly<Record<string, unknown>>
}

type Row = {
  /** The operation; without one the list is asked for by path. */
  readonly operation?: object
  readonly method?: string
  readonly answer: (ask: Ask) => { readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }
  readonly given?: Readonly<Record<string, unknown>>
  readonly note: string
  /** Requests until the end is known. */
  readonly pages?: number
}

const all = itemsOf(25)
const size = 10
const from = (start: number) => all.slice(start, start + size)
const after = (start: number) => (start + size < all.length ? start + size : undefined)
const numberIn = (text: unknown): number =>
  typeof text === 'string' && text !== '' ? Number(text.replace(/\D/g, '')) : 0
const token = (start: number) => (after(start) === undefined ? undefined : `t${after(start)}`)
const parameter = (name: string, more: object = {}) => ({ name, in: 'query', schema: { type: 'string' }, ...more })
const posts = (mediaType: string, properties: object) => ({
  requestBody: { content: { [mediaType]: { schema: { type: 'object', properties } } } },
})

/** Ways of saying that there is more which once went unheard, in a plain call or while collecting. */
const rows: Readonly<Record<string, Row>> = {
  'Siren: a link in a list of links': {
    answer: ({ query }) => {
      const start = numberIn(query.get('at'))
      const next = after(start) === undefined ? [] : [{ rel: ['next'], href: `?at=${after(start)}` }]
      const entities = from(start).map(({ id }) => ({ class: ['order'], id }))
      return { body: { class: ['orders'], entities, links: [{ rel: ['self'], href: '/x' }, ...next] } }
    },
    note: 'one page, 10 items;',
  },
  'FHIR: a relation in a list called link': {
    answer: ({ query }) => {
      const start = numberIn(query.get('at'))
      const next = after(start) === undefined ? [] : [{ relation: 'next', url: `?at=${after(start)}` }]
      return { body: { resourceType: 'Bundle', entry: from(start), link: [{ relation: 'self', url: '/x' }, ...next] } }
    },
    note: 'one page, 10 items;',
  },
  'an address five objects deep': {
    answer: ({ query }) => {
      const start = numberIn(query.get('at'))
      const next = after(start) === undefined ? null : `?at=${after(start)}`
      return { body: { response: { body: { list: from(start) }, meta: { pagination: { links: { next } } } } } }
    },
    note: 'one page, 10 items;',
  },
  'a list as Stripe writes them, nothing described': {
    answer: ({ query }) => {
      const start = numberIn(query.get('starting_after'))
      return { body: { object: 'list', url: '/x', has_more: after(start) !== undefined, data: from(start) } }
    },
    note: 'one page, 10 items;',
  },
  'a list as OpenAI writes them, nothing described': {
    answer: ({ query }) => {
      const start = numberIn(query.get('after'))
      const data = from(start).map((item) => ({ ...item, text: 'x'.repeat(3_000) }))
      return { body: { object: 'list', data, last_id: data.at(-1)?.id, has_more: after(start) !== undefined } }
    },
    note: 'one page, 10 items;',
  },
  'Elasticsearch: search_after in the body': {
    method: 'post',
    operation: posts('application/json', { sort: { type: 'array' }, search_after: { type: 'array' } }),
    answer: ({ body }) => {
      const start = (JSON.parse(body) as { search_after?: number[] }).search_after?.[0] ?? 0
      const hits = from(start).map((item) => ({ ...item, sort: [item.n] }))
      return { body: { hits: { total: { value: all.length, relation: 'eq' }, hits } } }
    },
    given: { sort: ['n'] },
    note: 'one page, 10 of 25 items;',
  },
  'a cursor in a form that the first page is asked for without': {
    method: 'post',
    operation: posts('application/x-www-form-urlencoded', { cursor: { type: 'string' } }),
    answer: ({ body }) => {
      const start = numberIn(new URLSearchParams(body).get('cursor'))
      return { body: { matches: from(start), next_cursor: token(start) ?? '' } }
    },
    note: 'one page, 10 items;',
  },
  'a link called next, with an argument of any name': {
    operation: {
      parameters: [parameter('nach')],
      responses: {
        200: {
          description: 'ok',
          links: { next: { operationId: 'list', parameters: { nach: '$response.body#/info/weiter' } } },
        },
      },
    },
    answer: ({ query }) => {
      const start = numberIn(query.get('nach'))
      return { body: { rows: from(start), info: { weiter: token(start) } } }
    },
    note: 'one page, 10 items;',
  },
  'a header named like the argument': {
    operation: { parameters: [parameter('after')] },
    answer: ({ query }) => {
      const start = numberIn(query.get('after'))
      const next = token(start)
      return { body: from(start), headers: next === undefined ? {} : { 'X-After': next } }
    },
    note: 'one page, 10 items;',
  },
  'a cursor that goes into a header': {
    operation: { parameters: [parameter('X-Page-Token', { in: 'header' })] },
    answer: ({ headers }) => {
      const start = numberIn(headers['x-page-token'])
      return { body: { items: from(start), nextPageToken: token(start) } }
    },
    note: 'one page, 10 items;',
  },
  'as many items as were asked for, and nothing else': {
    operation: { parameters: [parameter('page'), parameter('per_page', { schema: { type: 'integer', default: 10 } })] },
    answer: ({ query }) => ({ body: from((Math.max(1, numberIn(query.get('page'))) - 1) * size) }),
    note: 'perhaps one page: 10 items, as many as one has;',
    pages: 4, // the last one is empty
  },
  'the number of its page and how long one is, nothing described': {
    answer: ({ query }) => {
      const page = Math.max(1, numberIn(query.get('page')))
      return { body: { results: from((page - 1) * size), page, per_page: size } }
    },
    note: 'perhaps one page: 10 items, as many as one has;',
    pages: 4,
  },
  'the number of its first item and how long a page is, nothing described': {
    answer: ({ query }) => {
      const offset = numberIn(query.get('offset'))
      return { body: { results: from(offset), offset, limit: size } }
    },
    note: 'perhaps one page: 10 items, as many as one has;',
    pages: 4,
  },
  'several lists that could be meant': {
    operation: { parameters: [parameter('page')] },
    answer: ({ query }) => {
      const page = Math.max(1, numberIn(query.get('page')))
      return { body: { groups: [{ g: 1 }], users: from((page - 1) * size), page, total_pages: 3 } }
    },
    note: 'one page, 10 items at /users;',
  },
}

const startRow = ({ answer }: Row) =>
  startUpstream(({ target, body, headers }, response) => {
    const { searchParams: query } = new URL(target, 'http://x')
    const said = answer({ query, body: body.toString(), headers })
    response.writeHead(200, { 'content-type': 'application/json', ...said.headers }).end(JSON.stringify(said.body))
  })

describe.skipIf(!existsSync(program))('an answer that is one page of many', () => {
  test.each(Object.entries(rows))('%s: it is said, and the call that is given gets them all', async (_, row) => {
    const { operation, method = 'get', given = {}, note, pages = 3 } = row
    const upstream = await startRow(row)
    const paths = {
      '/items': { [method]: { operationId: 'list', responses: { 200: { description: 'ok' } }, ...operation } },
    }
    const described = { openapi: '3.1.0', info: { title: 'List', version: '1' }, paths }
    const api = { name: 'Shop', baseUrl: upstream.url, tools: { exposure: 'search' } }
    const space = await workspace(
      { apis: [operation === undefined ? api : { ...api, openapi: './shop.json' }], results: { budget: 20_000 } },
      { files: { 'shop.json': described } },
    )
    const client = await space.connect()
    const { text } =
      operation === undefined
        ? await client.call('http_get', { api: 'shop', path: '/items' })
        : await client.call('call_operation', { api: 'shop', operation: 'list', arguments: given })
    expect(text).toContain(`${note} all of them: collect_pages {`)
    const call = JSON.parse(/collect_pages (\{.*\})$/m.exec(text)?.[1] ?? '{}') as Record<string, unknown>
    const collected = await client.call('collect_pages', { ...call, select: '[].id' })
    expect(collected.text).toMatch(new RegExp(`^25 (?:of 25 )?items from ${pages} pages: that is all\n`))
    expect(collected.text).toContain(JSON.stringify(all.map(({ id }) => id)))
  })

  test('fewer items than a page has, or an odd number of them, are not called a page', async () => {
    const upstream = await startUpstream(({ target }, response) => {
      response.end(JSON.stringify(all.slice(0, target.startsWith('/few') ? 9 : 11)))
    })
    const parameters = [parameter('page'), parameter('per_page', { schema: { type: 'integer', default: 10 } })]
    const listed = (operationId: string) => ({
      get: { operationId, parameters, responses: { 200: { description: 'ok' } } },
    })
    const paths = { '/few': listed('few'), '/odd': listed('odd') }
    const space = await workspace(
      { apis: [{ name: 'Shop', openapi: './shop.json', baseUrl: upstream.url }] },
      { files: { 'shop.json': { openapi: '3.1.0', info: { title: 'List', version: '1' }, paths } } },
    )
    const client = await space.connect()
    expect((await client.call('shop_few')).text).not.toContain('one page')
    expect((await client.call('shop_odd')).text).not.toContain('one page')
    expect((await client.call('shop_odd', { per_page: 11 })).text).toContain('perhaps one page: 11 items')
  })
})

describe.skipIf(!existsSync(program))('pages that do not come', () => {
  test('what the API says of a page that it refuses is shown after the items', async () => {
    const key = 'fake-key-0123456789'
    const says = { message: 'only the first 10 results can be had', key }
    const upstream = await startUpstream(({ target }, response) => {
      if (target.includes('at=')) response.writeHead(422, { 'content-type': 'application/json' })
      response.end(JSON.stringify(target.includes('at=') ? says : { items: from(0), next: '/items?at=10' }))
    })
    const space = await workspace(
      { apis: [{ name: 'Shop', baseUrl: upstream.url, auth: { type: 'bearer' } }] },
      { env: { CUSTOM_API_SHOP: key } },
    )
    const client = await space.connect()
    const { text } = await client.call('collect_pages', { api: 'shop', path: '/items', select: '[].n' })
    expect(text).toContain('upstream.status: HTTP 422')
    expect(text).toContain(
      '[1,2,3,4,5,6,7,8,9,10]\n{"message":"only the first 10 results can be had","key":"[redacted]"}',
    )
    const shell = await space.run(['collect', 'Shop', '--path', '/items', '--select', '[].n'])
    expect(shell).toMatchObject({ code: 4, stdout: '[1,2,3,4,5,6,7,8,9,10]\n' })
    expect(shell.stderr).toContain('only the first 10 results can be had')
    expect(shell.stderr).not.toContain(key)
    const json = await space.run(['collect', 'Shop', '--path', '/items', '--json'])
    expect(json.stdout).toContain('only the first 10 results can be had')
    expect(json.stdout).not.toContain(key)
  })

  test('a short time for a whole call still gets the pages that fit into it', async () => {
    const upstream = await startUpstream(({ target }, response) => {
      if (!target.includes('at=')) response.end(JSON.stringify({ items: from(0), next: '/items?at=10' }))
    })
    const space = await workspace({ apis: [{ name: 'Shop', baseUrl: upstream.url, timeouts: { total: 2 } }] })
    const client = await space.connect()
    const { text } = await client.call('collect_pages', { api: 'shop', path: '/items', select: 'length(@)' })
    expect(text).toMatch(/^10 items from 1 page: there is more; the time of one call is over\nnext: .*\n10$/)
  })
})

describe('collect on a terminal', () => {
  test.each([
    ['the items themselves are what is seen', [], false],
    ['with a select, which comes at the end, a line tells how far it is', ['--select', 'length(@)'], true],
  ])('%s', async (_, more, tells) => {
    const upstream = await startUpstream(({ target }, response) => {
      const start = numberIn(new URL(target, 'http://x').searchParams.get('at'))
      response.end(
        JSON.stringify({ items: from(start), next: after(start) === undefined ? null : `?at=${after(start)}` }),
      )
    })
    const space = await workspace({ apis: [{ name: 'Shop', baseUrl: upstream.url }] })
    vi.stubEnv('CUSTOM_API_MCP_HOME', space.folder)
    const argv = ['collect', 'Shop', '--path', '/items', ...more, '--config', space.config]
    const { stdout, stderr } = await runCli(space.folder, argv, { isTTY: true, createApp }).finally(() =>
      vi.unstubAllEnvs(),
    )
    expect(JSON.parse(stdout)).toEqual(tells ? 25 : all)
    expect(stderr.includes('\r20 items, 2 pages')).toBe(tells)
  })
})
