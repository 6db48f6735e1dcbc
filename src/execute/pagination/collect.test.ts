import { describe, expect, test } from 'vitest'
import { liveTarget, mediaOf, operationOf, parameterOf } from '../../../test/support/target.ts'
import { startUpstream } from '../../../test/support/upstream.ts'
import type { Operation } from '../../catalog/index.ts'
import { CustomApiError, type JsonSchema } from '../../core/index.ts'
import { planOperation } from '../plan.ts'
import { planRaw } from '../raw.ts'
import {
  collect,
  hintsOf,
  paginationOptions,
  type CollectRequest,
  type PaginationOptions,
  type Summary,
} from './index.ts'
import {
  answer,
  apis,
  bodyApis,
  describedApis,
  formatApis,
  itemsOf,
  type Item,
} from '../../../test/support/paged-apis.ts'

const limits = { pages: 1_000, items: 100_000, bytes: 64_000_000, time: 20_000, parallel: 5 }

type Asked = Partial<Omit<CollectRequest, 'limits'>> & { readonly limits?: Partial<CollectRequest['limits']> }

/** Everything of a list at an upstream: the items as they came, and what is said of them. */
async function collectAll(request: CollectRequest): Promise<{ items: Item[]; summary: Summary }> {
  const begun = await collect(request)
  if ('failed' in begun) throw new Error(`HTTP ${begun.failed.status}`)
  const texts: string[] = []
  for await (const text of begun.pages) texts.push(text)
  return { items: JSON.parse(`[${texts.join(',')}]`) as Item[], summary: begun.summary() }
}

function rawRequest(url: string, path = '/items', { limits: own, ...asked }: Asked = {}): CollectRequest {
  const target = asked.target ?? liveTarget(url)
  const plan = planRaw(target, { method: 'GET', path, query: {}, headers: {} })
  return {
    target,
    plan,
    hints: hintsOf(undefined, plan.request),
    limits: { ...limits, ...own },
    allow: (changed) => Promise.resolve(changed),
    signal: new AbortController().signal,
    ...asked,
  }
}

function operationRequest(
  url: string,
  operation: Operation,
  body?: unknown,
  { limits: own, ...asked }: Asked = {},
): CollectRequest {
  const target = liveTarget(url)
  const media = operation.body?.media[0]
  const call = { operation, values: [], ...(media === undefined ? {} : { body: { media, value: body } }) }
  const plan = planOperation(target, call)
  return {
    ...rawRequest(url, '/items', { target, ...asked, limits: { ...own } }),
    plan,
    hints: hintsOf(operation, plan.request),
    ...asked,
    limits: { ...limits, ...own },
  }
}

const listing = (
  params: readonly string[],
  schemas: Readonly<Record<string, JsonSchema>> = {},
  answer?: JsonSchema,
): Operation =>
  operationOf({
    parameters: params.map((name) => parameterOf('query', name, { schema: schemas[name] ?? {} })),
    ...(answer === undefined ? {} : { responses: [responseOf(answer)] }),
  })

const responseOf = (schema: JsonSchema) => ({
  status: '200',
  description: '',
  media: [{ mediaType: 'application/json', schema }],
  headers: [],
})

const posting = (params: readonly string[]): Operation =>
  operationOf({
    method: 'POST',
    body: {
      required: true,
      media: [
        {
          ...mediaOf('application/json'),
          schema: { type: 'object', properties: Object.fromEntries(params.map((name) => [name, {}])) },
        },
      ],
    },
  })

const counts = [0, 1, 10, 11, 40, 43]

describe.each(Object.entries(apis))('%s, nothing described', (_, api) => {
  test.each(counts)('%i items come once each and in order', async (count) => {
    const all = itemsOf(count)
    const upstream = await startUpstream((seen, response) => answer(api, all, seen, response))
    const { items, summary } = await collectAll(rawRequest(upstream.url))
    expect(items.map(({ id }) => id)).toEqual(all.map(({ id }) => id))
    expect(summary.resume).toBeUndefined()
    expect(summary.pages).toBeLessThanOrEqual(Math.max(1, Math.ceil(count / 10)) + 1)
    expect(summary.ended.how === 'unknown' && count > 10).toBe(false)
  })
})

