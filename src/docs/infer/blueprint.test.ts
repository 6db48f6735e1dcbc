import { expect, test } from 'vitest'
import { readPage } from '../read/read-page.ts'
import { inferOperations } from './infer.ts'

const read = (text: string, mediaType = 'text/plain') => {
  const inference = inferOperations([readPage({ text, mediaType, url: 'https://boats.example/api.apib' })])
  const operations = inference.operations.map(
    ({ method, path, parameters }) =>
      `${method} ${path} ${parameters.map((it) => `${it.in}:${it.name}${it.required === true ? '*' : ''}`).join(' ')}`,
  )
  return { ...inference, lines: operations.map((line) => line.trim()) }
}

const harbour = `FORMAT: 1A
HOST: https://boats.example/v2

# Harbour
All about boats.

# Data Structures

## Hull
+ length: 12.5 (number, required) - in metres
+ colour: red (optional)

# Group Boats

## Boats [/boats{?page,harbour}]

+ Parameters
    + page (number, optional) - Which page

### List boats [GET]
+ Parameters
    + harbour: \`north\` (string) - Only of this one

+ Response 200 (application/json)

        {"items": [], "total": 1}

### Launch a boat [POST]

#### Before you begin
Register first.

+ Request (application/json)
    + Headers

            X-Pilot: ann

    + Attributes (Hull)

+ Response 201 (application/json)
    + Body

            {"registered": "2024-01-01"}

+ Response 400 (application/json)

        {"error": "too long"}

## Boat [/boats/{boat_id}]
+ Parameters
    + boat_id: \`b1\` (required, string) - The boat

### Sink [DELETE /boats/{boat_id}/afloat{?reason}]
+ Response 204

### Repaint [PATCH]
+ Request (application/x-www-form-urlencoded)

        colour=blue&coats=2

+ Response 200

## GET /flags
+ Response 200
`

test('an API Blueprint is read as what it says', () => {
  const { lines, baseUrl } = read(harbour)
  expect(baseUrl).toBe('https://boats.example/v2')
  expect(lines).toEqual([
    'GET /boats query:page query:harbour',
    'POST /boats query:page header:X-Pilot body:length* body:colour',
    'DELETE /boats/{boat_id}/afloat path:boat_id* query:reason',
    'PATCH /boats/{boat_id} path:boat_id* form:colour form:coats',
    'GET /flags',
  ])
})

test('what an answer of a blueprint holds is not sent', () => {
  const { operations } = read(harbour)
  const launch = operations.find(({ method, path }) => method === 'POST' && path === '/boats')
  expect(Object.keys(launch?.body?.schema['properties'] ?? {})).toEqual(['length', 'colour'])
  expect(launch?.responses.map(({ status }) => status).sort()).toEqual(['201', '400'])
})

test.each<[name: string, text: string, operations: string[]]>([
  [
    'an action takes the resource above, on whatever level it stands',
    '# Ports [/ports]\n# Open [POST]\n+ Response 201\n\n# Close [DELETE]\n+ Response 204\n',
    ['POST /ports', 'DELETE /ports'],
  ],
  [
    'attributes of a resource are what is sent where nothing else is',
    '# Port [/ports]\n+ Attributes\n    + name (string)\n    + depth (number)\n\n## Open [PUT]\n+ Response 200\n',
    ['PUT /ports body:name body:depth'],
  ],
  [
    'data structures include each other',
    `# Data Structures\n## Base\n+ id (required)\n\n## Port (Base)\n+ Include Place\n\n## Place\n+ town: x\n
# Ports [/ports]\n## Add [POST]\n+ Request\n    + Attributes (Port)\n\n+ Response 200\n`,
    ['POST /ports body:id* body:town'],
  ],
  [
    'variables of the query without a bracket of their own',
    '# GET /ports?{open,size}\n+ Response 200\n',
    ['GET /ports query:open query:size'],
  ],
  [
    'values that a parameter may have are none',
    '# Ports [/ports{?sort}]\n## All [GET]\n+ Parameters\n    + sort (enum[string]) - How\n        + Members\n            + `name`\n            + `depth`\n\n+ Response 200\n',
    ['GET /ports query:sort'],
  ],
])('%s', (_, text, operations) => {
  expect(read(text).lines).toEqual(operations)
})

test('a structure that includes itself has an end', () => {
  const names = Array.from({ length: 30 }, (_, at) => `S${at}`)
  const structures = names.map((name) => `## ${name}\n${names.map((it) => `+ a${it} (${it})`).join('\n')}\n`).join('\n')
  const { lines } = read(
    `FORMAT: 1A\n# Data Structures\n${structures}\n# A [/a]\n## B [POST]\n+ Attributes (S0)\n\n+ Response 200\n`,
  )
  expect(lines).toHaveLength(1)
})

test('Markdown with titles in brackets is no blueprint', () => {
  const { lines } = read('# Boats [beta]\n\n- Response 200 is fine\n\nRead `GET /boats`.\n', 'text/markdown')
  expect(lines).toEqual(['GET /boats'])
})
