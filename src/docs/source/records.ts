import { promisify } from 'node:util'
import { deflate, inflate } from 'node:zlib'
import { createBreaks } from '../breaks.ts'

/** A value with what is too long to stand in its JSON: texts, and bytes that are packed already. */
export interface PackedRecord {
  readonly value: unknown
  readonly texts?: readonly string[]
  readonly parts?: readonly Uint8Array[]
}

/**
 * Records one after the other: how many texts and parts, then value, texts and parts, each with its length before it
 * (32 bits, big-endian). Values and texts are deflated, away from the main thread, and nothing long is done at once.
 */
export async function packRecords(records: readonly PackedRecord[]): Promise<Uint8Array> {
  const breaks = createBreaks()
  const pieces: Uint8Array[] = []
  const put = (data: Uint8Array): void => {
    pieces.push(lengthOf(data.length), data)
  }
  for (const { value, texts = [], parts = [] } of records) {
    pieces.push(lengthOf(texts.length), lengthOf(parts.length))
    for (const text of [JSON.stringify(value), ...texts]) {
      put(await promisify(deflate)(Buffer.from(text)))
      await breaks()
    }
    for (const part of parts) put(part)
  }
  return Buffer.concat(pieces)
}

/** @throws Error for what `packRecords` did not write */
export async function unpackRecords(data: Uint8Array): Promise<readonly PackedRecord[]> {
  const breaks = createBreaks()
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  const records: PackedRecord[] = []
  let at = 0
  const number = (): number => {
    at += 4
    return bytes.readUInt32BE(at - 4)
  }
  const take = (): Uint8Array => {
    const end = number() + at
    const piece = new Uint8Array(bytes.subarray(at, end)) // a copy: the row is not held for a piece of it
    at = end
    return piece
  }
  const text = async (): Promise<string> => {
    const read = (await promisify(inflate)(take())).toString('utf8')
    await breaks()
    return read
  }
  while (at < bytes.length) {
    const [textCount, partCount] = [number(), number()]
    const value: unknown = JSON.parse(await text())
    const texts: string[] = []
    for (let count = 0; count < textCount; count++) texts.push(await text())
    const parts = Array.from({ length: partCount }, take)
    records.push({ value, texts, parts })
  }
  return records
}

function lengthOf(length: number): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(length)
  return bytes
}
