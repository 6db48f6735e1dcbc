import { crc32 } from 'node:zlib'
import type { LoadedDocument } from '../ingest/external.ts'
import { cut } from '../ingest/fragments.ts'
import { blockSize, type Fragments, type Head, type Index, type Table } from './format.ts'

/** The fragments and where each of them lies; `expected` bytes are set aside for them. */
export function pack(documents: readonly LoadedDocument[], expected = 1 << 20): Fragments {
  const body = new Body(expected)
  const fragments: Table['fragments'][number][] = []
  for (const document of documents) {
    const at: string[] = []
    const size: number[] = []
    for (const piece of cut(document.value, document.scan)) {
      at.push(piece.at)
      size.push(body.append(JSON.stringify(piece.value) ?? 'null'))
    }
    fragments.push({ at, size })
  }
  const anchors = documents.map((document) => Object.fromEntries(document.scan.anchors))
  const table: Table = {
    uris: documents.map((document) => document.uri),
    fragments,
    blocks: checksums(body.bytes()),
    anchors,
  }
  return { table: section(table), body: body.bytes() }
}

function checksums(body: Buffer): number[] {
  const found: number[] = []
  for (let start = 0; start < body.length; start += blockSize)
    found.push(crc32(body.subarray(start, start + blockSize)))
  return found
}

export function section(value: Head | Index | Table): Buffer {
  return Buffer.from(JSON.stringify(value))
}

/** One growing buffer: a fragment is written once and never copied again but to grow. */
class Body {
  #buffer: Buffer
  #used = 0

  constructor(expected: number) {
    this.#buffer = Buffer.allocUnsafe(expected)
  }

  /** How many bytes the text took. */
  append(text: string): number {
    const most = text.length * 3 // the longest a UTF-16 unit gets in UTF-8
    if (this.#used + most > this.#buffer.length) this.#grow(this.#used + most)
    const written = this.#buffer.write(text, this.#used)
    this.#used += written
    return written
  }

  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#used)
  }

  #grow(least: number): void {
    const next = Buffer.allocUnsafe(Math.max(least, this.#buffer.length * 2))
    this.#buffer.copy(next, 0, 0, this.#used)
    this.#buffer = next
  }
}
