import { basename, dirname, resolve } from 'node:path'
import { beginSaving } from '../../files/index.ts'
import { fetchFile } from '../../tools/index.ts'
import { readCallArguments } from '../call-arguments.ts'
import { appCaller, appOption, checkCaller } from '../caller.ts'
import type { Command } from '../command.ts'
import { textOf } from '../options.ts'
import { progressBar } from '../progress-bar.ts'
import { isPath } from '../target.ts'
import { askFirst, show } from './call.ts'

export const download: Command = {
  name: 'download',
  usage: '<api> <target> [values...]',
  summary: 'save what a GET answers as a file; its path on stdout, the rest on stderr',
  options: [
    appOption,
    { flags: '--output <file>', says: 'where to; default: the name that the API gives, in the working directory' },
    { flags: '--overwrite', says: 'replace a file of that name' },
    { flags: '--args <json>', says: 'the arguments as a JSON object, from @file, or from stdin (-)' },
    { flags: '--environment <name>', says: 'the environment to call' },
    { flags: '--yes', says: 'send what must be confirmed (`tools.confirm`) without asking' },
  ],
  help: [
    'Target: an operation (operationId, tool name, "GET /path"), a path that begins with "/", or a URL on a listed host.',
    'Values: arguments of the operation, or the query of the path; name=value, name:=json.',
    'The file appears when it is whole; a download that was cut goes on where it was if the API allows it.',
    '--json: { "status", "file": { "path", "bytes", "mediaType", "sha256" }, "notes": [] }; an answer that is no success',
    '  { "status", "headers", "body" }, and no file; { "error": { "code", "message", "hint" } } when there is none.',
  ],

  async run(context, [name = '', target = '', ...words], values) {
    const { io, out, json, redactor, signal } = context
    const caller = appCaller(values)
    const { app, config } = await context.open(caller)
    checkCaller(caller, config)
    const input = await readCallArguments(words, textOf(values, 'args'), io)
    await app.ready()
    const { engine } = app.toolbox
    const api = await engine.api(name, caller)
    const place = isPath(target) ? { path: target, query: input } : { operation: target, arguments: input }
    const wish = { ...place, environment: textOf(values, 'environment') }
    const call = await engine.planDownload(api, wish, caller)
    if (values['yes'] !== true && call.mustConfirm) await askFirst(context, call.plan, call.environment)
    const output = textOf(values, 'output')
    const file = output === undefined ? undefined : resolve(io.cwd, output)
    const saving = await beginSaving({
      folder: file === undefined ? io.cwd : dirname(file),
      exactly: file === undefined ? undefined : basename(file),
      overwrite: values['overwrite'] === true,
      maxBytes: Number.MAX_SAFE_INTEGER,
    })
    const bar = progressBar(io, output ?? 'download')
    const maxBytes = Number.MAX_SAFE_INTEGER - 1
    const fetching = fetchFile(call, { saving, redactor, maxBytes, signal, received: bar.moved })
    const fetched = await fetching.finally(bar.end)
    const { outcome, saved } = fetched
    if (saved === undefined) return show(context, outcome)
    const { path, size: bytes, sha256 } = saved
    const mediaType = outcome.mediaType
    if (json) {
      out.json({ status: outcome.status, file: { path, bytes, mediaType, sha256 }, notes: fetched.notes })
      return 0
    }
    out.print(path)
    out.note([`${bytes} bytes, ${mediaType || 'of no stated type'}, SHA-256 ${sha256}`, ...fetched.notes].join('\n'))
    return 0
  },
}
