import { CustomApiError, parseJson, stringifyJson } from '../../core/index.ts'
import { perform, planOperation, withFiles, type Outcome, type Plan, type Target } from '../../execute/index.ts'
import { isSource, type HttpBody } from '../../http/index.ts'
import { askYesNo, canAsk } from '../ask.ts'
import { readCallArguments } from '../call-arguments.ts'
import { checkSelect, failureOf, formOf, isSuccess, selectFrom } from '../../results/index.ts'
import { appCaller, appOption, checkCaller } from '../caller.ts'
import type { Command, Context } from '../command.ts'
import { exitCodeOfStatus } from '../exit-codes.ts'
import { toShellHint } from '../hints.ts'
import { textOf } from '../options.ts'
import { pathValues } from '../path-values.ts'

export const call: Command = {
  name: 'call',
  usage: '<api> <operation> [values...]',
  summary: 'call one operation; the body on stdout, the rest on stderr',
  options: [
    { flags: '--args <json>', says: 'the arguments as a JSON object, from @file, or from stdin (-)' },
    appOption,
    { flags: '--environment <name>', says: 'the environment to call' },
    { flags: '--content-type <type>', says: 'which of several body types to send' },
    { flags: '--select <expression>', says: 'JMESPath over the body of a success' },
    { flags: '--dry-run', says: 'print the request instead of sending it' },
    { flags: '--yes', says: 'send what must be confirmed (`tools.confirm`) without asking' },
  ],
  help: [
    'Values: name=value (a string, repaired to what the operation expects), name:=json (raw JSON); a name given twice is a list.',
    '--json: { "status", "headers", "body" } for every answer of the API (a body that is no text: "encoding": "base64"),',
    '  { "error": { "code", "message", "hint" } } when there is none; with --dry-run { "request": { "method", "url", "headers", "body" } }.',
    'A call that must be confirmed is asked for on a terminal; elsewhere it needs --yes.',
    'The body is complete and not shortened; secrets in it are masked.',
  ],

  async run(context, [name = '', reference = '', ...words], values) {
    const caller = appCaller(values)
    const { app, config } = await context.open(caller)
    checkCaller(caller, config)
    const input = await readCallArguments(words, textOf(values, 'args'), context.io)
    await app.ready()
    const { engine } = app.toolbox
    const api = await engine.api(name, caller)
    const operation = await engine.operation(api, reference, caller)
    const environment = engine.environment(api, textOf(values, 'environment'), caller)
    engine.allow(api, operation, environment, caller)
    const target = api.target(environment)
    const all = { ...pathValues(operation, reference), ...input }
    const prepared = engine.prepare(operation, all, textOf(values, 'content-type'))
    const plan = planOperation(target, await withFiles(prepared, { open: (text) => engine.file(text, caller) }))
    if (values['dry-run'] === true) return dryRun(context, target, plan)
    if (values['yes'] !== true && engine.mustConfirm(api, operation, environment))
      await askFirst(context, plan, environment)
    const select = textOf(values, 'select')
    if (select !== undefined) await checkSelect(select)
    const outcome = await perform(target, plan, context.signal)
    return show(context, select === undefined ? outcome : await selected(outcome, select))
  },
}

/** @throws CustomApiError `policy.unconfirmed` when nobody says yes */
export async function askFirst(
  { io, redactor, signal }: Context,
  { request }: Plan,
  environment: string | undefined,
): Promise<void> {
  const what = redactor.text(`${request.method} ${request.origin}${request.path}`)
  const where = environment === undefined ? '' : ` (environment "${environment}")`
  const asked = canAsk(io)
  if (asked && (await askYesNo(io, `Send ${what}${where}?`, signal))) return
  throw new CustomApiError('policy.unconfirmed', `${what}${where} was not sent: it must be confirmed`, {
    hint: asked ? 'answer y to send it' : 'add --yes to send it',
  })
}

/** The answer with what the select finds as its body; failures as they are. */
async function selected(outcome: Outcome, select: string): Promise<Outcome> {
  const { body, status, mediaType } = outcome
  if (!isSuccess(status) || (body.kind !== 'json' && body.kind !== 'text') || !body.complete) return outcome
  const { text, json } = await selectFrom(body.text, formOf(mediaType, body), select)
  return { ...outcome, body: { ...body, kind: json ? 'json' : 'text', text } }
}

