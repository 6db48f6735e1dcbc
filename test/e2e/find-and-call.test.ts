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
})
