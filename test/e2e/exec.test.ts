import { spawn } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { program, workspace } from '../support/program.ts'

const key = 'fake-shop-key-1a2b3c4d'
const live = 'fake-shop-live-5e6f7a8b'
const other = 'fake-ledger-key-9c0d1e2f'
const stored = 'fake-stored-key-ümlaut-77'
const masterKey = 'fake master passphrase of the vault'

const config = {
  apps: { checkout: { environment: 'live' }, reports: {} },
  apis: [
    {
      name: 'My Shop',
      baseUrl: 'https://shop.example.com',
      auth: { type: 'bearer' },
      environments: { test: {}, live: {} },
      defaultEnvironment: 'test',
    },
    { name: 'Ledger', baseUrl: 'https://ledger.example.com', auth: { type: 'bearer' }, scope: { apps: ['reports'] } },
    { name: 'Post', baseUrl: 'https://post.example.com', auth: { type: 'bearer' } },
  ],
}

const space = () =>
  workspace(config, {
    env: {
      CUSTOM_API_MY_SHOP: key,
      CUSTOM_API_MY_SHOP_LIVE: live,
      CUSTOM_API_LEDGER: other,
      CUSTOM_API_MCP_KEY: masterKey,
      CUSTOM_API_OTHER_THING: 'fake-leftover-3f4a',
      PLAIN: 'plain',
    },
  })

/** Prints the variables that matter, each value reversed so that nothing masks it. */
const show = [
  process.execPath,
  '-e',
  'for (const [k, v] of Object.entries(process.env).sort()) if (/^(CUSTOM_API_(?!MCP_(HOME|CONFIG))|PLAIN)/.test(k)) console.log(k + "=" + [...v].reverse().join(""))',
]
const shown = (stdout: string): Record<string, string> =>
  Object.fromEntries(
    stdout
      .split('\n')
      .filter((line) => line.includes('='))
      .map((line) => {
        const at = line.indexOf('=')
        return [
          line.slice(0, at),
          Array.from(line.slice(at + 1))
            .reverse()
            .join(''),
        ]
      }),
  )

