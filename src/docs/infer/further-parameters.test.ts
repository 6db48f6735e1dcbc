import { expect, test } from 'vitest'
import { readPage } from '../read/read-page.ts'
import { inferOperations } from './index.ts'
import { fence } from '../../../test/support/prose.ts'

/** `METHOD /path place:name place:name`, path variables left out. */
const parametersOf = (text: string, name = 'page.md'): string[] =>
  inferOperations([
    readPage({
      text,
      mediaType: name.endsWith('.md') ? 'text/markdown' : 'text/plain',
      url: `https://docs.example/${name}`,
    }),
  ])
    .operations.filter(({ draft }) => !draft)
    .map(({ method, path, parameters }) =>
      [`${method} ${path}`, ...parameters.flatMap((it) => (it.in === 'path' ? [] : [`${it.in}:${it.name}`]))].join(' '),
    )

test.each([
  {
    says: 'the rest of a list whose one entry is the call',
    text: '# API\n\n## Find\n\n- **GET** `/boats/:yard/find`\n- **Query string:**\n  - `name` – part of the name\n  - `from`, `to` – as everywhere\n- **Headers:** none\n',
    operations: ['GET /boats/{yard}/find query:name query:from query:to'],
  },
  {
    says: 'what all calls of a list take',
    text: '# Charts API\n\n- GET `/charts/a/{id}`\n- GET `/charts/b/{id}`\n- All of them support the following query parameters:\n  - `fill` – a colour\n  - `width` – in pixels\n',
    operations: ['GET /charts/a/{id} query:fill query:width', 'GET /charts/b/{id} query:fill query:width'],
  },
  {
    says: 'names of a body and of a query in the row of the call',
    text: '# API\n\n| Method | Path | Body | Returns |\n| --- | --- | --- | --- |\n| POST | `/login` | `{name, password}` | `{id, role}` |\n| GET | `/logs` | `?from_seq&limit` | lines |\n| PUT | `/boats/{id}` | needs `If-Match` | – |\n',
    operations: [
      'POST /login body:name body:password',
      'GET /logs query:from_seq query:limit',
      'PUT /boats/{id} header:If-Match',
    ],
  },
  {
    says: 'the parameters of another call, named by the end of its path, and more',
    text: [
      '# API\n\n## GET /draw/png\n\nArguments:\n\n- `wood` (string): which\n- `size` (integer): how large\n',
      '## GET /draw/jpeg\n\nArguments for this endpoint are the same as for `png`, plus the following ones:\n\n- `quality` (integer): how good\n',
      '## GET /draw/pdf\n\nSame as `jpeg` plus the following ones:\n\n- `paper` (string): which\n',
    ].join('\n'),
    operations: [
      'GET /draw/png query:wood query:size',
      'GET /draw/jpeg query:quality query:wood query:size',
      'GET /draw/pdf query:paper query:quality query:wood query:size',
    ],
  },
  {
    says: 'a JSON body in a sentence that speaks of it',
    text: '# API\n\n## POST /boats\n\nTakes a JSON body, for example `{ "name": "Ada", "mast": 2 }`.\n',
    operations: ['POST /boats body:name body:mast'],
  },
  {
    says: 'names in a code block, each with a dash, below the list entry that is the call',
    text: '# API\n\n- `POST` `/boats`\n\n  Query params:\n\n      yard - where\n      dry - (optional) do not launch\n\n- `GET` `/boats`\n\n  Query params:\n\n      name - part of it\n',
    operations: ['POST /boats query:yard query:dry', 'GET /boats query:name'],
  },
  {
    says: 'a chapter of request parameters on a page whose calls are rows of a table',
    text: '# Yard API\n\n## Requests\n\n| Method | Path |\n| --- | --- |\n| GET | `/yards` |\n| GET | `/boats` |\n\n## Request parameters\n\n| Parameter | Type | Description |\n| --- | --- | --- |\n| depth | number | How deep |\n',
    operations: ['GET /yards query:depth', 'GET /boats query:depth'],
  },
  {
    says: 'the name of a field whose value is a file, without the file',
    text: ['# API\n', fence('sh', 'curl -X POST https://yard.test/boats --data-urlencode text@boat.txt')].join('\n'),
    operations: ['POST /boats form:text'],
  },
  {
    says: 'a second sample below one that was answered is no body',
    text: [
      '# API\n\n## Getting a key\n\nCall:\n',
      fence('sh', 'curl -X POST https://yard.test/login -d "user=a&pass=b"'),
      'This returns a payload like this:\n',
      fence('', '{ "token": "x" }'),
      'Or in newer ones:\n',
      fence('', '{ "access": "x", "refresh": "y" }'),
    ].join('\n'),
    operations: ['POST /login form:user form:pass'],
  },
  {
    says: 'a long table of names behind a GET is its answer',
    text: `# API\n\n## GET /status\n\nThe state.\n\n### Parameters\n\n| Parameter | Format | Meaning |\n| --- | --- | --- |\n${Array.from({ length: 45 }, (_, i) => `| k${i} | number | Number ${i} |`).join('\n')}\n`,
    operations: ['GET /status'],
  },
])('$says', ({ text, operations }) => {
  expect(parametersOf(text)).toEqual(operations)
})

test('terms of reStructuredText with a classifier, one within the other', () => {
  const text = [
    'Yard API',
    '========',
    '',
    'GET /boats',
    '----------',
    '',
    'Parameters:',
    '',
    'yard : string : required',
    '  Which yard.',
    '',
    '``name`` (optional)',
    '  Part of the name.',
  ].join('\n')

  expect(parametersOf(text, 'yard.rst')).toEqual(['GET /boats query:yard query:name'])
})
