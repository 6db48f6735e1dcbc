import { estimateTokens, type Caller, type Log } from '../core/index.ts'
import { isReading, toolOf } from './definition.ts'
import type { ToolDefinition } from './model.ts'
import type { Offered } from './offered.ts'
import { noOffer, type Offer, type Signature } from './signature.ts'

/** An operation that is a tool of its own, before a caller's view of it. */
export interface DirectOperation {
  readonly offered: Offered
  readonly signature: Signature
  readonly name: string
}

/** What a definition costs as a model sees it: name, description and input schema. */
export const costOf = ({ name, description, inputSchema }: ToolDefinition): number =>
  estimateTokens(JSON.stringify({ name, description, inputSchema }))

const emptySchema = { type: 'object' as const, properties: {} }

/** What an API's tools cost at least, from its rows alone: nothing is built for it. */
function leastCost({ offeredRows, nameOf }: Offered, budget: number): number {
  let sum = 0
  for (const row of offeredRows) {
    sum += estimateTokens(JSON.stringify({ name: nameOf(row).tool, description: '', inputSchema: emptySchema }))
    if (sum > budget) break
  }
  return sum
}

interface Built {
  readonly offered: Offered
  readonly cost: number
  readonly operations: readonly DirectOperation[]
}

/** Builds an API's tools until they cost more than `budget`; `undefined` then. A bad operation is left out. */
async function build(offered: Offered, budget: number, log: Log): Promise<Built | undefined> {
  const operations: DirectOperation[] = []
  let cost = 0
  for (const row of offered.offeredRows) {
    try {
      const signature = await offered.signature(row.key)
      const { tool: name } = offered.nameOf(row)
      cost += costOf(definitionOf({ offered, signature, name }, unpinnedOffer(offered)))
      operations.push({ offered, signature, name })
    } catch (thrown) {
      log.warn(`${offered.api.slug}: ${row.key} is left out`, { cause: thrown })
    }
    if (cost > budget) return undefined
  }
  return { offered, cost, operations }
}

export const definitionOf = ({ signature, name }: DirectOperation, offer: Offer): ToolDefinition =>
  toolOf(name, signature, offer)

/** What an operation says of environments to a caller: to one that is pinned, nothing. */
export const offerFor = (offered: Offered, { environment }: Caller): Offer =>
  environment === undefined ? unpinnedOffer(offered) : noOffer

export function unpinnedOffer({ api }: Offered): Offer {
  const environments = api.environments.length > 1 ? api.environments : []
  return { environments, environmentRequired: environments.length > 0 && api.defaultEnvironment === undefined }
}

/**
 * The operations that are tools of their own (DESIGN.md §4 "Exposure"): all or nothing per API; explicit ones first,
 * then the cheapest APIs (ties by slug) while all together stay within the budget.
 */
export async function expose(
  all: readonly Offered[],
  budget: number,
  log: Log,
): Promise<ReadonlyMap<string, readonly DirectOperation[]>> {
  const exposed = new Map<string, readonly DirectOperation[]>()
  let left = budget
  for (const offered of all) {
    if (offered.api.exposure !== 'direct') continue
    const built = await build(offered, Number.POSITIVE_INFINITY, log)
    exposed.set(offered.api.slug, built?.operations ?? [])
    left -= built?.cost ?? 0
  }
  const candidates: Built[] = []
  for (const offered of all) {
    const { api, offeredRows } = offered
    if (api.exposure !== 'auto' || offeredRows.length === 0 || leastCost(offered, left) > left) continue
    const built = await build(offered, left, log)
    if (built !== undefined) candidates.push(built)
  }
  candidates.sort((a, b) => a.cost - b.cost || compare(a.offered.api.slug, b.offered.api.slug))
  for (const { offered, cost, operations } of candidates) {
    if (cost > left) break
    left -= cost
    exposed.set(offered.api.slug, operations)
  }
  return exposed
}

/** Whether all direct tools stay within the budget when those that read list `select`. */
export function fitsSelect(direct: ReadonlyMap<string, readonly DirectOperation[]>, budget: number): boolean {
  let sum = 0
  for (const operations of direct.values())
    for (const operation of operations) {
      sum += costOf(definitionOf(operation, withSelect(operation, unpinnedOffer(operation.offered), true)))
      if (sum > budget) return false
    }
  return true
}

/** `select` is for what reads: the answer of a change is short. */
export const withSelect = ({ signature }: DirectOperation, offer: Offer, listed: boolean): Offer =>
  listed && isReading(signature.operation.method) ? { ...offer, select: true } : offer

export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
