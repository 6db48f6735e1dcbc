import type { Confirmations } from '../access/index.ts'
import type { OperationRow } from '../catalog/index.ts'
import type { Caller, Log, Redactor } from '../core/index.ts'
import type { LocalFiles } from '../files/index.ts'
import type { SectionSearch } from '../docs/index.ts'
import type { Keeper, Keeping } from '../results/index.ts'
import type { Signature } from './signature.ts'
import type { Engine, ToolDefinition, ToolResult } from './model.ts'
import type { Offered } from './offered.ts'

/** A direct operation tool. */
export interface DirectTool {
  readonly definition: ToolDefinition
  readonly offered: Offered
  readonly signature: Signature
}

/** What one kind of caller sees of a snapshot, and what calls need. */
export interface View {
  readonly caller: Caller
  /** Visible APIs by slug. */
  readonly apis: readonly Offered[]
  readonly engine: Engine
  readonly redactor: Redactor
  readonly log: Log
  readonly resultsBudget: number
  readonly confirmations: Confirmations
  /** Where results are kept that do not fit. */
  readonly keeper: Keeper | undefined
  /** Files of this machine, as far as calls may reach them. */
  readonly files: LocalFiles | undefined
  /** The ranking over the documentation of the visible APIs, built when first asked for. */
  sections(): Promise<SectionSearch>
  isDirect(slug: string): boolean
  /** Whether a generic tool is listed. */
  lists(tool: string): boolean
  /** @throws CustomApiError `api.unknown` with the nearest name; takes a slug or a name */
  api(name: string): Offered
  /** Whether an operation is offered in any environment. @throws CustomApiError `policy.denied` */
  allow(offered: Offered, row: OperationRow): void
  /** A result of our own words, within the budget. */
  text(text: string): ToolResult
}

/** Where what does not fit a result goes. */
export const keeping = ({ keeper, caller, log, files }: View): Keeping | undefined =>
  keeper === undefined ? undefined : { keeper, caller, log, files }
