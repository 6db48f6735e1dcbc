import { describe, expect, test } from 'vitest'
import { hasShared, shared } from '../support/shared.ts'
import { workspace } from '../support/program.ts'
import { startUpstream } from '../support/upstream.ts'

/** Requests in the words of a person, for an API with a thousand operations, and what the answered call must be. */
const requests = [
  { query: 'list the releases of a repository', sends: 'GET /repos/example/example/releases' },
  { query: 'list the pull requests of a repository', sends: 'GET /repos/example/example/pulls' },
  { query: 'remove a label from an issue', sends: 'DELETE /repos/example/example/issues/1/labels/example' },
  { query: 'star a gist', sends: 'PUT /gists/example/star' },
  { query: 'my notifications', sends: 'GET /notifications' },
  { query: 'which branches does the repository have?', sends: 'GET /repos/example/example/branches' },
  { query: 'open issues of a repository', sends: 'GET /repos/example/example/issues' },
  { query: 'who reviewed this pull request?', sends: 'GET /repos/example/example/pulls/1/reviews' },
]

describe.skipIf(!hasShared)('an API with a thousand operations', () => {
  test('from a request in words to the answered question in two calls', { timeout: 120_000 }, async () => {
    const upstream = await startUpstream((_, response) => {
      response.setHeader('content-type', 'application/json')
      response.end(
        JSON.stringify(Array.from({ length: 40 }, (_unused, id) => ({ id, name: `v${id}`, draft: id % 8 === 0 }))),
      )
    })
    const space = await workspace({
      apis: [{ name: 'GitHub', openapi: shared('specs', 'github-rest.json'), baseUrl: upstream.url }],
    })
    const client = await space.connect()
    for (const { query, sends } of requests) {
      const { text } = await client.call('search_operations', { query })
      expect(text.split('\n')[0]).toMatch(/^1\. github [A-Z]+ \//)
      const call = JSON.parse(/call: call_operation (.*)$/m.exec(text)?.[1] ?? '{}') as Record<string, unknown>
      const answer = await client.call('call_operation', { ...call, select: 'length([?draft])' })
      const { method = '', target = '' } = upstream.seen.at(-1) ?? {}
      expect(`${method} ${target}`).toBe(sends)
      expect(answer.text).toMatch(/^HTTP 200 OK\n5$/)
    }
  })

  test(
    'the names in the answer are told with the hit: one select on the first call answers',
    { timeout: 120_000 },
    async () => {
      const upstream = await startUpstream((_, response) => {
        response.setHeader('content-type', 'application/json')
        const charges = Array.from({ length: 100 }, (_unused, at) => ({
          id: `ch_${at}`,
          amount: at * 100,
          paid: at % 2 === 0,
          source: { brand: 'visa' },
        }))
        response.end(JSON.stringify({ object: 'list', has_more: true, data: charges }))
      })
      const space = await workspace({
        apis: ['github-rest.json', 'stripe.yaml', 'box.json'].map((file) => {
          return {
            name: file.split(/[-.]/)[0],
            openapi: shared('specs', file),
            baseUrl: upstream.url,
            auth: { type: 'none' },
          }
        }),
      })
      const client = await space.connect()
      const { text } = await client.call('search_operations', { query: 'newest charges', api: 'stripe' })
      expect(text).toMatch(
        /^1\. stripe GET \/v1\/charges .*\n {3}input: .*\n {3}answer: \{data: \[\{amount, .* id, .*\}\], has_more, /,
      )
      const call = JSON.parse(/call: call_operation (.*)$/m.exec(text)?.[1] ?? '{}') as Record<string, unknown>
      const select = 'sort_by(data[?paid], &amount)[-3:].{id: id, amount: amount}'
      const answer = await client.call('call_operation', { ...call, select })
      expect(answer.text).toContain('id,amount\nch_94,9400\nch_96,9600\nch_98,9800')
    },
  )
})
