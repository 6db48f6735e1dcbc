import { expect, test } from 'vitest'
import { asciiJson } from './decode.ts'

/** JSON of more than a megabyte with a text at each place given. */
function large(text: string, places: readonly number[]): Buffer {
  const bytes = Buffer.alloc(1_100_000, 0x20)
  bytes.write('{"list":[', 0)
  bytes.write('0]}', bytes.length - 3)
  for (const place of places) bytes.write(`${JSON.stringify(text)},`, place)
  return bytes
}

test.each([
  { what: 'at the border of two blocks', text: 'né', places: [4092, 4096 * 7 - 5] },
  { what: 'of four bytes across a border', text: 'n😀', places: [4096 - 4, 4096 * 3 - 3, 4096 * 5 - 5] },
  { what: 'longer than a block', text: '漢字'.repeat(3000), places: [5000] },
  { what: 'in neighbouring blocks', text: 'ü', places: [4000, 4090, 4100, 8190, 8200] },
  { what: 'at the end', text: 'é', places: [1_100_000 - 9] },
])('characters $what survive in ASCII', ({ text, places }) => {
  const bytes = large(text, places)
  const ascii = asciiJson(bytes) ?? ''
  expect(ascii).toMatch(/^[\0-\x7f]*$/)
  expect(JSON.parse(ascii)).toEqual(JSON.parse(bytes.toString('utf8')))
})

test('a text with very many others stays as it is', () => {
  const places = Array.from({ length: 25_000 }, (_, nth) => 100 + nth * 10)
  expect(asciiJson(large('é', places))).toBeUndefined()
})
