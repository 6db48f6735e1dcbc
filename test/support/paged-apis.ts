import type { ServerResponse } from 'node:http'
import type { Seen } from './upstream.ts'

/** One page of a list as some API would send it. */
export interface Answered {
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly status?: number
}

export interface Item {
  readonly id: string
  readonly n: number
}

export const itemsOf = (count: number): Item[] =>
  Array.from({ length: count }, (_, n) => ({ id: `id-${n + 1}`, n: n + 1 }))

export const pageSize = 10

/** What a style of API answers: the whole list, the query, the body, the path and our own origin. */
export type Api = (ask: {
  readonly all: readonly Item[]
  readonly query: URLSearchParams
  readonly body: Readonly<Record<string, unknown>>
  readonly path: string
  readonly origin: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}) => Answered

const window = (all: readonly Item[], from: number): readonly Item[] => all.slice(from, from + pageSize)

/** The index that follows an opaque cursor of ours. */
const decode = (cursor: unknown): number =>
  typeof cursor === 'string' && cursor !== '' ? Number(Buffer.from(cursor, 'base64url').toString()) : 0
const encode = (index: number): string => Buffer.from(String(index)).toString('base64url')
const more = (all: readonly Item[], from: number): boolean => from + pageSize < all.length
const nextCursor = (all: readonly Item[], from: number): string | null =>
  more(all, from) ? encode(from + pageSize) : null

