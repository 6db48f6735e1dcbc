import { expect, test } from 'vitest'
import { readPage } from '../read/read-page.ts'
import { inferOperations } from './index.ts'

const read = (text: string, name = 'page.md') =>
  inferOperations([
    readPage({
      text,
      mediaType: name.endsWith('.md') ? 'text/markdown' : 'text/plain',
      url: `https://docs.example/${name}`,
    }),
  ])

/** `METHOD /path name,name`, the drafts left out. */
const operationsOf = (text: string, name?: string): string[] =>
  read(text, name)
    .operations.filter(({ draft }) => !draft)
    .map(({ method, path, parameters }) =>
      [`${method} ${path}`, parameters.filter((it) => it.in !== 'path').map((it) => it.name)]
        .filter((it) => it.length > 0)
        .join(' '),
    )

const fence = (language: string, ...lines: string[]): string => ['```' + language, ...lines, '```', ''].join('\n')

test.each([
  {
    says: 'requests whose paths begin without a slash and hold blanks in a variable',
    text: [
      '# Boats\n',
      fence('', 'GET api/v1/boats/<boat id>?deep=1'),
      fence('', 'POST api/v1/boats -d @boat.json'),
    ].join('\n'),
    operations: ['GET /api/v1/boats/{boat_id} deep', 'POST /api/v1/boats'],
  },
  {
    says: 'an example of such a path with a wildcard',
    text: ['# Boats\n', fence('', 'GET v1/<yard>/boats'), fence('', 'GET v1/north*/boats')].join('\n'),
    operations: ['GET /v1/{yard}/boats'],
  },
  {
    says: 'parts of a path that may be left out',
    text: '# Charts\n\n- Charts are served at `/charts/{id}[/{size}]/{z}/{x}[@2x].{format}`\n- Legends at `/data/{id}/legend[?dpi=]`\n\n## GET /charts\n',
    operations: ['GET /charts', 'GET /charts/{id}/{z}/{x}.{format}', 'GET /data/{id}/legend dpi'],
  },
  {
    says: 'arguments by name in the path, which a number shows',
    text: ['# Alarm API\n', fence('', 'curl https://yard.example/api/alarm/id:7/set:on.json')].join('\n'),
    operations: ['GET /api/alarm/id:{id}/set:{set}.json'],
  },
  {
    says: 'a verb behind a colon, which is none',
    text: '# Boats API\n\n## POST /boats:search\n\n## POST /boats:count\n',
    operations: ['POST /boats:search', 'POST /boats:count'],
  },
  {
    says: 'several ids at once as the id of one, and what follows dots as a variable',
    text: '# API\n\n## `GET /boats/6`\n\n## `GET /boats/6,12`\n\n## `GET /boats/at/...`\n',
    operations: ['GET /boats/{boat_id}', 'GET /boats/at/{path}'],
  },
  {
    says: 'methods that an endpoint takes as well',
    text: '# API\n\n## `GET /boats/{id}`\n\nOne boat. This endpoint also supports *DELETE* and *PATCH*.\n',
    operations: ['GET /boats/{id}', 'DELETE /boats/{id}', 'PATCH /boats/{id}'],
  },
  {
    says: 'a section about the configuration API, which is no general matter',
    text: [
      '# Reference\n\n## Configuration APIs\n',
      fence('', 'curl -X PUT https://yard.example/api/config/name -d x=1'),
    ].join('\n'),
    operations: ['PUT /api/config/name x'],
  },
  {
    says: 'a resource that is called resources',
    text: '# API\n\n| Method | Path |\n| --- | --- |\n| GET | `/resources` |\n| POST | `/resources` |\n',
    operations: ['GET /resources', 'POST /resources'],
  },
])('$says', ({ text, operations }) => {
  expect(operationsOf(text)).toEqual(operations)
})

test('a table of AsciiDoc with a line for each cell, code and a table in cells', () => {
  const text = [
    '= Boats',
    '',
    '== Write',
    '',
    '[cols="h,5a"]',
    '|===',
    '| PUT',
    '| /boats/[id]',
    '| Request Body',
    '| [source,json]',
    '----',
    '{',
    '  "name": "Ada"',
    '}',
    '----',
    '| Response codes',
    '| [cols="h,2"]',
    '!===',
    '! 201',
    '! Created',
    '! 404',
    '! No boat',
    '!===',
    '|===',
  ].join('\n')

  expect(operationsOf(text, 'boats.adoc')).toEqual(['PUT /boats/{id} name'])
})