describe.each(Object.entries(formatApis))('%s', (_, api) => {
  test.each([1, 2, 10, 11, 40, 41])('%i items come once each and in order', async (count) => {
    const all = itemsOf(count)
    const upstream = await startUpstream((seen, response) => answer(api, all, seen, response))
    const { items, summary } = await collectAll(rawRequest(upstream.url))
    expect(items.map(({ id }) => id)).toEqual(all.map(({ id }) => id))
    expect(summary).toMatchObject({ pages: Math.ceil(count / 10), resume: undefined })
  })
})

describe('XML that holds no list to be seen', () => {
  const collectXml = async (xml: string, asked: Asked = {}) => {
    const upstream = await startUpstream((_, response) => {
      response.writeHead(200, { 'content-type': 'application/xml' }).end(xml)
    })
    return collectAll(rawRequest(upstream.url, '/users', asked))
  }

  test.each<[string, string, Asked, unknown[]]>([
    ['one item', '<r><user><id>1</id></user></r>', {}, [{ id: '1' }]],
    ['one item in an element of its own', '<r><users><user><id>1</id></user></users></r>', {}, [{ id: '1' }]],
    ['one item with elements in it', '<r><user><id>1</id><home><city>x</city></home></user></r>', {}, [{ id: '1', home: { city: 'x' } }]],
    ['one item beside others, by a usual name', '<r><meta><a>1</a></meta><owner><x>1</x></owner><item><id>1</id></item></r>', {}, [{ id: '1' }]],
    ['one item where it is said to be', '<r><a><x>1</x></a><b><x>2</x></b></r>', { items: '/r/b' }, [{ x: '2' }]],
    ['one text where it is said to be', '<r><id>7</id></r>', { items: '/r/id' }, ['7']],
    ['none where it is said to be', '<r><total>0</total></r>', { items: '/r/b' }, []],
    ['none in an empty element', '<users/>', {}, []],
    ['none, counted', '<r><total>0</total></r>', {}, []],
    ['none and no more', '<r><IsTruncated>false</IsTruncated></r>', {}, []],
  ])('%s', async (_, xml, asked, expected) => {
    expect((await collectXml(xml, asked)).items).toEqual(expected)
  }) // prettier-ignore

  test.each(['<status>ok</status>', '<r><a><x>1</x></a><b><x>1</x></b></r>'])(
    '%s is said to hold none',
    async (xml) => {
      await expect(collectXml(xml)).rejects.toMatchObject({ code: 'arguments.invalid' })
    },
  )
})

test('a page of a POST that is asked for too early is waited for', async () => {
  const all = itemsOf(25)
  const { api } = bodyApis['Notion'] ?? {}
  let asked = 0
  const upstream = await startUpstream((seen, response) => {
    if (++asked === 2) return void response.writeHead(429, { 'retry-after': '0' }).end()
    if (api !== undefined) answer(api, all, seen, response)
  })
  const target = { ...liveTarget(upstream.url), attempts: 3 }
  const operation = posting(['filter', 'start_cursor'])
  const { items } = await collectAll(operationRequest(upstream.url, operation, { filter: {} }, { target }))
  expect(items).toEqual(all)
  expect(asked).toBe(4)
})

