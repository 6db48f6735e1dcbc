import { CustomApiError } from '../../core/index.ts'
import { appCaller, appOption, checkCaller } from '../caller.ts'
import type { Command } from '../command.ts'
import { textOf } from '../options.ts'

export const describe: Command = {
  name: 'describe',
  usage: '<api> <operation>',
  summary: 'the full signature of an operation, named by operationId, tool name or "METHOD /path"',
  options: [{ flags: '--detail <detail>', says: '"full": nothing shortened' }, appOption],
  help: [
    '--json: { "api", "operation", "method", "path", "summary", "deprecated", "tags", "parameters": [{ "name", "in", "required", "schema" }],',
    '  "body": { "required", "media": [{ "mediaType", "schema" }] }, "responses": [{ "status", "description" }], "security", "text" };',
    '  `text` is what is printed without --json.',
  ],

  async run(context, [name = '', reference = ''], values) {
    const detail = textOf(values, 'detail')
    if (detail !== undefined && detail !== 'full')
      throw new CustomApiError('arguments.invalid', `unknown detail "${detail}"`, {
        hint: '--detail full, or leave it out',
      })
    const caller = appCaller(values)
    const { app, config } = await context.open(caller)
    checkCaller(caller, config)
    await app.ready()
    const { engine } = app.toolbox
    const api = await engine.api(name, caller)
    const operation = await engine.operation(api, reference, caller)
    const text = await engine.describe(api, operation, caller, detail)
    if (!context.json) {
      context.out.print(text)
      return 0
    }
    const { method, path, operationId, key, summary, deprecated, tags, parameters, body, responses, security } =
      operation
    context.out.json({
      api: api.slug,
      operation: operationId ?? key,
      method,
      path,
      summary,
      deprecated,
      tags,
      parameters: parameters.map((it) => ({
        name: it.name,
        in: it.in,
        required: it.required,
        description: it.description,
        schema: it.schema,
      })),
      body: body && {
        required: body.required,
        media: body.media.map(({ mediaType, schema }) => ({ mediaType, schema })),
      },
      responses: responses.map(({ status, description, media }) => ({
        status,
        description,
        media: media.map((it) => it.mediaType),
      })),
      security,
      text,
    })
    return 0
  },
}
