import type { Log } from '../core/index.ts'
import { costOf, definitionOf, unpinnedOffer } from './exposure.ts'
import { genericTools } from './generic/index.ts'
import type { ApiBill, Bill, ToolDefinition } from './model.ts'
import type { Offered } from './offered.ts'
import type { Exposure, Snapshot } from './snapshot.ts'

/** What each API, each tool and the whole list cost, in both exposures, and what `auto` chose and why. */
export async function billOf(
  snapshot: Snapshot,
  exposure: Exposure,
  list: readonly ToolDefinition[],
  apis: readonly Offered[],
  log: Log,
): Promise<Bill> {
  const generic = new Set(genericTools.map((tool) => tool.definition.name))
  const rows: ApiBill[] = []
  for (const offered of apis) rows.push(await apiBill(snapshot, exposure, offered, log))
  const always = sum(list.filter(({ name }) => generic.has(name)).map(costOf))
  return {
    budget: snapshot.settings.toolsBudget,
    apis: rows,
    tokens: {
      now: sum(list.map(costOf)),
      search: always,
      direct: always + sum(rows.map(({ directTokens }) => directTokens)),
    },
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)

async function apiBill(snapshot: Snapshot, { direct }: Exposure, offered: Offered, log: Log): Promise<ApiBill> {
  const { api } = offered
  const tools: { name: string; tokens: number }[] = []
  for (const row of offered.offeredRows) {
    try {
      const { tool: name } = offered.nameOf(row)
      const definition = definitionOf(
        { offered, signature: await offered.signature(row.key), name },
        unpinnedOffer(offered),
      )
      tools.push({ name, tokens: costOf(definition) })
    } catch (thrown) {
      log.warn(`${api.slug}: ${row.key} is left out`, { cause: thrown })
    }
  }
  const directTokens = sum(tools.map(({ tokens }) => tokens))
  const exposure = direct.has(api.slug) ? 'direct' : 'search'
  return {
    api: api.slug,
    operations: offered.offeredRows.length,
    exposure,
    why: why(snapshot, offered, exposure, directTokens),
    directTokens,
    tools,
  }
}

function why(
  { settings }: Snapshot,
  { api, offeredRows }: Offered,
  exposure: ApiBill['exposure'],
  tokens: number,
): string {
  if (api.exposure !== 'auto') return `"exposure": "${api.exposure}" in the config`
  if (offeredRows.length === 0) return 'it has no operations'
  if (exposure === 'direct') return `its tools fit the budget of ${settings.toolsBudget}`
  return tokens > settings.toolsBudget
    ? `its tools would cost more than the budget of ${settings.toolsBudget}`
    : `cheaper APIs used up the budget of ${settings.toolsBudget}`
}
