import { pageSize, type Item } from './paged-apis.ts'
import type { VendorApi } from './vendor-apis.ts'

const window = (all: readonly Item[], from: number): readonly Item[] => all.slice(from, from + pageSize)
const more = (all: readonly Item[], from: number): boolean => from + pageSize < all.length
const elements = (name: string, items: readonly Item[]): string =>
  items.map(({ id }) => `<${name}><id>${id}</id></${name}>`).join('')
const xml = { 'content-type': 'text/xml; charset=utf-8' }

/** Addresses of the next page, in headers, bodies and XML. */
export const linked: Readonly<Record<string, VendorApi>> = {
  'Shopify: previous and next': {
    path: '/admin/api/2024-01/products.json',
    params: ['limit:integer', 'page_info', 'since_id', 'fields'],
    api: ({ all, query, origin, path }) => {
      const from = Number(query.get('page_info') ?? 0)
      const link = (rel: string, at: number) => `<${origin}${path}?limit=10&page_info=${at}>; rel="${rel}"`
      const links = [
        ...(from > 0 ? [link('previous', from - 10)] : []),
        ...(more(all, from) ? [link('next', from + 10)] : []),
      ]
      return { headers: links.length === 0 ? {} : { link: links.join(', ') }, body: { products: window(all, from) } }
    },
  },
  'Sentry: always a next link, results tells': {
    path: '/api/0/projects',
    params: ['cursor'],
    api: ({ all, query, origin, path }) => {
      const from = Number(query.get('cursor')?.split(':')[1] ?? 0)
      const link = (rel: string, at: number, results: boolean) =>
        `<${origin}${path}?cursor=0:${at}:0>; rel="${rel}"; results="${results}"; cursor="0:${at}:0"`
      const links = [link('previous', Math.max(0, from - 10), from > 0), link('next', from + 10, more(all, from))]
      return { headers: { link: links.join(', ') }, body: window(all, from) }
    },
  },
  'Docker registry: names, relative Link': {
    path: '/v2/_catalog',
    id: '',
    params: ['n:integer', 'last'],
    api: ({ all, query }) => {
      const from = query.get('last') === null ? 0 : all.findIndex(({ id }) => id === query.get('last')) + 1
      const repositories = window(all, from).map(({ id }) => id)
      const link = more(all, from) ? { link: `</v2/_catalog?last=${repositories.at(-1)}&n=10>; rel="next"` } : {}
      return { headers: link, body: { repositories } }
    },
  },
  'OData 2: d.results and d.__next': {
    path: '/_api/web/lists',
    params: ['$top:integer', '$filter'],
    api: ({ all, query, origin, path }) => {
      const from = Number(query.get('$skiptoken') ?? 0)
      const next = more(all, from) ? { __next: `${origin}${path}?$skiptoken=${from + 10}` } : {}
      return { body: { d: { results: window(all, from), ...next } } }
    },
  },
  'Dynamics: $skiptoken': {
    path: '/api/data/v9.2/accounts',
    params: ['$top:integer', '$select', '$filter'],
    api: ({ all, query, origin, path }) => {
      const from = Number(/pagenumber=%22(\d+)/.exec(query.get('$skiptoken') ?? '')?.[1] ?? 1) * 10 - 10
      const cookie = encodeURIComponent(`<cookie pagenumber=%22${from / 10 + 2}%22 />`)
      const next = more(all, from) ? { '@odata.nextLink': `${origin}${path}?$select=name&$skiptoken=${cookie}` } : {}
      return {
        body: {
          '@odata.context': 'x',
          '@Microsoft.Dynamics.CRM.totalrecordcount': -1,
          value: window(all, from),
          ...next,
        },
      }
    },
  },
  'Confluence: next without the context path': {
    base: '/wiki',
    path: '/rest/api/content',
    params: ['start:integer', 'limit:integer', 'expand'],
    api: ({ all, query, origin }) => {
      const start = Number(query.get('start') ?? 0)
      const next = more(all, start) ? { next: `/rest/api/content?limit=10&start=${start + 10}` } : {}
      const _links = { base: `${origin}/wiki`, context: '/wiki', ...next, self: `${origin}/wiki/rest/api/content` }
      return { body: { results: window(all, start), start, limit: 10, size: window(all, start).length, _links } }
    },
  },
  'Confluence: the same, asked from the root': {
    path: '/wiki/rest/api/content',
    params: ['start:integer', 'limit:integer', 'expand'],
    api: ({ all, query, origin, path }) => {
      if (!path.startsWith('/wiki/')) return { status: 404, body: {} }
      const start = Number(query.get('start') ?? 0)
      const next = more(all, start) ? { next: `/rest/api/content?limit=10&start=${start + 10}` } : {}
      const _links = { base: `${origin}/wiki`, context: '/wiki', ...next, self: `${origin}/wiki/rest/api/content` }
      return { body: { results: window(all, start), start, limit: 10, size: window(all, start).length, _links } }
    },
  },
  'Confluence 2: a cursor': {
    base: '/wiki/api/v2',
    path: '/pages',
    params: ['cursor', 'limit:integer', 'sort'],
    api: ({ all, query, origin }) => {
      const from = Number(query.get('cursor') ?? 0)
      const next = more(all, from) ? { next: `/wiki/api/v2/pages?limit=10&cursor=${from + 10}` } : {}
      const headers = more(all, from)
        ? { link: `</wiki/api/v2/pages?limit=10&cursor=${from + 10}>; rel="next", <${origin}/wiki>; rel="base"` }
        : {}
      return { headers, body: { results: window(all, from), _links: { ...next, base: `${origin}/wiki` } } }
    },
  },
  'DocuSign: next without the path of the account': {
    path: '/restapi/v2.1/accounts/a/envelopes',
    params: ['start_position:integer', 'count:integer', 'from_date'],
    api: ({ all, query, path }) => {
      if (!path.startsWith('/restapi/')) return { status: 404, body: {} }
      const from = Number(query.get('start_position') ?? 0)
      const next = more(all, from) ? { nextUri: `/envelopes?start_position=${from + 10}&count=10` } : {}
      const counts = {
        resultSetSize: String(window(all, from).length),
        startPosition: String(from),
        totalSetSize: String(all.length),
      }
      return { body: { ...counts, ...next, previousUri: '', envelopes: window(all, from) } }
    },
  },
  'Discourse: more_topics_url': {
    path: '/latest',
    least: 11,
    params: ['page:integer', 'order'],
    api: ({ all, query }) => {
      const from = Number(query.get('page') ?? 0) * pageSize
      const url = more(all, from) ? { more_topics_url: `/latest?no_definitions=true&page=${from / 10 + 1}` } : {}
      const users = Array.from({ length: 4 }, (_, id) => ({ id, username: 'u' }))
      return {
        body: {
          users,
          primary_groups: [],
          flair_groups: [],
          topic_list: { can_create_topic: false, ...url, per_page: 10, top_tags: ['x'], topics: window(all, from) },
        },
      }
    },
  },
  'PayPal: links of an invoice list': {
    path: '/v2/invoicing/invoices',
    params: ['page:integer', 'page_size:integer', 'total_required:boolean'],
    api: ({ all, query, origin, path }) => {
      const page = Number(query.get('page') ?? 1)
      const link = (rel: string, n: number) => ({ href: `${origin}${path}?page=${n}`, rel, method: 'GET' })
      const links = [
        link('self', page),
        ...(more(all, page * 10 - 10) ? [link('next', page + 1)] : []),
        link('last', 9),
      ]
      return {
        body: {
          total_items: all.length,
          total_pages: Math.ceil(all.length / 10),
          items: window(all, page * 10 - 10),
          links,
        },
      }
    },
  },
  'Facebook: cursors on the last page too': {
    path: '/v19.0/me/posts',
    params: ['after', 'before', 'limit:integer', 'fields'],
    api: ({ all, query, origin, path }) => {
      const from = Number(query.get('after') ?? 0)
      const data = window(all, from)
      const cursors = { before: String(from), after: String(from + data.length) }
      const next = more(all, from) ? { next: `${origin}${path}?limit=10&after=${from + 10}` } : {}
      return { body: data.length === 0 ? { data } : { data, paging: { cursors, ...next } } }
    },
  },
  'Mailgun: always a next address': {
    path: '/v3/d/events',
    params: ['limit:integer', 'event'],
    api: ({ all, query, path, origin }) => {
      const from = Number(query.get('p') ?? 0)
      const items = window(all, from)
      const at = (n: number) => `${origin}${path}?p=${n}`
      return { body: { items, paging: { previous: at(0), first: at(0), last: at(99), next: at(from + items.length) } } }
    },
  },
  'DigitalOcean: links.pages': {
    path: '/v2/droplets',
    params: ['page:integer', 'per_page:integer'],
    api: ({ all, query, origin, path }) => {
      const page = Number(query.get('page') ?? 1)
      const pages = {
        ...(page > 1 ? { first: `${origin}${path}?page=1`, prev: `${origin}${path}?page=${page - 1}` } : {}),
        ...(more(all, page * 10 - 10) ? { next: `${origin}${path}?page=${page + 1}` } : {}),
      }
      return {
        body: {
          droplets: window(all, page * 10 - 10),
          links: all.length > 10 ? { pages } : {},
          meta: { total: all.length },
        },
      }
    },
  },
  'Discogs: pagination.urls': {
    path: '/database/search',
    params: ['page:integer', 'per_page:integer', 'q'],
    api: ({ all, query, origin, path }) => {
      const page = Number(query.get('page') ?? 1)
      const urls = more(all, page * 10 - 10)
        ? { last: `${origin}${path}?page=9`, next: `${origin}${path}?page=${page + 1}` }
        : {}
      const pagination = { page, pages: Math.max(1, Math.ceil(all.length / 10)), per_page: 10, items: all.length, urls }
      return { body: { pagination, results: window(all, page * 10 - 10) } }
    },
  },
  'RingCentral: navigation.nextPage': {
    path: '/restapi/v1.0/account/~/extension',
    params: ['page:integer', 'perPage:integer'],
    api: ({ all, query, origin, path }) => {
      const page = Number(query.get('page') ?? 1)
      const next = more(all, page * 10 - 10) ? { nextPage: { uri: `${origin}${path}?page=${page + 1}` } } : {}
      return {
        body: {
          uri: `${origin}${path}`,
          records: window(all, page * 10 - 10),
          navigation: { firstPage: { uri: `${origin}${path}?page=1` }, ...next },
        },
      }
    },
  },
  'BigCommerce: a query as the address': {
    path: '/v3/catalog/products',
    params: ['page:integer', 'limit:integer'],
    api: ({ all, query }) => {
      const page = Number(query.get('page') ?? 1)
      const data = window(all, page * 10 - 10)
      const links = {
        current: `?page=${page}&limit=10`,
        ...(more(all, page * 10 - 10) ? { next: `?page=${page + 1}&limit=10` } : {}),
      }
      const pagination = {
        total: all.length,
        count: data.length,
        per_page: 10,
        current_page: page,
        total_pages: Math.ceil(all.length / 10),
        links,
      }
      return { body: { data, meta: { pagination } } }
    },
  },
  'OpenStack: servers_links': {
    path: '/v2.1/servers',
    params: ['limit:integer', 'marker'],
    api: ({ all, query, origin, path }) => {
      const from = query.get('marker') === null ? 0 : all.findIndex(({ id }) => id === query.get('marker')) + 1
      const servers = window(all, from)
      const links = more(all, from)
        ? { servers_links: [{ rel: 'next', href: `${origin}${path}?marker=${servers.at(-1)?.id}` }] }
        : {}
      return { body: { servers, ...links } }
    },
  },
  'LinkedIn: paging.links, and the count of a page': {
    path: '/v2/organizations',
    params: ['start:integer', 'count:integer', 'q'],
    api: ({ all, query, path }) => {
      const start = Number(query.get('start') ?? 0)
      const links = more(all, start)
        ? [{ type: 'application/json', rel: 'next', href: `${path}?start=${start + 10}&count=10` }]
        : []
      return { body: { elements: window(all, start), paging: { start, count: 10, total: all.length, links } } }
    },
  },
  'Spotify: an object of the type around the page': {
    path: '/v1/search',
    params: ['q', 'type:array', 'limit:integer', 'offset:integer'],
    api: ({ all, query, origin, path }) => {
      const offset = Number(query.get('offset') ?? 0)
      const next = more(all, offset) ? `${origin}${path}?offset=${offset + 10}` : null
      return {
        body: {
          albums: { href: 'x', items: window(all, offset), limit: 10, next, offset, previous: null, total: all.length },
        },
      }
    },
  },
  'OGC features': {
    path: '/collections/x/items',
    params: ['limit:integer', 'bbox'],
    api: ({ all, query, origin, path }) => {
      const from = Number(query.get('offset') ?? 0)
      const next = more(all, from)
        ? [{ rel: 'next', type: 'application/geo+json', href: `${origin}${path}?offset=${from + 10}` }]
        : []
      const links = [{ rel: 'self', href: `${origin}${path}` }, ...next]
      return {
        headers: { 'content-type': 'application/geo+json' },
        body: {
          type: 'FeatureCollection',
          features: window(all, from),
          links,
          numberMatched: all.length,
          numberReturned: 10,
        },
      }
    },
  },
  'STAC search: the link brings the body': {
    path: '/search',
    body: { collections: ['x'], limit: 10 },
    params: ['collections:array', 'limit:integer', 'bbox:array'],
    raw: false,
    api: ({ all, body, origin, path }) => {
      if (JSON.stringify(body['collections']) !== '["x"]') return { status: 400, body: {} }
      const from = Number(body['token'] ?? 0)
      const next = more(all, from)
        ? [{ rel: 'next', method: 'POST', href: `${origin}${path}`, body: { token: String(from + 10) }, merge: true }]
        : []
      return {
        body: { type: 'FeatureCollection', features: window(all, from), links: [{ rel: 'self', href: 'x' }, ...next] },
      }
    },
  },
  'Okta: two Link headers': {
    path: '/api/v1/users',
    params: ['after', 'limit:integer', 'q'],
    api: ({ all, query, origin, path }) => {
      const from = Number(query.get('after') ?? 0)
      const self = `<${origin}${path}?limit=10>; rel="self"`
      const next = `<${origin}${path}?after=${from + 10}&limit=10>; rel="next"`
      return {
        headers: { link: (more(all, from) ? [self, next] : [self]) as unknown as string },
        body: window(all, from),
      }
    },
  },
  'arXiv: OpenSearch in Atom': {
    path: '/api/query',
    params: ['search_query', 'start:integer', 'max_results:integer'],
    raw: 'search_query=all&start=0&max_results=10',
    api: ({ all, query }) => {
      const start = Number(query.get('start') ?? 0)
      const os = 'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"'
      return {
        headers: { 'content-type': 'application/atom+xml; charset=UTF-8' },
        body: `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><link href="http://x/api/query" rel="self" type="application/atom+xml"/><title type="html">Q</title><id>http://x/api/q</id><opensearch:totalResults ${os}>${all.length}</opensearch:totalResults><opensearch:startIndex ${os}>${start}</opensearch:startIndex><opensearch:itemsPerPage ${os}>10</opensearch:itemsPerPage>${elements('entry', window(all, start))}</feed>`,
      }
    },
  },
  'Atom with link rel=next in a default namespace': {
    path: '/feed',
    params: [],
    api: ({ all, query, origin }) => {
      const from = Number(query.get('from') ?? 0)
      const next = more(all, from) ? `<link rel="next" href="${origin}/feed?from=${from + 10}" type="x"/>` : ''
      return {
        headers: { 'content-type': 'application/atom+xml' },
        body: `<feed xmlns="http://www.w3.org/2005/Atom"><link href="/feed"/>${next}${elements('entry', window(all, from))}</feed>`,
      }
    },
  },
  'OAI-PMH: a token that stands alone': {
    path: '/oai',
    params: ['verb', 'metadataPrefix', 'set', 'from:string', 'until:string', 'resumptionToken'],
    always: 'verb=ListRecords&metadataPrefix=oai_dc',
    api: ({ all, query }) => {
      const token = query.get('resumptionToken')
      const bad = query.get('verb') !== 'ListRecords' || (token === null) !== (query.get('metadataPrefix') !== null)
      const from = Number(token?.slice(1) ?? 0)
      const next = more(all, from)
        ? `<resumptionToken cursor="${from}" completeListSize="${all.length}">t${from + 10}</resumptionToken>`
        : from > 0
          ? '<resumptionToken/>'
          : ''
      const list = bad
        ? '<error code="badArgument">x</error>'
        : `<ListRecords>${elements('record', window(all, from))}${next}</ListRecords>`
      return {
        headers: xml,
        body: `<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2024-01-01T00:00:00Z</responseDate><request verb="ListRecords">http://x/oai</request>${list}</OAI-PMH>`,
      }
    },
  },
  'IAM: a marker and IsTruncated': {
    path: '/',
    params: ['Action', 'Marker', 'MaxItems:integer'],
    always: 'Action=ListUsers',
    api: ({ all, query }) => {
      const from = Number(query.get('Marker')?.slice(1) ?? 0)
      const marker = more(all, from) ? `<Marker>m${from + 10}</Marker>` : ''
      return {
        headers: xml,
        body: `<ListUsersResponse xmlns="https://iam"><ListUsersResult><IsTruncated>${more(all, from)}</IsTruncated>${marker}<Users>${elements('member', window(all, from))}</Users></ListUsersResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></ListUsersResponse>`,
      }
    },
  },
}
