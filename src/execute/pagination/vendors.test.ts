import { describe, expect, test } from 'vitest'
import { answer, itemsOf } from '../../../test/support/paged-apis.ts'
import { liveTarget, mediaOf, operationOf, parameterOf } from '../../../test/support/target.ts'
import { startUpstream } from '../../../test/support/upstream.ts'
import type { VendorApi } from '../../../test/support/vendor-apis.ts'
import { cursors } from '../../../test/support/vendor-cursors.ts'
import { linked } from '../../../test/support/vendor-links.ts'
import { numbered } from '../../../test/support/vendor-pages.ts'
import type { Operation } from '../../catalog/index.ts'
import { at, type JsonSchema } from '../../core/index.ts'
import type { Plan, Target } from '../model.ts'
import { planOperation } from '../plan.ts'
import { planRaw } from '../raw.ts'
import { collect, hintsOf } from './index.ts'

const limits = { pages: 30, items: 100_000, bytes: 64_000_000, time: 20_000, parallel: 5 }

/** `integer`, `integer:1` with a default, or the properties of an object: `{cursor:string,limit:integer}`. */
function schemaOf(text: string): JsonSchema {
  if (text.startsWith('{')) {
    const members = text.slice(1, -1).split(',')
    const properties = members.map((one) => one.split(':')).map(([name = '', type = '']) => [name, { type }])
    return { type: 'object', properties: Object.fromEntries(properties) as Record<string, JsonSchema> }
  }
  const [type = '', fallback] = text.split(':')
  return { ...(type === '' ? {} : { type }), ...(fallback === undefined ? {} : { default: Number(fallback) }) }
}

function operationFor({ path = '/items', params = [], body }: VendorApi): Operation {
  const declared = params.map((param) => {
    const [, name = '', place, type = ''] = /^([^:@]+)(?:@(header))?(?::(.*))?$/.exec(param) ?? []
    return { name, place: place === 'header' ? 'header' : 'query', schema: schemaOf(type) } as const
  })
  if (body === undefined)
    return operationOf({
      path,
      parameters: declared.map(({ name, place, schema }) => parameterOf(place, name, { schema })),
    })
  const properties = Object.fromEntries(declared.map(({ name, schema }) => [name, schema]))
  const media = { ...mediaOf('application/json'), schema: { type: 'object', properties } }
  return operationOf({ path, method: 'POST', body: { required: true, media: [media] } })
}

const asked = (text: string): Record<string, string> => Object.fromEntries(new URLSearchParams(text))

function describedPlan(target: Target, { always = '', body }: VendorApi, operation: Operation): Plan {
  const given = asked(always)
  const media = operation.body?.media[0]
  return planOperation(target, {
    operation,
    values: operation.parameters.flatMap((parameter) =>
      Object.hasOwn(given, parameter.name) ? [{ parameter, value: given[parameter.name] }] : [],
    ),
    ...(media === undefined ? {} : { body: { media, value: body } }),
  })
}

async function collectIds(vendor: VendorApi, count: number, isDescribed: boolean) {
  const { api, base = '', path = '/items', id = '/id', always = '', raw } = vendor
  const all = itemsOf(count)
  const upstream = await startUpstream((seen, response) => answer(api, all, seen, response))
  const target = liveTarget(upstream.url + base)
  const operation = isDescribed ? operationFor(vendor) : undefined
  const query = { ...asked(always), ...asked(raw === false ? '' : (raw ?? '')) }
  const plan =
    operation === undefined
      ? planRaw(target, { method: 'GET', path, query, headers: {} })
      : describedPlan(target, vendor, operation)
  const begun = await collect({
    target,
    plan,
    hints: hintsOf(operation, plan.request),
    noun: path.split('/').at(-1)?.split('.')[0],
    limits,
    allow: (changed) => Promise.resolve(changed),
    signal: new AbortController().signal,
  })
  if ('failed' in begun) throw new Error(`HTTP ${begun.failed.status}`)
  const texts: string[] = []
  for await (const text of begun.pages) texts.push(text)
  const items = JSON.parse(`[${texts.join(',')}]`) as unknown[]
  return { ids: items.map((item) => at(item, id)), ...begun.summary() }
}

const rows = Object.entries({ ...numbered, ...cursors, ...linked })
const cases = rows.flatMap(([name, vendor]) =>
  [1, 10, 11, 43].filter((count) => count >= (vendor.least ?? 0)).map((count) => ({ name, vendor, count })),
)
const ids = (count: number): string[] => itemsOf(count).map((item) => item.id)

test.each(cases)('$name: $count items, described', async ({ vendor, count }) => {
  const { ids: came, pages, ended } = await collectIds(vendor, count, true)
  expect(came).toEqual(ids(count))
  expect(pages).toBeLessThanOrEqual(Math.ceil(count / 10) + 1)
  expect(['all', 'unknown']).toContain(ended.how)
})

test.each(cases.filter(({ vendor }) => vendor.raw !== false))(
  '$name: $count items, nothing described',
  async ({ vendor, count }) => {
    const { ids: came, pages, ended } = await collectIds(vendor, count, false)
    expect(came).toEqual(ids(count))
    expect(pages).toBeLessThanOrEqual(Math.ceil(count / 10) + 1)
    expect(count > 10 && ended.how !== 'all').toBe(false)
  },
)

describe('what cannot be known beforehand', () => {
  test('an argument that asks for what came already gives nothing twice', async () => {
    const { api } = cursors['EasyPost: what came before the last'] ?? { api: () => ({ body: [] }) }
    const vendor = { api, path: '/v2/trackers', params: ['after_id', 'before_id'] }
    const { ids: came, ended } = await collectIds(vendor, 43, true)
    expect(came).toEqual(ids(10))
    expect(ended).toMatchObject({ how: 'stopped', note: expect.stringContaining('had come before') as string })
  })
})
