/** A name without case and separators: `next_page_token`, `nextPageToken` and `next-page-token` are one word. */
export const fold = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '')

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

/** What a parameter is for, by its folded name. */
export type Role = 'page' | 'offset' | 'size' | 'cursor'

const roles: Readonly<Record<Role, ReadonlySet<string>>> = {
  page: words('page pagenumber pageno pagenum pageindex pagenr currentpage pg pagecurrent'),
  offset: words(
    'offset skip start startat startindex startposition pageoffset pagestart resultoffset firstresult from',
  ),
  size: words(`limit perpage pagesize pagelimit size count maxresults top rows take num maxitems maxrecords
    resultrecordcount itemsperpage resultsperpage pagecount hitsperpage first maxkeys maxpagesize`),
  cursor: words(`cursor after startingafter pagetoken nexttoken nextpagetoken continuationtoken continuation marker
    startcursor pagecursor aftercursor nextcursor bookmark scrollid iterator pageafter afterid startafter
    exclusivestartkey searchafter nextpage lastid lastevaluatedkey paginationtoken cursormark continue resumptiontoken`),
}

/** Objects that hold the arguments of paging: `pagination[page]`, `page.cursor`, `/options/offset` of a body. */
const holders = words('page pages paging pagination pager pageinfo pagerequest pageable options searchcriteria cursor')

export const holdsPaging = (name: string): boolean => holders.has(fold(name))

/** A name within such an object, alone; any other name as it is. */
export function withoutHolder(name: string): string {
  const [, holder = '', own = ''] = /^\/?([^[\]./]+)[[./]([^[\]./]+)\]?$/.exec(name) ?? []
  return own !== '' && holdsPaging(holder) ? own : name
}

/** The role that a parameter of this name has, if any. */
export function roleOf(name: string): Role | undefined {
  for (const folded of new Set([fold(name), fold(withoutHolder(name))]))
    for (const role of ['page', 'offset', 'size', 'cursor'] as const) if (roles[role].has(folded)) return role
  return undefined
}

/** Parameters that take the identifier of the last item that was seen. */
export const lastItemParams = words('startingafter afterid after startafter lastid')

/** Members of an answer that are not its list, whatever they hold. */
export const neverItems = words(
  'links link errors error warnings included facets aggregations schemas sort breadcrumbs',
)

/** Members that are its list only where no other is, or where the path is named like them: Gmail's `messages`. */
export const rarelyItems = words('messages columns fields filters notices notes actions permissions scopes')

/** Members of an answer that usually are its list, the likeliest first. */
export const itemsNames: readonly string[] = [
  'items', 'data', 'results', 'records', 'value', 'values', 'entries', 'elements', 'content', 'objects', 'rows', 'list',
  'resources', 'hits', 'docs', 'documents', 'entities', 'features', 'nodes', 'edges', 'members', 'collection', 'result',
] // prettier-ignore

/** Objects of an answer that speak of the whole list and not of one item. */
export const envelopes = words(`meta metadata pagination paging page pageinfo pages links link cursors cursor
  responsemetadata response result results data info next nextpage list paginginfo resultset searchinfo hits payload body
  output collection paginator paginationinfo pagingmetadata paginationmetadata resultinfo additionaldata navigation attr
  urls pageable`)

/** Words for how many items there are in all, for how many pages, and for the number of this page or its first item. */
export const totalNames = words(`total totalcount totalitems totalresults totalelements totalsize totalrecords numfound
  recordstotal totalhits totalrows totalentries totalobjects totalmatches resultcount itemcount itemstotal totalnumber
  totalamount odatacount nbhits found hitcount numbermatched totalsetsize count`)
export const pagesNames = words(`pages totalpages pagecount lastpage numpages numberofpages pagestotal totalpagecount
  pagetotal maxpage nbpages totalpage`)
export const pageEchoNames = words('page currentpage pagenumber pageno pageindex number current pagenum')
export const offsetEchoNames = words('offset skip start startat startindex from')

/** Flags that say whether there is more, and those that say the opposite. */
export const moreNames = words(`hasmore hasnext hasnextpage more istruncated truncated hasmoreitems hasmoreresults
  hasmorepages hasmoredata morerecordsavailable nextpageexists moredataavailable hasadditionalresults moreresult moreresults
  moreitemsincollection exceededtransferlimit`)
export const lastNames = words('islast islastpage last lastpage done end endoflist endofstream complete finalpage')

/** Members that hold links, by folded name: `servers_links` of OpenStack among them. */
export const isLinks = (word: string): boolean => word === 'link' || word.endsWith('links')

/** Members that hold the address of the next page. */
export const urlNames = words(`nexturl nexturi nexthref nextlink nextpageurl nextpageuri nextpagelink nextpagehref
  nextrecordsurl odatanextlink afterurl nextpagepath nextpath nextresultsurl moreurl`)

