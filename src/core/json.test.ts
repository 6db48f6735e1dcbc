import { describe, expect, test } from 'vitest'
import { ExactNumber } from './exact-number.ts'
import { compactJson, parseJson, stringifyJson } from './json.ts'
import { cpuSeconds } from '../../test/support/cpu-time.ts'

describe('parseJson', () => {
  test.each([
    '12345678901234567890',
    '-9007199254740993',
    '0.1000000000000000055',
    '1e400',
    '1E-400',
    '123456789012345678901234567890.5',
  ])('keeps the digits of %s', (text) => {
    const parsed = parseJson(`{"a":[${text}, 1]}`) as { a: unknown[] }

    expect(parsed.a[0]).toBeInstanceOf(ExactNumber)
    expect(String(parsed.a[0])).toBe(text)
    expect(parsed.a[1]).toBe(1)
    expect(stringifyJson(parsed)).toBe(`{"a":[${text},1]}`)
  })

  test.each([
    ['9007199254740992', 9007199254740992],
    ['1.10', 1.1],
    ['1e3', 1000],
    ['1.5e300', 1.5e300],
    ['-0', -0],
    ['10000000000000000000000', 1e22],
    ['0.00000000000000000000', 0],
  ])('reads %s as a plain number', (text, value) => {
    expect(parseJson(text)).toBe(value)
  })

  test('takes the last of duplicate keys and keeps __proto__ as data', () => {
    const parsed = parseJson('{"a":1,"a":2,"__proto__":{"admin":12345678901234567890}}') as Record<string, unknown>

    expect(parsed['a']).toBe(2)
    expect(Object.keys(parsed)).toEqual(['a', '__proto__'])
    expect((parsed as { admin?: unknown }).admin).toBeUndefined()
    expect(stringifyJson(parsed)).toBe('{"a":2,"__proto__":{"admin":12345678901234567890}}')
  })

  test('is not fooled by text that looks like its own marks', () => {
    const text = String.raw`["exact-number-0:0","\u0065xact-number-1:0",12345678901234567890]`

    expect(stringifyJson(parseJson(text))).toBe('["exact-number-0:0","exact-number-1:0",12345678901234567890]')
  })

  test.each([
    ['', 0, 'ends too early'],
    ['{"a":}', 5, 'a value'],
    ['{"a" 1}', 5, '":"'],
    ['[1,]', 3, 'a value'],
    ['[1 2]', 3, '"," or "]"'],
    ['{"a":1,}', 7, 'a quoted name'],
    ['{a:1}', 1, 'a quoted name or "}"'],
    ['[1}', 2, '"," or "]"'],
    ['01234567890123456789', 0, 'a value'],
    ['{12345678901234567890:1}', 1, 'a quoted name'],
    ['"a\nb"', 0, 'a value'],
    ['[1] x', 4, 'nothing more'],
    ['{"a":"secret', 5, 'a value'],
    ['\n\n  tru', 4, 'a value'],
    ['[1', 2, 'ends too early'],
  ])('says where %j stops being JSON', (text, position, says) => {
    const thrown = (() => {
      try {
        parseJson(text)
      } catch (error) {
        return error as Error
      }
      return undefined
    })()

    expect(thrown).toBeInstanceOf(SyntaxError)
    expect(thrown?.message).toContain(`at position ${position} `)
    expect(thrown?.message).toContain(says)
    expect(thrown?.message).not.toContain('secret')
  })

  test('accepts 512 levels and refuses 513', () => {
    expect(() => parseJson('['.repeat(512) + ']'.repeat(512))).not.toThrow()
    expect(() => parseJson('['.repeat(513) + ']'.repeat(513))).toThrow(/deeper than 512/)
    expect(() => parseJson('['.repeat(1_000_000))).toThrow(/deeper than 512/)
  })

  test('skips what only looks like structure inside strings', () => {
    const value = { a: '[[[[ \\" 12345678901234567890', 'b"': '\\' }

    expect(parseJson(JSON.stringify(value))).toEqual(value)
  })
})

describe('stringifyJson', () => {
  test.each([
    [{ a: 1n, b: new ExactNumber('1.10') }, undefined, '{"a":1,"b":1.10}'],
    [[new ExactNumber('12345678901234567890')], 2, '[\n  12345678901234567890\n]'],
    [{ a: undefined, b: [undefined] }, undefined, '{"b":[null]}'],
    [undefined, undefined, 'null'],
    [new ExactNumber('5'), undefined, '5'],
    [['exact-number-0:0', 7n], undefined, '["exact-number-0:0",7]'],
  ])('%o', (value, indent, text) => {
    expect(stringifyJson(value, indent)).toBe(text)
  })

  test('refuses a cycle', () => {
    const cycle: unknown[] = [1n]
    cycle[0] = cycle

    expect(() => stringifyJson(cycle)).toThrow(RangeError)
  })

  test('a plain JSON.stringify keeps the digits as a string', () => {
    expect(JSON.stringify([new ExactNumber('12345678901234567890')])).toBe('["12345678901234567890"]')
    expect(new ExactNumber('2').valueOf() + 1).toBe(3)
  })
})

describe('compactJson', () => {
  test.each([
    ['{ "a" : [ 1.10 , 12345678901234567890 ],\n"b": " x  y " }\r\n', '{"a":[1.10,12345678901234567890],"b":" x  y "}'],
    ['{"a":1,"a":2}', '{"a":1,"a":2}'],
    [' "\\" \\\\" ', '"\\" \\\\"'],
    [' 1e400 ', '1e400'],
    ['[]', '[]'],
    [' { "ü\\" \\\\" : "😀 \\u0041" } ', '{"ü\\" \\\\":"😀 \\u0041"}'],
  ])('%j', (text, compact) => {
    expect(compactJson(text)).toBe(compact)
  })

  test('refuses what is no JSON', () => {
    expect(() => compactJson('{"a": 1 1}')).toThrow(/position 8/)
    expect(() => compactJson('\u00a0{}')).toThrow(SyntaxError)
  })

  test('takes 10 MB in well under a second', () => {
    const text = JSON.stringify(
      Array.from({ length: 100_000 }, (_, id) => ({ id, name: `user ${id}`, tags: ['a', 'b'], note: 'x'.repeat(40) })),
    )
    expect(cpuSeconds(() => expect(compactJson(text)).toBe(text))).toBeLessThan(1.5)
  })
})
