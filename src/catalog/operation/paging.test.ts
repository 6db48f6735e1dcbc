import { expect, test } from 'vitest'
import { describeText, only, openapi } from '../test-catalog.ts'

const parameters = { cursor: '$response.body#/next' }

test.each([
  [
    { 'x-ms-pageable': { nextLinkName: 'next' } },
    {},
    { extensions: { 'x-ms-pageable': { nextLinkName: 'next' } }, links: [] },
  ],
  [{ 'x-ms-pageable': true, 'x-other': {} }, {}, undefined],
  [{}, { more: { operationId: 'list', parameters } }, { extensions: {}, links: [{ name: 'more', parameters }] }],
  [
    {},
    { more: { operationRef: '#/paths/~1x/get', parameters } },
    { extensions: {}, links: [{ name: 'more', parameters }] },
  ],
  [{}, { more: { $ref: '#/components/links/More' } }, { extensions: {}, links: [{ name: 'more', parameters }] }],
  [{}, { one: { operationId: 'getOne', parameters: { id: '$response.body#/id' } } }, undefined],
  [{}, { odd: 7 }, undefined],
])('%j with the links %j', async (extensions, links, paging) => {
  const operation = { operationId: 'list', ...extensions, responses: { 200: { description: 'ok', links } } }
  const components = { links: { More: { operationId: 'list', parameters } } }
  const description = await describeText(openapi({ '/x': { get: operation } }, components))
  expect((await only(description)).paging).toEqual(paging)
})
