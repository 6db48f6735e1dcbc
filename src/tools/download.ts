import { setImmediate as turn } from 'node:timers/promises'
import { CustomApiError, type Caller, type Redactor } from '../core/index.ts'
import { download, type Outcome } from '../execute/index.ts'
import { createMask, mediaTypeOf, nameFor, safeName, sniffBytes, type Saved, type Saving } from '../files/index.ts'
import { present, savedContent } from '../results/index.ts'
import { operationPlan } from './call.ts'
import type { PlannedCall } from './planned-call.ts'
import { rawPlan } from './raw-call.ts'
import { confirmed } from './confirm.ts'
import { withDeadline } from './deadline.ts'
import type { CallContext, ToolResult } from './model.ts'
import { namedOperation } from './named-operation.ts'
import type { Offered } from './offered.ts'
import { oneOf } from './one-of.ts'
import { keeping, type View } from './view.ts'

/** What is asked of a download. */
export interface DownloadWish {
  readonly operation?: string | undefined
  readonly path?: string | undefined
  readonly arguments?: Readonly<Record<string, unknown>> | undefined
  readonly query?: Readonly<Record<string, unknown>> | undefined
  readonly environment?: string | undefined
  readonly confirm?: string | undefined
}

/** The `GET` whose answer becomes a file. @throws CustomApiError before anything is sent */
export async function planDownload(wish: DownloadWish, offered: Offered, caller: Caller): Promise<PlannedCall> {
  const { environment, confirm } = wish
  const { operation, path } = oneOf(wish)
  const values = { ...wish.query, ...wish.arguments }
  if (path !== undefined) {
    const request = { api: offered.api.slug, method: 'GET', path, query: values, environment, confirm }
    return rawPlan(request, offered, caller)
  }
  const named = await namedOperation(offered, operation, values)
  const { method, key } = named.signature.operation
  if (method === 'GET') return operationPlan({ ...named, environment, confirm }, caller)
  throw new CustomApiError(
    'arguments.invalid',
    `operation: ${key} is no GET, and only what a GET gives is downloaded`,
    {
      hint: 'call it with call_operation: what it answers is kept, and bytes are saved as a file',
    },
  )
}

export interface Fetching {
  readonly saving: Saving
  readonly redactor: Redactor
  /** Bytes. */
  readonly maxBytes: number
  readonly signal: AbortSignal
  readonly received?: ((bytes: number, total: number | undefined) => void) | undefined
}

/** What came of it: the file, or the answer that is none. */
export type Fetched =
  | { readonly outcome: Outcome; readonly saved: Saved; readonly notes: readonly string[] }
  | { readonly outcome: Outcome; readonly saved: undefined }

/**
 * Streams the answer of a planned `GET` into a file, without the live credentials in it where it is a text. An answer that
 * is no success becomes no file.
 *
 * @throws CustomApiError `file.blocked`, `result.too_large`, and whatever a call may fail with; no file is left then
 */
export async function fetchFile(
  { target, plan }: Pick<PlannedCall, 'target' | 'plan'>,
  { saving, redactor, maxBytes, signal, received }: Fetching,
): Promise<Fetched> {
  let mask = createMask(redactor)
  let head = Buffer.alloc(0)
  let changed: Outcome | undefined
  const write = async (bytes: Uint8Array): Promise<void> => {
    if (bytes.byteLength > 0) await saving.write(bytes)
  }
  const sink = {
    async write(chunk: Uint8Array) {
      if (head.length < sniffBytes) head = Buffer.concat([head, chunk.subarray(0, sniffBytes - head.length)])
      await write(mask.push(chunk))
      if (mask.slow) await turn()
    },
    async restart(answer: Outcome) {
      changed = answer
      head = Buffer.alloc(0)
      mask = createMask(redactor)
      await saving.restart()
    },
  }
  try {
    const begin = (): Promise<typeof sink> => Promise.resolve(sink)
    const { outcome: first, saved, resumed } = await download(target, plan, signal, { maxBytes, begin, received })
    if (!saved) return { outcome: first, saved: undefined }
    const answer = changed ?? first
    // an answer that does not say what it is: its name and its beginning tell
    const { headers, request } = answer
    const place = { headers, url: request.url }
    const called = answer.mediaType === '' ? mediaTypeOf(nameFor({ ...place, mediaType: '' }), head) : undefined
    const outcome = called === undefined ? answer : { ...answer, mediaType: called }
    await write(mask.end())
    const notes = [
      mask.masked ? 'a credential stood in it and is masked: the file is not as it was sent' : '',
      resumed === 0
        ? ''
        : `it was cut and ${changed === undefined ? 'resumed' : 'asked for again'} ${resumed === 1 ? 'once' : `${resumed} times`}`,
      changed === undefined ? '' : 'it had changed meanwhile: this is the newer one',
    ]
    const file = await saving.finish(nameFor({ ...place, mediaType: outcome.mediaType }))
    return { outcome, saved: file, notes: notes.filter((note) => note !== '') }
  } finally {
    await saving.discard()
  }
}

export interface SaveWish {
  readonly saveAs?: string | undefined
  readonly overwrite?: boolean | undefined
}

/** Downloads into the folder of downloads and says what came of it. @throws CustomApiError as `fetchFile` */
export async function downloadPlanned(
  call: PlannedCall,
  { saveAs: exactly, overwrite }: SaveWish,
  view: View,
  context: CallContext,
): Promise<ToolResult> {
  const { files, redactor } = view
  const keep = keeping(view)
  if (files === undefined || keep === undefined)
    throw new CustomApiError('file.blocked', 'no files are saved here', { hint: 'read it with http_get' })
  if (exactly !== undefined) checkName(exactly)
  confirmed(call, view, context)
  const saving = await files.save(view.caller, { exactly, overwrite })
  const fetched = await withDeadline(call.target, context, (signal, moved) =>
    fetchFile(call, {
      saving,
      redactor,
      maxBytes: files.maxBytes,
      signal,
      received: (bytes, total) => moved(bytes, total, 'received'),
    }),
  )
  const { outcome, saved } = fetched
  const { content, code } = await present(outcome, { budget: view.resultsBudget, redactor, clean: true, keep })
  const meta = { 'custom-api-mcp/status': outcome.status }
  if (saved === undefined)
    return {
      content,
      isError: code !== undefined,
      meta: code === undefined ? meta : { ...meta, 'custom-api-mcp/code': code },
    }
  const file = await savedContent(saved, outcome, keep, redactor, fetched.notes)
  return { content: [...content, ...file], isError: false, meta }
}

function checkName(name: string): void {
  const safe = safeName(name)
  if (safe === name) return
  throw new CustomApiError('file.blocked', `saveAs: ${JSON.stringify(name.slice(0, 200))} is no plain file name`, {
    hint: `downloads are saved in "files.downloads" of the config and nowhere else${safe === '' ? '' : `; use ${JSON.stringify(safe)}`}`,
  })
}
