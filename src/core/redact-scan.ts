import { insidesOf } from './redactor-impl.ts'
import type { Redactor } from './redactor.ts'

/**
 * Whether a known secret stands in bytes that come in chunks, as it is or in UTF-16; across any chunk border.
 *
 * Encodings are not looked through: this runs at hundreds of MB a second over whatever bytes, and what was a text has
 * passed the redactor itself before it was kept.
 *
 * @throws TypeError for a redactor that `createRedactor` did not make
 */
export function createScan(redactor: Redactor): (chunk: Uint8Array) => boolean {
  const { stands, longest } = insidesOf(redactor)
  let tail = new Uint8Array()
  return (chunk) => {
    const most = longest() - 1
    if (most < 0) return false
    if (stands(chunk) || stands(Buffer.concat([tail, chunk.subarray(0, most)]))) return true
    const seen = chunk.byteLength >= most ? chunk : Buffer.concat([tail, chunk])
    tail = seen.slice(Math.max(0, seen.byteLength - most))
    return false
  }
}
