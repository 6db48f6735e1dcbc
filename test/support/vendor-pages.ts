import { pageSize } from './paged-apis.ts'
import { window, more, pagesOf, type VendorApi } from './vendor-apis.ts'

/** Pages by number. */
export const numbered: Readonly<Record<string, VendorApi>> = {
  'GitHub search': {
    path: '/search/issues',
    params: ['q', 'per_page:integer', 'page:integer'],
    api: ({ all, query, origin }) => {
      const page = Number(query.get('page') ?? 1)
      const from = (page - 1) * pageSize
      const link = more(all, from) ? { link: `<${origin}/search/issues?page=${page + 1}>; rel="next"` } : {}
      return { headers: link, body: { total_count: all.length, incomplete_results: false, items: window(all, from) } }
    },
  },
  'Algolia: pages from 0': {
    path: '/1/indexes/x',
    params: ['query', 'page:integer', 'hitsPerPage:integer'],
    api: ({ all, query }) => {
      const page = Number(query.get('page') ?? 0)
      return {
        body: {
          hits: window(all, page * pageSize),
          nbHits: all.length,
          page,
          nbPages: pagesOf(all),
          hitsPerPage: 10,
          exhaustive: { nbHits: true },
          processingTimeMS: 1,
        },
      }
    },
  },
  'Spring HATEOAS': {
    path: '/people',
    params: ['page:integer', 'size:integer', 'sort:array'],
    api: ({ all, query, origin }) => {
      const number = Number(query.get('page') ?? 0)
      const links = more(all, number * pageSize)
        ? { next: { href: `${origin}/people?page=${number + 1}&size=10` } }
        : {}
      return {
        body: {
          _embedded: { people: window(all, number * pageSize) },
          _links: { self: { href: `${origin}/people` }, ...links, profile: { href: `${origin}/profile` } },
          page: { size: 10, totalElements: all.length, totalPages: pagesOf(all), number },
        },
      }
    },
  },
  'Spring slice': {
    params: ['page:integer', 'size:integer'],
    api: ({ all, query }) => {
      const number = Number(query.get('page') ?? 0)
      const content = window(all, number * pageSize)
      return {
        body: {
          content,
          pageable: { sort: [], offset: number * pageSize, pageNumber: number, pageSize: 10, paged: true },
          number,
          size: 10,
          numberOfElements: content.length,
          sort: { sorted: false },
          first: number === 0,
          last: !more(all, number * pageSize),
          empty: content.length === 0,
        },
      }
    },
  },
  'Spring page model': {
    params: ['page:integer', 'size:integer'],
    api: ({ all, query }) => {
      const number = Number(query.get('page') ?? 0)
      const page = { size: 10, number, totalElements: all.length, totalPages: pagesOf(all) }
      return { body: { content: window(all, number * pageSize), page } }
    },
  },
  'Laravel resource': {
    params: ['page:integer'],
    api: ({ all, query, origin }) => {
      const page = Number(query.get('page') ?? 1)
      const from = (page - 1) * pageSize
      const url = (n: number) => `${origin}/items?page=${n}`
      const links = [1, 2].map((n) => ({ url: url(n), label: String(n), active: n === page }))
      return {
        body: {
          data: window(all, from),
          links: { first: url(1), last: url(pagesOf(all)), prev: null, next: more(all, from) ? url(page + 1) : null },
          meta: {
            current_page: page,
            from: all.length === 0 ? null : from + 1,
            last_page: Math.max(1, pagesOf(all)),
            links: [{ url: null, label: '&laquo; Previous', active: false }, ...links],
            path: `${origin}/items`,
            per_page: 10,
            to: from + 10,
            total: all.length,
          },
        },
      }
    },
  },
  'Laravel paginator': {
    params: ['page:integer'],
    api: ({ all, query, origin }) => {
      const page = Number(query.get('page') ?? 1)
      const from = (page - 1) * pageSize
      return {
        body: {
          current_page: page,
          data: window(all, from),
          first_page_url: `${origin}/items?page=1`,
          from: from + 1,
          last_page: Math.max(1, pagesOf(all)),
          last_page_url: `${origin}/items?page=${pagesOf(all)}`,
          links: [{ url: null, label: 'Previous', active: false }],
          next_page_url: more(all, from) ? `${origin}/items?page=${page + 1}` : null,
          path: `${origin}/items`,
          per_page: 10,
          prev_page_url: null,
          to: from + 10,
          total: all.length,
        },
      }
    },
  },
  'WordPress headers': {
    path: '/wp-json/wp/v2/posts',
    params: ['context', 'page:integer:1', 'per_page:integer', 'search', 'after', 'before', 'offset:integer'],
    api: ({ all, query }) => {
      const page = Number(query.get('page') ?? 1)
      if (page > Math.max(1, pagesOf(all))) return { status: 400, body: { code: 'rest_post_invalid_page_number' } }
      const headers = { 'x-wp-total': String(all.length), 'x-wp-totalpages': String(pagesOf(all)) }
      return { headers, body: window(all, (page - 1) * pageSize) }
    },
  },
  'Jira agile: isLast': {
    path: '/rest/agile/1.0/board',
    params: ['startAt:integer', 'maxResults:integer', 'type'],
    api: ({ all, query }) => {
      const startAt = Number(query.get('startAt') ?? 0)
      return { body: { maxResults: 10, startAt, isLast: !more(all, startAt), values: window(all, startAt) } }
    },
  },
  'Jira users: a bare list': {
    path: '/rest/api/3/users/search',
    params: ['startAt:integer', 'maxResults:integer'],
    raw: false,
    api: ({ all, query }) => ({ body: window(all, Number(query.get('startAt') ?? 0)) }),
  },
  Contentful: {
    path: '/spaces/s/entries',
    params: ['skip:integer', 'limit:integer'],
    api: ({ all, query }) => {
      const skip = Number(query.get('skip') ?? 0)
      const includes = { Asset: [{ id: 'a' }], Entry: [{ id: 'b' }] }
      const body = { sys: { type: 'Array' }, total: all.length, skip, limit: 10, items: window(all, skip), includes }
      return { body }
    },
  },
  'CouchDB view: the answer names the argument otherwise': {
    path: '/db/_all_docs',
    params: ['skip:integer', 'limit:integer', 'startkey'],
    raw: 'skip=0&limit=10',
    api: ({ all, query }) => {
      const skip = Number(query.get('skip') ?? 0)
      return { body: { total_rows: all.length, offset: skip, rows: window(all, skip) } }
    },
  },
  'Companies House: start_index from 0': {
    path: '/search/companies',
    params: ['q', 'items_per_page:integer', 'start_index:integer'],
    api: ({ all, query }) => {
      const start_index = Number(query.get('start_index') ?? 0)
      return {
        body: {
          items: window(all, start_index),
          items_per_page: 10,
          kind: 'x',
          start_index,
          total_results: all.length,
        },
      }
    },
  },
  'Linode: results is a number': {
    params: ['page:integer', 'page_size:integer'],
    api: ({ all, query }) => {
      const page = Number(query.get('page') ?? 1)
      return {
        body: { data: window(all, (page - 1) * pageSize), page, pages: Math.max(1, pagesOf(all)), results: all.length },
      }
    },
  },
  'Cloudflare: the count of this page': {
    path: '/zones',
    params: ['page:number', 'per_page:number', 'name'],
    api: ({ all, query }) => {
      const page = Number(query.get('page') ?? 1)
      const result = window(all, (page - 1) * pageSize)
      return {
        body: {
          result,
          success: true,
          errors: [],
          messages: [],
          result_info: { page, per_page: 10, total_pages: pagesOf(all), count: result.length, total_count: all.length },
        },
      }
    },
  },
  'Auth0: pages from 0, start in the answer': {
    path: '/api/v2/users',
    params: ['per_page:integer', 'page:integer', 'include_totals:boolean', 'from', 'take:integer'],
    raw: 'page=0',
    api: ({ all, query }) => {
      const page = Number(query.get('page') ?? 0)
      const users = window(all, page * pageSize)
      return { body: { start: page * pageSize, limit: 10, length: users.length, users, total: all.length } }
    },
  },
  Harvest: {
    path: '/v2/clients',
    params: ['page:integer', 'per_page:integer', 'is_active:boolean', 'updated_since:string'],
    api: ({ all, query, origin }) => {
      const page = Number(query.get('page') ?? 1)
      const from = (page - 1) * pageSize
      const nextPage = more(all, from) ? page + 1 : null
      return {
        body: {
          clients: window(all, from),
          per_page: 10,
          total_pages: pagesOf(all),
          total_entries: all.length,
          next_page: nextPage,
          previous_page: null,
          page,
          links: { first: `${origin}/v2/clients?page=1`, next: nextPage && `${origin}/v2/clients?page=${nextPage}` },
        },
      }
    },
  },
  'Ghost: next is a number': {
    path: '/ghost/api/content/posts',
    params: ['page:integer', 'limit:integer', 'fields'],
    api: ({ all, query }) => {
      const page = Number(query.get('page') ?? 1)
      const from = (page - 1) * pageSize
      const pagination = {
        page,
        limit: 10,
        pages: Math.max(1, pagesOf(all)),
        total: all.length,
        next: more(all, from) ? page + 1 : null,
        prev: null,
      }
      return { body: { posts: window(all, from), meta: { pagination } } }
    },
  },
  'Strapi: pagination[page]': {
    params: ['sort', 'pagination[page]:integer', 'pagination[pageSize]:integer', 'pagination[start]:integer'],
    raw: 'pagination[page]=1',
    api: ({ all, query }) => {
      const page = Number(query.get('pagination[page]') ?? 1)
      const pagination = { page, pageSize: 10, pageCount: pagesOf(all), total: all.length }
      return { body: { data: window(all, (page - 1) * pageSize), meta: { pagination } } }
    },
  },
  'Magento: searchCriteria[currentPage], the last page again': {
    path: '/rest/V1/products',
    params: ['searchCriteria[pageSize]:integer', 'searchCriteria[currentPage]:integer'],
    raw: 'searchCriteria[currentPage]=1',
    api: ({ all, query }) => {
      const asked = Number(query.get('searchCriteria[currentPage]') ?? 1)
      const page = Math.min(asked, Math.max(1, pagesOf(all)))
      const search_criteria = { filter_groups: [], page_size: 10, current_page: asked }
      return { body: { items: window(all, (page - 1) * pageSize), search_criteria, total_count: all.length } }
    },
  },
  'SonarQube: p and ps': {
    path: '/api/components/search',
    params: ['p:integer', 'ps:integer', 'q'],
    raw: 'p=1',
    api: ({ all, query }) => {
      const pageIndex = Number(query.get('p') ?? 1)
      const paging = { pageIndex, pageSize: 10, total: all.length }
      return { body: { paging, components: window(all, (pageIndex - 1) * pageSize) } }
    },
  },
  'TikTok: total_page': {
    path: '/open_api/v1.3/campaign/get',
    params: ['page:integer', 'page_size:integer'],
    api: ({ all, query }) => {
      const page = Number(query.get('page') ?? 1)
      const page_info = { page, page_size: 10, total_number: all.length, total_page: pagesOf(all) }
      return { body: { code: 0, message: 'OK', data: { list: window(all, (page - 1) * pageSize), page_info } } }
    },
  },
  'MyBatis PageHelper: pageNum': {
    path: '/system/user/list',
    params: ['pageNum:integer', 'pageSize:integer'],
    api: ({ all, query }) => {
      const pageNum = Math.min(Number(query.get('pageNum') ?? 1), Math.max(1, pagesOf(all)))
      const list = window(all, (pageNum - 1) * pageSize)
      return {
        body: {
          code: 0,
          msg: 'ok',
          data: { total: all.length, list, pageNum, pageSize: 10, size: list.length, pages: pagesOf(all), nextPage: 0 },
        },
      }
    },
  },
  'Typesense: found': {
    path: '/collections/x/documents/search',
    params: ['q', 'page:integer', 'per_page:integer'],
    api: ({ all, query }) => {
      const page = Number(query.get('page') ?? 1)
      return {
        body: { facet_counts: [], found: all.length, out_of: 900, page, hits: window(all, (page - 1) * pageSize) },
      }
    },
  },
  'Guardian: a number of the page and of the first item': {
    path: '/search',
    params: ['q', 'page:integer', 'page-size:integer'],
    api: ({ all, query }) => {
      const currentPage = Number(query.get('page') ?? 1)
      const from = (currentPage - 1) * pageSize
      const counts = { total: all.length, startIndex: from + 1, pageSize: 10, currentPage, pages: pagesOf(all) }
      return {
        body: { response: { status: 'ok', userTier: 'x', ...counts, orderBy: 'newest', results: window(all, from) } },
      }
    },
  },
  'Last.fm: @attr': {
    path: '/2.0',
    params: ['method', 'user', 'page:integer', 'limit:integer'],
    api: ({ all, query }) => {
      const page = Number(query.get('page') ?? 1)
      const attr = {
        user: 'x',
        totalPages: String(pagesOf(all)),
        page: String(page),
        perPage: '10',
        total: String(all.length),
      }
      return { body: { recenttracks: { track: window(all, (page - 1) * pageSize), '@attr': attr } } }
    },
  },
  'ArcGIS: exceededTransferLimit': {
    path: '/FeatureServer/0/query',
    params: ['where', 'resultOffset:integer', 'resultRecordCount:integer', 'orderByFields'],
    raw: 'resultOffset=0',
    api: ({ all, query }) => {
      const from = Number(query.get('resultOffset') ?? 0)
      const flag = more(all, from) ? { exceededTransferLimit: true } : {}
      return { body: { objectIdFieldName: 'OBJECTID', fields: [{ name: 'x' }], ...flag, features: window(all, from) } }
    },
  },
  'ClickUp: last_page, pages from 0': {
    path: '/api/v2/list/1/task',
    params: ['page:integer', 'order_by'],
    raw: 'page=0',
    api: ({ all, query }) => {
      const page = Number(query.get('page') ?? 0)
      return { body: { tasks: window(all, page * pageSize), last_page: !more(all, page * pageSize) } }
    },
  },
  'PagerDuty: more, and no total': {
    path: '/users',
    params: ['offset:integer', 'limit:integer', 'total:boolean'],
    api: ({ all, query }) => {
      const offset = Number(query.get('offset') ?? 0)
      return { body: { users: window(all, offset), limit: 10, offset, total: null, more: more(all, offset) } }
    },
  },
  'ASP.NET: X-Pagination': {
    path: '/api/owners',
    params: ['PageNumber:integer', 'PageSize:integer'],
    raw: 'PageNumber=1',
    api: ({ all, query }) => {
      const page = Number(query.get('PageNumber') ?? 1)
      const from = (page - 1) * pageSize
      const said = {
        TotalCount: all.length,
        PageSize: 10,
        CurrentPage: page,
        TotalPages: pagesOf(all),
        HasNext: more(all, from),
      }
      return { headers: { 'x-pagination': JSON.stringify(said) }, body: window(all, from) }
    },
  },
  'PostgREST: Content-Range with a total': {
    path: '/people',
    params: ['select', 'offset:string', 'limit:string', 'order'],
    api: ({ all, query, headers }) => {
      const range = /^(\d+)-(\d*)$/.exec(String(headers['range'] ?? ''))
      const from = Number(query.get('offset') ?? range?.[1] ?? 0)
      if (from > 0 && from >= all.length) return { status: 416, body: { code: 'PGRST103' } }
      const items = window(all, from)
      const span = items.length === 0 ? '*' : `${from}-${from + items.length - 1}`
      return {
        status: more(all, from) || from > 0 ? 206 : 200,
        headers: { 'content-range': `${span}/${all.length}`, 'range-unit': 'items' },
        body: items,
      }
    },
  },
  'PostgREST: Content-Range without a total': {
    path: '/people',
    params: ['select', 'offset:string', 'limit:string', 'order'],
    api: ({ all, query, headers }) => {
      const range = /^(\d+)-(\d*)$/.exec(String(headers['range'] ?? ''))
      const from = Number(query.get('offset') ?? range?.[1] ?? 0)
      const items = window(all, from)
      const span = items.length === 0 ? '*' : `${from}-${from + items.length - 1}`
      return { headers: { 'content-range': `${span}/*`, 'range-unit': 'items' }, body: items }
    },
  },
  'Range of items by RFC 9110': {
    path: '/jobs',
    params: [],
    api: ({ all, headers }) => {
      const from = Number(/^items=(\d+)-/.exec(String(headers['range'] ?? ''))?.[1] ?? 0)
      if (from > 0 && from >= all.length) return { status: 416, body: {} }
      const items = window(all, from)
      const range = `items ${from}-${from + items.length - 1}/${all.length}`
      return {
        status: items.length < all.length ? 206 : 200,
        headers: { 'accept-ranges': 'items', ...(items.length === 0 ? {} : { 'content-range': range }) },
        body: items,
      }
    },
  },
  'Plaid: offset within an object of the body': {
    body: { client_id: 'x', options: { count: 10 } },
    params: ['client_id', 'options:{count:integer,offset:integer}'],
    raw: false,
    api: ({ all, body }) => {
      const from = Number((body['options'] as { offset?: number } | undefined)?.offset ?? 0)
      return { body: { accounts: [{ id: 'a' }], transactions: window(all, from), total_transactions: all.length } }
    },
    path: '/transactions/get',
  },
  'Elastic App Search: page within an object of the body': {
    body: { query: '' },
    params: ['query', 'page:{current:integer,size:integer}'],
    raw: false,
    api: ({ all, body }) => {
      const current = Number((body['page'] as { current?: number } | undefined)?.current ?? 1)
      const page = { current, total_pages: pagesOf(all), total_results: all.length, size: 10 }
      return { body: { meta: { warnings: [], page }, results: window(all, (current - 1) * pageSize) } }
    },
  },
}
