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
  {
    says: 'code between tags of Jekyll, with comments that look like headings and a closing tag',
    text: '# Boats API\n\n## All\n\n{% highlight sh %}\n# every boat\ncurl https://api.boats.example/v2/boats.json\n{% endhighlight %}\n\n## GET /v2/crew\n\nx\n',
    operations: ['GET /v2/boats.json', 'GET /v2/crew'],
  },
  {
    says: 'code between shortcodes of Hugo',
    text: '# Boats API\n\n## `/boats` (GET)\n\n{{< code shell >}}\ncurl -X GET http://127.0.0.1:8080/api/harbours/default/boats\n{{< /code >}}\n\n{{< code json >}}\n{ "size": 1 }\n{{< /code >}}\n\n## `/boats` (POST)\n\n{{< code shell >}}\ncurl -X POST -d \'{"size": 2}\' http://127.0.0.1:8080/api/harbours/default/boats\n{{< /code >}}\n',
    operations: ['GET /boats', 'POST /boats size'],
  },
  {
    says: 'commands of one resource in one block, a variable written in their URLs',
    text: `# Profiles\n\n${fence('sh', 'curl https://api.boats.example/v2/profiles.json', 'curl -XPOST -d \'{"name":"a"}\' https://api.boats.example/v2/profiles.json', 'curl -XDELETE https://api.boats.example/v2/profiles/<PROFILE_ID>.json')}\n`,
    operations: ['DELETE /v2/profiles/{PROFILE_ID}.json', 'GET /v2/profiles.json', 'POST /v2/profiles.json name'],
  },
  {
    says: 'an answer under a label of its own, with labels of its headers and its body',
    text: `# Boats API\n\n## POST /boats/refresh\n\n**Response**\n\n    200 OK\n\nDone.\n\nHeaders\n\n\`Content-Type: application/json\`:\n\nBody\n\n${fence('json', '{ "msg": "done" }')}\n`,
    operations: ['POST /boats/refresh'],
  },
  {
    says: 'a file of something that a variable chooses, and files of a machine',
    text: '# Boats API\n\nSettings stand in `$BOATS_BASE/etc`.\n\n## GET /api/13/boats/[BOAT]/readme.md\n\nx\n\n## PUT /api/13/boats/[BOAT]/readme.md\n\ny\n',
    operations: ['GET /api/13/boats/{BOAT}/readme.md', 'PUT /api/13/boats/{BOAT}/readme.md'],
  },
  {
    says: 'a value encoded in a URL, and a part that may be left out and says what it is',
    text: `# Boats API\n\n## POST /listeners/{type}:{name}\n\nx\n\n## Remove\n\n${fence('sh', 'curl -X DELETE http://127.0.0.1:1/listeners/tcp%3Ademo')}\n\n## PUT /intent(/*base_path)\n\ny\n`,
    operations: ['DELETE /listeners/{type}:{name}', 'POST /listeners/{type}:{name}', 'PUT /intent/{base_path}'],
  },
  {
    says: 'what is needed on a line of its own in a table without outer bars',
    text: '# Boats API\n\n## POST /boats\n\nParameter | Description\n----------|------------\n`name`<br><span class="label">Required</span>|The name.\n`size`|How long.\n',
    operations: ['POST /boats name* size'],
  },
  {
    says: 'what is needed in emphasis behind the names of a list',
    text: '# Boats API\n\n## POST /boats\n\nBody:\n\n- `name` *(required)*\n  - The name.\n- `size` *(optional, default: "1")*\n  - How long.\n- `flag`*\n',
    operations: ['POST /boats flag* name* size'],
  },
  {
    says: 'a call whose answer a variable is set to',
    text: `# Boats API\n\n## Token\n\n${fence('sh', 'TOKEN=$(curl -s -X POST https://api.boats.example/v1/token -d \'{"key":"a"}\' | jq -r .token)', 'ID="$(curl -s https://api.boats.example/v1/me)"', 'curl -X PUT https://api.boats.example/v1/boats -H "Authorization: Bearer $TOKEN"')}\n`,
    operations: ['GET /v1/me', 'POST /v1/token key', 'PUT /v1/boats'],
  },
  {
    says: 'a last variable that is called like a form for all calls, and goes on elsewhere',
    text: `# Boats API\n\n## Ask\n\n${fence('http', 'POST /v1/fare/{method}')}\n\n## Look\n\n${fence('http', 'GET /v1/fare/{method}/{code}')}\n`,
    operations: ['GET /v1/fare/{method}/{code}', 'POST /v1/fare/{method}'],
  },
  {
    says: 'types in code right behind bare names',
    text: '# Boats API\n\n## GET /boats\n\n##### Allowed params\n\n- width `int` `required`\n- flag `string` (sail only)\n',
    operations: ['GET /boats flag width*'],
  },
  {
    says: 'names between colons, and words for a name behind their plural',
    text: '# Boats API\n\n- **POST** /$mode/:boat:/:crew:\n- **GET** /v0/.groups/groupname/.users/\n- **GET** /zones/zone\n',
    operations: ['GET /v0/.groups/{groupname}/.users/', 'GET /zones/zone', 'POST /{mode}/{boat}/{crew}'],
  },
  {
    says: 'many calls that stand in examples of use and nowhere else',
    text: `# Light API\n\n## Examples of use\n\n### Look\n\n${fence('sh', 'curl http://192.168.1.9/api/light/status')}\n\n### Set\n\n${fence('sh', 'curl http://192.168.1.9/api/clock')}\n\n${fence('sh', "curl http://192.168.1.9/api/clock -d 'data=a'")}\n\n${fence('sh', 'curl http://192.168.1.9/api/log')}\n`,
    operations: ['GET /api/clock', 'GET /api/light/status', 'GET /api/log', 'POST /api/clock data'],
  },
  {
    says: 'a star for the host, and whole calls below "e.g."',
    text: '# Boats API\n\n* `GET */boats` (all)\n* `POST */boats/add`\n\n## Remove\n\nEndpoint - DELETE /boats/:name\n\n### Request\n\ne.g.\nDELETE http://localhost:80/boats/ada-of-the-lake\n',
    operations: ['DELETE /boats/{name}', 'GET /boats', 'POST /boats/add'],
  },
  {
    says: 'the fields that may be sent, listed below the answer that has them all',
    text: `# Boats API\n\n## Change\n\nRequest:\n\n${fence('http', 'PUT /boats/{id}', 'Content-Type: application/json', '', '{ "name": "a" }')}\n\nResponse:\n\n${fence('json', '{ "id": 1, "name": "a", "size": 2, "flag": "b", "crew": 3 }')}\n\nAvailable fields:\n\n| Field | Type |\n|---|---|\n| \`name\` | string |\n| \`size\` | number |\n| \`flag\` | string |\n| \`crew\` | number |\n`,
    operations: ['PUT /boats/{id} crew flag name size'],
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
            .map(({ name, required }) => `${name}${required === true ? '*' : ''}`)
            .toSorted(),
        ].join(' '),
      )
      .toSorted(),
  ).toEqual(operations)
})
