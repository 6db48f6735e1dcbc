import { Secret } from '../../core/index.ts'
import { referenceKinds } from './kinds.ts'
import { brokenReference, type Means, type ReferenceKind } from './reference.ts'

interface Found {
  readonly kind: ReferenceKind
  readonly target: string
}

const find = (text: string): Found | undefined => {
  const colon = text.indexOf(':')
  const kind: ReferenceKind | undefined = referenceKinds.find(({ id }) => id === text.slice(0, Math.max(colon, 0)))
  const target = text.slice(colon + 1)
  return kind?.form.test(target) === true ? { kind, target } : undefined
}

/** The kind of a well-formed reference (`env`, `file`, …), `undefined` for any other text. */
export const referenceKind = (text: string): (typeof referenceKinds)[number]['id'] | undefined => find(text)?.kind.id

/** How references are written, for messages. */
export const referenceForms: string = referenceKinds.map(({ written }) => written).join(', ')

/** Follows references. Each is asked for once at a time; what took long to get is kept for minutes. */
export function createReferences(
  means: Means,
  now: () => number = Date.now,
): { readonly read: (text: string) => Promise<Secret | undefined> } {
  const warned = new Set<string>()
  const once: Means = {
    ...means,
    warn(message) {
      if (!warned.has(message)) means.warn(message)
      warned.add(message)
    },
  }
  const kept = new Map<string, { readonly until: number; readonly value: Promise<Secret | undefined> }>()
  return {
    async read(text) {
      const found = find(text)
      if (found === undefined) throw brokenReference(text, 'it is no reference', `write one of ${referenceForms}`)
      const before = kept.get(text)
      if (before !== undefined && before.until > now()) return before.value
      const value = found.kind.read(found.target, text, once).then((it) => (it ? new Secret(it) : undefined))
      if (found.kind.keep === 0) return value
      const mine = { until: now() + found.kind.keep, value }
      kept.set(text, mine)
      // Neither a failure nor an absence is kept: the person is about to mend it.
      const drop = (): void => void (kept.get(text) === mine && kept.delete(text))
      value.then((it) => it === undefined && drop(), drop)
      return value
    },
  }
}
