import type { Chooser } from './choose.ts'
import type { Need, Reader, SecretHeader } from './credentials.ts'
import type { AuthStatus } from './model.ts'

async function areSet(headers: readonly SecretHeader[]): Promise<boolean> {
  const values = await Promise.all(headers.map(({ source }) => source.get()))
  return values.every((value) => value !== undefined)
}

/** Where the config says how: each of its types needs its credential. */
export async function configuredStatus(
  needs: readonly Need[],
  reader: Reader,
  headers: readonly SecretHeader[],
): Promise<AuthStatus> {
  if (needs.length === 0) return { type: 'none', credential: 'not needed' }
  const type = needs.map(({ scheme }) => scheme.id).join('+')
  const ready = await Promise.all(needs.map((need) => reader.read(need)))
  const set = ready.every((one) => one !== undefined) && (await areSet(headers))
  return { type, credential: set ? 'set' : 'missing' }
}

/** Where the description says how: any declared scheme with a credential will do, or headers of the config instead. */
export async function derivedStatus(
  chooser: Chooser,
  required: boolean,
  headers: readonly SecretHeader[],
): Promise<AuthStatus> {
  const [chosen] = await chooser.any()
  if (chosen !== undefined) return { type: chosen.scheme.id, credential: 'set' }
  const [first] = chooser.supported
  if (headers.length > 0)
    return { type: first?.id ?? 'headers', credential: (await areSet(headers)) ? 'set' : 'missing' }
  if (!chooser.declares) return { type: 'none', credential: 'not needed' }
  return { type: first?.id ?? 'unknown', credential: required ? 'missing' : 'not needed' }
}
