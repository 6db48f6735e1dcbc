import { describe, expect, test } from 'vitest'
import { ExactNumber } from '../../../core/index.ts'
import { readArguments, readLiteral } from './literal.ts'

describe('a literal in a script', () => {
  test.each<[name: string, text: string, value: unknown]>([
    ['JSON', '{"a":[1,true,null,"x\\u0041"]}', { a: [1, true, null, 'xA'] }],
    [
      'JavaScript as people write it',
      "{a: 'it\\'s', 'b-c': `t`, /* c */ d: -1.5e3, // e\n}",
      { a: "it's", 'b-c': 't', d: -1500 },
    ],
    ['a number beyond a double', '{"n":12345678901234567890}', { n: new ExactNumber('12345678901234567890') }],
    ['an address that is put together', '{url: window.location.origin + "/openapi.json"}', { url: '/openapi.json' }],
    ['a template with a hole', '{url: `${base}/v1/openapi.json`}', { url: '/v1/openapi.json' }],
    ['JSON.parse of a text', `{spec: JSON.parse('{"a":1}')}`, { spec: { a: 1 } }],
    [
      'what only running it would tell',
      '{a: f({x: "y"}), presets: [A.b, C], d: 1}',
      { a: undefined, presets: [undefined, undefined], d: 1 },
    ],
    ['a function between', '{a(b) { return {c: 1} }, d: function () { return "}" }, e: 2}', { d: undefined, e: 2 }],
    ['a name of the prototype', '{"__proto__": {"polluted": 1}}', Object.fromEntries([['__proto__', { polluted: 1 }]])],
  ])('%s', (_, text, value) => {
    expect(readLiteral(text, 0)?.value).toEqual(value)
  })

  test.each([
    ['nothing', ''],
    ['no literal', 'window.x'],
    ['one without an end', '{"a": [1, 2'],
    ['a string without an end', '{"a": "b'],
  ])('%s is none', (_, text) => {
    expect(readLiteral(text, 0)).toBeUndefined()
  })

  test('is read no deeper than it may be', () => {
    const deep = (open: string, close: string): string => open.repeat(100_000) + close.repeat(100_000)
    const depthOf = (value: unknown): number =>
      typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0
    expect(depthOf(readLiteral(deep('[', ']'), 0)?.value)).toBeLessThan(210)
    expect(depthOf(readLiteral(deep('{"a":', '}'), 0)?.value)).toBeLessThan(210)
    expect(readLiteral(`{a: ${'JSON.parse('.repeat(100_000)}`, 0)).toBeUndefined()
  })

  test('the arguments of a call', () => {
    expect(readArguments("init('/openapi.json', {a: 1}, document.body)", 4)).toEqual([
      '/openapi.json',
      { a: 1 },
      undefined,
    ])
  })
})
