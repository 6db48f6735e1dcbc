import { expect, test } from 'vitest'
import { operationsOf } from '../../../test/support/prose.ts'

const page = (...calls: readonly string[]): string =>
  `# Harbour API\n\n${calls.map((it) => `## ${it}\n\nDoes it.\n`).join('\n')}`

test.each([
  {
    says: 'the same before every word is a part of the address',
    text: page('POST /boats/3/launch', 'POST /boats/3/sink', 'POST /boats/3/paint', 'GET /crews/{crewId}'),
    operations: ['POST /boats/3/launch', 'POST /boats/3/sink', 'POST /boats/3/paint', 'GET /crews/{crewId}'],
  },
  {
    says: 'of what is listed without it is a value',
    text: page(
      'GET /boats',
      'POST /boats/3/launch',
      'POST /boats/3/sink',
      'POST /boats/3/paint',
      'GET /crews/{crewId}',
    ),
    operations: [
      'GET /boats',
      'POST /boats/{boat_id}/launch',
      'POST /boats/{boat_id}/sink',
      'POST /boats/{boat_id}/paint',
      'GET /crews/{crewId}',
    ],
  },
  {
    says: 'on a page that writes no variables is a value',
    text: page('POST /boats/3/launch', 'POST /boats/3/sink', 'POST /boats/3/paint'),
    operations: ['POST /boats/{boat_id}/launch', 'POST /boats/{boat_id}/sink', 'POST /boats/{boat_id}/paint'],
  },
])('a number $says', ({ text, operations }) => {
  expect(operationsOf(text).toSorted()).toEqual(operations.toSorted())
})
