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
    says: 'numbers of versions, steps and standards are no counted names',
    text: '# API\n\n## GET /api/oauth-2/token\n\nx\n\n## GET /import/step-2/rows\n\ny\n\n## GET /users/user1/boats\n\nz\n',
    operations: ['GET /api/oauth-2/token', 'GET /import/step-2/rows', 'GET /users/{user_id}/boats'],
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
])('$says', ({ text, name, operations }) => {
  expect(operationsOf(text, name)).toEqual(operations)
})
