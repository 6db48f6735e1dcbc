import { describe, expect, test } from 'vitest'
import { readPage } from '../read/read-page.ts'
import { inferOperations } from './index.ts'

const operationsOf = (text: string) =>
  inferOperations([readPage({ text, mediaType: 'text/markdown', url: 'https://docs.acme.dev/api' })]).operations

const namesOf = (text: string): string[] => (operationsOf(text)[0]?.parameters ?? []).map((it) => `${it.in} ${it.name}`)

const json = (text: string): string => `\`\`\`json\n${text}\n\`\`\`\n`

const table = (header: string, ...rows: readonly string[]): string =>
  `| ${header} |\n|${header.replace(/[^|]+/g, '---')}|\n${rows.map((row) => `| ${row} |\n`).join('')}\n`

describe('what an answer holds is no parameter', () => {
  const answer = json('{ "count": 2, "boats": [{ "name": "Ada", "length": 12 }] }')
  test.each([
    {
      where: 'below it',
      page: `# Boats\n\n## GET /boats\n\n**Response**\n\n${answer}\n**Boat fields**\n\n${table('Field | Type | Description', 'name | string | Its name', 'length | number | In metres')}`,
      names: [],
    },
    {
      where: 'above it, with the names of the way to a field',
      page: `# Boats\n\n## GET /boats\n\n${table('Field | Type | Description', 'count | number | How many', 'boats[].name | string | Its name', 'boats[].length | number | In metres')}\n${answer}`,
      names: [],
    },
    {
      where: 'in the section of another, that has the same',
      page: `# Boats\n\n## GET /boats\n\n${answer}\n**Boat fields**\n\n${table('Field | Type | Description', 'name | string | Its name', 'length | number | In metres')}\n## GET /boats/{id}\n\nSame fields as the boats in \`/boats\`.\n`,
      names: [],
    },
    {
      where: 'but is one where the table says that it is needed',
      page: `# Boats\n\n## POST /boats\n\n${table('Field | Description', 'name | Required. Its name', 'length | Optional. In metres')}\nExample 201 response:\n\n${json('{ "id": 1, "name": "Ada", "length": 12 }')}`,
      names: ['body name', 'body length'],
    },
    {
      where: 'but is one where a body that is shown has some of the names',
      page: `# Boats\n\n## PUT /boats/{id}\n\nRequest:\n\n${json('{ "name": "Bea" }')}\nResponse:\n\n${json('{ "id": 1, "name": "Bea", "length": 12, "home": "Oslo" }')}\nAvailable fields:\n\n${table('Field | Type', 'name | string', 'length | number', 'home | string')}`,
      names: ['path id', 'body name', 'body length', 'body home'],
    },
    {
      where: 'but is one where the words say that it is asked',
      page: `# Boats\n\n## GET /boats\n\nQuery parameters:\n\n${table('Name | Description', 'name | Part of the name', 'length | Longer than')}\n${answer}`,
      names: ['query name', 'query length'],
    },
  ])('$where', ({ page, names }) => {
    expect(namesOf(page)).toEqual(names)
  })
})

