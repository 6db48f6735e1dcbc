import { toSlug, type SecurityScheme } from '../core/index.ts'
import { deriveScheme } from './derive.ts'
import { bindScheme, type AuthOptions } from './options.ts'

/**
 * The parts that a credential may be set in: by the config's `auth`, else by what the description declares. Each scheme
 * reads the part of its name, and one of several parts each of those. Empty where no scheme says anything.
 */
export function credentialParts(
  auth: readonly AuthOptions[] | undefined,
  declared: Readonly<Record<string, SecurityScheme>>,
): readonly string[] {
  const schemes =
    auth?.map((row) => ({ scheme: bindScheme(row), part: bindScheme(row).part })) ??
    Object.entries(declared).map(([part, one]) => ({ scheme: deriveScheme(one), part }))
  const names = schemes.flatMap(({ scheme, part }) => {
    if (scheme === undefined || scheme.parts.length === 0) return []
    return [part, ...(scheme.parts.length > 1 ? scheme.parts : [])].map(toSlug).filter((name) => name !== '')
  })
  return [...new Set(names)]
}
