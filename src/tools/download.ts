import { CustomApiError } from '../core/index.ts'
import { download, type Outcome, type Sink } from '../execute/index.ts'
import { createMask, nameFor, safeName, type LocalFiles, type Mask, type Saving } from '../files/index.ts'
import { present, savedContent, type Keeping } from '../results/index.ts'
import type { PlannedCall } from './call.ts'
import { confirmed } from './confirm.ts'
import { withDeadline } from './deadline.ts'
import type { CallContext, ToolResult } from './model.ts'
import { keeping, type View } from './view.ts'

export interface DownloadWishes {
  readonly saveAs?: string | undefined
  readonly overwrite?: boolean | undefined
}

/**
 * Streams the answer of a planned `GET` into the folder of downloads and says what came of it. An answer that is no
 * success leaves no file and is shown as any other answer.
 *
 * @throws CustomApiError `file.blocked`, `result.too_large`, and whatever a call may fail with; no file is left then
 */
export async function downloadPlanned(
  call: PlannedCall,
  wishes: DownloadWishes,
  view: View,
  context: CallContext,
): Promise<ToolResult> {
  const { files, redactor } = view
  const keep = keeping(view)
  if (files === undefined || keep === undefined)
    throw new CustomApiError('file.blocked', 'no files are saved here', { hint: 'read it with http_get' })
  confirmed(call, view, context)
  const begun = await begin(files, wishes)
  try {
    return await withDeadline(call.target, context, async (signal, moved) => {
      const mask = createMask(redactor)
      const { outcome, saved, resumed } = await download(call.target, call.plan, signal, {
        maxBytes: files.maxBytes,
        begin: () => Promise.resolve(sinkOf(begun, mask, () => createMask(redactor))),
        received: (bytes, total) => moved(bytes, total, 'received'),
      })
      if (!saved) return shown(outcome, view)
      return await finished(outcome, begun, resumed, view, keep)
    })
  } finally {
    await begun.saving.discard()
  }
}

interface Begun {
  readonly saving: Saving
  readonly wishes: DownloadWishes
  mask?: Mask
}

async function begin(files: LocalFiles, wishes: DownloadWishes): Promise<Begun> {
  const { saveAs: exactly, overwrite } = wishes
  if (exactly !== undefined && safeName(exactly) !== exactly)
    throw new CustomApiError('file.blocked', `saveAs: ${JSON.stringify(exactly.slice(0, 200))} is no plain file name`, {
      hint: `downloads are saved in "files.downloads" of the config and nowhere else${safeName(exactly) === '' ? '' : `; use ${JSON.stringify(safeName(exactly))}`}`,
    })
  return { saving: await files.save({ exactly, overwrite }), wishes }
}

/** Into the file go the bytes without the credentials in them; a new version of the file is masked from its start. */
function sinkOf(begun: Begun, mask: Mask, again: () => Mask): Sink {
  begun.mask = mask
  return {
    write: async (chunk) => {
      const clean = begun.mask?.push(chunk) ?? chunk
      if (clean.byteLength > 0) await begun.saving.write(clean)
    },
    restart: async () => {
      begun.mask = again()
      await begun.saving.restart()
    },
  }
}

async function finished(
  outcome: Outcome,
  { saving, mask }: Begun,
  resumed: number,
  view: View,
  keep: Keeping,
): Promise<ToolResult> {
  const rest = mask?.end()
  if (rest !== undefined && rest.byteLength > 0) await saving.write(rest)
  const { headers, request, mediaType } = outcome
  const saved = await saving.finish(nameFor({ headers, url: request.url, mediaType }))
  const { content } = await shown(outcome, view)
  const { redactor } = view
  const notes = [
    mask?.masked === true ? 'a credential stood in it and is masked: the file is not as it was sent' : '',
    resumed === 0 ? '' : `cut and resumed ${resumed === 1 ? 'once' : `${resumed} times`}`,
  ]
  return {
    content: [...content, ...(await savedContent(saved, outcome, keep, redactor, notes))],
    isError: false,
    meta: { 'custom-api-mcp/status': outcome.status },
  }
}

async function shown(outcome: Outcome, view: View): Promise<ToolResult> {
  const { redactor, resultsBudget: budget } = view
  const { content, code } = await present(outcome, { budget, redactor, clean: true, keep: keeping(view) })
  const meta = { 'custom-api-mcp/status': outcome.status }
  return {
    content,
    isError: code !== undefined,
    meta: code === undefined ? meta : { ...meta, 'custom-api-mcp/code': code },
  }
}