describe('fields within fields', () => {
  test('names with dots and brackets become objects and arrays of a JSON body', () => {
    const [operation] = operationsOf(
      `# Orders\n\n## POST /orders\n\n${table('Field | Type | Required | Description', 'crew | object | yes | Who', 'crew.name | string | yes | Name', 'crew.home.port | string | no | Port', 'loads[].sku | string | yes | What', 'loads[].tons | integer | no | How much', 'note | string | no | Words')}`,
    )
    expect(operation?.body?.schema).toMatchObject({
      properties: {
        crew: {
          type: 'object',
          required: ['name'],
          properties: { name: { type: 'string' }, home: { type: 'object', properties: { port: { type: 'string' } } } },
        },
        loads: { type: 'array', items: { properties: { sku: { type: 'string' }, tons: { type: 'integer' } } } },
        note: { type: 'string' },
      },
    })
    expect(Object.keys(operation?.body?.schema.properties ?? {}).toSorted()).toEqual(['crew', 'loads', 'note'])
  })

  test('a name with a dot that a sample has at its top, or that stands alone, stays one name', () => {
    const page = `# Settings\n\n## PUT /settings\n\n${table('Field | Type | Required', 'theme.dark | boolean | no', 'locale | string | no')}`
    expect(namesOf(page)).toEqual(['body theme.dark', 'body locale'])
    const shown = `${page.replace('| locale', '| theme.wide | boolean | no |\n| locale')}\n${json('{ "theme.dark": true, "theme.wide": false, "locale": "de" }')}`
    expect(namesOf(shown)).toEqual(['body theme.dark', 'body theme.wide', 'body locale'])
  })

  test('a form keeps its names in brackets', () => {
    const page = `# Votes\n\n## POST /votes\n\nSent as form data.\n\n${table('Field | Type | Required', 'vote[type] | string | yes', 'vote[boat] | string | yes')}`
    expect(namesOf(page)).toEqual(['form vote[type]', 'form vote[boat]'])
  })

  test.each([
    { way: 'a heading that is the type of a parameter', type: 'Home[]', head: '### Home' },
    { way: 'a heading that is its name', type: 'object', head: '### The `homes` object' },
    { way: 'a label', type: 'array', head: '**homes fields**' },
  ])('a table below $way is of its fields', ({ type, head }) => {
    const [operation] = operationsOf(
      `# Boats\n\n## POST /boats\n\n${table('Name | Type | Required', 'name | string | yes', `homes | ${type} | no`)}\n${head}\n\n${table('Name | Type | Required', 'port | string | yes', 'berth | integer | no')}`,
    )
    expect(operation?.parameters.map(({ name }) => name)).toEqual(['name', 'homes'])
    const homes = operation?.body?.schema.properties?.['homes']
    expect(JSON.stringify(homes)).toContain('"port"')
  })
})

describe('words that are no names', () => {
  test.each([
    {
      what: 'a sentence about all of them',
      page: `# Boats\n\n## GET /boats\n\n### Query parameters\n\nAll are optional.\n\n${table('Name | Values', '`size` | an integer', '`from` | an integer')}`,
      names: ['query size', 'query from'],
    },
    {
      what: 'labels of a record',
      page: '# Boats\n\n- **URL**\n\n  /boats\n\n- **Method:**\n\n  `GET`\n\n- **URL params**\n\n  **Required:**\n  None.\n\n  **Optional:**\n  - `before=YYYY-MM-DD` - Built before.\n  - `home=port` - At home there.\n\n- **Notes:** The optional ones go together.\n',
      names: ['query before', 'query home'],
    },
  ])('$what', ({ page, names }) => {
    expect(namesOf(page)).toEqual(names)
  })

  test('what is required of something else does not make a parameter required', () => {
    const [operation] = operationsOf(
      `# Boats\n\n## GET /boats\n\n### Query parameters\n\n${table('Parameter | Description', 'min_depth | Minimum required depth in metres', 'home | Required. The port')}`,
    )
    expect(operation?.parameters.map(({ name, required }) => [name, required === true])).toEqual([
      ['min_depth', false],
      ['home', true],
    ])
  })
})

test('a query is of the method that its URL is shown with', () => {
  const call = (line: string): string => `\`\`\`\n${line}\n\`\`\`\n`
  const found = operationsOf(
    `# Tasks\n\n## Details\n\n${call('GET http://localhost:8080/tasks/2')}\n## Cancel\n\n${call('PUT http://localhost:8080/tasks/2?action=cancel')}`,
  )
  expect(found.map(({ method, parameters }) => `${method} ${parameters.map(({ name }) => name).join()}`)).toEqual([
    'GET task_id',
    'PUT task_id,action',
  ])
})

test('words among phrases in a table are no names', () => {
  const page = `# Events\n\n## POST /events\n\nYour event must satisfy these requirements:\n\n${table('Field | Requirement', 'Encoding | Binary', 'Data content type | `application/json`', 'Payload | JSON')}`
  expect(namesOf(page)).toEqual([])
})
