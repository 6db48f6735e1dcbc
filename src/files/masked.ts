import { createHash } from 'node:crypto'
import { createStreamRedactor, type Redactor } from '../core/index.ts'
import { looksLikeText, looksLikeWideText, sniffBytes } from './media-type.ts'

/** Bytes on their way into a file, without the credentials in them where they are a text (SECURITY-PROMISES.md §8.4). */
export interface Mask {
  push(chunk: Uint8Array): Uint8Array
  /** The rest. */
  end(): Uint8Array
  /** Whether the bytes are looked through: that takes a while, so others should have their turn in between. */
  readonly slow: boolean
  /** Whether something was masked; known after `end`. */
  readonly masked: boolean
}

/**
 * Masks live credentials in texts and leaves other bytes as they are: a mark in the middle of an archive or a picture
 * would only break it. What a text is, its first bytes tell, whatever its media type.
 */
export function createMask(redactor: Redactor): Mask {
  const stream = createStreamRedactor(redactor)
  const before = createHash('sha256')
  const after = createHash('sha256')
  let isText: boolean | undefined
  let masked = false
  const out = (text: string): Uint8Array => {
    const bytes = Buffer.from(text, 'latin1')
    after.update(bytes)
    return bytes
  }
  return {
    push(chunk) {
      isText ??= chunk.byteLength === 0 ? undefined : isSomeText(chunk.subarray(0, sniffBytes))
      if (isText !== true) return chunk
      before.update(chunk)
      // One character a byte: whatever the charset, every byte that holds no credential comes out as it went in.
      return out(stream.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1')))
    },
    end() {
      const rest = isText === true ? out(stream.end()) : new Uint8Array()
      masked = before.digest('hex') !== after.digest('hex')
      return rest
    },
    get slow() {
      return isText === true
    },
    get masked() {
      return masked
    },
  }
}

const isSomeText = (head: Uint8Array): boolean => looksLikeText(head) || looksLikeWideText(head)
