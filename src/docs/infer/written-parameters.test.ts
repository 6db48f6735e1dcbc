import { expect, test } from 'vitest'
import { readPage } from '../read/read-page.ts'
import { inferOperations } from './index.ts'
import { fence } from '../../../test/support/prose.ts'

test.each([
  {
    says: 'a heading for parameters with a letter wrong, and a table without a header',
    text: '# Boats API\n\n## `POST` Launch\n\nLaunches.\n\n## Endpoint\n\n`http://localhost:8000/boats`\n\n## Paramaters\n\n<table><tr><td>name</td><td>required</td><td><code>String</code> format</td></tr><tr><td>length</td><td>optional</td><td><code>Integer</code> format</td></tr></table>\n',
    parameters: ['POST body name', 'POST body length'],
  },
  {
    says: 'columns of logical and of physical names',
    text: '# ボート\n\n## POST /boats\n\n### リクエストボディ\n\n| 論理名 | 物理名 | 型 | 必須 |\n| --- | --- | --- | --- |\n| 船名 | boatName | string | 必須 |\n| 全長 | length | number | 任意 |\n',
    parameters: ['POST body boatName', 'POST body length'],
  },
  {
    says: 'tables below "Retour" are those of the answer, one after the other',
    text: '# API REST\n\n## Jeton\n\n*GET: /api/login/token*\n\n| GET Parameter | Valeur |\n| --- | --- |\n| name* | Nom |\n\n*Retour:*\n\n| Header | Valeur |\n| --- | --- |\n| Content-Type | application/json |\n\n| Clé | Valeur |\n| --- | --- |\n| token | Jeton |\n',
    parameters: ['GET query name'],
  },
  {
    says: 'a label, a sentence, and then the list',
    text: '# Tasks API\n\n## List tasks\n\n`GET /tasks.json`\n\n_Optional query parameters_:\n\nWithout any it returns the active ones.\n\n* `status` - when set to `done`, returns those\n* `owner` - only those of one person\n',
    parameters: ['GET query status', 'GET query owner'],
  },
  {
    says: 'a table that all methods of one path share',
    text: '# /api/buoy\n\nBuoys.\n\n## Verbs\n\n- PUT - Write one\n- DELETE - Sink it\n\n## Requests\n\nAll are told apart by `at`.\n\n| Name | Data Type | Required | Description |\n| --- | --- | --- | --- |\n| at | Integer | Required | Where it is |\n',
    parameters: ['PUT body at', 'DELETE query at'],
  },
  {
    says: 'a list of clients is none of parameters, nor are voices in the middle of a table',
    text: '# Feed API\n\n## POST /feed\n\nSends.\n\n| App | Platform | Licence |\n| --- | --- | --- |\n| Reeder | iOS | Closed |\n| Unread | iOS | Closed |\n\n| Language | Gender | Name |\n| --- | --- | --- |\n| Danish | Female | Naja |\n| Dutch | Male | Ruben |\n',
    parameters: [],
  },
  {
    says: 'labels of notes and of what follows, what is refused, and a flag of an enumeration',
    text: `# Hooks API\n\n## PATCH /hooks/{id}\n\n> **Info**\n>\n> All parameters are optional.\n\nDoes not accept a \`channel\` parameter. When the flag \`IS_V2\` is set it is new.\n\nParameters:\n\nNONE\n\n**Request**:\n\n${fence('http', 'PATCH /hooks/1 HTTP/1.1')}`,
    parameters: [],
  },
  {
    says: 'names of a call that is shown with a query go the same way',
    text: `# Scan API\n\n## POST /rest/scan\n\nTakes the optional parameters \`folder\` and \`next\`.\n\n${fence('bash', 'curl -X POST "http://127.0.0.1:8384/rest/scan?folder=default"')}`,
    parameters: ['POST query folder', 'POST query next'],
  },
  {
    says: 'fields of a form that may be sent as JSON are those of the body',
    text: '# Posts API\n\n## POST /posts\n\n### JSON/Form Params\n\n| Field | Type | Description |\n| --- | --- | --- |\n| content | string | The text |\n| tts | boolean | Read aloud |\n',
    parameters: ['POST body content', 'POST body tts'],
  },
  {
    says: 'names in quotes, each with what it is',
    text: "# Yards API\n\n## Export\n\nCommand: POST /yards/export\n\nIn the parameter\n\n'yard' : yard id 'format' : e.g. csv [optional]\n\nIn the form data\n\n'engine' : how\n",
    parameters: ['POST query yard', 'POST query format', 'POST form engine'],
  },
  {
    says: 'a form that a DELETE is sent stays one',
    text: '# Lists API\n\n## DELETE /lists/{id}/accounts\n\n### Form data parameters\n\n- `account_ids` (array, required): Whom to remove.\n',
    parameters: ['DELETE form account_ids'],
  },
  {
    says: 'a link in the answer of a list does not make the next call own its filters',
    text: `# Agents API\n\n## List agents\n\n${fence('bash', 'curl https://api.fleet.example/v2/agents')}\n${fence('json', '[{ "id": "a1", "url": "https://api.fleet.example/v2/agents/my-agent" }]')}\nOptional query string parameters:\n\n| Name | Description |\n| --- | --- |\n| hostname | Filters |\n\n## Get an agent\n\n${fence('bash', 'curl https://api.fleet.example/v2/agents/{id}')}`,
    parameters: ['GET query hostname'],
  },
])('$says', ({ text, parameters }) => {
  const { operations } = inferOperations([
    readPage({ text, mediaType: 'text/markdown', url: 'https://docs.example/page.md' }),
  ])
  const found = operations
    .filter(({ draft }) => !draft)
    .flatMap(({ method, parameters: own }) =>
      own.filter((it) => it.in !== 'path').map((it) => `${method} ${it.in} ${it.name}`),
    )
  expect(found.toSorted()).toEqual([...parameters].toSorted())
})

test('of two servers that are stated, the public one is the base', () => {
  const text =
    '# Boats API\n\n## Base URL\n\n- **Development**: `http://localhost:3001`\n- **Production**: `https://api.boats.invalid`\n\n## GET /boats\n\nAll.\n'
  const page = readPage({ text, mediaType: 'text/markdown', url: 'https://docs.example/page.md' })
  expect(inferOperations([page]).baseUrl).toBe('https://api.boats.invalid')
})

test('a path whose action is a parameter is one operation: its values are listed, and what one of them needs is not asked of all', () => {
  const table = (name: string): string =>
    `| Parameter | Type | Required | Description |\n| --- | --- | --- | --- |\n| ${name} | string | yes | Of it |\n`
  const text = `# Wiki API\n\n## Query\n\n\`GET /w/api.php?action=query\`\n\n${table('titles')}\n## Find\n\n\`GET /w/api.php?action=find\`\n\n${table('search')}`
  const page = readPage({ text, mediaType: 'text/markdown', url: 'https://docs.example/page.md' })
  const [operation, ...others] = inferOperations([page]).operations
  expect(others).toEqual([])
  expect(
    operation?.parameters.map(({ name, required, schema, description }) => ({
      name,
      required,
      values: schema.enum,
      description,
    })),
  ).toEqual([
    { name: 'action', required: true, values: ['query', 'find'], description: undefined },
    { name: 'titles', required: undefined, values: undefined, description: 'action=query, required: Of it' },
    { name: 'search', required: undefined, values: undefined, description: 'action=find, required: Of it' },
  ])
})
