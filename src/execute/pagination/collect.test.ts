import { describe, expect, test } from 'vitest'
import { liveTarget, mediaOf, operationOf, parameterOf } from '../../../test/support/target.ts'
import { startUpstream } from '../../../test/support/upstream.ts'
import type { Operation } from '../../catalog/index.ts'
import { type JsonSchema } from '../../core/index.ts'
import { planOperation } from '../plan.ts'
import { planRaw } from '../raw.ts'
import { collect, hintsOf, type CollectRequest, type Summary } from './index.ts'
import { answer, apis, bodyApis, describedApis, itemsOf, type Item } from '../../../test/support/paged-apis.ts'

const limits = { pages: 1_000, items: 100_000, bytes: 64_000_000, time: 20_000, parallel: 5 }

type Asked = Partial<Omit<CollectRequest, 'limits'>> & { readonly limits?: Partial<CollectRequest['limits']> }

/** Everything of a list at an upstream: the items as they came, and what is said of them. */
async function collectAll(request: CollectRequest): Promise<{ items: Item[]; summary: Summary }> {
  const begun = await collect(request)
  if ('failed' in begun) throw new Error(`HTTP ${begun.failed.status}`)
  const texts: string[] = []
  for await (const text of begun.pages) texts.push(text)
  return { items: JSON.parse(`[${texts.join(',')}]`) as Item[], summary: begun.summary() }
}

function rawRequest(url: string, path = '/items', { limits: own, ...asked }: Asked = {}): CollectRequest {
  const target = asked.target ?? liveTarget(url)
  const plan = planRaw(target, { method: 'GET', path, query: {}, headers: {} })
  return {
    target,
    plan,
    hints: hintsOf(undefined, plan.request),
    limits: { ...limits, ...own },
    allow: (changed) => Promise.resolve(changed),
    signal: new AbortController().signal,
    ...asked,
  }
}

function operationRequest(
  url: string,
  operation: Operation,
  body?: unknown,
  { limits: own, ...asked }: Asked = {},
): CollectRequest {
  const target = liveTarget(url)
  const media = operation.body?.media[0]
  const call = { operation, values: [], ...(media === undefined ? {} : { body: { media, value: body } }) }
  const plan = planOperation(target, call)
  return {
    ...rawRequest(url, '/items', { target, ...asked, limits: { ...own } }),
    plan,
    hints: hintsOf(operation, plan.request),
    ...asked,
    limits: { ...limits, ...own },
  }
}

const listing = (
  params: readonly string[],
  schemas: Readonly<Record<string, JsonSchema>> = {},
  answer?: JsonSchema,
): Operation =>
  operationOf({
    parameters: params.map((name) => parameterOf('query', name, { schema: schemas[name] ?? {} })),
    ...(answer === undefined ? {} : { responses: [responseOf(answer)] }),
  })

const responseOf = (schema: JsonSchema) => ({
  status: '200',
  description: '',
  media: [{ mediaType: 'application/json', schema }],
  headers: [],
})

const posting = (params: readonly string[]): Operation =>
  operationOf({
    method: 'POST',
    body: {
      required: true,
      media: [
        {
          ...mediaOf('application/json'),
          schema: { type: 'object', properties: Object.fromEntries(params.map((name) => [name, {}])) },
        },
      ],
    },
  })

const counts = [0, 1, 10, 11, 40, 43]

describe.each(Object.entries(apis))('%s, nothing described', (_, api) => {
  test.each(counts)('%i items come once each and in order', async (count) => {
    const all = itemsOf(count)
    const upstream = await startUpstream((seen, response) => answer(api, all, seen, response))
    const { items, summary } = await collectAll(rawRequest(upstream.url))
    expect(items.map(({ id }) => id)).toEqual(all.map(({ id }) => id))
    expect(summary.resume).toBeUndefined()
    expect(summary.pages).toBeLessThanOrEqual(Math.max(1, Math.ceil(count / 10)) + 1)
    expect(summary.ended.how === 'unknown' && count > 10).toBe(false)
  })
})

describe.each(Object.entries(describedApis))('%s, described', (_, { params, api }) => {
  test.each(counts)('%i items come once each and in order', async (count) => {
    const all = itemsOf(count)
    const upstream = await startUpstream((seen, response) => answer(api, all, seen, response))
    const { items, summary } = await collectAll(operationRequest(upstream.url, listing(params)))
    expect(items.map(({ id }) => id)).toEqual(all.map(({ id }) => id))
    expect(summary.ended.how === 'unknown' && count > 10).toBe(false)
  })
})

describe.each(Object.entries(bodyApis))('%s, in the body of a POST', (_, { params, body, api }) => {
  test.each(counts)('%i items come once each and in order', async (count) => {
    const all = itemsOf(count)
    const upstream = await startUpstream((seen, response) => answer(api, all, seen, response))
    const { items } = await collectAll(operationRequest(upstream.url, posting(params), body))
    expect(items.map(({ id }) => id)).toEqual(all.map(({ id }) => id))
    expect(upstream.seen.every(({ method }) => method === 'POST')).toBe(true)
  })
})
