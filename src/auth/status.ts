import type { Chooser } from './choose.ts'
import type { Need, Reader, SecretHeader } from './credentials.ts'
import type { AuthStatus } from './model.ts'

/** What to do for each header without a value. */
async function missingOf(headers: readonly SecretHeader[]): Promise<string[]> {
  const values = await Promise.all(headers.map(({ source }) => source.get()))
  return headers.flatMap(({ source }, at) => (values[at] === undefined ? [source.howToSet()] : []))
}

const toStatus = (type: string, missing: readonly string[]): AuthStatus =>
  missing.length === 0 ? { type, credential: 'set' } : { type, credential: 'missing', howToSet: missing.join('; ') }

/** Where the config says how: each of its types needs its credential. `origin`: where it would go. */
export async function configuredStatus(
  needs: readonly Need[],
  reader: Reader,
  headers: readonly SecretHeader[],
  origin?: string,
): Promise<AuthStatus> {
  if (needs.length === 0) return { type: 'none', credential: 'not needed' }
  const type = needs.map(({ scheme }) => scheme.id).join('+')
  const ready = await Promise.all(needs.map((need) => reader.read(need, origin)))
  const missing = needs.flatMap((need, at) => (ready[at] === undefined ? [reader.howToSet(need)] : []))
  return toStatus(type, [...missing, ...(await missingOf(headers))])
}

/** Where the description says how: any declared scheme with a credential will do, or headers of the config instead. */
export async function derivedStatus(
  chooser: Chooser,
  required: boolean,
  headers: readonly SecretHeader[],
  origin?: string,
): Promise<AuthStatus> {
  const [chosen] = await chooser.any(origin)
  if (chosen !== undefined) return { type: chosen.scheme.id, credential: 'set' }
  const [first] = chooser.supported
  if (headers.length > 0) return toStatus(first?.id ?? 'headers', await missingOf(headers))
  if (!chooser.declares) return { type: 'none', credential: 'not needed' }
  const type = first?.id ?? 'unknown'
  return required ? toStatus(type, [chooser.howToSet() ?? '']) : { type, credential: 'not needed' }
}