/** Real ways in which APIs page, ten items a page, each as faithful as it is short. */
export const apis: Readonly<Record<string, Api>> = {
  'Link header, absolute (GitHub)': ({ all, query, origin }) => {
    const page = Number(query.get('page') ?? 1)
    const from = (page - 1) * pageSize
    const links = [
      ...(more(all, from)
        ? [`<${origin}/items?page=${page + 1}>; rel="next", <${origin}/items?page=9>; rel="last"`]
        : []),
      ...(page > 1 ? [`<${origin}/items?page=1>; rel="first"`] : []),
    ]
    return { body: window(all, from), headers: links.length === 0 ? {} : { link: links.join(', ') } }
  },
  'Link header, relative, unquoted': ({ all, query }) => {
    const from = decode(query.get('page_info'))
    const link = more(all, from)
      ? `</items?page_info=${encode(from + pageSize)}>;title="a,b;c\\"";rel=next`
      : '</x>; rel=self'
    return { body: { products: window(all, from) }, headers: { link } }
  },
  'next address in the body (Django REST)': ({ all, query, origin }) => {
    const page = Number(query.get('page') ?? 1)
    const from = (page - 1) * pageSize
    const next = more(all, from) ? `${origin}/items?page=${page + 1}` : null
    return { body: { count: all.length, next, previous: null, results: window(all, from) } }
  },
  HAL: ({ all, query }) => {
    const from = Number(query.get('from') ?? 0)
    const next = more(all, from) ? { next: { href: `/items?from=${from + pageSize}` } } : {}
    return { body: { _links: { self: { href: '/items' }, ...next }, _embedded: { orders: window(all, from) } } }
  },
  'JSON:API': ({ all, query, origin }) => {
    const from = Number(query.get('page[offset]') ?? 0)
    const next = more(all, from) ? `${origin}/items?page[offset]=${from + pageSize}` : undefined
    return { body: { data: window(all, from), included: [{ id: 'x' }], links: { self: `${origin}/items`, next } } }
  },
  Siren: ({ all, query }) => {
    const from = Number(query.get('at') ?? 0)
    const next = more(all, from) ? [{ rel: ['next'], href: `?at=${from + pageSize}` }] : []
    return {
      body: { class: ['list'], entities: window(all, from), links: [{ rel: ['self'], href: '/items' }, ...next] },
    }
  },
  OData: ({ all, query, origin }) => {
    const from = Number(query.get('$skip') ?? 0)
    const next = more(all, from) ? { '@odata.nextLink': `${origin}/items?$skip=${from + pageSize}&$top=10` } : {}
    return { body: { '@odata.context': 'x', value: window(all, from), ...next } }
  },
  'FHIR bundle': ({ all, query, origin }) => {
    const from = Number(query.get('_offset') ?? 0)
    const next = more(all, from) ? [{ relation: 'next', url: `${origin}/items?_offset=${from + pageSize}` }] : []
    const link = [{ relation: 'self', url: `${origin}/items` }, ...next]
    return { body: { resourceType: 'Bundle', total: all.length, link, entry: window(all, from) } }
  },
  Salesforce: ({ all, query, path }) => {
    const from = path === '/items' ? Number(query.get('x') ?? 0) : Number(path.split('-').at(-1))
    const next = more(all, from) ? { nextRecordsUrl: `/items/query-${from + pageSize}` } : {}
    return { body: { totalSize: all.length, done: !more(all, from), ...next, records: window(all, from) } }
  },
  Asana: ({ all, query, origin }) => {
    const from = decode(query.get('offset'))
    const offset = encode(from + pageSize)
    const next = more(all, from)
      ? { offset, path: `/items?offset=${offset}`, uri: `${origin}/items?offset=${offset}` }
      : null
    return { body: { data: window(all, from), next_page: next } }
  },
  next_cursor: ({ all, query }) => {
    const from = decode(query.get('cursor'))
    return { body: { items: window(all, from), next_cursor: nextCursor(all, from) } }
  },
  Slack: ({ all, query }) => {
    const from = decode(query.get('cursor'))
    return {
      body: { ok: true, channels: window(all, from), response_metadata: { next_cursor: nextCursor(all, from) ?? '' } },
    }
  },
  Google: ({ all, query }) => {
    const from = decode(query.get('pageToken'))
    const found = window(all, from)
    const next = nextCursor(all, from)
    return {
      body: { ...(found.length === 0 ? {} : { files: found }), ...(next === null ? {} : { nextPageToken: next }) },
    }
  },
  'Twitter 1.1: numbers, 0 is the end': ({ all, query }) => {
    const from = Number(query.get('cursor') ?? 0)
    return {
      body: { users: window(all, from), next_cursor: more(all, from) ? from + pageSize : 0, previous_cursor: 0 },
    }
  },
  HubSpot: ({ all, query }) => {
    const from = decode(query.get('after'))
    const next = nextCursor(all, from)
    return { body: { results: window(all, from), ...(next === null ? {} : { paging: { next: { after: next } } }) } }
  },
  Airtable: ({ all, query }) => {
    const from = Number((query.get('offset') ?? 'itr/0').slice(4))
    return { body: { records: window(all, from), ...(more(all, from) ? { offset: `itr/${from + pageSize}` } : {}) } }
  },
  Intercom: ({ all, query }) => {
    const from = decode(query.get('starting_after'))
    const page = from / pageSize + 1
    const starting_after = nextCursor(all, from)
    const pages = { type: 'pages', page, per_page: 10, total_pages: Math.ceil(all.length / pageSize) }
    const next = starting_after === null ? null : { page: page + 1, starting_after }
    return { body: { type: 'list', data: window(all, from), total_count: all.length, pages: { ...pages, next } } }
  },
  'Gmail: the list is of messages': ({ all, query }) => {
    const from = decode(query.get('pageToken'))
    const next = nextCursor(all, from)
    return { body: { messages: window(all, from), ...(next === null ? {} : { nextPageToken: next }) } }
  },
  'Slack: the history of a channel': ({ all, query }) => {
    const from = decode(query.get('cursor'))
    const response_metadata = { next_cursor: nextCursor(all, from) ?? '' }
    return { body: { ok: true, messages: window(all, from), has_more: more(all, from), response_metadata } }
  },
  'Svix: an iterator and done': ({ all, query }) => {
    const from = decode(query.get('iterator'))
    return { body: { data: window(all, from), iterator: encode(from + pageSize), done: !more(all, from) } }
  },
  'Relay: endCursor': ({ all, query }) => {
    const from = decode(query.get('after'))
    const pageInfo = { endCursor: encode(from + pageSize), hasNextPage: more(all, from) }
    return { body: { edges: window(all, from), pageInfo } }
  },
  'Kaminari: next_page is a number': ({ all, query }) => {
    const page = Number(query.get('page') ?? 1)
    const from = (page - 1) * pageSize
    return {
      body: { items: window(all, from), meta: { current_page: page, next_page: more(all, from) ? page + 1 : null } },
    }
  },
  'Bitbucket Server': ({ all, query }) => {
    const start = Number(query.get('start') ?? 0)
    const values = window(all, start)
    const isLastPage = !more(all, start)
    return {
      body: {
        size: values.length,
        limit: 10,
        isLastPage,
        values,
        start,
        nextPageStart: isLastPage ? null : start + pageSize,
      },
    }
  },
  'a header with the cursor': ({ all, query }) => {
    const from = decode(query.get('cursor'))
    return { body: window(all, from), headers: { 'x-next-cursor': nextCursor(all, from) ?? '' } }
  },
  'GitLab: X-Next-Page': ({ all, query }) => {
    const page = Number(query.get('page') ?? 1)
    const from = (page - 1) * pageSize
    const next = more(all, from) ? String(page + 1) : ''
    return {
      body: window(all, from),
      headers: { 'x-page': String(page), 'x-next-page': next, 'x-total': String(all.length) },
    }
  },
  'Cosmos: the cursor in a header both ways': ({ all, headers }) => {
    const from = decode(headers['x-ms-continuation'])
    const next = nextCursor(all, from)
    return { body: { Documents: window(all, from) }, headers: next === null ? {} : { 'x-ms-continuation': next } }
  },
  'page with total_pages': ({ all, query }) => {
    const page = Number(query.get('page') ?? 1)
    const total_pages = Math.ceil(all.length / pageSize)
    return { body: { page, results: window(all, (page - 1) * pageSize), total_pages, total_results: all.length } }
  },
  'page with a total': ({ all, query }) => {
    const page = Number(query.get('page') ?? 1)
    return { body: { data: window(all, (page - 1) * pageSize), meta: { pagination: { page, total: all.length } } } }
  },
  'Spring: pages from 0': ({ all, query }) => {
    const number = Number(query.get('page') ?? 0)
    const totalPages = Math.ceil(all.length / pageSize)
    const content = window(all, number * pageSize)
    return {
      body: {
        content,
        number,
        size: 10,
        totalElements: all.length,
        totalPages,
        last: number >= totalPages - 1,
        first: number === 0,
      },
    }
  },
  'offset and total (Jira)': ({ all, query }) => {
    const startAt = Number(query.get('startAt') ?? 0)
    return { body: { startAt, maxResults: 10, total: all.length, issues: window(all, startAt) } }
  },
  'offset with a flag': ({ all, query }) => {
    const offset = Number(query.get('offset') ?? 0)
    return { body: { offset, has_more: more(all, offset), users: window(all, offset) } }
  },
  'SCIM: items from 1': ({ all, query }) => {
    const startIndex = Number(query.get('startIndex') ?? 1)
    const Resources = window(all, startIndex - 1)
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:ListResponse']
    return { body: { schemas, totalResults: all.length, itemsPerPage: Resources.length, startIndex, Resources } }
  },
}

