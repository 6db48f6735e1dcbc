import { describe, expect, test } from 'vitest'
import { readPage } from '../read/read-page.ts'
import { inferOperations } from './index.ts'

const read = (text: string, url = 'https://docs.acme.dev/api.md') =>
  inferOperations([readPage({ text, mediaType: url.endsWith('.rst') ? 'text/plain' : 'text/markdown', url })])

const namesOf = (text: string, url?: string): string[] =>
  read(text, url).operations.flatMap(({ parameters }) => parameters.map((it) => `${it.in} ${it.name}`))

const code = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\`\n`

describe('code of a client says what is sent', () => {
  const page = (text: string): string => `# Boats API\n\n## POST /boats\n\n${code('js', text)}`
  test.each([
    {
      where: 'as the second argument',
      text: 'await axios.post(\n  `${BASE}/boats`,\n  { name: "Erna", crew: ["a", "b"], length: 12 },\n  { headers: { "X-Trace": "1" } }\n)',
      names: ['body name', 'body crew', 'body length'],
    },
    {
      where: 'as an object of its own, and nothing of what is called like a variable',
      text: "payload = {'name': 'Erna', 'afloat': True}\nr = requests.post('https://boats.example.com/boats', json=payload)",
      names: ['body name', 'body afloat'],
    },
    {
      where: 'as text of JSON, with names that are variables',
      text: 'fetch("https://boats.example.com/boats", {\n  method: "POST",\n  body: JSON.stringify({ name, size: 3 }),\n})',
      names: ['body name', 'body size'],
    },
    {
      where: 'but options of a call are nothing that is sent',
      text: 'await axios.post("https://boats.example.com/boats", { headers: { Accept: "x" }, timeout: 5 })',
      names: [],
    },
  ])('$where', ({ text, names }) => {
    expect(namesOf(page(text))).toEqual(names)
  })

  test('parameters of a query', () => {
    const text = code('py', 'requests.get("https://boats.example.com/boats", params={"flag": "no", "page": 2})')
    expect(namesOf(`# Boats API\n\n## GET /boats\n\n${text}`)).toEqual(['query flag', 'query page'])
  })

  test('each call what is its own', () => {
    const page = `# Boats API\n\n${code('js', 'api.post("https://boats.example.com/boats", { flag: 1 })\napi.post("https://boats.example.com/crews", { size: 2 })')}\n## POST /boats\n\n## POST /crews\n`
    expect(read(page).operations.map(({ path, parameters }) => [path, ...parameters.map(({ name }) => name)])).toEqual([
      ['/boats', 'flag'],
      ['/crews', 'size'],
    ])
  })
})

describe('names behind their caption', () => {
  test.each([
    {
      where: 'in an entry of a list of facts, each with a word in brackets',
      page: '# Boats API\n\nGET `http://boats.example.com/boats`\n\n- Answer type: text\n- input fields: `flag` (optional), `page` (optional)\n- ok response: 200 OK\n- fail response: 401, 400\n',
      names: ['query flag', 'query page'],
    },
    {
      where: 'alone, with what it is',
      page: '# Boats API\n\n## PUT /boats\n\n- Method: `PUT`\n- Query string parameters: `flag` - optional text\n- Answers: 204\n',
      names: ['query flag'],
    },
    {
      where: 'in brackets without a colon',
      page: '# Boats API\n\n## GET /boats\n\n### Parameters\n\nFilter parameters:\n\n  *   flagOf [string]: whose flag\n  *   homePort [string] boats of that port\n',
      names: ['query flagOf', 'query homePort'],
    },
    {
      where: 'numbered, after what may be included',
      page: '# Boats API\n\n## PUT /boats\n\nOptionally, you can include:\n\n1) flag (defaults to none)\n2) home_port (defaults to *Oslo*)\n',
      names: ['body flag', 'body home_port'],
    },
    {
      where: 'as paragraphs that each begin with a name',
      page: '# Boats API\n\n## GET /boats\n\nLists boats.\n\n**Parameters:**\n\n`flag`: whose flag.\n\n`page` (optional, default: 1): which page.\n',
      names: ['query flag', 'query page'],
    },
    {
      where: 'but none of a configuration',
      page: '# Boats API\n\n## POST /boats\n\nBasic config options: `flag` (red/blue), `page`.\n',
      names: [],
    },
    {
      where: 'but no limits that an answer tells',
      page: '# Boats API\n\n## GET /boats\n\nHeaders:\n\n- `X-RateLimit-Limit`: calls an hour\n- `X-Trace`: an id\n',
      names: ['header X-Trace'],
    },
  ])('$where', ({ page, names }) => {
    expect(namesOf(page)).toEqual(names)
  })
})