async function dryRun({ out, json }: Context, target: Target, { request }: Plan): Promise<number> {
  const url = `${request.origin}${request.path}${request.query === '' ? '' : `?${request.query}`}`
  const cookies = request.cookies.map(([name, value]) => `${name}=${value}`).join('; ')
  const headers = cookies === '' ? request.headers : [...request.headers, ['Cookie', cookies] as const]
  const body = request.body === undefined ? undefined : bodyText(request.body)
  if (json) {
    out.json({ request: { method: request.method, url, headers: toRecord(headers), ...body } })
    return 0
  }
  out.print([`${request.method} ${url}`, ...headers.map(([name, value]) => `${name}: ${value}`)].join('\n'))
  if (body !== undefined) out.print(`\n${body.body}`)
  const { type, credential } = await target.authorizer.status()
  out.note(
    credential === 'not needed' ? 'not sent' : `not sent; the credential (${type}: ${credential}) is placed when it is`,
  )
  return 0
}

function toRecord(pairs: readonly (readonly [string, string])[]): Record<string, string> {
  const all = new Map<string, string>()
  for (const [name, value] of pairs) all.set(name, all.has(name) ? `${all.get(name)}, ${value}` : value)
  return Object.fromEntries(all)
}

/** What would be sent; of a file that is read while it is sent, how much. */
const bodyText = (body: HttpBody): { body: string; encoding?: 'base64' } =>
  isSource(body) ? { body: `[${body.size} bytes, read while they are sent]` } : bytesText(body)

/** Text as it is; other bytes as base64, and it says so. */
function bytesText(bytes: Uint8Array): { body: string; encoding?: 'base64' } {
  try {
    return { body: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    return { body: Buffer.from(bytes).toString('base64'), encoding: 'base64' } // no UTF-8: bytes
  }
}

/** An answer as every verb shows it: the body on stdout, the rest on stderr. Returns the exit code. */
export async function show(context: Context, outcome: Outcome): Promise<number> {
  const { status, reason, headers, body } = outcome
  const exitCode = exitCodeOfStatus(status)
  if (context.json) {
    context.out.json({ status, headers: toRecord(headers), ...(await jsonBody(body)) })
    return exitCode
  }
  context.out.note(
    [`HTTP ${status} ${reason}`.trimEnd(), ...headers.map(([name, value]) => `${name}: ${value}`)].join('\n'),
  )
  for (const { says } of 'notes' in body ? (body.notes ?? []) : []) context.out.note(says)
  if (!isSuccess(status)) context.out.note(toShellHint(failureOf(outcome).hint))
  await writeBody(context, outcome)
  if ('complete' in body && !body.complete) context.out.note('the answer was longer than this program reads; it is cut')
  return exitCode
}

async function gather(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function jsonBody(body: Outcome['body']): Promise<Readonly<Record<string, unknown>>> {
  switch (body.kind) {
    case 'empty':
      return { body: null }
    case 'json':
      return { body: body.complete ? parseJson(body.text) : body.text }
    case 'text':
      return { body: body.text }
    case 'bytes':
      return { body: Buffer.from(body.data).toString('base64'), encoding: 'base64' }
    case 'stream':
      return bytesText(await gather(body.stream))
  }
}

/** The body as it came, redacted; JSON is indented on a terminal, and no other bytes go there. */
async function writeBody({ io, out, redactor }: Context, { body, mediaType }: Outcome): Promise<void> {
  if (body.kind === 'empty') return
  const onTerminal = io.stdout.isTTY === true
  if (body.kind === 'json' || body.kind === 'text') {
    if (onTerminal)
      out.print(body.kind === 'json' && body.complete ? stringifyJson(parseJson(body.text), 2) : body.text)
    else io.stdout.write(`${redactor.text(body.text)}${body.kind === 'json' ? '\n' : ''}`)
    return
  }
  const data = body.kind === 'bytes' ? body.data : await gather(body.stream)
  if (onTerminal)
    throw new CustomApiError(
      'result.too_large',
      `${data.length} bytes of ${mediaType || 'unknown type'} are nothing for a terminal`,
      {
        hint: 'send them to a file: … > file',
      },
    )
  io.stdout.write(data)
}
