import { expect, test } from 'vitest'
import { fence, operationsOf } from '../../../test/support/prose.ts'

const table = `| Call | What |
| --- | --- |
| \`GET /boats\` | lists |
| \`POST /boats\` | adds |
| \`GET /boats/:id\` | one |
| \`PUT /boats/:id\` | changes |
| \`DELETE /boats/:id\` | sinks |
`
const calls = ['GET /boats', 'POST /boats', 'GET /boats/{id}', 'PUT /boats/{id}', 'DELETE /boats/{id}']
const routes = fence('js', "app.get('/boats', list)", "app.post('/boats', add)")

test.each([
  {
    says: 'a table of calls beside the code of the server that has them',
    text: `# Harbour\n\nKeeps boats.\n\n## Calls\n\n${table}\n\n## How it is made\n\n${routes}`,
    operations: calls,
  },
  {
    says: 'not on a page that teaches how to make such a server',
    text: `# Tutorial: a server of boats\n\nKeeps boats.\n\n## Calls\n\n${table}\n\n## How it is made\n\n${routes}`,
    operations: [],
  },
  {
    says: 'not where most of the page makes the server',
    text: `# Harbour\n\nKeeps boats.\n\n## Calls\n\n${table}\n\n## How it is made\n\n${routes}\n\n## Crew\n\n${routes}\n\n## Contributing\n\nDo.\n`,
    operations: [],
  },
  {
    says: 'not the root alone',
    text: `# Harbour API\n\n## Endpoints\n\n| Call | What |\n| --- | --- |\n| \`GET /\` | pong |\n\n${routes}`,
    operations: [],
  },
])('what no rule decides is decided by all signs together: $says', ({ text, operations }) => {
  expect(operationsOf(text)).toEqual(operations)
})