test.each([
  ['application/json', '{"ok":false,"error":"ratelimited"}'],
  ['application/json', '{"errors":[{"message":"x"}]}'],
  ['application/json', '{"success":false}'],
  ['application/xml', '<Error><Code>SlowDown</Code></Error>'],
])('a later page that is a report of an error is no end, %s %s', async (type, report) => {
  const upstream = await startUpstream(({ target }, response) => {
    const first = type.endsWith('xml')
      ? '<r><i>1</i><i>2</i><next>/items?p=2</next></r>'
      : '{"i":[1,2],"next":"/items?p=2"}'
    response.writeHead(200, { 'content-type': type }).end(target.includes('p=2') ? report : first)
  })
  const { items, summary } = await collectAll(rawRequest(upstream.url))
  expect(items).toHaveLength(2)
  expect(summary).toMatchObject({ ended: { how: 'failed', error: { code: 'upstream.unreadable' } }, resume: {} })
})

test.each(['', 'id,n\n', 'n,id\n'])(
  'CSV whose later pages begin with %j has every row, also when it goes on',
  async (head) => {
    const upstream = await startUpstream(({ target }, response) => {
      const page = Number(/p=(\d)/.exec(target)?.[1] ?? 1)
      const link = page < 3 ? { link: `</items?p=${page + 1}>; rel="next"` } : {}
      response.writeHead(200, { 'content-type': 'text/csv', ...link })
      const rows = [2 * page - 1, 2 * page].map((n) =>
        head === 'n,id\n' && page > 1 ? `${n},i${n}\n` : `i${n},${n}\n`,
      )
      response.end(`${page === 1 ? 'id,n\n' : head}${rows.join('')}`)
    })
    const ids = ['i1', 'i2', 'i3', 'i4', 'i5', 'i6']
    const whole = await collectAll(rawRequest(upstream.url))
    expect(whole.items.map(({ id }) => id)).toEqual(ids)
    const begun = await collectAll(rawRequest(upstream.url, '/items', { limits: { items: 3 } }))
    const rest = await collectAll(rawRequest(upstream.url, '/items', { resume: begun.summary.resume }))
    expect([...begun.items, ...rest.items].map(({ id }) => id)).toEqual(ids)
  },
)

test.each(['{}', '{"errors":[],"error":null,"success":true}'])(
  'a later page without its list is empty: %s',
  async (body) => {
    const upstream = await startUpstream(({ target }, response) => {
      response.end(target.includes('p=2') ? body : '{"i":[1,2],"next":"/items?p=2"}')
    })
    const { summary } = await collectAll(rawRequest(upstream.url))
    expect(summary).toMatchObject({ items: 2, ended: { how: 'all' } })
  },
)

test('messages of a report are not its list', async () => {
  const upstream = await startUpstream((_, response) => {
    response.end('{"result":null,"success":true,"errors":[],"messages":[]}')
  })
  await expect(collectAll(rawRequest(upstream.url))).rejects.toMatchObject({ code: 'arguments.invalid' })
})

describe.each(Object.entries(describedApis))('%s, described', (_, { params, api }) => {
  test.each(counts)('%i items come once each and in order', async (count) => {
    const all = itemsOf(count)
    const upstream = await startUpstream((seen, response) => answer(api, all, seen, response))
    const { items, summary } = await collectAll(operationRequest(upstream.url, listing(params)))
    expect(items.map(({ id }) => id)).toEqual(all.map(({ id }) => id))
    expect(summary.ended.how === 'unknown' && count > 10).toBe(false)
  })
})

describe.each(Object.entries(bodyApis))('%s, in the body of a POST', (_, { params, body, api }) => {
  test.each(counts)('%i items come once each and in order', async (count) => {
    const all = itemsOf(count)
    const upstream = await startUpstream((seen, response) => answer(api, all, seen, response))
    const { items } = await collectAll(operationRequest(upstream.url, posting(params), body))
    expect(items.map(({ id }) => id)).toEqual(all.map(({ id }) => id))
    expect(upstream.seen.every(({ method }) => method === 'POST')).toBe(true)
  })
})

