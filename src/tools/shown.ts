import { estimateTokens, toVisible, type Caller, type Redactor } from '../core/index.ts'
import type { LocalFiles } from '../files/index.ts'
import { fitText, type Keeper } from '../results/index.ts'
import { findApi, visibleTo } from './engine.ts'
import { environmentDenial, isOfferedSomewhere, rowsFor } from './environments.ts'
import { definitionOf, offerFor, withSelect, type DirectOperation } from './exposure.ts'
import { genericTools } from './generic/index.ts'
import { queryResult } from './generic/query-result.ts'
import { keeperFor } from './kept.ts'
import type { ToolDefinition, ToolResult } from './model.ts'
import type { Offered } from './offered.ts'
import { refuse } from './policy.ts'
import { sectionsOf } from './sections.ts'
import type { Exposure, Settings, Snapshot } from './snapshot.ts'
import type { DirectTool, View } from './view.ts'

/** What one caller is shown of a snapshot. */
export interface Shown {
  readonly view: View
  readonly exposure: Exposure
  readonly list: readonly ToolDefinition[]
  readonly generic: ReadonlyMap<string, (typeof genericTools)[number]>
  readonly direct: ReadonlyMap<string, DirectTool>
}

/** What every view works with, whoever looks. */
export interface Means extends Pick<View, 'engine' | 'redactor' | 'log' | 'confirmations'> {
  readonly files?: LocalFiles | undefined
  readonly keeper?: Keeper | undefined
}

/** What a caller sees of a snapshot and may do with it: the tools by name, and the view that they work on. */
export async function showTo(snapshot: Snapshot, asking: Caller, means: Means): Promise<Shown> {
  const { engine, redactor, log, confirmations, files } = means
  const { caller, apis } = visibleTo(snapshot, asking)
  const exposure = await snapshot.exposure(apis)
  const generic = new Map(
    genericTools
      .filter((tool) => isListed(tool.definition.name, snapshot.settings.generic))
      .filter((tool) => tool.definition.name !== queryResult.definition.name || means.keeper !== undefined)
      .map((tool) => [tool.definition.name, tool]),
  )
  const tools = apis.flatMap((offered) => directTools(exposure, offered, caller))
  const list = [...[...generic.values()].map((tool) => tool.definition), ...tools.map((tool) => tool.definition)]
  const { resultsBudget } = snapshot.settings
  const view: View = {
    caller,
    apis,
    engine,
    redactor,
    log,
    resultsBudget,
    confirmations,
    keeper: means.keeper === undefined ? undefined : keeperFor(means.keeper, apis),
    files,
    sections: () => sectionsOf(apis),
    isDirect: (slug) => exposure.direct.has(slug),
    lists: (tool) => generic.has(tool),
    api: (name) => findApi(apis, name),
    allow: (offered, row) => allow(offered, row, caller),
    text: (text) => textResult(text, resultsBudget, redactor),
  }
  return { view, exposure, list, generic, direct: new Map(tools.map((tool) => [tool.definition.name, tool])) }
}

/** Whether the settings list a generic tool. */
export const isListed = (name: string, generic: Settings['generic']): boolean =>
  typeof generic === 'boolean' ? generic : generic.includes(name)

/** The direct tools of an exposure are the same for all who see them, but that who is pinned chooses no environment. */
const definitions = new WeakMap<DirectOperation, Map<boolean, ToolDefinition>>()

function directTools({ direct, listsSelect }: Exposure, offered: Offered, caller: Caller): DirectTool[] {
  const offer = offerFor(offered, caller)
  const isPinned = caller.environment !== undefined
  const definitionFor = (operation: DirectOperation): ToolDefinition => {
    const known = definitions.get(operation) ?? new Map<boolean, ToolDefinition>()
    definitions.set(operation, known)
    const definition = known.get(isPinned) ?? definitionOf(operation, withSelect(operation, offer, listsSelect))
    known.set(isPinned, definition)
    return definition
  }
  return (direct.get(offered.api.slug) ?? [])
    .filter(({ signature }) => isOfferedSomewhere(offered.api, signature.operation.method, caller))
    .map((operation) => ({ offered, signature: operation.signature, definition: definitionFor(operation) }))
}

function allow(offered: Offered, row: Offered['rows'][number], caller: Caller): void {
  refuse(offered.policy.operation(row), offered.api.slug, row.key)
  refuse(environmentDenial(offered.api, row.method, caller.environment, caller), offered.api.slug, row.key)
}

/** Our own words, within the budget, saying so when they are cut. */
function textResult(text: string, budget: number, redactor: Redactor): ToolResult {
  const clean = redactor.text(toVisible(text))
  const whole = fitText(clean, budget)
  if (whole.missing === undefined) return { content: [{ type: 'text', text: clean }], isError: false, meta: {} }
  const fitted = fitText(clean, Math.max(1, budget - 40))
  const note = `\ncut to fit ${budget} tokens: ${fitted.missing ?? ''}`
  const shown = estimateTokens(note) < budget ? fitted.text + note : fitted.text
  return { content: [{ type: 'text', text: redactor.text(shown) }], isError: false, meta: {} }
}

/** Whether there is any operation for the caller of a view. */
export const hasOperations = ({ apis, caller }: View): boolean =>
  apis.some((offered) => rowsFor(offered, caller).length > 0)
