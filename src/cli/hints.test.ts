import { expect, test } from 'vitest'
import { toShellHint } from './hints.ts'

test.each([
  [
    'describe_operation {"api":"shop","operation":"listProducts"} shows the arguments',
    'custom-api-mcp describe shop listProducts shows the arguments',
  ],
  [
    'describe_operation {"api":"shop","operation":"GET /items/{id}"} shows the arguments',
    "custom-api-mcp describe shop 'GET /items/{id}' shows the arguments",
  ],
  [
    'did you mean "listProducts"? search_operations {"query":"…","api":"shop"} finds operations',
    'did you mean "listProducts"? custom-api-mcp search WORDS finds operations',
  ],
  ['set the variable CUSTOM_API_PETS', 'set the variable CUSTOM_API_PETS'],
])('%s', (hint, shown) => {
  expect(toShellHint(hint)).toBe(shown)
})
