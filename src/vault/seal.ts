import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto'

const algorithm = 'aes-256-gcm'
const format = 1 // the first byte
const nonceLength = 12 // NIST SP 800-38D §5.2.1.1
const tagLength = 16 // §5.2.1.2: the longest

/** Thrown for bytes that were not sealed with this key for this purpose, or were changed since. Says no more than that. */
export class BrokenSeal extends Error {
  override readonly name = 'BrokenSeal'
}

/** The bytes that authenticate what a sealed text belongs to; no two lists give the same. */
const associated = (about: readonly unknown[]): Buffer => Buffer.from(JSON.stringify(about))

/**
 * Encrypts with AES-256-GCM under a fresh random nonce: format byte, nonce, ciphertext, 16-byte tag.
 *
 * A key must seal fewer than 2^32 texts (SP 800-38D §8.3); a data key here seals one, a master key one a record.
 */
export function seal(key: KeyObject, plain: Uint8Array, about: readonly unknown[]): Buffer {
  const nonce = randomBytes(nonceLength)
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagLength })
  cipher.setAAD(associated(about))
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([Buffer.from([format]), nonce, body, cipher.getAuthTag()])
}

/** The opposite. @throws BrokenSeal */
export function unseal(key: KeyObject, sealed: Uint8Array, about: readonly unknown[]): Buffer {
  const start = 1 + nonceLength
  const end = sealed.length - tagLength
  if (end < start || sealed[0] !== format) throw new BrokenSeal('not sealed by this program')
  const decipher = createDecipheriv(algorithm, key, sealed.subarray(1, start), { authTagLength: tagLength })
  decipher.setAAD(associated(about))
  decipher.setAuthTag(sealed.subarray(end))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(start, end)), decipher.final()])
  } catch (cause) {
    throw new BrokenSeal('the seal does not hold', { cause })
  }
}

/** Bytes that a sealed text has more than the plain one. */
export const sealOverhead = 1 + nonceLength + tagLength
