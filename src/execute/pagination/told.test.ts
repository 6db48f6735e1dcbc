import { expect, test } from 'vitest'
import { toldOf } from './told.ts'

const params = [
  { in: 'query', name: 'page_token', schema: {} },
  { in: 'body', name: 'start', schema: {} },
  { in: 'query', name: 'nach', schema: {} },
] as const

test.each<[extension: string, said: unknown, options: unknown]>([
  ['x-ms-pageable', { nextLinkName: 'nextLink' }, { style: 'next-url', next: '/nextLink', items: '/value' }],
  [
    'x-ms-pageable',
    { nextLinkName: 'odata.next', itemName: 'rows' },
    { style: 'next-url', next: '/odata.next', items: '/rows' },
  ],
  ['x-ms-pageable', { nextLinkName: null }, { style: 'auto', items: '/value' }],
  [
    'x-speakeasy-pagination',
    {
      type: 'cursor',
      inputs: [{ name: 'since', in: 'parameters', type: 'cursor' }],
      outputs: { results: '$.data.list', nextCursor: '$.meta.next' },
    },
    { style: 'cursor', next: '/meta/next', items: '/data/list', param: 'since', in: 'query' },
  ],
  [
    'x-speakeasy-pagination',
    { type: 'offsetLimit', inputs: [{ name: 'p', in: 'requestBody', type: 'page' }], outputs: { numPages: '$.pages' } },
    { style: 'page', param: 'p', in: 'body', pages: '/pages' },
  ],
  [
    'x-speakeasy-pagination',
    { type: 'offsetLimit', inputs: [{ name: 'o', in: 'parameters', type: 'offset' }], outputs: { results: '$.rows' } },
    { style: 'offset', param: 'o', in: 'query', items: '/rows' },
  ],
  ['x-speakeasy-pagination', { type: 'url', outputs: { nextUrl: '$.next' } }, { style: 'next-url', next: '/next' }],
  [
    'x-fern-pagination',
    { cursor: '$request.start', next_cursor: '$response.page.next', results: '$response.data' },
    { style: 'cursor', next: '/page/next', items: '/data', param: 'start', in: 'body' },
  ],
  [
    'x-fern-pagination',
    { offset: '$request.page', results: '$response.data' },
    { style: 'page', param: 'page', in: 'query', items: '/data' },
  ],
  ['x-fern-pagination', { offset: '$request.o', step: '$request.n' }, { style: 'offset', param: 'o', in: 'query' }],
  ['x-speakeasy-pagination', { type: 'cursor', outputs: { nextCursor: "$['odd path']" } }, undefined],
  ['x-fern-pagination', 'custom', undefined],
])('%s %j', (name, said, options) => {
  expect(toldOf({ extensions: { [name]: said }, links: [] }, params)).toEqual(options)
})

test.each<[expression: string, parameter: string, options: unknown, name?: string]>([
  [
    '$response.body#/meta/next',
    'page_token',
    { style: 'cursor', next: '/meta/next', param: 'page_token', in: 'query' },
  ],
  [
    '$response.header.X-Next',
    'query.page_token',
    { style: 'header-cursor', next: 'X-Next', param: 'page_token', in: 'query' },
  ],
  ['$response.body#/id', 'id', undefined],
  ['$response.body#/id', 'nach', undefined, 'Children'],
  ['$response.body#/weiter', 'nach', { style: 'cursor', next: '/weiter', param: 'nach', in: 'query' }, 'NextPage'],
  ['$response.body#/weiter', 'undeclared', undefined, 'NextPage'],
  ['$request.query.page_token', 'page_token', undefined],
])('a link to the operation itself with %s for %s', (expression, parameter, options, name = 'Self') => {
  expect(toldOf({ extensions: {}, links: [{ name, parameters: { [parameter]: expression } }] }, params)).toEqual(
    options,
  )
})
