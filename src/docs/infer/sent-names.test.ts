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
