import { describe, expect, test } from 'vitest'
import { faultOf, lookalikeIn } from './strict-json.ts'
import { cpuSeconds } from '../../test/support/cpu-time.ts'

describe('faultOf', () => {
  test.each([
    '{"a":1,"b":{"a":1},"c":[{"a":1},{"a":2}]}',
    '{"a":"b","b":"a"}',
    '{"a":"\\"a\\":1,\\"a\\"","b":"{\\\\"}',
    '["a","a"]',
    '{}',
    '"{"',
    '',
    '{"\\"":1,"\\\\":2}',
    '['.repeat(100) + ']'.repeat(100),
  ])('finds nothing in %s', (text) => expect(faultOf(text)).toBeUndefined())

  test.each([
    '{"a":1,"a":2}',
    '{"a":1, "b":2 ,"a":2}',
    '{"x":[{"a":{},"a":[]}]}',
    '{"method":1,"m\\u0065thod":2}',
    '{"a":{"b":1},"a":1}',
    '{"__proto__":1,"__proto__":2}',
    '{"":1,"":2}',
  ])('finds the double name in %s', (text) => expect(faultOf(text)).toMatch(/twice/))

  test('refuses 101 levels', () => expect(faultOf('[{"a":'.repeat(51))).toMatch(/levels/))

  test('costs little on 4 MB', () => {
    const rows = Array.from({ length: 40_000 }, (_, index) => ({ id: index, name: `row ${index}`, tags: ['a', 'b'] }))
    const text = JSON.stringify({ rows, text: '\\'.repeat(500_000) })
    expect(cpuSeconds(() => expect(faultOf(text)).toBeUndefined())).toBeLessThan(1)
  })
})

describe('lookalikeIn', () => {
  test.each([
    { jsonrpc: '2.0', id: 1, method: 'x', params: { name: 'a', arguments: { Name: 1, METHOD: 2 }, _meta: {} } },
    [{ jsonrpc: '2.0', method: 'x' }],
    null,
    7,
    { method: 'x', extra: 1 },
  ])('passes %j', (body) => expect(lookalikeIn(body)).toBeUndefined())

  test.each([
    [{ method: 'ping', Method: 'tools/call' }, 'Method'],
    [{ 'method\0': 'ping' }, 'method\0'],
    [{ method: 'tools/call', params: { name: 'a', NAME: 'b' } }, 'NAME'],
    [[{ method: 'x' }, { ID: 3 }], 'ID'],
  ])('finds the false member of %j', (body, key) => expect(lookalikeIn(body)).toBe(key))
})
