import { resolve } from 'node:path'
import type { FileValue } from '../../files/index.ts'
import { perform } from '../../execute/index.ts'
import { readCallArguments } from '../call-arguments.ts'
import { appCaller, appOption, checkCaller } from '../caller.ts'
import type { Command } from '../command.ts'
import { textOf } from '../options.ts'
import { progressBar } from '../progress-bar.ts'
import { isPath } from '../target.ts'
import { askFirst, show } from './call.ts'

export const upload: Command = {
  name: 'upload',
  usage: '<api> <target> <file> [values...]',
  summary: 'send a file to an operation or a path; the answer on stdout, the rest on stderr',
  options: [
    appOption,
    { flags: '--args <json>', says: 'the arguments as a JSON object, from @file, or from stdin (-)' },
    {
      flags: '--field <name>',
      says: 'the field that takes the file; a path without one gets the file as its whole body',
    },
    { flags: '--filename <name>', says: 'the name to send it under' },
    { flags: '--content-type <type>', says: 'the media type of the file; default: by its name and content' },
    { flags: '--method <method>', says: 'of a path: POST (default), PUT or PATCH' },
    { flags: '--environment <name>', says: 'the environment to call' },
    { flags: '--yes', says: 'send what must be confirmed (`tools.confirm`) without asking' },
  ],
  help: [
    'Target: an operation (operationId, tool name, "METHOD /path"), a path that begins with "/", or a URL on a listed host.',
    'File: a path of yours (files.roots and files.maxBytes are for clients), a data: URI or a handle://.',
    'Values: arguments of the operation, or further fields of the form; name=value, name:=json.',
    '--json: { "status", "headers", "body" }, or { "error": { "code", "message", "hint" } }, as `call`.',
  ],

  async run(context, [name = '', target = '', given = '', ...words], values) {
    const caller = appCaller(values)
    const { app, config } = await context.open(caller)
    checkCaller(caller, config)
    const input = await readCallArguments(words, textOf(values, 'args'), context.io)
    await app.ready()
    const { engine } = app.toolbox
    const api = await engine.api(name, caller)
    const path = isPath(target)
    const file = await engine.file(absolute(given, context.io.cwd), caller)
    const wish = {
      ...(path ? { path: target } : { operation: target }),
      ...(Object.keys(input).length === 0 ? {} : path ? { fields: input } : { arguments: input }),
      file: named(file, textOf(values, 'filename'), textOf(values, 'content-type')),
      field: textOf(values, 'field'),
      method: textOf(values, 'method'),
      environment: textOf(values, 'environment'),
    }
    const call = await engine.planUpload(api, wish, caller)
    if (values['yes'] !== true && call.mustConfirm) await askFirst(context, call.plan, call.environment)
    const bar = progressBar(context.io, file.name ?? 'upload')
    const sending = perform(call.target, call.plan, context.signal, { sent: bar.moved })
    return show(context, await sending.finally(bar.end))
  },
}

const absolute = (file: string, cwd: string): string =>
  /^(?:data:|handle:\/\/|file:)/i.test(file) ? file : resolve(cwd, file)

const named = (file: FileValue, name: string | undefined, mediaType: string | undefined): FileValue =>
  file.as({ name, mediaType })
