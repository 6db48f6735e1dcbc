import { describe, expect, test } from 'vitest'
import { parameterOf, operationOf, targetOf } from '../../test/support/target.ts'
import type { Parameter, ParameterStyle } from '../catalog/index.ts'
import { ExactNumber } from '../core/index.ts'
import { planOperation } from './plan.ts'

const array = ['blue', 'black', 'brown']
const object = { R: 100, G: 200, B: 150 }

/** What stands where the parameter `color` goes, as sent. */
function sent(parameter: Parameter, value: unknown): string {
  const operation = operationOf({ path: parameter.in === 'path' ? `/{${parameter.name}}` : '/' })
  const { request } = planOperation(targetOf(), { operation, values: [{ parameter, value }] })
  switch (parameter.in) {
    case 'path':
      return request.path.slice('/v1/'.length)
    case 'query':
      return request.query
    case 'header':
      return request.headers.find(([name]) => name === parameter.name)?.[1] ?? 'absent'
    case 'cookie':
      return request.cookies.map(([name, text]) => `${name}=${text}`).join('; ')
  }
}

describe('OpenAPI 3.1.1 §4.8.12.6 style examples', () => {
  test.each([
    ['path', 'matrix', false, null, ';color'],
    ['path', 'matrix', false, '', ';color'],
    ['path', 'matrix', false, 'blue', ';color=blue'],
    ['path', 'matrix', false, array, ';color=blue,black,brown'],
    ['path', 'matrix', false, object, ';color=R,100,G,200,B,150'],
    ['path', 'matrix', true, 'blue', ';color=blue'],
    ['path', 'matrix', true, array, ';color=blue;color=black;color=brown'],
    ['path', 'matrix', true, object, ';R=100;G=200;B=150'],
    ['path', 'label', false, 'blue', '.blue'],
    ['path', 'label', false, array, '.blue,black,brown'],
    ['path', 'label', false, object, '.R,100,G,200,B,150'],
    ['path', 'label', true, 'blue', '.blue'],
    ['path', 'label', true, array, '.blue.black.brown'],
    ['path', 'label', true, object, '.R=100.G=200.B=150'],
    ['path', 'simple', false, 'blue', 'blue'],
    ['path', 'simple', false, array, 'blue,black,brown'],
    ['path', 'simple', false, object, 'R,100,G,200,B,150'],
    ['path', 'simple', true, array, 'blue,black,brown'],
    ['path', 'simple', true, object, 'R=100,G=200,B=150'],
    ['header', 'simple', false, '', ''],
    ['header', 'simple', false, null, ''],
    ['header', 'simple', false, 'blue', 'blue'],
    ['header', 'simple', false, array, 'blue,black,brown'],
    ['header', 'simple', false, object, 'R,100,G,200,B,150'],
    ['header', 'simple', true, object, 'R=100,G=200,B=150'],
    ['query', 'form', false, null, 'color='],
    ['query', 'form', false, '', 'color='],
    ['query', 'form', false, 'blue', 'color=blue'],
    ['query', 'form', false, array, 'color=blue,black,brown'],
    ['query', 'form', false, object, 'color=R,100,G,200,B,150'],
    ['query', 'form', true, null, 'color='],
    ['query', 'form', true, 'blue', 'color=blue'],
    ['query', 'form', true, array, 'color=blue&color=black&color=brown'],
    ['query', 'form', true, object, 'R=100&G=200&B=150'],
    ['query', 'spaceDelimited', false, array, 'color=blue%20black%20brown'],
    ['query', 'spaceDelimited', false, object, 'color=R%20100%20G%20200%20B%20150'],
    ['query', 'pipeDelimited', false, array, 'color=blue%7Cblack%7Cbrown'],
    ['query', 'pipeDelimited', false, object, 'color=R%7C100%7CG%7C200%7CB%7C150'],
    ['query', 'deepObject', true, object, 'color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150'],
    // OpenAPI 3.2 §4.12.5
    ['cookie', 'cookie', false, 'blue', 'color=blue'],
    ['cookie', 'cookie', false, array, 'color=blue,black,brown'],
    ['cookie', 'cookie', false, object, 'color=R,100,G,200,B,150'],
    ['cookie', 'cookie', true, array, 'color=blue; color=black; color=brown'],
    ['cookie', 'cookie', true, object, 'R=100; G=200; B=150'],
    ['cookie', 'form', false, array, 'color=blue,black,brown'],
  ] as const)('%s %s explode=%s of %j is %s', (place, style, explode, value, text) => {
    expect(sent(parameterOf(place, 'color', { style, explode }), value)).toBe(text)
  })
})

