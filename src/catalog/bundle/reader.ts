import { crc32 } from 'node:zlib'
import { at as valueAt } from '../../core/index.ts'
import type { Reader } from '../documents.ts'
import { fragmentOf } from '../ingest/fragments.ts'
import { blockSize, Damaged, type Opened, type ReadAt, type Table } from './format.ts'

interface Place {
  readonly offset: number
  readonly size: number
}

/** Parsed fragments that stay in memory, in bytes of their JSON. */
const keptBytes = 8 * 1024 * 1024

/** Reads a description's documents fragment by fragment from its bundle. */
export class BundleReader implements Reader {
  readonly #read: ReadAt
  readonly #opened: Opened
  #table: Table | undefined
  #places: Map<string, Place>[] = []
  readonly #kept = new Map<string, { value: unknown; size: number }>()
  #keptSize = 0

  constructor(read: ReadAt, opened: Opened) {
    this.#read = read
    this.#opened = opened
  }

  get uris(): readonly string[] {
    return this.#load().uris
  }

  anchor(doc: number, name: string): string | undefined {
    const anchors = this.#load().anchors[doc]
    return anchors && Object.hasOwn(anchors, name) ? anchors[name] : undefined
  }

  /** @throws Damaged when the fragment is not what was written */
  value(doc: number, at: string): unknown {
    this.#load()
    const places = this.#places[doc]
    if (!places) return undefined
    const piece = fragmentOf(at)
    const known = places.get(piece)
    if (known) return valueAt(this.#fragment(doc, piece, known), at.slice(piece.length))
    const root = places.get('')
    return root ? valueAt(this.#fragment(doc, '', root), at) : undefined
  }

  #load(): Table {
    if (this.#table) return this.#table
    const table = this.#opened.table()
    let offset = this.#opened.body
    this.#places = table.fragments.map(({ at, size }) => {
      const places = new Map<string, Place>()
      at.forEach((piece, nth) => {
        places.set(piece, { offset, size: size[nth] ?? 0 })
        offset += size[nth] ?? 0
      })
      return places
    })
    this.#table = table
    return table
  }

  /** A fragment's bytes out of the whole blocks that it lies in. */
  #checked({ offset, size }: Place): Buffer {
    const { body } = this.#opened
    const first = Math.floor((offset - body) / blockSize)
    const last = Math.floor((offset - body + Math.max(size, 1) - 1) / blockSize)
    const bytes = this.#read(body + first * blockSize, (last - first + 1) * blockSize)
    for (let block = first; block <= last; block++) {
      const part = bytes.subarray((block - first) * blockSize, (block - first + 1) * blockSize)
      if (crc32(part) !== this.#load().blocks[block]) throw new Damaged('damaged fragment')
    }
    const start = offset - body - first * blockSize
    return bytes.subarray(start, start + size)
  }

  #fragment(doc: number, piece: string, place: Place): unknown {
    const key = `${doc}#${piece}`
    const kept = this.#kept.get(key)
    if (kept) {
      this.#kept.delete(key)
      this.#kept.set(key, kept) // the most recently used stands last
      return kept.value
    }
    const bytes = this.#checked(place)
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    this.#kept.set(key, { value, size: place.size })
    this.#keptSize += place.size
    for (const [oldest, { size }] of this.#kept) {
      if (this.#keptSize <= keptBytes || oldest === key) break
      this.#kept.delete(oldest)
      this.#keptSize -= size
    }
    return value
  }
}
