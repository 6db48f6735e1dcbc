import { expect, test } from 'vitest'
import { readPage } from '../read/read-page.ts'
import { inferOperations } from './index.ts'
import { callsOf, fence, type WayOfWriting } from '../../../test/support/prose.ts'

const rows: readonly WayOfWriting[] = [
  {
    says: 'code that a template colours, and paths alone in it',
    text: '# Crews\n\n## Methods\n\nAll requests use the domain:\n\n{% highlight text %}\nhttps://crews.example.com\n{% endhighlight %}\n\n### /crews/locate\n\nFind crews by `zip`.\n\n{% highlight text %}\n/crews/locate?zip=11216\n{% endhighlight %}\n\nMore.\n\n### /crews\n\n{% highlight text %}\n/crews?rank=mate\n{% endhighlight %}\n\nFilter by rank.\n',
    mediaType: 'text/markdown',
    operations: ['GET /crews/locate', 'GET /crews'],
  },
  {
    says: 'the path of a request and of its form as the title of the table of its variables',
    text: '<html><body><h1>Port API</h1><h2>Start</h2><h3>Request</h3><pre><code class="language-http">POST /ports/qwe-rty-uio/start HTTP/1.1\nHost: localhost:8080\n</code></pre><h3>Path parameters</h3><table><caption class="title">Table 1. /ports/{portCode}/start</caption><thead><tr><th>Parameter</th><th>Description</th></tr></thead><tbody><tr><td><code>portCode</code></td><td>The port</td></tr></tbody></table></body></html>',
    mediaType: 'text/html',
    operations: ['POST /ports/{portCode}/start'],
  },
  {
    says: 'the server and the path in boxes of their own',
    text: '<html><body><h1>Loans API</h1><h2>Lend</h2><div><div>POST</div><div><span>http://localhost</span><span> </span><b>/api/loans</b></div></div><p>Lends.</p><h2>One</h2><div><div>GET</div><div><span>http://localhost</span><span> </span><b>/api/loans/{id}</b></div></div><p>One.</p></body></html>',
    mediaType: 'text/html',
    operations: ['POST /api/loans', 'GET /api/loans/{id}'],
  },
  {
    says: 'a variable told with its type behind the path, below a heading that is only the front of it',
    text: 'Boats\n=====\n\n/boats/view\n-----------\n\n**GET /boats/view/name/** *(str: name)*\n\n**GET /boats/view/id/** *(int: id)*\n\nOne boat.\n\n/boats/list\n-----------\n\n**GET /boats/list**\n\nAll.\n',
    operations: ['GET /boats/view/name/{name}', 'GET /boats/view/id/{id}', 'GET /boats/list'],
  },
  {
    says: 'a variable that is called method and is one',
    text: `# Till\n\n## Quote\n\nThe client makes a request.\n\n${fence('http', 'POST https://till.example:3338/v1/till/quote/{method}')}\n## Pay\n\n${fence('http', 'POST https://till.example:3338/v1/till/{method}')}`,
    mediaType: 'text/markdown',
    operations: ['POST /v1/till/quote/{method}', 'POST /v1/till/{method}'],
  },
  {
    says: 'a form for all of them among those that it is a form of',
    text: `# API endpoints\n\n## All\n\n${fence('html', 'https://harbours.example.eu/rest/v2/all')}\n## Code\n\n${fence('js', 'https://harbours.example.eu/rest/v2/code/{code}')}\n${fence('html', 'https://harbours.example.eu/rest/v2/code/nl')}\n## Fields\n\n${fence('js', 'https://harbours.example.eu/rest/v2/{service}?fields={field};{field}')}`,
    mediaType: 'text/markdown',
    operations: ['GET /rest/v2/all', 'GET /rest/v2/code/{code}'],
  },
  {
    says: 'paths as headings over the whole address of each',
    text: `# API documentation\n\n## Resources\n\n### /piers\n\nPiers.\n\n#### Resource URL\n\n${fence('', 'http://harbour.example.ch/v1/piers')}\n#### Example request\n\n${fence('', 'GET http://harbour.example.ch/v1/piers?query=Basel')}\n### /ferries\n\nFerries.\n\n#### Resource URL\n\n${fence('', 'http://harbour.example.ch/v1/ferries')}\n#### Example request\n\n${fence('', 'GET http://harbour.example.ch/v1/ferries?from=A')}`,
    mediaType: 'text/markdown',
    operations: ['GET /piers', 'GET /ferries'],
  },
  {
    says: 'method and address as lines of a block of code',
    text: `# Hull service\n\n## GET request\n\nCall this URL:\n\n${fence('', 'http://hulls.example.info/v3/hull/<hullid>')}\n### Query parameters\n\nNone.\n\n### Returned object\n\nA hull.\n\n## Many by POST\n\n${fence('', 'URL: http://hulls.example.info/v3/hull\nHTTP method:  POST')}`,
    mediaType: 'text/markdown',
    operations: ['POST /v3/hull', 'GET /v3/hull/{hullid}'],
  },
  {
    says: 'a notice of deprecation as the first heading of a page',
    text: '# Yard API\n\n# DEPRECATION NOTICE\n\nThis moves.\n\n## Resources\n\n| resource | description |\n| --- | --- |\n| `/boats` | all boats |\n| `/boats/{id}` | one boat |\n| `/crews` | all crews |\n',
    mediaType: 'text/markdown',
    operations: ['GET /boats', 'GET /boats/{id}', 'GET /crews'],
  },
  {
    says: 'a label of another language',
    text: '# Referencia API: search\n\nRecurso: `/search`\n\nEl recurso busca.\n',
    mediaType: 'text/markdown',
    operations: ['GET /search'],
  },
  {
    says: 'a call full of values, alone in the section of what it calls',
    text: `# Yard API\n\n## Remove a link\n\n\`DELETE /yard/{kind}/{id}/links/{linkId}\`\n\nExample:\n\n${fence('', '/yard/boats/129a096c-5983-1d59-5ddf-5d95ec91c144/links/11a71596-83e7-624d-c792-5ab9006dd493')}`,
    mediaType: 'text/markdown',
    operations: ['DELETE /yard/{kind}/{id}/links/{linkId}'],
  },
  {
    says: 'the name of a variable where it is described, whatever a list above calls it',
    text: '# Crew API\n\n- GET /crew/{id}/status\n- PUT /crew/{id}/status\n\n### GET /crew/{crew_id}/status\n\nTells.\n\n### PUT /crew/{crew_id}/status\n\nSets.\n',
    mediaType: 'text/markdown',
    operations: ['GET /crew/{crew_id}/status', 'PUT /crew/{crew_id}/status'],
  },
]

