import { Secret } from '../core/index.ts'
import type { Row } from '../store/index.ts'
import type { OpenedSecrets } from './opened.ts'
import type { Place } from './model.ts'
import { placeOf, type About } from './record.ts'

const fresh = 1_000 // ms that one look at the store serves

/** A user name beside a password is no secret; a password behind one is, by itself (SECURITY-PROMISES.md §1.1). */
function secretsIn(secret: Secret, { part }: Place): readonly Secret[] {
  if (part === 'username') return []
  const text = secret.reveal()
  const colon = part === undefined ? text.indexOf(':') : -1
  return colon < 0 ? [secret] : [secret, new Secret(text.slice(colon + 1))]
}

/** Tells of each stored secret once, and again of one that was replaced, by whatever process. */
export function createTeacher(
  look: () => Promise<readonly Row<About>[]>,
  opened: Pick<OpenedSecrets, 'open'>,
  now: () => number,
): (tell: (secret: Secret) => void) => Promise<void> {
  const told = new Map<string, number>() // versions, by key
  let lookedAt = Number.NEGATIVE_INFINITY
  let looking = Promise.resolve()

  async function teach(tell: (secret: Secret) => void): Promise<void> {
    const rows = await look().catch(() => []) // what cannot be read cannot be sent either
    for (const { key, version, value } of rows) {
      if (told.get(key) === version) continue
      told.set(key, version) // also where it does not open: unlocking costs time, and no other answer would come
      const place = placeOf(value)
      const found = await opened.open(place, version).catch(() => undefined)
      if (found !== undefined) secretsIn(found.secret, place).forEach(tell)
    }
  }

  return (tell) => {
    const age = now() - lookedAt
    if (age >= 0 && age < fresh) return looking
    lookedAt = now()
    return (looking = teach(tell))
  }
}