const elements = (name: string, items: readonly Item[]): string =>
  items.map(({ id }) => `<${name}><id>${id}</id></${name}>`).join('')

/** Pages that are no JSON; of XML every last page may hold one item, which then looks like no list. */
export const formatApis: Readonly<Record<string, Api>> = {
  'JSON lines and Link': ({ all, query }) => {
    const from = Number(query.get('from') ?? 0)
    const link = more(all, from) ? { link: `</items?from=${from + pageSize}>; rel="next"` } : {}
    return {
      headers: { 'content-type': 'application/x-ndjson', ...link },
      body: window(all, from)
        .map((item) => `${JSON.stringify(item)}\n`)
        .join(''),
    }
  },
  'CSV and Link': ({ all, query }) => {
    const from = Number(query.get('from') ?? 0)
    const link = more(all, from) ? { link: `</items?from=${from + pageSize}>; rel="next"` } : {}
    const rows = window(all, from).map(({ id, n }) => `${id},${n},"a, ""b""\nc"\r\n`)
    return { headers: { 'content-type': 'text/csv', ...link }, body: `id,n,note\r\n${rows.join('')}` }
  },
  'tabs and a header with the cursor': ({ all, query }) => {
    const from = decode(query.get('cursor'))
    const cursor = nextCursor(all, from)
    const headers = {
      'content-type': 'text/tab-separated-values',
      ...(cursor === null ? {} : { 'x-next-cursor': cursor }),
    }
    return { headers, body: `id\tn\n${window(all, from).map(({ id, n }) => `${id}\t${n}\n`).join('')}` } // prettier-ignore
  },
  'S3: flat, a token': ({ all, query }) => {
    const from = decode(query.get('continuation-token'))
    const items = window(all, from)
    const next = more(all, from) ? `<NextContinuationToken>${encode(from + pageSize)}</NextContinuationToken>` : ''
    return {
      headers: { 'content-type': 'application/xml' },
      body: `<ListBucketResult><KeyCount>${items.length}</KeyCount><IsTruncated>${more(all, from)}</IsTruncated>${elements('Contents', items)}${next}</ListBucketResult>`,
    }
  },
  'AWS: wrapped, a marker': ({ all, query }) => {
    const from = decode(query.get('Marker'))
    return {
      headers: { 'content-type': 'application/xml' },
      body: `<?xml version="1.0"?><List><Blobs>${elements('Blob', window(all, from))}</Blobs><NextMarker>${nextCursor(all, from) ?? ''}</NextMarker></List>`,
    }
  },
  'Atom: a link element': ({ all, query }) => {
    const from = Number(query.get('from') ?? 0)
    const next = more(all, from) ? `<link rel="next" href="/items?from=${from + pageSize}"/>` : ''
    return {
      headers: { 'content-type': 'application/atom+xml' },
      body: `<feed><id>f</id><link rel="self" href="/items"/>${next}${elements('entry', window(all, from))}</feed>`,
    }
  },
  'XML with a page and a total': ({ all, query }) => {
    const page = Number(query.get('page') ?? 1)
    return {
      headers: { 'content-type': 'text/xml' },
      body: `<list><page>${page}</page><total>${all.length}</total>${elements('row', window(all, (page - 1) * pageSize))}</list>`,
    }
  },
}

