import { describe, expect, test } from 'vitest'
import { liveTarget } from '../../test/support/target.ts'
import { startUpstream, type Answer } from '../../test/support/upstream.ts'
import type { Outcome, OutcomeBody } from './model.ts'
import { perform } from './perform.ts'
import { planRaw } from './raw.ts'

/** What an upstream that never ends gives within a second and a half in all. */
async function read(type: string, answer: Answer, streamed?: number): Promise<Outcome> {
  const upstream = await startUpstream((request, response, incoming) => {
    response.writeHead(200, { 'content-type': type })
    return answer(request, response, incoming)
  })
  const target = liveTarget(upstream.url, { timeouts: { connect: 5, response: 5, total: 2 } })
  const plan = planRaw(target, { method: 'GET', path: '/', query: {}, headers: {} })
  return perform(target, plan, new AbortController().signal, { streamed })
}

const shownOf = (body: OutcomeBody): unknown =>
  body.kind === 'json' ? { text: body.text, notes: body.notes?.map(({ says }) => says) } : body.kind

describe('a stream that never ends', () => {
  test.each<[string, string, string[], string]>([
    ['events', 'text/event-stream', ['data: 1\n\n', 'data: 2'], '[{"data":1},{"data":2}]'],
    ['an event in two pieces', 'text/event-stream', ['data: {"a"', ':1}\n\n'], '[{"data":{"a":1}}]'],
    ['lines', 'application/x-ndjson', ['{"a":1}\n', '{"a":2}\n'], '[{"a":1},{"a":2}]'],
    ['records', 'application/json-seq', ['\x1e{"a":1}\n'], '[{"a":1}]'],
    ['nothing', 'text/event-stream', [], '[]'],
  ])('of %s is what came, and said', async (_, type, pieces, text) => {
    const { body } = await read(type, async (__, response) => {
      response.flushHeaders()
      for (const piece of pieces) {
        response.write(piece)
        await new Promise((turn) => setTimeout(turn, 20))
      }
    })
    expect(shownOf(body)).toEqual({ text, notes: [expect.stringContaining('it was still going on after ')] })
  })

  test('lines that are more than may be read are streamed on', async () => {
    const line = `{"a":"${'x'.repeat(1000)}"}\n`
    const { body } = await read(
      'application/x-ndjson',
      (_, response) => void response.end(line.repeat(2_000)),
      10_000_000,
    )
    expect(body.kind).toBe('stream')
    let bytes = 0
    if (body.kind === 'stream') for await (const chunk of body.stream) bytes += chunk.length
    expect(bytes).toBe(line.length * 2_000)
  })

  test('what came before it broke off is kept, and said', async () => {
    const { body } = await read('text/event-stream', (_, response) => {
      response.write('data: 1\n\n')
      setTimeout(() => response.destroy(), 50)
    })
    expect(shownOf(body)).toEqual({ text: '[{"data":1}]', notes: [expect.stringContaining('it broke off: ')] })
  })

  test('one that breaks off before anything came is a failure', async () => {
    const broken = read('text/event-stream', (_, response) => {
      response.flushHeaders()
      setTimeout(() => response.destroy(), 50)
    })
    await expect(broken).rejects.toMatchObject({ code: expect.stringMatching(/^upstream\./) })
  })

  test('one that ends by itself says nothing', async () => {
    const { body } = await read('text/event-stream', (_, response) => void response.end('data: 1\n\n'))
    expect(shownOf(body)).toEqual({ text: '[{"data":1}]', notes: undefined })
  })
})
