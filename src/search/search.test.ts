import { describe, expect, test } from 'vitest'
import { createSearch } from './index.ts'
import type { SearchDocument } from './model.ts'

/** A made-up library service. */
const operations: readonly (readonly [key: string, summary: string, extra?: Partial<Record<string, string>>])[] = [
  ['GET /v1/books', 'List books', { operationId: 'listBooks', names: 'author genre page' }],
  ['POST /v1/books', 'Create a book', { operationId: 'createBook', names: 'title author isbn' }],
  ['GET /v1/books/{bookId}', 'Get a book', { operationId: 'getBook' }],
  ['PATCH /v1/books/{bookId}', 'Update a book', { operationId: 'updateBook', names: 'title author isbn' }],
  ['DELETE /v1/books/{bookId}', 'Delete a book', { operationId: 'deleteBook' }],
  ['GET /v1/books/{bookId}/reviews', 'List the reviews of a book', { operationId: 'listReviews' }],
  ['POST /v1/books/{bookId}/reviews', 'Write a review of a book', { operationId: 'createReview', names: 'stars text' }],
  ['GET /v1/members', 'List members', { operationId: 'listMembers' }],
  ['POST /v1/members/{memberId}', 'Update a member', { operationId: 'updateMember', names: 'email phone' }],
  ['POST /v1/members/{memberId}/suspension', 'Suspend a member', { operationId: 'suspendMember' }],
  ['POST /v1/loans', 'Lend a copy to a member', { operationId: 'createLoan', names: 'due copy member' }],
  ['GET /v1/loans/overdue', 'List overdue loans', { operationId: 'listOverdueLoans' }],
  ['POST /v1/loans/{loanId}/return', 'Return a lent copy', { operationId: 'returnLoan' }],
  ['GET /v1/organization/settings', 'Read the settings of the organization', { operationId: 'getOrgSettings' }],
  ['POST /v1/webhookEndpoints', 'Register a webhook endpoint', { operationId: 'addWebhookEndpoint' }],
  ['GET /v1/отчёты', 'Список отчётов', { operationId: 'reports' }],
]
const keys = operations.map(([key]) => key)
const documents = operations.map(([key, summary, fields], id): SearchDocument => {
  const [method, path] = key.split(' ')
  return { id, group: key.includes('member') ? 'people' : 'library', method, path, fields: { summary, ...fields } }
})
const index = createSearch(documents)
const top = (query: string, limit = 1): (string | undefined)[] =>
  index.search(query, { limit }).map(({ id }) => keys[id])

describe('the first hit', () => {
  test.each([
    ['its own words', 'list books', 'GET /v1/books'],
    ['an identifier', 'listOverdueLoans', 'GET /v1/loans/overdue'],
    ['an identifier in snake case', 'create_review', 'POST /v1/books/{bookId}/reviews'],
    ['other forms of the words', 'listing of overdue loan', 'GET /v1/loans/overdue'],
    ['a verb for POST', 'add a new book', 'POST /v1/books'],
    ['a verb for DELETE', 'get rid of this book', 'DELETE /v1/books/{bookId}'],
    ['a verb for PATCH', 'change the title of a book', 'PATCH /v1/books/{bookId}'],
    ['an update by POST', "edit a member's phone number", 'POST /v1/members/{memberId}'],
    ['a question about many', 'which books do we have?', 'GET /v1/books'],
    ['a question about one', 'show me the book with the id 17', 'GET /v1/books/{bookId}'],
    ['a sub-resource', 'post a review for this book', 'POST /v1/books/{bookId}/reviews'],
    ['everyday words', 'put a person on hold', 'POST /v1/members/{memberId}/suspension'],
    ['an abbreviation', 'org settings', 'GET /v1/organization/settings'],
    ['a typo', 'overdeu loans', 'GET /v1/loans/overdue'],
    ['a compound written apart', 'web hook endpoint', 'POST /v1/webhookEndpoints'],
    ['the name of a thing, though its word may be a verb', 'reviews of a book', 'GET /v1/books/{bookId}/reviews'],
    ['what is chosen from many', 'newest book', 'GET /v1/books'],
    ['a verb with a prefix', 'resuspend the member', 'POST /v1/members/{memberId}/suspension'],
    ['an item to delete', 'remove a book', 'DELETE /v1/books/{bookId}'],
    ['another script', 'список отчетов отчёты', 'GET /v1/отчёты'],
  ])('is found by %s', (_name, query, expected) => {
    expect(top(query)).toEqual([expected])
  })

  test('several orders in one request each find their operation', () => {
    const found = top('List the overdue loans, suspend the member, and register a webhook endpoint.', 3)
    expect(new Set(found)).toEqual(
      new Set(['GET /v1/loans/overdue', 'POST /v1/members/{memberId}/suspension', 'POST /v1/webhookEndpoints']),
    )
  })
})