/** Ways that nothing in the answer tells: the description does. */
export const describedApis: Readonly<Record<string, { readonly params: readonly string[]; readonly api: Api }>> = {
  Stripe: {
    params: ['limit', 'starting_after'],
    api: ({ all, query }) => {
      const after = query.get('starting_after')
      const from = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1
      return { body: { object: 'list', url: '/v1/items', has_more: more(all, from), data: window(all, from) } }
    },
  },
  OpenAI: {
    params: ['limit', 'after', 'order'],
    api: ({ all, query }) => {
      const after = query.get('after')
      const from = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1
      const data = window(all, from)
      return {
        body: {
          object: 'list',
          data,
          first_id: data[0]?.id ?? null,
          last_id: data.at(-1)?.id ?? null,
          has_more: more(all, from),
        },
      }
    },
  },
  'page without a word about it': {
    params: ['page', 'per_page'],
    api: ({ all, query }) => ({ body: window(all, (Number(query.get('page') ?? 1) - 1) * pageSize) }),
  },
  'pages from 0 without a word about it': {
    params: ['page', 'per_page'],
    api: ({ all, query }) => ({ body: window(all, Number(query.get('page') ?? 0) * pageSize) }),
  },
  'page beyond the last is 404': {
    params: ['page'],
    api: ({ all, query }) => {
      const page = Number(query.get('page') ?? 1)
      const items = window(all, (page - 1) * pageSize)
      return items.length === 0 && page > 1 ? { status: 404, body: { detail: 'Invalid page.' } } : { body: { items } }
    },
  },
  'page beyond the last is the last again': {
    params: ['page'],
    api: ({ all, query }) => {
      const last = Math.max(1, Math.ceil(all.length / pageSize))
      return { body: { items: window(all, (Math.min(last, Number(query.get('page') ?? 1)) - 1) * pageSize) } }
    },
  },
  'offset without a word about it': {
    params: ['offset', 'limit'],
    api: ({ all, query }) => ({ body: window(all, Number(query.get('offset') ?? 0)) }),
  },
  'skip and top': {
    params: ['$skip', '$top'],
    api: ({ all, query }) => ({ body: { value: window(all, Number(query.get('$skip') ?? 0)) } }),
  },
  'page[number]': {
    params: ['page[number]', 'page[size]'],
    api: ({ all, query }) => {
      const page = Number(query.get('page[number]') ?? 1)
      return { body: { data: window(all, (page - 1) * pageSize), meta: { total: all.length } } }
    },
  },
  'a cursor under another name': {
    params: ['exclusive_start', 'page_token'],
    api: ({ all, query }) => {
      const from = decode(query.get('page_token'))
      const next = nextCursor(all, from)
      return { body: { things: window(all, from), ...(next === null ? {} : { next_cursor: next }) } }
    },
  },
}