test.each(rows)('$says', ({ text, operations, mediaType = 'text/plain' }) => {
  expect(callsOf(text, mediaType)).toEqual([...operations].toSorted())
})

const named: readonly { says: string; text: string; call: string; names: readonly string[]; mediaType?: string }[] = [
  {
    says: 'values of a parameter in a table that is headed by its name',
    text: '# API\n\n## GET /boats\n\nQuery parameters:\n\n| Parameter | Type | Description |\n| --- | --- | --- |\n| `sort` | string | How to sort |\n| `layers` | string | Which |\n\nSort by one of these:\n\n| Sort Criteria | Description |\n| --- | --- |\n| `name` | By name |\n| `length` | By length |\n\n| layer | description |\n| --- | --- |\n| `sea` | the sea |\n| `lake` | a lake |\n',
    call: 'GET /boats',
    names: ['sort', 'layers'],
  },
  {
    says: 'headings that are names below "Query parameters", in reStructuredText with quotes below them',
    text: 'Hulls API\n=========\n\n.. note::\n\n   Beta.\n\nGET /hulls\n----------\n\nAll hulls.\n\nQuery parameters\n~~~~~~~~~~~~~~~~\n\nfields\n""""""\n    Optional, which fields to tell.\n\nowner\n"""""\n    Required. Whose hulls.\n',
    call: 'GET /hulls',
    names: ['fields', 'owner'],
    mediaType: 'text/plain',
  },
  {
    says: 'a model of the body in a section of its own, linked to',
    text: '# Yard API\n\n## POST /boats\n\nAdds a boat.\n\n### Request body\n\nbody [Boat](#boat) (required)\n\n### Return type\n\n[Ticket](#ticket)\n\n## GET /crews\n\nAll crews.\n\n# Models\n\n## Boat\n\n| Name | Type | Description |\n| --- | --- | --- |\n| name | string | Its name |\n| length | number | In metres |\n\n## Ticket\n\n| Name | Type | Description |\n| --- | --- | --- |\n| serial | string | Of the ticket |\n',
    call: 'POST /boats',
    names: ['name', 'length'],
  },
  {
    says: 'an object without a caption that holds what the server adds is the answer',
    text: `# Rooms API\n\n## Send\n\n### Parameters\n\n- \`text\`: **Required** Body of the message.\n\n${fence('', 'POST /rooms/:room/messages')}\n${fence('', '{ "id": "5331", "text": "hi", "html": "hi", "unread": false, "v": 1 }')}`,
    call: 'POST /rooms/{room}/messages',
    names: ['room', 'text'],
  },
  {
    says: 'a table of a section whose calls stand in sections below it',
    text: `# API\n\n## Push\n\n| Field | Type | Description |\n| --- | --- | --- |\n| title | string | Of the note |\n| sound | string | Played |\n\n### curl\n\n${fence('sh', 'curl -X POST http://127.0.0.1:8080/push -d \'{"title": "x"}\'')}\n## Ping\n\n${fence('sh', 'curl http://127.0.0.1:8080/ping')}\n## Info\n\n${fence('sh', 'curl http://127.0.0.1:8080/info')}`,
    call: 'POST /push',
    names: ['title', 'sound'],
  },
  {
    says: 'semicolons within a value, and the words above fields of an answer with its status',
    text: `# API\n\n## GET /ports\n\n${fence('', 'https://ports.example.eu/ports?fields=name;depth;berths&sort=name')}\n\`200 (OK)\`: The ports as objects with the following fields:\n\n| Field | Type | Description |\n| --- | --- | --- |\n| \`berths\` | integer | How many |\n| \`depth\` | number | In metres |\n`,
    call: 'GET /ports',
    names: ['fields', 'sort'],
  },
]

test.each(named)('$says', ({ text, call, names, mediaType = 'text/markdown' }) => {
  const page = readPage({ text, mediaType, url: 'https://docs.example.com/page' })
  const found = inferOperations([page]).operations.find((it) => `${it.method} ${it.path}` === call)
  expect(found?.parameters.map((it) => it.name).toSorted()).toEqual(names.toSorted())
})