describe('where the specification is silent', () => {
  test.each<[string, ParameterStyle, boolean, unknown, string]>([
    ['an exploded delimited list repeats its name', 'pipeDelimited', true, ['a', 'b'], 'p=a&p=b'],
    ['a delimited scalar is a form one', 'spaceDelimited', false, 'a', 'p=a'],
    ['Swagger 2.0 tsv', 'tabDelimited', false, ['a', 'b'], 'p=a%09b'],
    ['deepObject ignores explode', 'deepObject', false, { a: 1 }, 'p%5Ba%5D=1'],
    [
      'deepObject brackets every level',
      'deepObject',
      true,
      { a: { b: [1, { c: 2 }] } },
      'p%5Ba%5D%5Bb%5D%5B0%5D=1&p%5Ba%5D%5Bb%5D%5B1%5D%5Bc%5D=2',
    ],
    ['a deepObject list goes by index', 'deepObject', true, ['x', 'y'], 'p%5B0%5D=x&p%5B1%5D=y'],
    ['a deepObject null is empty', 'deepObject', true, { a: null }, 'p%5Ba%5D='],
    ['a list inside an exploded object repeats its own name', 'form', true, { ids: [1, 2], n: 3 }, 'ids=1&ids=2&n=3'],
    ['an object inside a list is JSON', 'form', true, [{ a: 1 }], 'p=%7B%22a%22%3A1%7D'],
    [
      'a joined list with an object in it is JSON as a whole',
      'form',
      false,
      [{ a: 1 }, 2],
      'p=%5B%7B%22a%22%3A1%7D%2C2%5D',
    ],
    ['null in a list is left out', 'form', false, ['a', null, 'b'], 'p=a,b'],
    ['null in an object is left out', 'form', true, { a: null, b: 1 }, 'b=1'],
    ['an empty list is left out', 'form', true, [], ''],
    ['an empty object is left out', 'deepObject', true, {}, ''],
  ])('%s', (_, style, explode, value, text) => {
    expect(sent(parameterOf('query', 'p', { style, explode }), value)).toBe(text)
  })

  test.each([[[]], [{}], ['']])('a required parameter sends %j as an empty value', (value) => {
    expect(sent(parameterOf('query', 'p', { required: true }), value)).toBe('p=')
  })

  test.each([[[]], [{}], ['']])('allowEmptyValue sends %j as an empty value', (value) => {
    expect(sent(parameterOf('query', 'p', { allowEmptyValue: true }), value)).toBe('p=')
  })
})

describe('RFC 6570 §3.2 vectors', () => {
  const keys = { semi: ';', dot: '.', comma: ',' }
  const list = ['red', 'green', 'blue']
  test.each([
    ['simple', false, 'x', 'value', 'value'],
    ['simple', false, 'hello', 'Hello World!', 'Hello%20World%21'],
    ['simple', false, 'half', '50%', '50%25'],
    ['simple', false, 'keys', keys, 'semi,%3B,dot,.,comma,%2C'],
    ['simple', true, 'keys', keys, 'semi=%3B,dot=.,comma=%2C'],
    ['label', false, 'who', 'fred', '.fred'],
    ['label', false, 'half', '50%', '.50%25'],
    ['label', false, 'list', list, '.red,green,blue'],
    ['label', true, 'list', list, '.red.green.blue'],
    ['label', false, 'keys', { semi: ';', comma: ',' }, '.semi,%3B,comma,%2C'],
    ['matrix', false, 'who', 'fred', ';who=fred'],
    ['matrix', false, 'empty', '', ';empty'],
    ['matrix', false, 'hello', 'Hello World!', ';hello=Hello%20World%21'],
    ['matrix', true, 'list', list, ';list=red;list=green;list=blue'],
    ['matrix', false, 'keys', keys, ';keys=semi,%3B,dot,.,comma,%2C'],
    ['matrix', true, 'keys', keys, ';semi=%3B;dot=.;comma=%2C'],
  ] as const)('{%s explode=%s} %s', (style, explode, name, value, text) => {
    expect(sent(parameterOf('path', name, { style, explode }), value)).toBe(text)
  })

  test.each([
    [false, 'half', '50%', 'half=50%25'],
    [false, 'keys', keys, 'keys=semi,%3B,dot,.,comma,%2C'],
    [true, 'keys', keys, 'semi=%3B&dot=.&comma=%2C'],
    [false, 'list', list, 'list=red,green,blue'],
  ])('{?%s %s}', (explode, name, value, text) => {
    expect(sent(parameterOf('query', name, { explode }), value)).toBe(text)
  })
})

