import { expect, test } from 'vitest'
import { packRecords, unpackRecords } from './records.ts'

test('records come back as they were, with their texts and bytes, none of them too', async () => {
  const records = [
    { value: { a: 'é\n', b: [1, null] }, texts: ['', 'x'.repeat(100_000), '漢字'], parts: [] },
    { value: 'alone', texts: [], parts: [new Uint8Array(), new Uint8Array([0, 255, 10])] },
  ]
  expect(await unpackRecords(await packRecords(records))).toEqual(records)
  expect(await unpackRecords(await packRecords([]))).toEqual([])
})

test('what was cut off is no record', async () => {
  const packed = await packRecords([{ value: { a: 1 }, texts: ['text'] }])
  await expect(unpackRecords(packed.subarray(0, -3))).rejects.toThrow(/unexpected end|range|length/i)
})
