import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { runCli, tool, type Hands, type World } from '../../test/support/cli.ts'
import type { ApiReport } from './index.ts'
import { runtimeNote } from './runtime.ts'

const cli = (argv: readonly string[], world?: World) => runCli(folder, argv, world)

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-'))
  process.env['CUSTOM_API_MCP_HOME'] = join(folder, 'home')
  onTestFinished(() => {
    delete process.env['CUSTOM_API_MCP_HOME']
    rmSync(folder, { recursive: true, force: true })
  })
  configure({ apis: [{ name: 'Pets', openapi: './pets.json' }] })
})
const configure = (config: object): void => writeFileSync(join(folder, 'c.json'), JSON.stringify(config))
const withConfig = (...argv: string[]): string[] => [...argv, '--config', 'c.json']

describe('usage', () => {
  test.each<[argv: string[], code: number, says: RegExp]>([
    [['--version'], 0, /^1\.2\.3\n$/],
    [['--help'], 0, /Usage: custom-api-mcp/],
    [['chek'], 2, /unknown command 'chek'[^]*Did you mean check/],
    [['credentials', 'put', 'Pets'], 2, /arguments\.invalid: no such action/],
    [['credentials', 'set', 'Pets'], 2, /config\.invalid: no config was found/],
    [['credentials', 'set', 'Pets', '--value=fake-secret'], 2, /unknown option '--value'\n/],
    [['credentials', 'set', 'Pets', '-kfake-secret'], 2, /unknown option '-k'\n/],
    [['--json', 'call', 'a', 'b', '--key=x=y fake'], 2, /"unknown option '--key'"/],
    [['check', '--strikt'], 2, /unknown option '--strikt'[^]*Did you mean --strict/],
    [['--htp'], 2, /unknown option '--htp'[^]*Did you mean --http/],
    [['serve', 'me'], 2, /too many arguments/],
    [['describe', 'pets'], 2, /missing required argument 'operation'/],
    [['list', '--log-level', 'loud'], 2, /arguments\.invalid: unknown log level "loud"\none of silent/],
    [['serve', '--port', '80'], 2, /--port is for HTTP/],
    [['serve', '--http', '--port', 'x'], 2, /--port is no whole number from 0 to 65535/],
    [['search', 'x', '--limit', '51'], 2, /--limit is no whole number from 1 to 50/],
    [
      ['check', '--config', 'none.json'],
      2,
      /config\.invalid: cannot read the config .*none\.json: there is no such file/,
    ],
    [['check'], 2, /config\.invalid: no config was found/],
  ])('%j ends with %i', async (argv, code, says) => {
    const done = await cli(argv)
    expect(done.stdout + done.stderr).toMatch(says)
    expect(done.code).toBe(code)
    expect(done.listening).toBe(0)
  })

  test('a config that does not fit exits 2 with every problem, serving or not', async () => {
    configure({ apis: [{ name: 'Pets', openapy: 1 }], tolls: {} })
    for (const verb of ['check', 'serve', 'tools']) {
      const { code, stdout, stderr } = await cli(withConfig(verb))
      expect(code).toBe(2)
      expect(stdout).toBe('')
      expect(stderr).toMatch(/^config\.invalid:\nconfig\.apis\.0\("Pets"\)\.openapy: .*\nconfig\.tolls: .*\ncorrect /)
    }
  })

  test('faults are machine-readable with --json', async () => {
    const { code, stdout } = await cli(withConfig('--json', 'describe', 'cats', 'x'))
    expect(JSON.parse(stdout)).toEqual({
      error: { code: 'api.unknown', message: 'no API "cats"', hint: 'did you mean "pets"?' },
    })
    expect(code).toBe(2)
  })

  test.each(['serve', 'check', 'tools', 'list', 'show', 'search', 'describe', 'call', 'credentials', 'trust'])(
    '%s --help',
    async (verb) => {
      const { code, stdout } = await cli([verb, '--help'])
      expect(code).toBe(0)
      expect(stdout).toMatchSnapshot()
    },
  )
})

