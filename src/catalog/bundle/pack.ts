import { crc32 } from 'node:zlib'
import type { LoadedDocument } from '../ingest/external.ts'
import { cut } from '../ingest/fragments.ts'
import { type Head, type Index, type Parts, type Table } from './format.ts'

/** Head, index and fragments as the sections of a bundle. */
export function pack(documents: readonly LoadedDocument[], head: Head, index: Index): Parts {
  const body = new Body()
  const fragments: Table['fragments'][number][] = []
  for (const document of documents) {
    const at: string[] = []
    const size: number[] = []
    const crc: number[] = []
    for (const piece of cut(document.value, document.scan)) {
      const bytes = body.append(JSON.stringify(piece.value) ?? 'null')
      at.push(piece.at)
      size.push(bytes.length)
      crc.push(crc32(bytes))
    }
    fragments.push({ at, size, crc })
  }
  const anchors = documents.map((document) => Object.fromEntries(document.scan.anchors))
  const table: Table = { uris: documents.map((document) => document.uri), fragments, anchors }
  return { head: section(head), index: section(index), table: section(table), body: body.bytes() }
}

export function section(value: Head | Index | Table): Buffer {
  return Buffer.from(JSON.stringify(value))
}

/** One growing buffer: a fragment is written once and never copied again but to grow. */
class Body {
  #buffer = Buffer.allocUnsafe(1 << 20)
  #used = 0

  append(text: string): Buffer {
    const most = text.length * 3 // the longest a UTF-16 unit gets in UTF-8
    if (this.#used + most > this.#buffer.length) this.#grow(this.#used + most)
    const written = this.#buffer.write(text, this.#used)
    this.#used += written
    return this.#buffer.subarray(this.#used - written, this.#used)
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
