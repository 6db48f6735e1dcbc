/** The command line as a person or a script meets it: the built program against the sample API. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { workspace, type Ran, type Workspace } from '../support/program.ts'
import { sampleKey, startSampleProgram } from '../support/sample.ts'

let sample: Awaited<ReturnType<typeof startSampleProgram>>
let space: Workspace

beforeAll(async () => {
  sample = await startSampleProgram()
  space = await workspace(sample.config, { env: sample.env, keep: true })
})
afterAll(async () => {
  await sample.stop()
  await space.remove()
})

const json = (ran: Ran): unknown => JSON.parse(ran.stdout)

describe.concurrent('answers', () => {
  test('check says what loaded', async () => {
    const { code, stdout, stderr } = await space.run(['check'])
    expect(stdout).toContain('Sample Shop (sample_shop): OpenAPI 3.1.1, 32 operations, 0 problems')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })

  test('check --json is the documented shape', async () => {
    expect(json(await space.run(['check', '--json']))).toEqual({
      apis: [{ name: 'Sample Shop', slug: 'sample_shop', operations: 32, published: 32, documents: 0, problems: [] }],
    })
  })

  test('check says which variable holds a missing credential', async () => {
    const { code, stderr } = await space.run(['check'], { env: { CUSTOM_API_SAMPLE_SHOP: '' } })
    expect(stderr).toContain(
      'the credential (apiKey) is missing; run `custom-api-mcp credentials set sample_shop`, or set the variable CUSTOM_API_SAMPLE_SHOP',
    )
    expect(code).toBe(0)
  })

  test('list shows the base URL and that the credential is there, never its value', async () => {
    const { stdout, stderr } = await space.run(['list'])
    expect(stdout).toMatch(/sample_shop +32 +apiKey: set +http:/)
    expect(stdout + stderr).not.toContain(sampleKey)
  })

  test('tools --tokens ends with the sum that --json gives', async () => {
    const shown = await space.run(['tools', '--tokens'])
    const { tools, tokens } = json(await space.run(['tools', '--json'])) as {
      tools: { name: string }[]
      tokens: number
    }
    expect(tools.filter(({ name }) => name.startsWith('sample_shop_'))).toHaveLength(32)
    expect(shown.stdout).toMatch(new RegExp(`${tokens} +in all\\n`))
    expect(shown.stdout).toMatch(new RegExp(`now ${tokens}\\n$`))
  })

  test('search prints one numbered line for each hit', async () => {
    const { stdout } = await space.run(['search', 'list', 'products', '--limit', '2'])
    expect(stdout.trim().split('\n')).toEqual([
      expect.stringMatching(/^1\. sample_shop GET \/products\S* – /),
      expect.stringMatching(/^2\. sample_shop [A-Z]+ \//),
    ])
  })

  test('describe names arguments and answers', async () => {
    const { stdout } = await space.run(['describe', 'Sample Shop', 'GET /products/{productId}'])
    expect(stdout).toMatch(/^GET \/products\/\{productId\}\napi: sample_shop; operation: getProduct/)
  })

  test('call writes the body to stdout and the rest to stderr', async () => {
    const ran = await space.run(['call', 'sample_shop', 'listProducts', 'limit=1'])
    expect(json(ran)).toMatchObject({ page: 1, items: [{ currency: 'EUR' }] })
    expect(ran.stderr).toMatch(/^HTTP 200 OK\n/)
    expect(ran.code).toBe(0)
  })

  test('call takes its arguments from stdin', async () => {
    const { stdout } = await space.run(['call', 'sample_shop', 'getProduct', '--args', '-'], {
      input: '{"productId":"prod_001"}',
    })
    expect(JSON.parse(stdout)).toMatchObject({ id: 'prod_001' })
  })

  test('call --dry-run sends nothing and shows no credential', async () => {
    const { stdout, stderr } = await space.run(
      'call sample_shop createProduct name=Kite price=3 --dry-run'.split(' '),
      { env: { CUSTOM_API_SAMPLE_SHOP: sampleKey } },
    )
    expect(stdout).toMatch(/^POST http:\/\/127\.0\.0\.1:\d+\/products\n/)
    expect(stdout).toContain('{"name":"Kite","price":3}')
    expect(stdout + stderr).not.toContain(sampleKey)
  })

  test.each([
    { operation: ['getInvoice', 'orderId=ord_0001'], says: '"order":"ord_0001"' },
    { operation: ['getSalesReport'], says: 'product,name,pieces,revenue' },
  ])('the answer of $operation comes whole', async ({ operation, says }) => {
    const { code, stdout } = await space.run(['call', 'sample_shop', ...operation])
    expect(stdout).toContain(says)
    expect(code).toBe(0)
  })
})

describe.concurrent('failures', () => {
  const rows: readonly { args: string[]; code: number; says: string; env?: Record<string, string> }[] = [
    { args: ['nonsense'], code: 2, says: "unknown command 'nonsense'" },
    { args: ['check', '--bogus'], code: 2, says: "unknown option '--bogus'" },
    { args: ['call', 'sample_shop'], code: 2, says: "missing required argument 'operation'" },
    { args: ['serve', '--port', '1'], code: 2, says: 'custom-api-mcp serve --http --port' },
    {
      args: ['serve', '--environment', 'live'],
      code: 2,
      says: 'environment.unknown: no API has an environment "live"',
    },
    { args: ['tools', '--environment', 'live'], code: 2, says: 'there are no environments in the config' },
    { args: ['check', '--log-level', 'loud'], code: 2, says: 'one of silent, error, warn, info, debug' },
    { args: ['check', '--config', 'nowhere.json'], code: 2, says: 'there is no such file' },
    { args: ['show', 'shop'], code: 2, says: 'there are sample_shop' },
    { args: ['call', 'sample_shop', 'listProduct'], code: 2, says: 'did you mean "listProducts"?' },
    {
      args: ['call', 'sample_shop', 'createProduct'],
      code: 2,
      says: 'custom-api-mcp describe sample_shop createProduct shows the arguments',
    },
    { args: ['call', 'sample_shop', 'getProduct', 'productId=none'], code: 4, says: 'check the identifiers' },
    { args: ['call', 'sample_shop', 'failOnPurpose', 'status=500'], code: 5, says: 'HTTP 500 Internal Server Error' },
    {
      args: ['call', 'sample_shop', 'listProducts'],
      code: 3,
      says: 'set the variable CUSTOM_API_SAMPLE_SHOP',
      env: { CUSTOM_API_SAMPLE_SHOP: '' },
    },
    {
      args: ['call', 'sample_shop', 'listProducts'],
      code: 3,
      says: 'HTTP 401 Unauthorized',
      env: { CUSTOM_API_SAMPLE_SHOP: 'fake-and-wrong-key' },
    },
  ]

  test.each(rows)('$args ends with $code and says why', async ({ args, code, says, env }) => {
    const ran = await space.run(args, env && { env })
    expect(ran.stderr).toContain(says)
    expect(ran.code).toBe(code)
  })

  test.each([
    { args: ['nonsense', '--json'], code: 'arguments.invalid' },
    { args: ['call', 'shop', 'x', '--json'], code: 'api.unknown' },
    { args: ['check', '--json', '--config', 'nowhere.json'], code: 'config.invalid' },
  ])('$args is machine-readable', async ({ args, code }) => {
    const ran = await space.run(args)
    expect(json(ran)).toMatchObject({ error: { code, message: expect.any(String), hint: expect.any(String) } })
    expect(ran.code).toBe(2)
  })
})

describe('without a config', () => {
  test.each([
    { args: ['check'], code: 2, says: 'no config was found' },
    { args: ['list'], code: 0, says: 'looked for ./custom-api-mcp.json' },
  ])('$args says where it looked and how to begin', async ({ args, code, says }) => {
    const empty = await workspace(undefined)
    const ran = await empty.run(args)
    expect(ran.stderr).toContain(says)
    expect(ran.stderr).toContain(`config.json in ${empty.folder}/home`)
    expect(ran.stderr).toContain('custom-api-mcp add NAME --openapi URL')
    expect(ran.code).toBe(code)
  })
})

test.concurrent.each(['', 'serve', 'call'])('%s --help goes to stdout and ends with 0', async (verb) => {
  const { code, stdout, stderr } = await space.run([...(verb === '' ? [] : [verb]), '--help'])
  expect(stdout).toMatch(new RegExp(`^Usage: custom-api-mcp ${verb}`))
  expect(stdout).toContain('Exit codes: 0 done')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
})

test('what a pinned app is shown of an API is its environment and no other', async () => {
  const space = await workspace({
    apis: [
      {
        name: 'Pay',
        baseUrl: 'https://pay.example.com',
        auth: { type: 'bearer' },
        environments: { test: { baseUrl: 'https://sandbox.example.com' }, live: {} },
        defaultEnvironment: 'test',
      },
    ],
    apps: { checkout: { environment: 'live' } },
  })
  const listed = await space.run(['list', '--app', 'checkout', '--json'])
  expect(JSON.parse(listed.stdout)).toMatchObject({ apis: [{ defaultEnvironment: 'live' }] })
  for (const args of [['list'], ['list', '--json'], ['check']]) {
    const { stdout, stderr } = await space.run([...args, '--app', 'checkout'])
    expect(stdout + stderr).toContain('live')
    expect(stdout + stderr).not.toMatch(/pay test|"test"|sandbox/)
  }
})

test('an API that is hidden from an app is told as that, and fails no check of the app', async () => {
  const space = await workspace(
    {
      apis: [{ name: 'Pay', openapi: './pay.json', environments: { test: {} } }],
      apps: { checkout: { environment: 'live' } },
    },
    {
      files: {
        'pay.json': {
          openapi: '3.1.0',
          info: { title: 'Pay', version: '1' },
          paths: { '/a': { get: { responses: {} } } },
        },
      },
    },
  )
  const { code, stdout } = await space.run(['check', '--app', 'checkout'])
  expect(stdout).toContain(
    '1 problem\n  warning: hidden from the app "checkout": it is pinned to "live", and here are test',
  )
  expect(code).toBe(0)
})