/** Members that hold an address or a cursor, which only their value tells. */
export const nextNames = words('next nextpage')

/** What a cursor in an answer is called, and which parameters take it, the likeliest first. */
export const cursorParams: Readonly<Record<string, readonly string[]>> = {
  nextcursor: [
    'cursor',
    'nextcursor',
    'after',
    'startcursor',
    'startingafter',
    'pagecursor',
    'aftercursor',
    'pageafter',
  ],
  endcursor: ['after', 'cursor', 'startcursor', 'aftercursor', 'pageafter'],
  nextpagetoken: ['pagetoken', 'nextpagetoken', 'nexttoken', 'page'],
  nextcursormark: ['cursormark'],
  resumptiontoken: ['resumptiontoken'],
  continue: ['continue'],
  nexttoken: ['nexttoken', 'pagetoken', 'paginationtoken', 'token', 'cursor'],
  paginationtoken: ['paginationtoken', 'nexttoken'],
  nextpagecursor: ['pagecursor', 'cursor', 'nextpagecursor', 'pagetoken'],
  nextcontinuationtoken: ['continuationtoken'],
  continuationtoken: ['continuationtoken', 'continuation'],
  continuation: ['continuation', 'continuationtoken'],
  nextmarker: ['marker', 'nextmarker'],
  marker: ['marker'],
  nextpage: ['page', 'pagetoken', 'pagenumber', 'cursor', 'nextpage'],
  nextpagenumber: ['page', 'pagenumber'],
  nextpageid: ['pageid', 'page'],
  nextoffset: ['offset', 'start', 'skip'],
  nextpageoffset: ['offset', 'pageoffset'],
  nextstart: ['start', 'offset'],
  nextpagestart: ['start', 'pagestart'],
  nextskip: ['skip'],
  nextstartindex: ['startindex'],
  nextpagestartindex: ['startindex'],
  nextiterator: ['iterator'],
  iterator: ['iterator'],
  bookmark: ['bookmark'],
  scrollid: ['scrollid'],
  lastevaluatedkey: ['exclusivestartkey'],
  nextid: ['cursor', 'after', 'startid', 'fromid', 'nextid'],
  lastid: ['after', 'afterid', 'startingafter', 'lastid'],
  cursor: ['cursor', 'nextcursor', 'after'],
  after: ['after', 'cursor', 'startingafter', 'pageafter'],
  startingafter: ['startingafter'],
  next: [
    'cursor',
    'next',
    'after',
    'pagetoken',
    'nexttoken',
    'paginationtoken',
    'page',
    'start',
    'offset',
    'marker',
    'startingafter',
  ],
  offset: ['offset'],
  searchafter: ['searchafter'],
  pagetoken: ['pagetoken'],
}

/** How such a parameter is written where nothing declares it. */
export const customaryParam: Readonly<Record<string, string>> = {
  next_cursor: 'cursor',
  nextCursor: 'cursor',
  cursor: 'cursor',
  end_cursor: 'after',
  endCursor: 'after',
  after: 'after',
  starting_after: 'starting_after',
  next_page_token: 'page_token',
  nextPageToken: 'pageToken',
  next_token: 'next_token',
  nextToken: 'nextToken',
  NextToken: 'NextToken',
  continuationToken: 'continuationToken',
  continuation_token: 'continuation_token',
  next_marker: 'marker',
  nextMarker: 'marker',
  Marker: 'Marker',
  NextMarker: 'Marker',
  NextContinuationToken: 'continuation-token',
  next_page: 'page',
  nextPage: 'page',
  next_offset: 'offset',
  nextOffset: 'offset',
  offset: 'offset',
  nextPageStart: 'start',
  next_start: 'start',
  nextStart: 'start',
  next_skip: 'skip',
  nextSkip: 'skip',
  nextCursorMark: 'cursorMark',
  resumptionToken: 'resumptionToken',
  continue: 'continue',
  bookmark: 'bookmark',
  iterator: 'iterator',
}

/** Headers that bring a cursor, by folded name without a leading `x`. */
export const headerCursors: Readonly<Record<string, readonly string[]>> = {
  nextcursor: ['cursor', 'after', 'nextcursor', 'startingafter'],
  paginationnextcursor: ['cursor', 'after'],
  paginationcursor: ['cursor', 'after'],
  cursornext: ['cursor', 'after'],
  nextpagetoken: ['pagetoken', 'nextpagetoken'],
  nexttoken: ['nexttoken', 'pagetoken'],
  paginationtoken: ['paginationtoken', 'nexttoken'],
  continuationtoken: ['continuationtoken', 'continuation'],
  mscontinuationtoken: ['continuationtoken'],
  mscontinuation: ['mscontinuation'],
  nextpage: ['page', 'pagenumber'],
  opcnextpage: ['page'],
  nextmarker: ['marker'],
  nextoffset: ['offset', 'start', 'skip'],
  nextrange: ['range'],
}