describe('looking around', () => {
  test('check prints problems with their place', async () => {
    const problems = [{ at: '/paths/~1x/get', says: 'no responses', level: 'warning' }] as const
    const { code, stdout } = await cli(withConfig('check'), { reports: [{ problems, openapi: '3.1.0' }] })
    expect(code).toBe(0)
    expect(stdout).toContain(
      'Pets (pets): OpenAPI 3.1.0, 2 operations, 1 problem\n  warning: no responses (/paths/~1x/get)',
    )
  })

  test.each<[report: Partial<ApiReport>, strict: boolean, code: number]>([
    [{}, true, 0],
    [{ problems: [{ at: '', says: 'x', level: 'warning' }] }, false, 0],
    [{ problems: [{ at: '', says: 'x', level: 'warning' }] }, true, 1],
    [{ published: 0 }, false, 1],
    [{ operations: 0, published: 0, loadProblem: 'description.invalid: it is HTML' }, false, 1],
    [{ slug: 'no_description', operations: 0, published: 0 }, false, 0],
  ])('check of %j, strict %s, exits %i', async (report, strict, code) => {
    const done = await cli(withConfig('check', '--json', ...(strict ? ['--strict'] : [])), { reports: [report] })
    expect(done.code).toBe(code)
    const [api] = (JSON.parse(done.stdout) as { apis: { problems: { says: string }[] }[] }).apis
    expect(api).toMatchObject({ name: 'Pets', documents: 0 })
    expect(api?.problems.map((it) => it.says)).toEqual(
      [report.loadProblem, ...(report.problems ?? []).map((it) => it.says)].filter(Boolean),
    )
  })

  test('tools prints what a client sees, and its cost', async () => {
    expect((await cli(withConfig('tools'))).stdout).toBe('pets_get_pet  One pet\n')
    expect((await cli(withConfig('tools', '--tokens'))).stdout).toMatch(
      /^ +\d+ {2}pets_get_pet\n +\d+ {2}\(instructions\)\n +\d+ {2}in all\n\ntokens of each API .*\n(?:.*\n)?the list: all direct \d+, all by search \d+, now \d+\n$/,
    )
    const { tools, tokens } = JSON.parse((await cli(withConfig('tools', '--json'))).stdout) as {
      tools: object[]
      tokens: number
    }
    expect(tools).toMatchObject([tool])
    expect(tokens).toBeGreaterThan(10)
  })

  test('list and show tell the form of the credential, never the value', async () => {
    expect((await cli(withConfig('list'))).stdout).toMatch(/pets +0 +apiKey: missing +http:/)
    const { apis } = JSON.parse((await cli(withConfig('list', '--json'))).stdout) as { apis: object[] }
    expect(apis).toMatchObject([
      { slug: 'pets', name: 'Pets', environments: [{ auth: 'apiKey', credential: 'missing' }] },
    ])
    configure({ apis: [{ name: 'Pets', openapi: './p.json', headers: { 'X-Auth-Token': '${PET_TOKEN}' } }] })
    const { stdout, code } = await cli(withConfig('show', 'pets', '--json'))
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      slug: 'pets',
      openapi: { kind: 'file', path: join(folder, 'p.json') },
      secretHeaders: [{ name: 'X-Auth-Token', variable: 'PET_TOKEN' }],
      environments: [{ howToSet: 'set the variable CUSTOM_API_PETS where the server starts' }],
    })
  })

  test('search and describe use the same engine', async () => {
    expect((await cli(withConfig('search', 'find', 'a', 'pet'))).stdout).toBe('1. pets GET /pets/{id} – find a pet/5\n')
    expect(JSON.parse((await cli(withConfig('search', 'x', '--json', '--limit', '7'))).stdout)).toEqual({
      hits: [
        {
          api: 'pets',
          operation: 'getPet',
          tool: tool.name,
          method: 'GET',
          path: '/pets/{id}',
          summary: 'x/7',
          score: 2.5,
        },
      ],
    })
    expect((await cli(withConfig('describe', 'pets', 'getPet', '--detail', 'full'))).stdout).toBe(
      'GET /pets/{id} full\n',
    )
    expect(JSON.parse((await cli(withConfig('describe', 'pets', 'getPet', '--json'))).stdout)).toMatchObject({
      api: 'pets',
      operation: 'getPet',
      method: 'GET',
      text: 'GET /pets/{id} short',
    })
  })
})

