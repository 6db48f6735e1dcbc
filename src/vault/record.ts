import { createHmac, createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto'
import * as z from 'zod'
import { Secret } from '../core/index.ts'
import type { CollectionShape } from '../store/index.ts'
import type { Place } from './model.ts'
import { BrokenSeal, seal, sealOverhead, unseal } from './seal.ts'

const about = z.object({
  format: z.literal(1),
  api: z.string(),
  environment: z.string().nullable(),
  part: z.string().nullable(),
  origins: z.array(z.string()),
  setAt: z.number(),
  fingerprint: z.string(),
  /** Random; another one after every `set`. */
  version: z.string(),
  /** The master key that the record is sealed under. */
  keyId: z.string(),
})

/** What stands beside a sealed secret, readable and authenticated. */
export type About = z.output<typeof about>

/** One row a secret: its `About`, and as data the wrapped data key followed by the sealed secret. */
export const records: CollectionShape<About> = { name: 'vault', schema: about }

/** When a record was last used. Beside the vault and not authenticated: nothing is decided by it. */
export const uses: CollectionShape<{ readonly usedAt: number }> = {
  name: 'vault-use',
  schema: z.object({ usedAt: z.number() }),
}

const dataKeyLength = 32
const wrappedLength = dataKeyLength + sealOverhead

/** The key of a record's row. None of the three can hold a `/`. */
export const keyOf = ({ api, environment, part }: Place): string =>
  [api, environment ?? '', part ?? ''].map(encodeURIComponent).join('/')

export const placeOf = ({ api, environment, part }: About): Place => ({
  api,
  environment: environment ?? undefined,
  part: part ?? undefined,
})

/** Associated data: the whole record and which field of it (SECURITY-PROMISES.md §8.1). */
const associatedWith = (it: About, field: 'key' | 'secret'): readonly unknown[] => [
  'custom-api-mcp vault record',
  it.format,
  it.api,
  it.environment,
  it.part,
  it.origins,
  it.setAt,
  it.fingerprint,
  it.version,
  it.keyId,
  field,
]

/** A master key that was proved to be the right one, with its name. */
export interface Master {
  readonly id: string
  readonly key: KeyObject
}

/** Eight hex digits that differ for different secrets and can only be made with the master key. */
function fingerprintOf(master: Master, secret: Secret): string {
  const key = Buffer.from(hkdfSync('sha256', master.key, '', 'custom-api-mcp fingerprint', 32))
  return createHmac('sha256', key).update(secret.reveal()).digest('hex').slice(0, 8)
}

/** A record under a data key of its own, which is sealed under the master key. */
export function toRecord(
  master: Master,
  place: Place,
  secret: Secret,
  { origins, setAt }: { readonly origins: readonly string[]; readonly setAt: number },
): { readonly value: About; readonly data: Uint8Array } {
  const value: About = {
    format: 1,
    api: place.api,
    environment: place.environment ?? null,
    part: place.part ?? null,
    origins: [...origins],
    setAt,
    fingerprint: fingerprintOf(master, secret),
    version: randomBytes(16).toString('hex'),
    keyId: master.id,
  }
  const dataKey = randomBytes(dataKeyLength)
  try {
    const wrapped = seal(master.key, dataKey, associatedWith(value, 'key'))
    const sealed = seal(createSecretKey(dataKey), Buffer.from(secret.reveal()), associatedWith(value, 'secret'))
    return { value, data: Buffer.concat([wrapped, sealed]) }
  } finally {
    dataKey.fill(0)
  }
}

/**
 * The secret of a record. `place` is where it was looked for: a row that was moved to another place does not open.
 *
 * @throws BrokenSeal
 */
export function fromRecord(master: Master, place: Place, value: About, data: Uint8Array | undefined): Secret {
  if (data === undefined || data.length < wrappedLength || keyOf(placeOf(value)) !== keyOf(place))
    throw new BrokenSeal('not a record of this place')
  const dataKey = unseal(master.key, data.subarray(0, wrappedLength), associatedWith(value, 'key'))
  try {
    const plain = unseal(createSecretKey(dataKey), data.subarray(wrappedLength), associatedWith(value, 'secret'))
    return new Secret(plain.toString('utf8'))
  } finally {
    dataKey.fill(0)
  }
}