describe('reStructuredText', () => {
  const rst = 'https://docs.acme.dev/api.rst'
  test('labels of the author in a field list, and the text behind it', () => {
    const text =
      'Boats API\n=========\n\nGET ``http://boats.example.com/boats``\n   :Answer type: text\n   :input fields: ``flag`` (optional)\n   :ok response: 200 OK\n\n   Lists. The ``page`` parameter says which page.\n'
    expect(namesOf(text, rst)).toEqual(['query flag', 'query page'])
  })
  test('a field of another kind among those of the HTTP domain', () => {
    const text =
      'Boats API\n=========\n\n.. http:get:: /boats\n\n   Lists.\n\n   :query string flag: Whose.\n   :quert string page: Which.\n'
    expect(namesOf(text, rst)).toEqual(['query flag'])
  })
  test('a note within an entry does not end the list', () => {
    const text =
      'Boats API\n=========\n\n``/boats``\n----------\n\nFilters go in the following URL parameters:\n\n* ``flag`` - whose.\n\n  .. note::\n\n     There may be many.\n\n* ``page`` - which.\n\n* ``size`` - how many.\n'
    expect(namesOf(text, rst)).toEqual(['query flag', 'query page', 'query size'])
  })
  test('names that are set in are text, no code', () => {
    const text =
      'Boats API\n=========\n\n``/boats``\n----------\n\nFinds boats.\n\n**Parameters:**\n\n  Paging parameters:\n\n    ``page`` (optional, default: 1): which page.\n\n    ``size`` (optional): how many.\n'
    expect(namesOf(text, rst)).toEqual(['query page', 'query size'])
  })
})

describe('paths that files have as well', () => {
  test.each(['raw', 'blob'])('/%s with a variable', (word) => {
    const page = `# Boats API\n\n### \`/${word}/{boat}/content\`\n\nReturns it.\n\n### \`/boats\`\n\nLists.\n`
    expect(read(page).operations.map(({ path }) => path)).toContain(`/${word}/{boat}/content`)
  })
})

describe('what an entry says is given to it', () => {
  const list = (...rows: readonly string[]): string =>
    `# Player API\n\n- \`GET /player\` Tells what plays.\n${rows.map((row) => `- ${row}\n`).join('')}`
  test.each([
    { says: '`POST /player/seek` Seek to a position in ms specified by `pos`.', names: ['body pos'] },
    { says: '`POST /player/mix` Set mixing accordingly to `val` (`on`, `off`).', names: ['body val'] },
    { says: '`POST /player/gain` Either set it to a given `gain` value, or change it by a `step` count.', names: ['body gain', 'body step'] }, // prettier-ignore
    { says: '`POST /player/add` Load a tune from a given URI `uri`.', names: ['body uri'] },
    { says: '`GET /player/tunes` All tunes, you can specify `deep`. Returns `title` and `length`.', names: ['query deep'] }, // prettier-ignore
    { says: '`POST /player/stop` Stops it as `stop` does.', names: [] },
  ])('$says', ({ says, names }) => {
    expect(namesOf(list(says))).toEqual(names)
  })
})

describe('bodies in text and below comments', () => {
  test.each([
    {
      where: 'an example in a line of text',
      page: '# Boats API\n\n## POST /boats\n\nExample request (small): {"flag": "no", "size": 2}\n\nExample response: {"id": 1}\n',
      names: ['body flag', 'body size'],
    },
    {
      where: 'a request whose head is a comment above its JSON',
      page: `# Boats API\n\nBoats are changed by \`POST /boats/:id\`.\n\n${code('json5', '// POST https://boats.example.com/boats/:id\n// Content-Type: application/json\n\n{\n  "flag": "no"\n}')}\n${code('json5', '// HTTP/1.1 200 OK\n{\n  "done": true\n}')}`,
      names: ['path id', 'body flag'],
    },
    {
      where: 'fields of a list that a sentence in front says are returned',
      page: '# Boats API\n\n## GET /boats\n\nA call returns a list of boats. Interesting fields of them are:\n\n- `flag`: whose\n- `size`: how long\n',
      names: [],
    },
  ])('$where', ({ page, names }) => {
    expect(namesOf(page)).toEqual(names)
  })
})

