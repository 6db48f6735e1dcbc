import type { Path } from './text.ts'

/** Keys of DESIGN.md §3 whose feature comes in a later version; `*` is any segment. Refused with that reason. */
const unbuilt = ['endpoints', 'apis.*.tls', 'apis.*.webhooks'] as const

/** Whether a path names such a key. */
export function isUnbuilt(path: Path): boolean {
  return unbuilt.some((pattern) => {
    const segments = pattern.split('.')
    return segments.length === path.length && segments.every((segment, at) => segment === '*' || segment === path[at])
  })
}

export const notBuilt = (what: string): string => `\`${what}\` is not built yet in this version`
