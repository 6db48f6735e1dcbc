import { createHash } from 'node:crypto'
import type { AppRules } from '../access/index.ts'
import type { Log } from '../core/index.ts'
import { compare, expose, fitsSelect, type DirectOperation } from './exposure.ts'
import { reservedNames } from './generic/index.ts'
import type { PublishedApi } from './model.ts'
import { nameOperations } from './names.ts'
import { offer, type Offered } from './offered.ts'
import { createIndexes, type OperationIndex } from './search-index.ts'

/** What one publication decides. */
export interface Settings {
  readonly toolsBudget: number
  readonly resultsBudget: number
  readonly generic: boolean | readonly string[]
  readonly apps: readonly AppRules[]
}

/** Which of some APIs have direct tools. Nothing but these APIs decides it: others do not exist for whoever sees them. */
export interface Exposure {
  readonly direct: ReadonlyMap<string, readonly DirectOperation[]>
  /** Whether the budget has room for `select` in the direct tools that read. */
  readonly listsSelect: boolean
}

/** All that is offered, immutable; a reload makes another one. */
export interface Snapshot {
  readonly settings: Settings
  /** By slug. */
  readonly offered: readonly Offered[]
  /** Decided once for each set of APIs that somebody sees. */
  exposure(apis: readonly Offered[]): Promise<Exposure>
  /** The ranking over all offered operations, or over those of some APIs; built when first asked for. */
  search(apis?: readonly Offered[]): OperationIndex
}

export async function takeSnapshot(apis: readonly PublishedApi[], settings: Settings, log: Log): Promise<Snapshot> {
  const sorted = [...apis].sort((a, b) => compare(a.slug, b.slug))
  const names = nameOperations(
    sorted.map(({ slug, description }) => ({ slug, rows: description?.rows ?? [] })),
    reservedNames,
  )
  const offered = sorted.map((api) => offer(api, names.get(api.slug) ?? new Map()))
  const indexes = createIndexes(offered)
  const decided = new Map<string, Promise<Exposure>>()
  const decide = async (seen: readonly Offered[]): Promise<Exposure> => {
    const direct = await expose(seen, settings.toolsBudget, log)
    return { direct, listsSelect: fitsSelect(direct, settings.toolsBudget) }
  }
  const exposure = (seen: readonly Offered[]): Promise<Exposure> => {
    const key = seen.map(({ api }) => api.slug).join(' ')
    const known = decided.get(key) ?? decide(seen)
    decided.set(key, known)
    return known
  }
  return { settings, offered, exposure, search: indexes }
}

export const fingerprint = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('base64')
