import { expect, test } from 'vitest'
import { itemSpans, spanAt } from './json-spans.ts'

const text = ' {"a": {"items": [1.50, "x,]", {"b": [2]}], "b/c": null}, "\\u0064": true, "a2": 1, "a2": 2} '

test.each([
  ['', text.trim()],
  ['/a/items', '[1.50, "x,]", {"b": [2]}]'],
  ['/a/items/0', '1.50'],
  ['/a/items/2/b/0', '2'],
  ['/a/b~1c', 'null'],
  ['/d', 'true'],
  ['/a2', '2'],
  ['/a/items/3', undefined],
  ['/a/items/-1', undefined],
  ['/nowhere/else', undefined],
  ['/a2/deeper', undefined],
])('finds %j in the text as it was written', (pointer, found) => {
  const span = spanAt(text, pointer)
  expect(span && text.slice(span.start, span.end)).toBe(found)
})

test('gives the items of a list byte for byte', () => {
  const { start } = spanAt(text, '/a/items') ?? { start: 0 }
  expect(Array.from(itemSpans(text, start), (it) => text.slice(it.start, it.end))).toEqual([
    '1.50',
    '"x,]"',
    '{"b": [2]}',
  ])
})
