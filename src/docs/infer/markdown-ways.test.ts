import { expect, test } from 'vitest'
import { fence } from '../../../test/support/prose.ts'
import { readPage } from '../read/read-page.ts'
import { inferOperations } from './index.ts'

interface Row {
  readonly says: string
  readonly text: string
  /** `METHOD /path name name`: the parameters behind the path, those of the path left out. */
  readonly operations: readonly string[]
}

const rows: readonly Row[] = [
  {
    says: 'a segment that begins with an underscore',
    text: '# Search\n\n## Find\n\nPOST /yards/:yard/_search\n\n## GET /_stats\n\nx\n',
    operations: ['GET /_stats', 'POST /yards/{yard}/_search'],
  },
  {
    says: 'methods in brackets before their paths in code',
    text: `# Harbour\n\n## Enter\n\n${fence('', '[POST] /enter')}\n\n## Look\n\n${fence('', '[GET] /look?boat=a')}\n`,
    operations: ['GET /look boat', 'POST /enter'],
  },
  {
    says: 'tables of HTML with Markdown in their cells, the method in the description',
    text: [
      '# Harbour REST API\n\n## Lights\n\n### Dim\n',
      '<table>\n<tr><td>Description</td><td markdown="span">This ```PUT``` method dims a light</td></tr>',
      '<tr><td>URL</td><td markdown="span">```http://[harbour-server]:[port]/api/lights/<LIGHT_ID>```</td></tr>',
      '<tr><td>Sample JSON response</td><td markdown="block">\n',
      fence('json', '{ "status": "OK" }'),
      '</td></tr>\n</table>\n\n### Put out\n',
      '<table>\n<tr><td>Description</td><td>This `DELETE` method puts out a light</td></tr>',
      '<tr><td>URL</td><td>`http://[harbour-server]:[port]/api/lights/<LIGHT_ID>`</td></tr>\n</table>\n',
    ].join('\n'),
    operations: ['DELETE /api/lights/{LIGHT_ID}', 'PUT /api/lights/{LIGHT_ID}'],
  },
  {
    says: 'paths without their slash in headings, and examples of them with made-up ids',
    text: `# Boat\n\n### GET Boat\n\n${fence('', 'GET Boat?select=name')}\n\n### PUT Boat/{id}\n\n${fence('', 'PUT Boat/someId')}\n\n### GET Boat/{id}/crew\n\nx\n`,
    operations: ['GET /Boat select', 'GET /Boat/{id}/crew', 'PUT /Boat/{id}'],
  },
  {
    says: 'a title without its slash over the whole URL',
    text: '# Boats API\n\n## POST boats/sink/:code\n\nSinks one.\n\n### Resource URL\n\n`https://api.example.com/boats/sink/:code.json`\n\n### Parameters\n\n| Name | Required |\n| --- | --- |\n| code | required |\n',
    operations: ['POST /boats/sink/{code}.json'],
  },
  {
    says: 'a heading of words that begins with the name of a method',
    text: '# Guide\n\n## GET Started\n\nText.\n\n## POST request/response\n\nText.\n',
    operations: [],
  },
  {
    says: 'quoted headings of request and answers, with a body and headers of each',
    text: [
      '# Lights\n\n## Light one\n\n> ### Request\n\n`POST /lights/{name}`\n\n#### Body\n',
      fence('json', '{ "colour": "red" }'),
      '\n> ### Responses\n\n**401** Unauthorized\n\n#### Body\n\nAuthentication required\n',
      fence('json', '{ "message": "who?" }'),
    ].join('\n'),
    operations: ['POST /lights/{name} colour'],
  },
  {
    says: 'labels of blocks in lists, and the fields of an answer right below its sample',
    text: `# Boats\n\n## Find\n\n* Request：\n\n${fence('', 'GET /boats?flag=<flag>')}\n\n| Field | Type |\n|---|---|\n| flag | String |\n\n* Response:\n\n${fence('json', '{ "size": 1 }')}\n\n| Field | Type | Description | Possible values |\n|---|---|---|---|\n| size | Number | How long | 1 |\n`,
    operations: ['GET /boats flag'],
  },
  {
    says: 'one call shown with one query after another',
    text: `# Finding berths\n\nAsk for a name.\n\n> [/v1/berths?name=a](http://x.example/c)\n\nAsk for more.\n\n> [/v1/berths?name=a&size=1](http://x.example/c)\n\nNear a place.\n\n> [/v1/berths?name=a&near=b](http://x.example/c)\n`,
    operations: ['GET /v1/berths name near size'],
  },
  {
    says: 'a path of one word that ends like the name of an id',
    text: `# Messages\n\n## One\n\n${fence('', 'GET /messageFromId?n=1')}\n\n## POST /boats/boatId\n\nx\n`,
    operations: ['GET /messageFromId n', 'POST /boats/{boatId}'],
  },
]

test.each(rows)('Markdown that people write: $says', ({ text, operations }) => {
  const page = readPage({ text, mediaType: 'text/markdown', url: 'https://docs.example/page' })
  const read = inferOperations([page]).operations.filter(({ draft }) => !draft)
  expect(
    read
      .map(({ method, path, parameters }) =>
        [
          `${method} ${path}`,
          ...parameters
            .filter((it) => it.in !== 'path')
            .map(({ name }) => name)
            .toSorted(),
        ].join(' '),
      )
      .toSorted(),
  ).toEqual(operations)
})