describe('a search', () => {
  test('finds nothing for nothing, and nothing in nothing', () => {
    for (const query of ['', '   ', '???', 'the of and', 'zzzzqqqq'])
      expect(index.search(query, { limit: 5 })).toEqual([])
    expect(createSearch([]).search('books', { limit: 5 })).toEqual([])
    expect(index.search('books', { limit: 0 })).toEqual([])
  })

  test('keeps to its groups and to what is accepted', () => {
    const groups = new Set(['people'])
    const people = index.search('list books members', { limit: 20, groups })
    expect(people.length).toBeGreaterThan(0)
    for (const { id } of people) expect(documents[id]?.group).toBe('people')
    expect(index.search('books', { limit: 20, groups: new Set() })).toEqual([])
    const even = index.search('books', { limit: 20, accept: (id) => id % 2 === 0 })
    expect(even.length).toBeGreaterThan(0)
    for (const { id } of even) expect(id % 2).toBe(0)
  })

  test('answers best first, with ids as given, and the same each time', () => {
    const ids = createSearch(documents.map((document) => ({ ...document, id: document.id + 1000 })))
    const hits = ids.search('review of a book', { limit: 5 })
    expect(hits[0]?.id).toBeGreaterThanOrEqual(1000)
    expect(hits.map(({ score }) => score)).toEqual(hits.map(({ score }) => score).toSorted((a, b) => b - a))
    expect(ids.search('review of a book', { limit: 5 })).toEqual(hits)
    expect(index.search('review of a book', { limit: 2 })).toEqual(
      index.search('review of a book', { limit: 9 }).slice(0, 2),
    )
  })

  test('ranks what is outdated below its like', () => {
    const both = [true, false].map((outdated, id) => {
      return { id, group: 'g', method: 'GET', path: `/v${id}/books`, outdated, fields: { summary: 'List books' } }
    })
    expect(createSearch(both).search('list books', { limit: 2 })[0]?.id).toBe(1)
  })

  test('takes names of object members for words, and texts of any size', () => {
    const strange = createSearch([{ id: 1, group: 'g', fields: { summary: 'constructor __proto__ toString' } }])
    expect(strange.search('constructor', { limit: 1 })).toHaveLength(1)
    expect(strange.search(`${'proto '.repeat(50_000)}`, { limit: 1 }).length).toBeLessThanOrEqual(1)
  })

  test('documents without method and path are ranked by their text', () => {
    const pages = createSearch([
      { id: 1, group: 'docs', fields: { title: 'Rate limits', text: 'How many calls an hour' } },
      { id: 2, group: 'docs', fields: { title: 'Errors', text: 'What the codes mean' } },
    ])
    expect(pages.search('what do error codes mean', { limit: 2 })[0]?.id).toBe(2)
  })

  test('prepared, half prepared or not: the same hits', async () => {
    const many = Array.from({ length: 2000 }, (_, id) => ({
      id,
      group: 'many',
      method: 'GET',
      path: `/things/${id % 70}/parts${id}`,
      fields: { summary: `List part ${id} of shelf ${id % 70}`, description: 'Everything about it '.repeat(20) },
    }))
    const hits = createSearch(many).search('list parts of shelf 17', { limit: 20 })
    let pauses = 0
    const prepared = createSearch(many)
    await prepared.prepare(() => Promise.resolve(void pauses++))
    expect(pauses).toBeGreaterThan(1)
    expect(prepared.search('list parts of shelf 17', { limit: 20 })).toEqual(hits)
    const half = createSearch(many)
    await half.prepare(async () => expect(half.search('list parts of shelf 17', { limit: 20 })).toEqual(hits))
    await createSearch([]).prepare(() => Promise.resolve())
  })
})
