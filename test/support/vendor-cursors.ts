import { window, encode, decode, more, next, pagesOf, after, none, type VendorApi } from './vendor-apis.ts'

/** Cursors, tokens and the last item. */
export const cursors: Readonly<Record<string, VendorApi>> = {
  'GitLab keyset': {
    path: '/api/v4/projects',
    params: ['pagination', 'order_by', 'cursor', 'per_page:integer'],
    api: ({ all, query, origin }) => {
      const from = decode(query.get('cursor'))
      const url = `${origin}/api/v4/projects?cursor=${encodeURIComponent(encode(from + 10))}&pagination=keyset`
      return { headers: more(all, from) ? { link: `<${url}>; rel="next"` } : {}, body: window(all, from) }
    },
  },
  'Stripe search: next_page is a token': {
    path: '/v1/customers/search',
    params: ['query', 'limit:integer', 'page:string'],
    api: ({ all, query }) => {
      const from = decode(query.get('page'))
      const token = next(all, from)
      const body = {
        object: 'search_result',
        url: '/v1/customers/search',
        has_more: token !== null,
        data: window(all, from),
      }
      return { body: token === null ? body : { ...body, next_page: token } }
    },
  },
  'Google Calendar: a token to go on another day': {
    path: '/calendars/c/events',
    params: ['pageToken', 'syncToken', 'maxResults:integer'],
    api: ({ all, query }) => {
      const from = decode(query.get('pageToken'))
      const token = next(all, from)
      const last = token === null ? { nextSyncToken: 'sync' } : { nextPageToken: token }
      return { body: { kind: 'calendar#events', defaultReminders: [{ m: 1 }], ...last, items: window(all, from) } }
    },
  },
  'YouTube: a total that is none': {
    path: '/youtube/v3/search',
    params: ['part', 'pageToken', 'maxResults:integer'],
    api: ({ all, query }) => {
      const from = decode(query.get('pageToken'))
      const token = next(all, from)
      const pageInfo = { totalResults: 1_000_000, resultsPerPage: 10 }
      return { body: { ...(token === null ? {} : { nextPageToken: token }), pageInfo, items: window(all, from) } }
    },
  },
  'AWS Lambda: NextMarker': {
    path: '/2015-03-31/functions',
    params: ['Marker', 'MaxItems:integer', 'FunctionVersion'],
    api: ({ all, query }) => {
      const from = decode(query.get('Marker'))
      return { body: { Functions: window(all, from), NextMarker: next(all, from) } }
    },
  },
  'AWS: nextToken in a query': {
    path: '/v1/apis',
    params: ['nextToken', 'maxResults:string'],
    api: ({ all, query }) => {
      const from = decode(query.get('nextToken'))
      return { body: { items: window(all, from), nextToken: next(all, from) } }
    },
  },
  'Jira search: nextPageToken and isLast': {
    path: '/rest/api/3/search/jql',
    params: ['jql', 'nextPageToken', 'maxResults:integer', 'fields:array'],
    api: ({ all, query }) => {
      const from = decode(query.get('nextPageToken'))
      const token = next(all, from)
      return {
        body: {
          issues: window(all, from),
          ...(token === null ? {} : { nextPageToken: token }),
          isLast: token === null,
        },
      }
    },
    raw: 'nextPageToken=',
  },
  'HubSpot 1: vid-offset and has-more': {
    path: '/contacts/v1/lists/all/contacts/all',
    params: ['count:integer', 'vidOffset:integer', 'property'],
    raw: 'vidOffset=0',
    api: ({ all, query }) => {
      const from = Number(query.get('vidOffset') ?? 0)
      return { body: { contacts: window(all, from), 'has-more': more(all, from), 'vid-offset': from + 10 } }
    },
  },
  'Zendesk cursor': {
    path: '/api/v2/users',
    params: ['page[size]:integer', 'page[after]', 'page[before]'],
    api: ({ all, query, origin }) => {
      const from = decode(query.get('page[after]'))
      const token = encode(from + 10)
      const url = `${origin}/api/v2/users?page%5Bafter%5D=${encodeURIComponent(token)}`
      return {
        body: {
          users: window(all, from),
          meta: { has_more: more(all, from), after_cursor: token, before_cursor: 'b' },
          links: { prev: null, next: url },
        },
      }
    },
  },
  'Zendesk incremental: end_of_stream': {
    path: '/api/v2/incremental/tickets/cursor',
    params: ['start_time:integer', 'cursor'],
    api: ({ all, query, origin }) => {
      const from = decode(query.get('cursor'))
      const token = encode(Math.min(from + 10, all.length))
      const after_url = `${origin}/api/v2/incremental/tickets/cursor?cursor=${encodeURIComponent(token)}`
      return {
        body: {
          tickets: window(all, from),
          after_url,
          after_cursor: token,
          before_url: null,
          end_of_stream: !more(all, from),
        },
      }
    },
  },
  'X: meta.next_token': {
    path: '/2/users/1/tweets',
    params: ['max_results:integer', 'pagination_token', 'since_id'],
    raw: 'pagination_token=',
    api: ({ all, query }) => {
      const from = decode(query.get('pagination_token'))
      const token = next(all, from)
      const data = window(all, from)
      const meta = { result_count: data.length, newest_id: 'a', oldest_id: 'b' }
      const includes = { users: [{ id: 'u' }], media: [{ id: 'm' }] }
      return { body: { data, includes, meta: token === null ? meta : { ...meta, next_token: token } } }
    },
  },
  'Reddit: after beside before': {
    path: '/r/x/new',
    id: '/data/id',
    params: ['after', 'before', 'limit:integer', 'count:integer'],
    api: ({ all, query }) => {
      const from = after(all, query.get('after')?.slice(3) ?? null)
      const items = window(all, from)
      const last = more(all, from) ? `t3_${items.at(-1)?.id}` : null
      const children = items.map((data) => ({ kind: 't3', data }))
      return {
        body: { kind: 'Listing', data: { after: last, dist: items.length, modhash: '', children, before: null } },
      }
    },
  },
  'MediaWiki: continue': {
    path: '/w/api.php',
    params: ['action', 'list', 'aplimit:integer', 'apcontinue', 'continue'],
    always: 'action=query&list=allpages',
    api: ({ all, query }) => {
      const asked = query.get('apcontinue')
      if (asked !== null && query.get('continue') !== '-||') return none
      const from = decode(asked)
      const token = next(all, from)
      return {
        body: {
          batchcomplete: '',
          ...(token === null ? {} : { continue: { apcontinue: token, continue: '-||' } }),
          query: { allpages: window(all, from) },
        },
      }
    },
  },
  Square: {
    path: '/v2/customers',
    params: ['cursor', 'limit:integer', 'sort_field'],
    api: ({ all, query }) => {
      const from = decode(query.get('cursor'))
      const token = next(all, from)
      return { body: { customers: window(all, from), ...(token === null ? {} : { cursor: token }) } }
    },
  },
  'CouchDB: a bookmark that never ends': {
    path: '/db/_find',
    body: { selector: {}, limit: 10 },
    params: ['selector:object', 'limit:integer', 'skip:integer', 'bookmark:string'],
    raw: false,
    api: ({ all, body }) => {
      const from = decode(body['bookmark'] === 'nil' ? '' : body['bookmark'])
      const docs = window(all, from)
      return { body: { docs, bookmark: docs.length === 0 ? (body['bookmark'] ?? 'nil') : encode(from + docs.length) } }
    },
  },
  'Kubernetes: metadata.continue': {
    path: '/api/v1/pods',
    params: ['limit:integer', 'continue', 'watch:boolean', 'resourceVersion'],
    api: ({ all, query }) => {
      const from = decode(query.get('continue'))
      const token = next(all, from)
      const left = token === null ? {} : { continue: token, remainingItemCount: all.length - from - 10 }
      return {
        body: {
          kind: 'PodList',
          apiVersion: 'v1',
          metadata: { resourceVersion: '9', ...left },
          items: window(all, from),
        },
      }
    },
  },
  'Vultr: a cursor among links': {
    path: '/v2/instances',
    params: ['per_page:integer', 'cursor'],
    raw: 'cursor=',
    api: ({ all, query }) => {
      const from = decode(query.get('cursor'))
      const links = { next: next(all, from) ?? '', prev: '' }
      return { body: { instances: window(all, from), meta: { total: all.length, links } } }
    },
  },
  'Heroku: Next-Range': {
    path: '/apps',
    params: ['Range@header'],
    api: ({ all, headers }) => {
      const from = Number(/^id \](\d+)\.\.; max=10$/.exec(String(headers['range'] ?? ''))?.[1] ?? 0)
      const nextRange = { 'next-range': `id ]${from + 10}..; max=10` }
      return {
        status: more(all, from) ? 206 : 200,
        headers: { 'content-range': `id ${from}..${from + 9}`, ...(more(all, from) ? nextRange : {}) },
        body: window(all, from),
      }
    },
  },
  'Pipedrive: additional_data': {
    path: '/v1/deals',
    params: ['start:integer', 'limit:integer', 'sort'],
    api: ({ all, query }) => {
      const start = Number(query.get('start') ?? 0)
      const flag = more(all, start)
      const pagination = {
        start,
        limit: 10,
        more_items_in_collection: flag,
        ...(flag ? { next_start: start + 10 } : {}),
      }
      return { body: { success: true, data: window(all, start), additional_data: { pagination }, related_objects: {} } }
    },
  },
  'Pipedrive 2: additional_data.next_cursor': {
    path: '/api/v2/deals',
    params: ['cursor', 'limit:integer'],
    api: ({ all, query }) => {
      const from = decode(query.get('cursor'))
      return { body: { success: true, data: window(all, from), additional_data: { next_cursor: next(all, from) } } }
    },
  },
  'Lever: next goes into offset': {
    path: '/v1/opportunities',
    params: ['offset:string', 'limit:integer'],
    api: ({ all, query }) => {
      const from = decode(query.get('offset'))
      const token = next(all, from)
      return { body: { data: window(all, from), hasNext: token !== null, ...(token === null ? {} : { next: token }) } }
    },
    raw: 'offset=',
  },
  'Marketo: moreResult': {
    path: '/rest/v1/leads',
    params: ['nextPageToken', 'batchSize:integer'],
    raw: 'nextPageToken=',
    api: ({ all, query }) => {
      const from = decode(query.get('nextPageToken'))
      const body = { requestId: 'r', success: true, result: window(all, from), moreResult: more(all, from) }
      return { body: { ...body, nextPageToken: encode(from + 10) } }
    },
  },
  'Solr: nextCursorMark repeats at the end': {
    path: '/solr/x/select',
    params: ['q', 'rows:integer', 'cursorMark', 'sort'],
    raw: 'q=a&cursorMark=*',
    api: ({ all, query }) => {
      const asked = query.get('cursorMark')
      const from = decode(asked === '*' ? '' : asked)
      const docs = window(all, from)
      const nextCursorMark = docs.length === 0 ? asked : encode(from + docs.length)
      return {
        body: { responseHeader: { status: 0 }, response: { numFound: all.length, start: 0, docs }, nextCursorMark },
      }
    },
  },
  'Pinecone: pagination.next': {
    path: '/vectors/list',
    params: ['prefix', 'limit:integer', 'paginationToken'],
    raw: 'paginationToken=',
    api: ({ all, query }) => {
      const from = decode(query.get('paginationToken'))
      const token = next(all, from)
      return { body: { vectors: window(all, from), ...(token === null ? {} : { pagination: { next: token } }) } }
    },
  },
  'Datadog: page[cursor] and meta.page.after': {
    path: '/api/v2/logs/events',
    params: ['page[cursor]', 'page[limit]:integer'],
    raw: 'page[cursor]=',
    api: ({ all, query }) => {
      const from = decode(query.get('page[cursor]'))
      const token = next(all, from)
      return {
        body: {
          data: window(all, from),
          meta: { elapsed: 1, status: 'done', page: token === null ? {} : { after: token } },
        },
      }
    },
  },
  'Datadog search: a cursor within an object of the body': {
    path: '/api/v2/logs/events/search',
    body: { filter: { query: '*' } },
    params: ['filter:object', 'page:{cursor:string,limit:integer}'],
    raw: false,
    api: ({ all, body }) => {
      const from = decode((body['page'] as { cursor?: string } | undefined)?.cursor)
      const token = next(all, from)
      return { body: { data: window(all, from), meta: { page: token === null ? {} : { after: token } } } }
    },
  },
  'Azure DevOps: x-ms-continuationtoken': {
    path: '/_apis/projects',
    params: ['continuationToken', '$top:integer'],
    api: ({ all, query }) => {
      const from = decode(query.get('continuationToken'))
      const token = next(all, from)
      const value = window(all, from)
      return {
        headers: token === null ? {} : { 'x-ms-continuationtoken': token },
        body: { count: value.length, value },
      }
    },
  },
  'Segment: pagination.cursor': {
    path: '/sources',
    params: ['pagination.count:integer', 'pagination.cursor'],
    raw: 'pagination.cursor=',
    api: ({ all, query }) => {
      const from = decode(query.get('pagination.cursor'))
      const token = next(all, from)
      const pagination = { current: 'x', totalEntries: all.length, ...(token === null ? {} : { next: token }) }
      return { body: { data: { sources: window(all, from), pagination } } }
    },
  },
  'Zoom: a page number and a token': {
    path: '/users',
    params: ['status', 'page_size:integer', 'page_number:integer', 'next_page_token'],
    raw: 'next_page_token=',
    api: ({ all, query }) => {
      const from = decode(query.get('next_page_token'))
      return {
        body: {
          page_count: pagesOf(all),
          page_number: 1,
          page_size: 10,
          total_records: all.length,
          next_page_token: next(all, from) ?? '',
          users: window(all, from),
        },
      }
    },
  },
  'Eventbrite: continuation': {
    path: '/v3/events',
    params: ['continuation', 'page_size:integer'],
    api: ({ all, query }) => {
      const from = decode(query.get('continuation'))
      const token = next(all, from)
      const counts = { object_count: all.length, page_number: 1, page_size: 10, page_count: pagesOf(all) }
      const pagination = {
        ...counts,
        has_more_items: token !== null,
        ...(token === null ? {} : { continuation: token }),
      }
      return { body: { pagination, events: window(all, from) } }
    },
    raw: 'continuation=',
  },
  'Phabricator: cursor.after': {
    path: '/api/maniphest.search',
    params: ['queryKey', 'after', 'limit:integer'],
    raw: 'after=',
    api: ({ all, query }) => {
      const from = decode(query.get('after'))
      const cursor = { limit: 10, after: next(all, from), before: null, order: null }
      return {
        body: { result: { data: window(all, from), maps: {}, query: { queryKey: null }, cursor }, error_code: null },
      }
    },
  },
  'EasyPost: what came before the last': {
    path: '/v2/trackers',
    params: ['before_id', 'page_size:integer'],
    raw: 'before_id=',
    api: ({ all, query }) => {
      const newest = query.get('after_id')
      const found = newest === null ? all : all.slice(0, Math.max(0, after(all, newest) - 1))
      const from = after(found, query.get('before_id') || null)
      return { body: { trackers: window(found, from), has_more: more(found, from) } }
    },
  },
}
