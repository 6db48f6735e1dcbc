import { estimateTokens } from '../core/index.ts'
import type { ToolDefinition } from '../tools/index.ts'

/** What one tool costs in a model's context: its name, description and input schema (DESIGN.md §4 "Exposure"). */
export const tokensOf = ({ name, description, inputSchema }: ToolDefinition): number =>
  estimateTokens(JSON.stringify({ name, description, inputSchema }))

/** What the whole list costs, the server's instructions included. */
export const tokensOfAll = (tools: readonly ToolDefinition[], instructions: string): number =>
  tools.reduce((sum, tool) => sum + tokensOf(tool), estimateTokens(instructions))