describe('values as text', () => {
  test.each<[unknown, string]>([
    [1e21, '1000000000000000000000'],
    [1e-7, '0.0000001'],
    [-1.5e-8, '-0.000000015'],
    [0, '0'],
    [-0, '0'],
    [12.5, '12.5'],
    [10n ** 20n, '100000000000000000000'],
    [new ExactNumber('12345678901234567890'), '12345678901234567890'],
    [new ExactNumber('1.25e3'), '1250'],
    [true, 'true'],
    [false, 'false'],
    ['a b', 'a%20b'],
    ["!'()*", '%21%27%28%29%2A'],
    ['a&b=c+d#e?f/g', 'a%26b%3Dc%2Bd%23e%3Ff%2Fg'],
    ['Grüße 😀', 'Gr%C3%BC%C3%9Fe%20%F0%9F%98%80'],
    ['-._~', '-._~'],
    ['%41', '%2541'],
    ['a\nb', 'a%0Ab'],
  ])('%s is sent as %s', (value, text) => {
    expect(sent(parameterOf('query', 'p'), value)).toBe(`p=${text}`)
  })

  test('half of a surrogate pair is refused', () => {
    expect(() => sent(parameterOf('query', 'p'), 'a\ud800')).toThrow(/surrogate/)
  })

  test.each([
    [":/?@!$'()*,;=", ":/?@!$'()*,;="],
    ['a&b', 'a%26b'],
    ['a+b#c[d]', 'a%2Bb%23c%5Bd%5D'],
    ['%41%2b and 50%', '%41%2b%20and%2050%25'],
    ['ü', '%C3%BC'],
  ])('allowReserved lets reserved characters and triples pass in %s', (value, text) => {
    expect(sent(parameterOf('query', 'p', { allowReserved: true }), value)).toBe(`p=${text}`)
  })

  test('names are encoded too', () => {
    expect(sent(parameterOf('query', 'filter[a b]'), ['x', 'y'])).toBe('filter%5Ba%20b%5D=x&filter%5Ba%20b%5D=y')
  })
})

describe('content parameters', () => {
  const json = { contentType: 'application/json' }
  const value = { lat: 1.5, note: 'ü "x"' }
  test.each([
    ['query', 'p=%7B%22lat%22%3A1.5%2C%22note%22%3A%22%C3%BC%20%5C%22x%5C%22%22%7D'],
    ['path', '%7B%22lat%22%3A1.5%2C%22note%22%3A%22%C3%BC%20%5C%22x%5C%22%22%7D'],
    ['header', String.raw`{"lat":1.5,"note":"\u00fc \"x\""}`],
    ['cookie', 'p=%7B%22lat%22%3A1.5%2C%22note%22%3A%22%C3%BC%20%5C%22x%5C%22%22%7D'],
  ] as const)('JSON in %s', (place, text) => {
    expect(sent(parameterOf(place, 'p', json), value)).toBe(text)
  })

  test('a JSON string keeps its quotes, a text one has none', () => {
    expect(sent(parameterOf('query', 'p', json), 'a')).toBe('p=%22a%22')
    expect(sent(parameterOf('query', 'p', { contentType: 'text/plain' }), 'a')).toBe('p=a')
  })

  test.each([
    ['application/x-www-form-urlencoded', { a: 1, b: ['x', 'y z'] }, 'a=1&b=x&b=y%20z'],
    ['application/x-www-form-urlencoded', '?a=1&b=x y', 'a=1&b=x%20y'],
    ['application/json', { a: 1 }, '%7B%22a%22%3A1%7D'],
    ['text/plain', 'a b', 'a%20b'],
  ])('OpenAPI 3.2 in: querystring as %s', (contentType, whole, text) => {
    expect(sent(parameterOf('query', 'q', { style: 'querystring', contentType }), whole)).toBe(text)
  })
})

describe('cookies', () => {
  test('a form cookie is percent-encoded, an exploded one is several', () => {
    expect(sent(parameterOf('cookie', 'c'), 'a;b c')).toBe('c=a%3Bb%20c')
    expect(sent(parameterOf('cookie', 'c'), ['a', 'b'])).toBe('c=a; c=b')
  })

  test('a verbatim cookie that would end early is refused', () => {
    expect(() => sent(parameterOf('cookie', 'c', { style: 'cookie' }), 'a; admin=1')).toThrow(/semicolon/)
  })

  test('the credential cookie is refused', () => {
    const authorizer = {
      ...targetOf().authorizer,
      reserved: { headers: new Set<string>(), query: new Set<string>(), cookies: new Set(['sid']) },
    }
    const call = { operation: operationOf(), values: [{ parameter: parameterOf('cookie', 'SID'), value: 'x' }] }
    expect(() => planOperation(targetOf({ authorizer }), call)).toThrow(/credential/)
  })
})
