import { estimateTokens } from '../../core/index.ts'
import type { Bill } from '../../tools/index.ts'
import { appOption, callerOf, checkCaller } from '../caller.ts'
import type { Command } from '../command.ts'
import { counted, table } from '../output.ts'
import { tokensOf, tokensOfAll } from '../tool-cost.ts'

/** What each API costs directly and by search, what was chosen and why, and the list in both exposures. */
function billText({ apis, tokens }: Bill, instructions: number): string {
  const rows = apis.map(({ api, operations, exposure, directTokens, why }) => [
    String(directTokens).padStart(8),
    api,
    counted(operations, 'operation'),
    exposure,
    why,
  ])
  const all = `all direct ${tokens.direct + instructions}, all by search ${tokens.search + instructions}, now ${tokens.now + instructions}`
  return ['', 'tokens of each API as direct tools, and how it is exposed:', table(rows), `the list: ${all}`].join('\n')
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? ''

export const tools: Command = {
  name: 'tools',
  usage: '',
  summary: 'what a client will see, and what it costs',
  options: [
    { flags: '--tokens', says: 'what each tool costs in the model’s context' },
    appOption,
    { flags: '--environment <name>', says: 'as a client pinned to this environment' },
  ],
  help: [
    '--json: { "tools": [{ "name", "title", "description", "inputSchema", "annotations", "tokens": 80 }], "tokens": 812 };',
    '  tokens are estimates for o200k of name, description and input schema; the sum includes the server’s instructions.',
    'With --tokens also { "bill": { "budget", "apis": [{ "api", "operations", "exposure", "why", "directTokens", "tools" }], "tokens" } }.',
  ],

  async run(context, _args, values) {
    const caller = callerOf(values, 'stdio')
    const { app, config } = await context.open(caller)
    checkCaller(caller, config)
    await app.ready()
    const found = await app.toolbox.list(caller)
    const instructions = await app.toolbox.instructions(caller)
    const total = tokensOfAll(found, instructions)
    if (context.json) {
      const bill = values['tokens'] === true ? { bill: await app.toolbox.bill(caller) } : {}
      context.out.json({ tools: found.map((tool) => ({ ...tool, tokens: tokensOf(tool) })), tokens: total, ...bill })
      return 0
    }
    if (values['tokens'] === true) {
      const bill = await app.toolbox.bill(caller)
      const rows = found.map((tool) => [String(tokensOf(tool)).padStart(6), tool.name])
      context.out.print(
        table([
          ...rows,
          [String(estimateTokens(instructions)).padStart(6), '(instructions)'],
          [String(total).padStart(6), 'in all'],
        ]),
      )
      context.out.print(billText(bill, estimateTokens(instructions)))
    } else {
      if (found.length > 0) context.out.print(table(found.map((tool) => [tool.name, firstLine(tool.description)])))
      context.out.note(`${counted(found.length, 'tool')}, ${total} tokens (custom-api-mcp tools --tokens)`)
    }
    return 0
  },
}