describe('what ends a collection', () => {
  const pageOf = (from: number, more: object): string =>
    JSON.stringify({ items: itemsOf(1_000).slice(from, from + 10), ...more })
  const send = (body: string, status = 200) => ({ status, body })
  type Reply = { readonly status: number; readonly body: string }

  const upstreamOf = (reply: (query: URLSearchParams, path: string) => Reply) =>
    startUpstream(({ target }, response) => {
      const url = new URL(target, 'http://x')
      const { status, body } = reply(url.searchParams, url.pathname)
      response.writeHead(status, { 'content-type': 'application/json' }).end(body)
    })

  test('a page that repeats', async () => {
    let asked = 0
    const upstream = await upstreamOf(() => send(pageOf(asked >= 2 ? 10 : asked * 10, { next_cursor: `c${asked++}` })))
    const { items, summary } = await collectAll(rawRequest(upstream.url))
    expect(items).toEqual(itemsOf(20))
    expect(summary.ended).toEqual({ how: 'stopped', note: 'the API sent a page again that it had sent before' })
    expect(summary.resume).toBeDefined()
  })

  test('a cursor that comes again', async () => {
    const upstream = await upstreamOf((query) => {
      const from = Number(query.get('cursor') ?? 0)
      return send(pageOf(from, { next_cursor: from === 20 ? '10' : String(from + 10) }))
    })
    const { items, summary } = await collectAll(rawRequest(upstream.url))
    expect(items).toEqual(itemsOf(30))
    expect(summary.ended).toMatchObject({ how: 'stopped', note: expect.stringContaining('a second time') as string })
    expect(upstream.seen).toHaveLength(3)
  })

  test.each([
    ['another host', 'http://127.0.0.1:1/items?page=2', 'another host'],
    ['another port of the host', 'http://localhost:1/items', 'another host'],
    ['the host written otherwise', 'http://evil.example.com/items?page=2', 'evil.example.com'],
    ['without a scheme', '//evil.example.com/items', 'evil.example.com'],
    ['a user name in it', 'http://user@127.0.0.1/x', 'user name'],
    ['another scheme', 'file:///etc/passwd', 'none of HTTP, but file:'],
    ['a backslash', '/items\\\\@evil.example.com/', 'is none'],
  ])('an address on %s is not followed', async (_, next, says) => {
    const upstream = await upstreamOf(() => send(pageOf(0, { links: { next } })))
    const { items, summary } = await collectAll(rawRequest(upstream.url))
    expect(items).toEqual(itemsOf(10))
    expect(summary.ended).toMatchObject({ how: 'stopped', note: expect.stringContaining(says) as string })
    expect(upstream.seen).toHaveLength(1)
  })

  test('an address that the policy denies', async () => {
    const upstream = await upstreamOf(() => send(pageOf(0, { next: '/admin?x=1' })))
    const allow = () => Promise.reject(new CustomApiError('policy.denied', 'no'))
    const { items, summary } = await collectAll(rawRequest(upstream.url, '/items', { allow }))
    expect(items).toEqual(itemsOf(10))
    expect(summary).toMatchObject({ ended: { how: 'failed', error: { code: 'policy.denied' } }, resume: undefined })
    expect(upstream.seen).toHaveLength(1)
  })

  test('an address loses what carries the credential, and keeps what the config fixes', async () => {
    const upstream = await upstreamOf((query) =>
      send(
        pageOf(query.has('at') ? 10 : 0, { next: query.has('at') ? null : '/items?api_key=stolen&at=10&version=9' }),
      ),
    )
    const target = liveTarget(upstream.url, { query: { version: '2' } })
    const reserved = { ...target.authorizer.reserved, query: new Set(['api_key']) }
    const keyed = { ...target, authorizer: { ...target.authorizer, reserved } }
    const { items } = await collectAll(rawRequest(upstream.url, '/items', { target: keyed }))
    expect(items).toEqual(itemsOf(20))
    expect(upstream.seen.map((seen) => seen.target)).toEqual(['/items?version=2', '/items?version=2&at=10'])
  })

  test('a cursor that holds the credential', async () => {
    const token = 'fake-token-0123456789'
    const upstream = await upstreamOf(() => send(pageOf(0, { next_cursor: `x-${token}-10` })))
    const { items, summary } = await collectAll(
      rawRequest(upstream.url, '/items', { target: liveTarget(upstream.url, { token }) }),
    )
    expect(items).toEqual(itemsOf(10))
    expect(summary.ended).toMatchObject({ how: 'stopped', note: expect.stringContaining('credential') as string })
    expect(upstream.seen).toHaveLength(1)
  })

  test('a page that fails: what came before it, and how to go on', async () => {
    let broken = true
    const upstream = await upstreamOf((query) => {
      const from = Number(query.get('cursor') ?? 0)
      if (from === 20 && broken) return send('{"detail":"no"}', 500)
      return send(pageOf(from, { next_cursor: from < 40 ? String(from + 10) : null }))
    })
    const first = await collectAll(rawRequest(upstream.url))
    expect(first.items).toEqual(itemsOf(20))
    expect(first.summary.ended).toMatchObject({ how: 'refused', outcome: { status: 500 } })
    broken = false
    const rest = await collectAll(rawRequest(upstream.url, '/items', { resume: first.summary.resume }))
    expect([...first.items, ...rest.items]).toEqual(itemsOf(50))
    expect(rest.summary.resume).toBeUndefined()
  })

  test.each([
    ['pages', { pages: 2 }, 20, 'maxPages 2'],
    ['bytes', { bytes: 300 }, 20, 'MB collected'],
  ])('the limit of %s', async (_, limit, count, says) => {
    const upstream = await upstreamOf((query) => {
      const from = Number(query.get('cursor') ?? 0)
      return send(pageOf(from, { next_cursor: String(from + 10) }))
    })
    const { items, summary } = await collectAll(rawRequest(upstream.url, '/items', { limits: limit }))
    expect(items).toEqual(itemsOf(count))
    expect(summary.ended).toMatchObject({ how: 'limit', note: expect.stringContaining(says) as string })
    expect(upstream.seen).toHaveLength(2)
    expect(summary.resume).toMatchObject({ skip: 0, before: 20 })
  })

  test.each([
    ['time', 'limit'],
    ['the caller', 'failed'],
  ])('%s: what came is given, the page under way is ended', async (why, how) => {
    const caller = new AbortController()
    const gone: boolean[] = []
    const upstream = await startUpstream(({ target }, response) => {
      const from = Number(new URL(target, 'http://x').searchParams.get('cursor') ?? 0)
      response.on('close', () => gone.push(response.writableEnded))
      if (from === 0) return void response.end(pageOf(0, { next_cursor: '10' }))
      if (why === 'the caller') caller.abort()
    })
    const asked: Asked = { signal: caller.signal, limits: why === 'time' ? { time: 300 } : {} }
    const { items, summary } = await collectAll(rawRequest(upstream.url, '/items', asked))
    expect(items).toEqual(itemsOf(10))
    expect(summary.ended.how).toBe(how)
    expect(summary.resume).toMatchObject({ before: 10 })
    await expect.poll(() => gone).toEqual([true, false])
  })

  test('a list that ends before its own total says so', async () => {
    const upstream = await upstreamOf((query) =>
      send(pageOf(query.has('cursor') ? 10 : 0, { total: 30, next_cursor: query.has('cursor') ? null : 'x' })),
    )
    const { items, summary } = await collectAll(rawRequest(upstream.url))
    expect(items).toEqual(itemsOf(20))
    expect(summary).toMatchObject({ total: 30, ended: { how: 'all', note: 'the API says that there are 30 in all' } })
  })

  test.each([
    ['nothing', {}, 'nothing in the answer or the description speaks of further pages'],
    ['a total', { total: 99 }, 'there are 99 in all, and nothing says how to ask'],
    ['a flag', { has_more: true }, 'there is more, and nothing says how to ask'],
    ['a cursor under a name of its own', { next: 'opaque' }, 'there is a cursor at "/next"'],
  ])('one page whose answer says %s is one page, and that is said', async (_, more, says) => {
    const upstream = await upstreamOf(() => send(pageOf(0, more)))
    const { items, summary } = await collectAll(rawRequest(upstream.url))
    expect(items).toEqual(itemsOf(10))
    expect(summary.ended).toMatchObject({ how: 'unknown', note: expect.stringContaining(says) as string })
    expect(upstream.seen).toHaveLength(1)
  })

  test('a page is asked for again after the wait that the API asks for', async () => {
    let refused = false
    const upstream = await startUpstream(({ target }, response) => {
      const from = Number(new URL(target, 'http://x').searchParams.get('cursor') ?? 0)
      if (from === 10 && !refused) {
        refused = true
        return void response.writeHead(429, { 'retry-after': '0' }).end()
      }
      response.end(pageOf(from, { next_cursor: from < 20 ? String(from + 10) : null }))
    })
    const target = { ...liveTarget(upstream.url), attempts: 3 }
    const { items } = await collectAll(rawRequest(upstream.url, '/items', { target }))
    expect(items).toEqual(itemsOf(30))
    expect(upstream.seen).toHaveLength(4)
  })
})

