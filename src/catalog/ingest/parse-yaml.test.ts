import { expect, test } from 'vitest'
import { parseWithJsYaml } from './parse-yaml.ts'

test.each([
  { text: 'a: 1\na: 2\n', at: 'line 2, column 1' },
  { text: '{a: 1, "a": 2}', at: 'line 1, column 8' },
  { text: '? a\n: 1\n? a\n: 2\n', at: 'line 3, column 2' },
  { text: '200: x\r\n"200" : y\r\n', at: 'line 2, column 1' },
  { text: 'a: {b: 1}\nc:\n  - d:\n    b: 1\n    d: 2\n', at: 'line 5, column 5' },
  { text: 'x: &a {p: 1}\ny:\n  <<: *a\n  q: 1\n  q: 2\n', at: 'line 5, column 3' },
  { text: '__proto__: 1\nb: 2\n__proto__: 4\n', at: 'line 3, column 1' },
])('the first key that stands twice in $text is told', ({ text, at }) => {
  const says = `duplicated mapping key (${at}); of duplicate keys the last one counts`
  expect(parseWithJsYaml(text).warnings).toEqual([says])
})

test.each([
  'x: &a {p: 1}\ny:\n  <<: *a\n  p: 2\n',
  'a: {b: 1}\nc: {b: 1}\nb: "x: y"\n',
  'a: |\n  b: 1\n  b: 2\nb: >-\n  a: 1\n',
  'a: what? b\nc: [b: 1, b: 2]\n',
])('no key stands twice in %j', (text) => {
  expect(parseWithJsYaml(text).warnings).toEqual([])
})

test.each([
  ['~', null],
  ['Null', null],
  ['TRUE', true],
  ['yes', 'yes'],
  ['0x1F', 31],
  ['.5', 0.5],
  ['-.INF', -Infinity],
  ['1_000', '1_000'],
  ['2024-01-01', '2024-01-01'],
  ['!!str 12', '12'],
  ['!!int "5"', 5],
  ['!odd text', 'text'],
])('%s is read as the core schema says', (text, value) => {
  expect(parseWithJsYaml(`a: ${text}`).value).toEqual({ a: value })
})
