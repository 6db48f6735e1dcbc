import { CustomApiError, type Security, type SecurityScheme } from '../core/index.ts'
import type { Need, Reader, Ready } from './credentials.ts'
import { deriveScheme, schemeName } from './derive.ts'
import type { BoundScheme } from './scheme.ts'

/** What goes onto one request: nothing, or these together. */
export type Choice = readonly Ready[]

/** One alternative of a description: what it needs of us, or why it cannot be served. */
type Alternative = { readonly needs: readonly Need[] } | { readonly unsupported: string }

/** Decides by a description which credential a request gets. */
export interface Chooser {
  /**
   * The first alternative that can be satisfied; among those, one whose credential has the form that its scheme expects
   * goes first. An empty alternative makes the credential optional: it is used where there is one. `origin` as for
   * `Reader.read`.
   *
   * @throws CustomApiError `auth.required`
   */
  choose(security: Security, origin?: string): Promise<Choice>
  /** The first declared scheme that has a credential; none where none has. */
  any(origin?: string): Promise<Choice>
  /** What to do when `any` finds none. */
  howToSet(): string | undefined
  /** Whether the description declares any scheme, one of ours or not. */
  readonly declares: boolean
  /** The declared schemes that can be served, in their order. */
  readonly supported: readonly BoundScheme[]
}

/** `covered`: schemes whose places secret headers of the config fill already; they need nothing. */
export function createChooser(options: {
  readonly api: string
  readonly name: string
  readonly schemes: Readonly<Record<string, SecurityScheme>>
  readonly reader: Reader
  readonly covered: (scheme: BoundScheme) => boolean
}): Chooser {
  const { api, name, schemes, reader, covered } = options
  const bound = new Map(Object.entries(schemes).map(([key, scheme]) => [key, deriveScheme(scheme)]))

  function toAlternative(keys: readonly string[]): Alternative {
    const needs: Need[] = []
    for (const key of new Set(keys)) {
      const scheme = bound.get(key)
      if (scheme === undefined)
        return { unsupported: schemeName(Object.hasOwn(schemes, key) ? schemes[key] : undefined) }
      if (!covered(scheme)) needs.push({ scheme, part: key, alone: false })
    }
    return { needs: needs.map((need) => ({ ...need, alone: needs.length === 1 })) }
  }

  async function readAll(needs: readonly Need[], origin: string | undefined): Promise<Choice | undefined> {
    const ready: Ready[] = []
    for (const need of needs) {
      const one = await reader.read(need, origin)
      if (one === undefined) return undefined
      ready.push(one)
    }
    return ready
  }

  /** The first that is satisfied and fits, else the first that is satisfied. */
  async function best(alternatives: readonly Alternative[], origin: string | undefined): Promise<Choice | undefined> {
    let second: Choice | undefined
    for (const alternative of alternatives) {
      const choice = 'needs' in alternative ? await readAll(alternative.needs, origin) : undefined
      if (choice?.every(({ fits }) => fits)) return choice
      second ??= choice
    }
    return second
  }

  function missing(alternatives: readonly Alternative[]): CustomApiError {
    const servable = alternatives.find((alternative) => 'needs' in alternative)
    if (servable !== undefined) {
      const hint = servable.needs.map((need) => reader.howToSet(need)).join('\n')
      return new CustomApiError('auth.required', `no credential for "${api}"`, { hint })
    }
    const types = alternatives.flatMap((alternative) => ('unsupported' in alternative ? [alternative.unsupported] : []))
    const says = `"${api}" asks for ${[...new Set(types)].join(' or ')}, which is not built yet`
    return new CustomApiError('auth.required', says, { hint: `if it takes another kind, set "auth" of "${name}"` })
  }

  return {
    declares: bound.size > 0,
    supported: [...bound.values()].filter((scheme) => scheme !== undefined),
    async choose(security = [], origin) {
      const filled = security.filter((alternative) => alternative.length > 0)
      if (filled.length === 0) return []
      const alternatives = filled.map((alternative) => toAlternative(alternative.map(({ scheme }) => scheme)))
      const choice = await best(alternatives, origin)
      if (choice !== undefined) return choice
      if (filled.length < security.length) return []
      throw missing(alternatives)
    },
    howToSet: () => missing([...bound.keys()].map((key) => toAlternative([key]))).hint,
    async any(origin) {
      return (
        (await best(
          [...bound.keys()].map((key) => toAlternative([key])),
          origin,
        )) ?? []
      )
    },
  }
}