describe('going on from where it ended', () => {
  const styles = [
    'Link header, absolute (GitHub)',
    'next_cursor',
    'page with total_pages',
    'offset and total (Jira)',
    'Spring: pages from 0',
  ]

  test.each(styles.flatMap((name) => [1, 7, 10, 15].map((step) => ({ name, step }))))(
    '$name, $step at a time: each item once',
    async ({ name, step }) => {
      const all = itemsOf(33)
      const api = apis[name]
      if (api === undefined) throw new Error(`no API ${name}`)
      const upstream = await startUpstream((seen, response) => answer(api, all, seen, response))
      const found: Item[] = []
      let resume: Summary['resume']
      do {
        const asked: Asked = { limits: { items: step }, ...(resume === undefined ? {} : { resume }) }
        const { items, summary } = await collectAll(rawRequest(upstream.url, '/items', asked))
        expect(items.length).toBeLessThanOrEqual(step)
        found.push(...items)
        // as a token keeps it
        resume = JSON.parse(JSON.stringify(summary.resume ?? null)) as Summary['resume']
      } while (resume !== null && resume !== undefined)
      expect(found).toEqual(all)
    },
  )
})

describe('pages asked for at once', () => {
  const startSlow = async (api: (typeof apis)[string], all: readonly Item[]) => {
    const most = { now: 0, at: 0 }
    const upstream = await startUpstream(async (seen, response) => {
      most.now++
      most.at = Math.max(most.at, most.now)
      await new Promise((done) => setTimeout(done, (seen.target.length * 7919 + upstream.seen.length * 31) % 40))
      most.now--
      answer(api, all, seen, response)
    })
    return { upstream, most }
  }

  test.each(['page with total_pages', 'offset and total (Jira)', 'Spring: pages from 0'])(
    '%s: in order, at most five at a time',
    async (name) => {
      const all = itemsOf(205)
      const { upstream, most } = await startSlow(apis[name] ?? (() => ({ body: [] })), all)
      const { items, summary } = await collectAll(rawRequest(upstream.url))
      expect(items).toEqual(all)
      expect(most.at).toBeGreaterThan(1)
      expect(most.at).toBeLessThanOrEqual(5)
      expect(summary).toMatchObject({ pages: 21, items: 205, total: 205, ended: { how: 'all' } })
      expect(upstream.seen).toHaveLength(21)
    },
  )

  test('no more of them than are wanted', async () => {
    const all = itemsOf(205)
    const { upstream } = await startSlow(apis['page with a total'] ?? (() => ({ body: [] })), all)
    const { items } = await collectAll(rawRequest(upstream.url, '/items', { limits: { items: 35 } }))
    expect(items).toEqual(all.slice(0, 35))
    expect(upstream.seen).toHaveLength(4)
  })

  test('a page that is shorter than the others ends the foresight, and nothing is lost or doubled', async () => {
    const all = itemsOf(60)
    const { upstream } = await startSlow(({ query }) => {
      const offset = Number(query.get('offset') ?? 0)
      const size = offset === 20 ? 7 : 10
      return { body: { offset, total: all.length, items: all.slice(offset, offset + size) } }
    }, all)
    const { items } = await collectAll(rawRequest(upstream.url))
    expect(items).toEqual(all)
  })

  test('one that fails: what came before it in the list', async () => {
    const all = itemsOf(100)
    const { upstream } = await startSlow(({ query }) => {
      const page = Number(query.get('page') ?? 1)
      if (page === 4) return { status: 503, body: {} }
      return { body: { page, total: 100, items: all.slice((page - 1) * 10, page * 10) } }
    }, all)
    const { items, summary } = await collectAll(rawRequest(upstream.url))
    expect(items).toEqual(all.slice(0, 30))
    expect(summary).toMatchObject({ ended: { how: 'refused' }, resume: { step: { param: 'page', value: 4 } } })
  })
})

