import { credentialSource } from '../../config/index.ts'
import { stringifyJson } from '../../core/index.ts'
import { entryOf, factsOf } from '../api-facts.ts'
import { operator } from '../caller.ts'
import type { Command } from '../command.ts'

export const show: Command = {
  name: 'show',
  usage: '<name>',
  summary: 'one API as it is configured, defaults filled, secrets as their references',
  options: [],
  help: [
    '--json: { "slug", "name", "openapi", "baseUrl", "auth", "headers", "secretHeaders", "timeouts", …, "description": { "title", "version", "openapi", "source" },',
    '  "environments": [{ "name", "baseUrl", "auth", "credential", "howToSet" }] }. No value of a secret is shown.',
  ],

  async run(context, [name = '']) {
    const opened = await context.open(operator)
    await opened.app.ready()
    const api = await opened.app.toolbox.engine.api(name, operator)
    const entry = entryOf(opened, api)
    const environments = (await factsOf(api)).map(({ todo, ...it }) => ({
      ...it,
      readOnly: api.policy.readOnly || (it.name !== undefined && api.readOnlyEnvironments.has(it.name)),
      howToSet: it.credential === 'missing' ? (todo ?? credentialSource(entry, it.name).howToSet()) : undefined,
    }))
    const shown = {
      ...entry,
      trusted: undefined,
      foreignVariables: undefined,
      summary: entry.description,
      description: api.description && {
        ...api.description.info,
        source: api.description.source,
        operations: api.description.rows.length,
      },
      problem: api.loadProblem,
      environments,
    }
    if (context.json) context.out.json(shown)
    else context.out.print(stringifyJson(shown, 2))
    return 0
  },
}
