import { createScan, CustomApiError, type Caller, type Redactor } from '../core/index.ts'
import { parseDataUri } from '../execute/index.ts'
import { FileValue, mediaTypeOf, sniffBytes, type LocalFiles } from '../files/index.ts'
import { handleOf, type Keeper } from '../results/index.ts'

/** Where the files of calls come from. */
export interface FilePlaces {
  readonly keeper: Keeper | undefined
  /** Without it no path is read. */
  readonly files: LocalFiles | undefined
  readonly redactor: Redactor
}

/**
 * The file that a caller names: a `data:` URI, a handle (`handle://<id>` or the id), or a path.
 *
 * What an API echoed into an archive or a picture is saved as it came, and files of this machine hold what they hold: where
 * a live credential stands in it as it is, it goes nowhere (SECURITY-PROMISES.md §1.1). Who runs a command sends files of
 * their own, whatever is in them.
 *
 * @throws CustomApiError `file.blocked`, `handle.unknown`, `arguments.invalid`
 */
export async function openFile(text: string, places: FilePlaces, caller: Caller): Promise<FileValue> {
  const file = await find(text, places, caller)
  // A `data:` URI holds what the caller knows anyway.
  if (caller.via === 'cli' || /^data:/i.test(text) || !(await holdsSecret(file, places.redactor))) return file
  throw new CustomApiError('file.blocked', 'a credential of this server stands in the file: nothing was sent', {
    hint: 'credentials go to their own API only; send a file without it',
  })
}

/** Reads it once, to its end or the first credential. */
async function holdsSecret(file: FileValue, redactor: Redactor): Promise<boolean> {
  const scan = createScan(redactor)
  for await (const chunk of file.open(new AbortController().signal)) if (scan(chunk)) return true
  return false
}

async function find(text: string, { keeper, files }: FilePlaces, caller: Caller): Promise<FileValue> {
  if (/^data:/i.test(text)) {
    const found = parseDataUri(text)
    if (found !== undefined) {
      const named = /^data:[,;]/i.test(text) ? undefined : found.mediaType
      const mediaType = named ?? mediaTypeOf(undefined, found.bytes.subarray(0, sniffBytes))
      return FileValue.of(found.bytes, { mediaType })
    }
    throw new CustomApiError('arguments.invalid', 'the data: URI of the file is not valid', {
      hint: 'write it as data:<media type>;base64,<the bytes in base64>',
    })
  }
  const isHandle = /^handle:\/\//i.test(text)
  if (keeper !== undefined && (isHandle || /^[\w-]{22}$/.test(text))) {
    try {
      return await keeper.handles.open(handleOf(text), caller)
    } catch (thrown) {
      if (isHandle || CustomApiError.from(thrown).code !== 'handle.unknown') throw thrown
    }
  }
  if (isHandle) throw new CustomApiError('handle.unknown', 'no results are kept here')
  if (files !== undefined) return files.open(text, caller)
  throw new CustomApiError('file.blocked', 'no files of this machine are read here', {
    hint: 'give the content as a data: URI',
  })
}