describe('the list of an answer', () => {
  const collectOf = async (body: unknown, asked: Asked & { path?: string; schema?: JsonSchema } = {}) => {
    const upstream = await startUpstream((_, response) => void response.end(JSON.stringify(body)))
    const { path = '/items', schema, ...more } = asked
    const request =
      schema === undefined
        ? rawRequest(upstream.url, path, more)
        : operationRequest(upstream.url, listing([], {}, schema), undefined, more)
    return collectAll(request)
  }
  const two = [{ id: 1 }, { id: 2 }]

  test.each<[name: string, body: unknown, at: string]>([
    ['the answer itself', two, ''],
    ['under a customary name', { data: two, meta: { x: [1] } }, '/data'],
    ['the only one', { widgets: two, errors: [], links: [{ rel: 'self' }] }, '/widgets'],
    ['beside included ones', { data: two, included: [{ id: 9 }] }, '/data'],
    ['named like the path', { items: two, orders: [{ x: 1 }] }, '/items'],
    ['inside a result', { result: { list: two }, ok: true }, '/result/list'],
    ['of Elasticsearch', { took: 1, _shards: { failures: [] }, hits: { total: 2, hits: two } }, '/hits/hits'],
    ['objects before texts', { ids: ['a', 'b'], widgets: two }, '/widgets'],
    ['empty', { items: [], total: 0 }, '/items'],
  ])('is found %s', async (_, body, at) => {
    const { items } = await collectOf(body)
    const found = at
      .split('/')
      .slice(1)
      .reduce((value, name) => (value as Record<string, unknown>)[name], body)
    expect(items).toEqual(found)
  })

  test('is asked for where several could be meant', async () => {
    const body = { users: two, groups: two }
    await expect(collectOf(body)).rejects.toMatchObject({
      code: 'arguments.invalid',
      message: 'the answer has several lists: "/users" (2), "/groups" (2)',
      hint: 'say which one: "items": "/users"',
    })
    expect((await collectOf(body, { items: '/groups' })).items).toEqual(two)
  })

  test.each<[items: string, message: RegExp, hint: RegExp]>([
    ['users', /"users" is no JSON Pointer/, /"\/users"/],
    ['/nope', /no list at "\/nope"/, /there are lists at \/users/],
    ['/count', /no list at "\/count"/, /\/users/],
  ])('the pointer %s is refused with what there is', async (items, message, hint) => {
    const thrown = expect.objectContaining({
      code: 'arguments.invalid',
      message: expect.stringMatching(message) as string,
      hint: expect.stringMatching(hint) as string,
    }) as unknown
    await expect(collectOf({ users: two, count: 2 }, { items })).rejects.toEqual(thrown)
  })

  test('may be left out or null where the description declares it', async () => {
    const schema: JsonSchema = { type: 'object', properties: { kind: { type: 'string' }, files: { type: 'array' } } }
    expect((await collectOf({ kind: 'list' }, { schema })).items).toEqual([])
    expect((await collectOf({ kind: 'list', files: null }, { schema })).items).toEqual([])
  })

  test('keeps every digit and every spelling of its items', async () => {
    const text = '[{"id":12345678901234567890,"price":1.50,"huge":1e400},{"id":2}]'
    const upstream = await startUpstream((_, response) => void response.end(`{"items":${text}}`))
    const begun = await collect(rawRequest(upstream.url))
    if ('failed' in begun) throw new Error('failed')
    const first = await begun.pages.next()
    expect(first.value).toBe(text.slice(1, -1))
  })

  test.each([
    ['an object without one', '{"id":1,"name":"x"}', 'application/json', 'arguments.invalid'],
    ['no JSON', '<html>', 'text/html', 'upstream.unreadable'],
  ])('%s is an error', async (_, body, type, code) => {
    const upstream = await startUpstream(
      (_seen, response) => void response.writeHead(200, { 'content-type': type }).end(body),
    )
    await expect(collectAll(rawRequest(upstream.url))).rejects.toMatchObject({ code })
  })
})