describe('exec', () => {
  test('a command gets the credentials of the organization’s APIs, from variables and the vault, and nothing else of ours', async () => {
    const here = await space()
    await here.run(['credentials', 'set', 'Post'], { input: stored })
    const { code, stdout, stderr } = await here.run(['exec', '--', ...show])
    expect(shown(stdout)).toEqual({
      CUSTOM_API_MY_SHOP: key,
      CUSTOM_API_MY_SHOP_TEST: key,
      CUSTOM_API_MY_SHOP_LIVE: live,
      CUSTOM_API_POST: stored,
      PLAIN: 'plain',
    })
    expect(stderr).toBe('')
    expect(code).toBe(0)
  })

  test.each([
    [['--app', 'checkout'], { CUSTOM_API_MY_SHOP: live, CUSTOM_API_MY_SHOP_LIVE: live }],
    [
      ['--app', 'reports'],
      {
        CUSTOM_API_MY_SHOP: key,
        CUSTOM_API_MY_SHOP_TEST: key,
        CUSTOM_API_MY_SHOP_LIVE: live,
        CUSTOM_API_LEDGER: other,
      },
    ],
    [['--environment', 'live'], { CUSTOM_API_MY_SHOP: live, CUSTOM_API_MY_SHOP_LIVE: live }],
  ])('%j narrows what it gets', async (flags, expected) => {
    const here = await space()
    const { stdout, stderr } = await here.run(['exec', ...flags, '--', ...show])
    expect(shown(stdout)).toEqual({ ...expected, PLAIN: 'plain' })
    expect(stderr).toMatch(/no credential for "post"/)
  })

  test('what the command writes is masked, raw and encoded, over pieces; bytes pass unchanged', async () => {
    const here = await space()
    await here.run(['credentials', 'set', 'Post'], { input: stored })
    const script = `
      const a = process.env.CUSTOM_API_MY_SHOP, s = process.env.CUSTOM_API_POST
      process.stdout.write('raw ' + a.slice(0, 9))
      setTimeout(() => {
        process.stdout.write(a.slice(9) + '\\nb64 ' + Buffer.from('user:' + a).toString('base64') + '\\n')
        process.stderr.write('err ' + s + '\\n')
        process.stdout.write(Buffer.from([0, 255, 254, 195, 40, 10]))
      }, 20)`
    const { stdout, stderr } = await here.run(['exec', '--', process.execPath, '-e', script])
    for (const text of [stdout, stderr]) {
      expect(text).not.toContain(key)
      expect(text).not.toContain(stored)
      expect(text).not.toContain(Buffer.from(key).toString('base64').slice(4, -4))
    }
    expect(stdout).toMatch(/^raw \S*•|^raw \S*\[|^raw \*/)
    expect(stderr).toMatch(/^err /)
  })

  test('a command that rests within a credential shows nothing of it, one that asks for something is seen at once', async () => {
    const here = await space()
    const rests = `
      const s = process.env.CUSTOM_API_MY_SHOP
      const ways = [s, Buffer.from('user:' + s).toString('base64'), s.slice(0, 4) + '\\n' + s.slice(4)]
      const pieces = ways.flatMap((way) => [way.slice(0, way.length - 4), way.slice(-4) + ' then\\n'])
      const next = () => {
        const piece = pieces.shift()
        if (piece === undefined) return
        process.stdout.write(piece)
        setTimeout(next, 300)
      }
      next()`
    const { stdout } = await here.run(['exec', '--', process.execPath, '-e', rests])
    expect(stdout).toMatch(/^\[redacted\] then\n\S*\[redacted\]\S* then\n\[redacted\] then\n$/)
    const asks = `process.stdout.write('Name?'); process.stdin.once('data', () => process.exit(0))`
    const child = spawn(process.execPath, [program, 'exec', '--', process.execPath, '-e', asks], { env: here.env })
    let out = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
      if (out === 'Name?') child.stdin.end('me\n')
    })
    expect(await new Promise((done) => child.once('close', done))).toBe(0)
  })

  test.each([
    [['-e', 'process.exit(7)'], 7],
    [['-e', 'process.kill(process.pid, "SIGKILL"); setTimeout(() => {}, 5000)'], 137],
  ])('the exit code is the command’s: %j', async (args, expected) => {
    const here = await space()
    expect((await here.run(['exec', '--', process.execPath, ...args])).code).toBe(expected)
  })

  test('standard input is the command’s', async () => {
    const here = await space()
    const { stdout } = await here.run(['exec', '--', process.execPath, '-e', 'process.stdin.pipe(process.stdout)'], {
      input: 'hello',
    })
    expect(stdout).toBe('hello')
  })

  test.each([
    [['exec'], 2, /which command\?/],
    [['exec', '--', 'no-such-program-here'], 2, /there is no program "no-such-program-here"/],
    [['exec', '--app', 'chekout', '--', 'env'], 2, /no app "chekout".*\n.*did you mean "checkout"/],
    [['exec', '--app', 'checkout', '--environment', 'test', '--', 'env'], 1, /pinned to the environment "live"/],
    [['exec', '--environment', 'lve', '--', 'env'], 2, /did you mean "live"/],
  ])('%j exits %i and says why', async (args, code, says) => {
    const here = await space()
    const ran = await here.run(args)
    expect(ran.stderr).toMatch(says)
    expect(ran.code).toBe(code)
  })

  test('a config found by chance gives no credential', async () => {
    const here = await space()
    const { code, stderr, stdout } = await here.run(['exec', '--', ...show], { env: { CUSTOM_API_MCP_CONFIG: '' } })
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/custom-api-mcp trust/)
  })
})
