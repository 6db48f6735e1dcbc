import { appCaller, appOption, checkCaller } from '../caller.ts'
import type { Command } from '../command.ts'
import { textOf, wholeOf } from '../options.ts'

export const search: Command = {
  name: 'search',
  usage: '<query...>',
  summary: 'find operations',
  options: [
    { flags: '--api <name>', says: 'only in this API' },
    appOption,
    { flags: '--limit <count>', says: 'how many, at most 50 (default 5)' },
  ],
  help: ['--json: { "hits": [{ "api", "operation", "tool", "method", "path", "summary", "score" }] }, best first.'],

  async run(context, words, values) {
    const limit = wholeOf(values, 'limit', 1, 50) ?? 5
    const caller = appCaller(values)
    const { app, config } = await context.open(caller)
    checkCaller(caller, config)
    await app.ready()
    const hits = await app.toolbox.engine.search(words.join(' '), { api: textOf(values, 'api'), limit }, caller)
    if (context.json) {
      context.out.json({
        hits: hits.map(({ api, operation, tool, method, path, summary, score }) => ({
          api,
          operation,
          tool,
          method,
          path,
          summary,
          score,
        })),
      })
    } else if (hits.length === 0) context.out.note('nothing found; try other words, or custom-api-mcp list')
    else
      context.out.print(
        hits
          .map((hit, at) => `${at + 1}. ${hit.api} ${hit.method} ${hit.path} – ${hit.summary || hit.operation}`)
          .join('\n'),
      )
    return 0
  },
}