describe('a style that the config names', () => {
  test.each<[pinned: PaginationOptions, name: keyof typeof apis, count: number]>([
    [{ style: 'link' }, 'Link header, absolute (GitHub)', 43],
    [{ style: 'next-url', next: '/links/next', items: '/data' }, 'JSON:API', 43],
    [{ style: 'cursor', next: '/next_cursor', param: 'cursor' }, 'next_cursor', 43],
    [{ style: 'header-cursor', next: 'X-Next-Cursor', param: 'cursor' }, 'a header with the cursor', 43],
    [{ style: 'page', total: '/meta/pagination/total' }, 'page with a total', 43],
    [{ style: 'page', param: 'page', pages: '/total_pages', first: 1 }, 'page with total_pages', 43],
    [{ style: 'offset', param: 'startAt', total: '/total' }, 'offset and total (Jira)', 43],
    [{ style: 'auto', items: '/users' }, 'offset with a flag', 43],
    [{ style: 'none' }, 'next_cursor', 10],
  ])('%j', async (pinned, name, count) => {
    const all = itemsOf(43)
    const api = apis[name]
    if (api === undefined) throw new Error(`no API ${name}`)
    const upstream = await startUpstream((seen, response) => answer(api, all, seen, response))
    const { items } = await collectAll(rawRequest(upstream.url, '/items', { pinned }))
    expect(items).toEqual(all.slice(0, count))
  })

  test('a page shorter than the size that was asked for is the last, where the config says so', async () => {
    const all = itemsOf(23)
    const upstream = await startUpstream(({ target }, response) => {
      const query = new URL(target, 'http://x').searchParams
      const page = Number(query.get('p') ?? 1)
      response.end(JSON.stringify(all.slice((page - 1) * 10, page * 10)))
    })
    const pinned: PaginationOptions = { style: 'page', param: 'p', limit: 'size', first: 1 }
    const { items } = await collectAll(rawRequest(upstream.url, '/items?size=10', { pinned }))
    expect(items).toEqual(all)
    expect(upstream.seen).toHaveLength(3)
  })

  test.each<[options: unknown, says: RegExp]>([
    [{}, /needs a "style"; known styles: auto, none, link,/],
    [{ style: 'curser' }, /did you mean "cursor"/],
    [{ style: 'cursor', param: 'x' }, /next/],
    [{ style: 'cursor', param: 'x', next: 'meta.next' }, /JSON Pointer/],
    [{ style: 'link', next: '/x' }, /next/],
  ])('%j is refused', (options, says) => {
    const parsed = paginationOptions.safeParse(options)
    expect(parsed.success).toBe(false)
    expect(JSON.stringify(parsed.error?.issues)).toMatch(new RegExp(says.source.replaceAll('"', '\\\\"')))
  })
})
