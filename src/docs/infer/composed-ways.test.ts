import { expect, test } from 'vitest'
import { fence, operationsOf } from '../../../test/support/prose.ts'

test.each([
  {
    says: 'requests of a console, whose paths begin without a slash and with a stroke below, called with counted names',
    text: [
      '# Fleet API\n\n## Create a crew\n\n#### Example request\n',
      fence('json', 'PUT _tools/_fleet/crews/crew_1', '{', '  "crew": { "size": 3 }', '}'),
      '## Moor\n\n#### Example request\n',
      fence('json', 'POST _tools/_fleet/moor/boat_1', '{ "crew_id": "crew_1" }'),
      '## Look\n',
      fence('json', 'GET my-boat-000007/_logs'),
    ].join('\n'),
    operations: [
      'PUT /_tools/_fleet/crews/{crew_id} crew',
      'POST /_tools/_fleet/moor/{boat} crew_id',
      'GET /{boat}/_logs',
    ],
  },
  {
    says: 'numbers of versions, steps and standards and years are no counted names',
    text: '# API\n\n## GET /api/oauth-2/token\n\nx\n\n## GET /import/step-2/rows\n\ny\n\n## GET /users/user1/boats\n\nz\n\n## GET /data/tides_2015\n\nw\n',
    operations: [
      'GET /api/oauth-2/token',
      'GET /import/step-2/rows',
      'GET /users/{user_id}/boats',
      'GET /data/tides_2015',
    ],
  },
  {
    says: 'the parts of each path in columns of their own, the variables with those of a language',
    name: 'page.rst',
    text: `Harbour
=======

.. csv-table:: Service
   :header: "Method", "Module", "Controller", "Command", "Parameters"

    "\`\`GET\`\`","harbour","cranes","status",""
    "\`\`GET,POST\`\`","harbour","cranes","lift","$crane,$load=null"

    "\`\`<<uses>>\`\`", "", "", "", "*model*"
`,
    operations: [
      'GET /harbour/cranes/status',
      'GET /harbour/cranes/lift/{crane}/{load}',
      'POST /harbour/cranes/lift/{crane}/{load}',
    ],
  },
  {
    says: 'a base path of some calls is not in front of others that are called whole without it',
    text: `# Endpoints\n\n## Boats\n\n- **Endpoint**: \`GET /api/boats\`\n\n${fence('sh', 'curl http://localhost:3000/api/boats')}\n## Crews\n\n- **Endpoint**: \`POST /api/crews\`\n\n## Proxy\n\n- **Base URL**: \`/dock/<api>\`\n\n${fence('sh', 'curl http://localhost:3000/dock/api/berths')}`,
    operations: ['GET /api/boats', 'POST /api/crews', 'GET /dock/api/berths'],
  },
  {
    says: 'names of parameters below their comments, in code that is no JSON',
    text: `# Yard API\n\n#### /yard/open [POST]\n\nOpens it.\n\n###### Query String Parameters\n${fence('', '// Where the', '// key is.', 'key', '', 'hours // Optional, default is 8.', '', '// Who opens.', 'person string')}\n###### Response\n\nNothing.\n`,
    operations: ['POST /yard/open key,hours,person'],
  },
  {
    says: 'a variable that is all of the path, from which the other headings go on',
    text: '# Backend\n\n## POST {place}?create=true\n\nMakes it.\n\n## DELETE {place}\n\nSinks it.\n\n## GET {place}/config\n\nReads.\n',
    operations: ['POST /{place} create', 'DELETE /{place}', 'GET /{place}/config'],
  },
  {
    says: 'the method in the sentence that leads to a list of paths; what follows the list is no part of its last entry',
    name: 'page.rst',
    text: `Harbour Endpoints
=================

The HTTP service supports **GET** requests on the following paths:

\`\`/boats\`\`
     All boats.

\`\`/tide?at=time?in=unit\`\`
     How high it is.

The HTTP service supports **POST** requests on the following path:

\`\`/boats\`\`
     Adds one.

In addition, the \`\`/log\`\` endpoint returns a log and the \`\`/metrics\`\` and \`\`/health\`\` endpoints say how it is.
`,
    operations: ['GET /boats', 'GET /tide at,in', 'POST /boats', 'GET /log', 'GET /metrics', 'GET /health'],
  },
  {
    says: 'what wget sends',
    text: `# Yard API\n\n## Add\n\n${fence('', 'wget --quiet --post-data=\'{"name": "Ada"}\' --output-document - \\', '  --header "Content-Type: application/json" \\', '  http://yard.example/boats')}\n## Change\n\n${fence('', 'wget --method=PUT --body-file=a.json http://yard.example/boats/17')}`,
    operations: ['POST /boats name', 'PUT /boats/{boat_id}'],
  },
  {
    says: 'variables that the text names, filled in a sample with more in front',
    text: `# Import\n\n## Import via API\n\nThe endpoint \`POST /v1/yards/{yardName}/{boatName}/import\` takes a file.\n\n${fence('', "curl -X POST 'http://localhost:8080/api/v1/yards/ada/erna/import' -F 'file=@x.zip'")}`,
    operations: ['POST /api/v1/yards/{yardName}/{boatName}/import file'],
  },
  {
    says: 'a call that is named in short where its variable is told elsewhere',
    text: '# Tasks API\n\n## POST /task/init\n\nThen upload files via /task/upload.\n\n### Parameters\n\n| Name | Type |\n| --- | --- |\n| `title` | string |\n\n## POST /task/upload/{uuid}\n\nUploads one.\n',
    operations: ['POST /task/init title', 'POST /task/upload/{uuid}'],
  },
  {
    says: 'tabs of statuses below a table of the body, and samples below a status line, are answers',
    text: `# API\n\n## Add\n\n\`POST\` \`https://yard.example/boats\`\n\n#### Request Body\n\n| Name | Type |\n| --- | --- |\n| name | string |\n\n{% tabs %}\n{% tab title="200 " %}\n${fence('javascript', '{ "result": true, "item": {} }')}{% endtab %}\n{% endtabs %}\n\n## Launch\n\n    POST https://yard.example/launches\n\n**Parameters**\n\n| Name | Required? |\n| --- | --- |\n| boat | required |\n\n**Response**\n\n${fence('', 'status 201 Created')}${fence('json', '{ "meta": { "status": 201 }, "data": {} }')}`,
    operations: ['POST /boats name', 'POST /launches boat'],
  },
  {
    says: 'properties below the heading Request of a call without a body are asked with',
    text: '# API\n\n## Tides\n\n### Operation\n\n`GET /tides`\n\n### Request\n\nPass some of the following to the *GET* request.\n\n| Property | Type | Description |\n| --- | --- | --- |\n| at | integer | When. |\n| place | string | Where. |\n',
    operations: ['GET /tides at,place'],
  },
  {
    says: 'a base URL with a user in front of its host; calls that are deprecated are calls',
    text: '# Notes API\n\nThe base URL for all calls is:\n\n    https://user:secret@notes.example/apps/notes/api/v1/\n\n## GET /notes\n\nAll.\n\n## Save a card (deprecated)\n\n```sh\ncurl -X POST https://notes.example/apps/notes/api/v1/cards\n```\n\n## One\n\n```sh\ncurl https://notes.example/apps/notes/api/v1.4/files/17\n```\n',
    operations: ['GET /notes', 'POST /cards', 'GET /apps/notes/api/v1.4/files/{file_id}'],
  },
])('$says', ({ text, name, operations }) => {
  expect(operationsOf(text, name)).toEqual(operations)
})
