import { Secret, toSlug } from '../core/index.ts'
import type { CredentialSource } from './model.ts'
import { toCredential } from './placing.ts'
import type { BoundScheme } from './scheme.ts'

/** Where one secret comes from. */
export interface SecretSource {
  get(): Promise<Secret | undefined>
  howToSet(): string
}

/** A header of the config whose value is a secret: `prefix` as it stands, then the secret. */
export interface SecretHeader {
  readonly name: string
  readonly prefix: string
  readonly source: SecretSource
}

/** A scheme with what it needs, ready to be applied. */
export interface Ready {
  readonly scheme: BoundScheme
  readonly credential: Readonly<Record<string, Secret>>
  /** Whether the credential has the form that the scheme expects. */
  readonly fits: boolean
}

/** One scheme and the part of the API's credential that is its own. */
export interface Need {
  readonly scheme: BoundScheme
  /** A name whose slug is the part: the scheme's key in the description, a header's name. */
  readonly part: string
  /** Whether the whole credential may serve: when no other scheme needs one. */
  readonly alone: boolean
}

/** Reads what a need asks for; a reference of the config row outranks everything else. */
export interface Reader {
  /** `origin`: where it is about to go; absent when only asked about. @throws CustomApiError as `CredentialSource.get` */
  read(need: Need, origin?: string): Promise<Ready | undefined>
  howToSet(need: Need): string
}

export function createReader(
  api: string,
  source: CredentialSource,
  references?: (reference: string) => SecretSource,
): Reader {
  const referenced = ({ scheme }: Need): SecretSource | undefined =>
    scheme.reference === undefined ? undefined : references?.(scheme.reference)
  const get = async (part: string | undefined, origin: string | undefined): Promise<Secret | undefined> =>
    toCredential(await source.get(part, origin), api)

  const fromWhole = (scheme: BoundScheme, whole: Secret): Ready => ({
    scheme,
    credential: scheme.split(whole),
    fits: scheme.fits(whole),
  })

  /** `username` and `password` as parts of their own; the parts after the first may be absent. */
  async function fromParts(scheme: BoundScheme, origin: string | undefined): Promise<Ready | undefined> {
    const [first, ...others] = scheme.parts
    if (first === undefined || others.length === 0) return undefined
    const main = await get(first, origin)
    if (main === undefined) return undefined
    const credential: Record<string, Secret> = { ...scheme.split(main), [first]: main }
    for (const part of others) credential[part] = (await get(part, origin)) ?? new Secret('')
    return { scheme, credential, fits: true }
  }

  return {
    async read(need, origin) {
      const { scheme, part, alone } = need
      if (scheme.parts.length === 0) return { scheme, credential: {}, fits: true }
      const reference = referenced(need)
      if (reference !== undefined) {
        const whole = toCredential(await reference.get(), api)
        return whole === undefined ? undefined : fromWhole(scheme, whole)
      }
      const named = toSlug(part) === '' ? undefined : await get(toSlug(part), origin)
      if (named !== undefined) return fromWhole(scheme, named)
      const parts = await fromParts(scheme, origin)
      if (parts !== undefined) return parts
      const whole = alone ? await get(undefined, origin) : undefined
      return whole === undefined ? undefined : fromWhole(scheme, whole)
    },
    howToSet(need) {
      const reference = referenced(need)
      if (reference !== undefined) return reference.howToSet()
      return need.alone ? source.howToSet() : source.howToSet(toSlug(need.part))
    },
  }
}
