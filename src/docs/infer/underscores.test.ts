import { expect, test } from 'vitest'
import { readPage } from '../read/read-page.ts'
import { inferOperations } from './index.ts'

const rows: readonly (readonly [says: string, mediaType: string, text: string, operations: readonly string[]])[] = [
  [
    'words of a path that are written so, in Markdown',
    'text/markdown',
    '# Quay\n\n## GET /__tide__\n\nx\n\n## `GET /__lamp__`\n\ny\n\n## DELETE /__crew_list__/:code\n\nz\n',
    ['DELETE /__crew_list__/{code}', 'GET /__lamp__', 'GET /__tide__'],
  ],
  [
    'words of a path that are written so, in reStructuredText',
    'text/plain',
    'Quay\n####\n\nGET /__tide__\n=============\n\n.. code-block:: http\n\n    GET /__tide__ HTTP/1.1\n\nDELETE /__crew__/(code)\n=======================\n\nx\n',
    ['DELETE /__crew__/{code}', 'GET /__tide__'],
  ],
  [
    'variables',
    'text/markdown',
    '# Quay\n\n- `GET /boats/__BOAT__`\n- `PUT /boats/__boat_id__/crew/__crewName__`\n\n## GET /crew/__code__\n\nx\n\n## PUT /crew/*code*\n\nx\n',
    ['GET /boats/{BOAT}', 'GET /crew/{code}', 'PUT /boats/{boat_id}/crew/{crewName}', 'PUT /crew/{code}'],
  ],
]

test.each(rows)('two underscores on both sides: %s', (_says, mediaType, text, operations) => {
  const { operations: found } = inferOperations([readPage({ text, mediaType, url: 'https://docs.example/' })])
  expect(found.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(operations)
})
