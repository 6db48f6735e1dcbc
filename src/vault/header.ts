import * as z from 'zod'
import type { CollectionShape } from '../store/index.ts'
import { stretching } from './derive.ts'
import type { KeyHome } from './model.ts'
import type { Master } from './record.ts'
import { BrokenSeal, seal, unseal } from './seal.ts'

const header = z.object({
  format: z.literal(1),
  keyId: z.string().regex(/^[0-9a-f]{16}$/),
  home: z.enum(['variable', 'keychain', 'file']),
  /** For a key made of a passphrase. */
  stretching: stretching.optional(),
})

/** What a vault says of its master key, in its one row; as data a known text that only this key opens. */
export type Header = z.output<typeof header>

export const headers: CollectionShape<Header> = { name: 'vault-key', schema: header }
export const headerKey = 'master'

const associatedWith = ({ format, keyId, home, stretching: it }: Header): readonly unknown[] => [
  'custom-api-mcp vault header',
  format,
  keyId,
  home,
  it === undefined ? null : [it.name, it.N, it.r, it.p, it.salt],
]

export const toHeader = (
  master: Master,
  home: KeyHome,
  parameters: Header['stretching'],
): { readonly value: Header; readonly data: Uint8Array } => {
  const value: Header = {
    format: 1,
    keyId: master.id,
    home,
    ...(parameters === undefined ? {} : { stretching: parameters }),
  }
  return { value, data: seal(master.key, Buffer.from('vault'), associatedWith(value)) }
}

/** Whether a key is the one of this header. */
export function isKeyOf(master: Master, value: Header, data: Uint8Array | undefined): boolean {
  try {
    return master.id === value.keyId && unseal(master.key, data ?? new Uint8Array(), associatedWith(value)).length > 0
  } catch (thrown) {
    if (thrown instanceof BrokenSeal) return false
    throw thrown
  }
}
