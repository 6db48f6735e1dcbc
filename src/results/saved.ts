import { CustomApiError, toVisible, type Redactor } from '../core/index.ts'
import { nameFor, type Saved } from '../files/index.ts'
import { formOf } from './body-text.ts'
import type { Answer, ResultContent } from './model.ts'
import { textContent } from './note.ts'
import type { Keeping } from './present-options.ts'

/** Texts up to this size can be queried piece by piece, as a kept result can. */
const mostQueried = 64 * 1024 * 1024

type About = Pick<Answer, 'api' | 'environment' | 'mediaType'>

/**
 * What is said of an answer that became a file: where it is, what it is, and its link. A path of this machine means
 * something only to who sits at it.
 */
export async function savedContent(
  saved: Saved,
  { api, environment, mediaType }: About,
  { keeper, caller, log }: Keeping,
  redactor: Redactor,
  notes: readonly string[] = [],
): Promise<readonly ResultContent[]> {
  const { path, size, sha256 } = saved
  const name = redactor.text(saved.name)
  const type = mediaType === '' ? 'application/octet-stream' : toVisible(mediaType)
  const said = [
    `saved as ${caller.via === 'http' ? name : path}`,
    `${size} bytes, ${type}, SHA-256 ${sha256}`,
    ...notes,
  ]
  const text = textContent(redactor.text(said.filter((line) => line !== '').join('\n')))
  const form = size > mostQueried ? 'bytes' : textForm(mediaType)
  try {
    const kept = { form, mediaType, api, environment, name: saved.name, file: path, bytes: size, sha256 }
    const id = await keeper.handles.register(kept, caller)
    return [text, { type: 'resource_link', uri: `handle://${id}`, name, mimeType: type, size }]
  } catch (thrown) {
    log.warn('a saved file has no link', { reason: CustomApiError.from(thrown).message })
    return [text]
  }
}

const textForm = (mediaType: string): 'bytes' | ReturnType<typeof formOf> => {
  if (/[/+]json$/.test(mediaType)) return 'json'
  if (!/^text\/|ndjson|jsonl|[/+]xml$/.test(mediaType)) return 'bytes'
  return formOf(mediaType, { kind: 'text', complete: true })
}

/**
 * Bytes that have passed the redactor as a file in the folder of downloads.
 *
 * @throws CustomApiError `file.blocked`, `result.too_large`, what the bytes throw; nothing is left behind then
 */
export async function saveBytes(
  answer: Answer,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  files: NonNullable<Keeping['files']>,
  caller: Keeping['caller'],
): Promise<Saved> {
  const saving = await files.save(caller)
  try {
    for await (const chunk of chunks) await saving.write(chunk)
    return await saving.finish(nameFor({ ...answer, url: answer.request.url }))
  } finally {
    await saving.discard()
  }
}