describe('calls that a page tells or writes in short', () => {
  const callsOf = (text: string): string[] => read(text).operations.flatMap(({ method, path, draft }) => (draft ? [] : [`${method} ${path}`])) // prettier-ignore
  test.each([
    {
      where: 'commands in running text, and the form that they are of',
      page: '# Boats API\n\n## See all\n\nTo see all ports run `curl http://localhost:5000/api/ports | jq`.\n\n## See the boats of one\n\nThe format is `http://localhost:5000/api/ports/{port}/boats`.\n\nFor Oslo use `curl http://localhost:5000/api/ports/oslo/boats | jq`.\n',
      calls: ['GET /api/ports', 'GET /api/ports/{port}/boats'],
    },
    {
      where: 'labels on the lines of an entry',
      page: '# Boats API\n\n1. Find boats\nEndpoint: https://api.boats.com/v1/find\nPurpose: finds them\nMethod: POST\n\n2. Sort boats\nEndpoint: https://api.boats.com/v1/sort\nPurpose: sorts them\nMethod: PUT\n',
      calls: ['POST /v1/find', 'PUT /v1/sort'],
    },
    {
      where: 'a command behind a label, of the variable that is declared above',
      page: '# Boats API\n\n- Call\n\n  URI: `http://127.0.0.1:1104/v1/boats/[boat-name]`\n\n  METHOD: `DELETE`\n\n- Example\n\n  Command: `curl -X DELETE http://127.0.0.1:1104/v1/boats/boat-example`\n',
      calls: ['DELETE /v1/boats/{boat-name}'],
    },
    {
      where: 'a version that the base stands in front of',
      page: `# Boats API\n\nBase URL: \`https://api.boats.com/fleet\`\n\n| Method | Endpoint |\n|---|---|\n| POST | /1/boats |\n| GET | /1/boats/{boatId} |\n\n## Request\n\n${code('http', 'POST /fleet/1/boats HTTP/1.1\nHost: api.boats.com\n\n{"flag": "no"}')}`,
      calls: ['POST /1/boats', 'GET /1/boats/{boatId}'],
    },
    {
      where: 'a form of all calls is none',
      page: `# Boats API\n\nThe main endpoint is:\n\n${code('', '/api/app/NAME/v1')}\n${['find', 'sort', 'sink', 'lift', 'paint'].map((it) => `### ${it}\n\n${code('', `/api/app/${it}/v1`)}`).join('\n')}`,
      calls: ['find', 'sort', 'sink', 'lift', 'paint'].map((it) => `GET /api/app/${it}/v1`),
    },
    {
      where: 'a title over calls of other methods is none',
      page: `# Boats API\n\n## /api/rest\n\nAll goes through it.\n\n### Boats\n\n${code('sh', 'curl -X PUT https://api.boats.com/api/rest -d \'{"flag": "no"}\'')}\n${code('sh', 'curl -X DELETE https://api.boats.com/api/rest -d \'{"id": 1}\'')}`,
      calls: ['PUT /api/rest', 'DELETE /api/rest'],
    },
    {
      where: 'an address for an endpoint is none',
      page: `# Boats API\n\n${code('', 'https://<server-url>/v1/<api-endpoint>')}\n## GET /v1/boats\n\nLists.\n`,
      calls: ['GET /v1/boats'],
    },
  ])('$where', ({ page, calls }) => {
    expect(callsOf(page).toSorted()).toEqual(calls.toSorted())
  })

  test('a port in words is no base', () => {
    const page =
      '# Boats API\n\nThe base URL is `http://server.ip:server.port`, by default `http://127.0.0.1:1104`.\n\n## GET /boats\n\nLists.\n'
    expect(read(page).baseUrl).toBe('http://127.0.0.1:1104')
  })
})