describe('serve', () => {
  test.each([[[]], [['serve']], [['--environment', 'live']], [['serve', '--log-level', 'silent']]])(
    '%j serves stdio until the client leaves, and writes nothing but what is to be said of an old Node.js',
    async (argv) => {
      configure({ apis: [{ name: 'Pets', openapi: './p.json', environments: { live: {} } }] })
      const done = await cli([...argv, '--config', 'c.json'], { during: ({ leave }) => leave() })
      const note = argv.includes('silent') ? undefined : runtimeNote(process.versions.node)
      expect(done).toMatchObject({ code: 0, stdout: '', listening: 0 })
      expect(done.stderr.replace(/^\S+ warn\s+/, '')).toBe(note === undefined ? '' : `${note}\n`)
      expect(done.options).toMatchObject({ watch: true, version: '1.2.3', caller: { via: 'stdio' } })
    },
  )

  test('a stop ends it with 0', async () => {
    expect((await cli([], { during: ({ stop }) => stop() })).code).toBe(0)
  })

  test('on a terminal it explains itself', async () => {
    const { stdout, stderr } = await cli(withConfig('serve'), { isTTY: true, during: ({ leave }) => leave() })
    expect(stdout).toBe('')
    expect(stderr).toContain('waits for an MCP client. 1 API from')
    expect(stderr).toContain(`claude mcp add custom-apis -- npx -y custom-api-mcp --config ${join(folder, 'c.json')}`)
    expect(stderr).toContain('serve --http')
  })

  test('a pin that no API has is refused', async () => {
    const { code, stderr } = await cli(withConfig('serve', '--environment', 'live'))
    expect(code).toBe(2)
    expect(stderr).toContain('environment.unknown: no API has an environment "live"')
  })

  test('what nobody caught is logged as internal and ends nothing', async () => {
    const { code, stderr } = await cli([], {
      during({ fault, leave }) {
        // The listeners stand once the config has been looked for.
        setTimeout(() => {
          fault(new Error('fake-cause'))
          leave()
        }, 50)
      },
    })
    expect(code).toBe(0)
    expect(stderr).toMatch(/error internal error \(ref [0-9a-f]{8}\)[^]*fake-cause/)
  })

  test('over HTTP it says where it listens, what is published, and an entry that works', async () => {
    const token = 'fake-local-token-0123456789'
    const stopSoon = ({ stop }: Hands): void => void setTimeout(stop, 100)
    const { code, stdout, stderr } = await cli(withConfig('serve', '--http', '--port', '0'), {
      token: { value: token, file: '/data/token' },
      isTTY: true,
      during: stopSoon,
    })
    expect(code).toBe(0)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^listening on http:\/\/127\.0\.0\.1:0\n/)
    expect(stderr).toMatch(/published: 1 API, 2 operations, 1 tool, \d+ tokens/)
    expect(stderr).toContain(`"Authorization": "Bearer ${token}"`)
    const given = await cli(withConfig('serve', '--http'), {
      token: { value: token, file: undefined },
      during: stopSoon,
    })
    expect(given.stderr).toContain('"Authorization": "Bearer <CUSTOM_API_MCP_TOKEN>"')
    expect(given.stderr).not.toContain(token)
  })

  test('TLS verification that is switched off stops the start', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
    onTestFinished(() => void vi.unstubAllEnvs())
    const { code, stderr } = await cli([])
    expect(code).toBe(2)
    expect(stderr).toContain('NODE_TLS_REJECT_UNAUTHORIZED')
  })
})
