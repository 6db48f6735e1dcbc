import { createSecretKey, hkdfSync, randomBytes, scrypt, type KeyObject } from 'node:crypto'
import * as z from 'zod'
import { CustomApiError } from '../core/index.ts'

/** How a passphrase becomes a key (RFC 7914). Below the floor it is too cheap to guess, above the ceiling too dear to open. */
export const stretching = z.object({
  name: z.literal('scrypt'),
  N: z
    .number()
    .int()
    .min(2 ** 17)
    .max(2 ** 20)
    .refine((n) => Number.isInteger(Math.log2(n))),
  r: z.number().int().min(8).max(16),
  p: z.number().int().min(1).max(4),
  salt: z.string().regex(/^[0-9a-f]{32,128}$/),
})
export type Stretching = z.output<typeof stretching>

export const freshStretching = (): Stretching => ({
  name: 'scrypt',
  N: 2 ** 17,
  r: 8,
  p: 1,
  salt: randomBytes(16).toString('hex'),
})

const leastPassphrase = 12 // characters

/** The 32 bytes of a text that is a key: 64 hex digits, or base64 in either alphabet; `undefined` for a passphrase. */
export function readKey(text: string): Buffer | undefined {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex')
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64url') // reads both alphabets
  return bytes.length === 32 ? bytes : undefined
}

/** A key object from 32 bytes, which are wiped: the rest of the program cannot print it. */
export function toKeyObject(bytes: Buffer): KeyObject {
  const key = createSecretKey(bytes)
  bytes.fill(0)
  return key
}

function stretch(passphrase: string, { N, r, p, salt }: Stretching): Promise<Buffer> {
  const options = { N, r, p, maxmem: 256 * N * r }
  return new Promise((done, fail) =>
    scrypt(passphrase.normalize('NFKC'), Buffer.from(salt, 'hex'), 32, options, (error, key) =>
      error === null ? done(key) : fail(error),
    ),
  )
}

/**
 * The key that the text of `CUSTOM_API_MCP_KEY` stands for; `undefined` for a passphrase without its parameters.
 *
 * @throws CustomApiError `credential.invalid` for a passphrase that is too short
 */
export async function deriveKey(text: string, parameters: Stretching | undefined): Promise<KeyObject | undefined> {
  const bytes = readKey(text)
  if (bytes !== undefined) return toKeyObject(bytes)
  if (text.length < leastPassphrase)
    throw new CustomApiError('credential.invalid', 'the key of the vault is too short', {
      hint: `CUSTOM_API_MCP_KEY holds 32 random bytes in base64 or hex (openssl rand -base64 32), or a passphrase of ${leastPassphrase} characters and more`,
    })
  return parameters === undefined ? undefined : toKeyObject(await stretch(text, parameters))
}

/** A name for a key: tells keys apart and gives nothing away. */
export const idOf = (key: KeyObject): string =>
  Buffer.from(hkdfSync('sha256', key, '', 'custom-api-mcp key id', 8)).toString('hex')
