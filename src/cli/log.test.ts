import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { createRedactor, errorCodes, logLevels, Secret } from '../core/index.ts'
import { createLog, exitCodes } from './index.ts'

const secret = 'fake-secret-0123456789'

async function lines(
  level: (typeof logLevels)[number],
  json: boolean,
  say: (log: Awaited<ReturnType<typeof createLog>>) => void,
) {
  const stream = new PassThrough()
  const log = await createLog({ level, json, stream, redactor: createRedactor({ secrets: [new Secret(secret)] }) })
  say(log)
  await new Promise((turn) => setImmediate(turn))
  return ((stream.read() as Buffer | null)?.toString() ?? '').trimEnd().split('\n').filter(Boolean)
}

test.each([
  ['silent', 0],
  ['error', 1],
  ['warn', 2],
  ['info', 3],
  ['debug', 4],
] as const)('%s writes %i lines of one of each', async (level, count) => {
  for (const json of [true, false])
    expect(
      await lines(level, json, (log) => {
        log.error('e')
        log.warn('w')
        log.info('i')
        log.debug('d')
      }),
    ).toHaveLength(count)
})

test('a text line is short and shows fields', async () => {
  expect(await lines('info', false, (log) => log.info('pets: loaded', { operations: 19, at: 'a b' }))).toEqual([
    expect.stringMatching(/^\d\d:\d\d:\d\d info {2}pets: loaded operations=19 at="a b"$/),
  ])
})

test('no line holds a secret, in message, field, cause or base64', async () => {
  for (const json of [true, false]) {
    const found = await lines('debug', json, (log) => {
      log.error(`sent ${secret}`, { field: secret, cause: new Error(`failed with ${secret}`) })
      log.warn(Buffer.from(secret).toString('base64'))
    })
    const text = found.join('\n')
    expect(text).toContain('sent [redacted]')
    expect(text).toContain('failed with [redacted]')
    expect(text).not.toContain(secret)
    expect(text).not.toContain(Buffer.from(secret).toString('base64'))
  }
})

test('JSON lines parse', async () => {
  const [line = ''] = await lines('info', true, (log) => log.info('x', { a: 1, cause: new Error('y') }))
  expect(JSON.parse(line)).toMatchObject({ msg: 'x', a: 1 })
})

test('control characters of foreign texts do not reach the terminal', async () => {
  const [line = ''] = await lines('info', false, (log) => log.info('a\u001b[31mb\u202e'))
  expect(line).toMatch(/a\\u\{1b\}\[31mb\\u\{202e\}$/)
})

test('every error code has an exit code', () => {
  expect(Object.keys(exitCodes).sort()).toEqual(Object.keys(errorCodes).sort())
})

test('the cause of a warning is a few words, and a stack where everything is asked for', async () => {
  const warn = (log: Awaited<ReturnType<typeof createLog>>): void =>
    log.warn('left out', { cause: new Error('outer', { cause: new Error('inner') }) })
  expect(await lines('info', false, warn)).toEqual([expect.stringMatching(/left out \(outer: inner\)$/)])
  expect((await lines('debug', false, warn)).length).toBeGreaterThan(3)
})
