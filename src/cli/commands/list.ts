import { lackingLines, factsOf } from '../api-facts.ts'
import { appCaller, appOption, checkCaller, operator, pinOf } from '../caller.ts'
import type { Command } from '../command.ts'
import { howToBegin } from '../no-config.ts'
import { table } from '../output.ts'

export const list: Command = {
  name: 'list',
  usage: '',
  summary: 'the configured APIs',
  options: [appOption],
  help: [
    '--json: { "apis": [{ "slug", "name", "description", "operations", "documents", "exposure", "defaultEnvironment",',
    '  "environments": [{ "name", "baseUrl", "auth", "credential": "set" | "missing" | "not needed" }] }] }',
  ],
  tellsProblems: true,

  async run(context, _args, values) {
    const caller = values['app'] === undefined ? operator : appCaller(values)
    const opened = await context.open(caller)
    checkCaller(caller, opened.config)
    await opened.app.ready()
    const apis = await opened.app.toolbox.engine.apis(caller)
    const pin = pinOf(caller, opened.config)
    const rows = await Promise.all(apis.map(async (api) => ({ api, facts: await factsOf(api, pin) })))
    if (context.json) {
      context.out.json({
        apis: rows.map(({ api, facts }) => ({
          slug: api.slug,
          name: api.name,
          description: api.summary,
          operations: api.description?.rows.length ?? 0,
          documents: api.documents?.pages.length ?? 0,
          exposure: api.exposure,
          defaultEnvironment: pin === undefined || facts[0]?.name === undefined ? api.defaultEnvironment : pin,
          environments: facts.map(({ name, baseUrl, auth, credential }) => ({ name, baseUrl, auth, credential })),
          problem: api.loadProblem,
        })),
      })
      return 0
    }
    if (rows.length === 0) {
      context.out.note(
        `no APIs; ${opened.config === undefined ? howToBegin(context.folders) : `add one to ${opened.config.path}`}`,
      )
      return 0
    }
    const lines = rows.flatMap(({ api, facts }) =>
      facts.map((it) => [
        it.name === undefined ? api.slug : `${api.slug} ${it.name}${it.name === api.defaultEnvironment ? '*' : ''}`,
        String(api.description?.rows.length ?? 0),
        it.auth === 'none' ? 'none' : `${it.auth}: ${it.credential}`,
        it.baseUrl ?? '(no base URL)',
      ]),
    )
    context.out.print(table([['api', 'operations', 'auth', 'base URL'], ...lines]))
    for (const { api, facts } of rows) for (const line of lackingLines(api, facts)) context.out.note(line)
    for (const { api } of rows) if (api.loadProblem !== undefined) context.out.note(`${api.slug}: ${api.loadProblem}`)
    return 0
  },
}