/** Paging in the body of a POST. */
export const bodyApis: Readonly<
  Record<
    string,
    { readonly body: Readonly<Record<string, unknown>>; readonly params: readonly string[]; readonly api: Api }
  >
> = {
  Notion: {
    body: { filter: {} },
    params: ['start_cursor', 'page_size'],
    api: ({ all, body }) => {
      const from = decode(body['start_cursor'])
      return {
        body: {
          object: 'list',
          results: window(all, from),
          next_cursor: nextCursor(all, from),
          has_more: more(all, from),
        },
      }
    },
  },
  DynamoDB: {
    body: { TableName: 't' },
    params: ['TableName', 'ExclusiveStartKey'],
    api: ({ all, body }) => {
      const key = body['ExclusiveStartKey'] as { id?: { S: string } } | undefined
      const from = key === undefined ? 0 : all.findIndex(({ id }) => id === key.id?.S) + 1
      const last = window(all, from).at(-1)?.id
      return {
        body: {
          Count: window(all, from).length,
          Items: window(all, from),
          ...(more(all, from) ? { LastEvaluatedKey: { id: { S: last } } } : {}),
        },
      }
    },
  },
  'AWS: NextToken': {
    body: {},
    params: ['MaxResults', 'NextToken'],
    api: ({ all, body }) => {
      const from = decode(body['NextToken'])
      const next = nextCursor(all, from)
      return { body: { Findings: window(all, from), ...(next === null ? {} : { NextToken: next }) } }
    },
  },
  'Elasticsearch: search_after': {
    body: { sort: ['n'] },
    params: ['sort', 'query', 'search_after'],
    api: ({ all, body }) => {
      const after = (body['search_after'] as number[] | undefined)?.[0] ?? 0
      const hits = window(all, after).map((item) => ({ ...item, sort: [item.n] }))
      return { body: { took: 1, hits: { total: { value: all.length, relation: 'eq' }, hits } } }
    },
  },
  'Elasticsearch: from and size': {
    body: { from: 0, size: 10 },
    params: ['from', 'size'],
    api: ({ all, body }) => ({
      body: { hits: { total: { value: all.length, relation: 'eq' }, hits: window(all, Number(body['from'] ?? 0)) } },
    }),
  },
  'Qdrant: next_page_offset': {
    body: {},
    params: ['offset', 'limit'],
    api: ({ all, body }) => {
      const from = decode(body['offset'])
      return { body: { status: 'ok', result: { points: window(all, from), next_page_offset: nextCursor(all, from) } } }
    },
  },
}

/** Answers a request as an API of the list does. */
export function answer(
  api: Api,
  all: readonly Item[],
  { target, headers, body }: Seen,
  response: ServerResponse,
): void {
  const url = new URL(target, 'http://x')
  const sent: unknown = body.length === 0 ? {} : JSON.parse(body.toString())
  const {
    status = 200,
    headers: more = {},
    body: answered,
  } = api({
    all,
    query: url.searchParams,
    body: sent as Readonly<Record<string, unknown>>, // the tests send objects
    path: url.pathname,
    origin: `http://${headers.host}`,
    headers,
  })
  response.writeHead(status, { 'content-type': 'application/json', ...more })
  response.end(typeof answered === 'string' ? answered : JSON.stringify(answered))
}
