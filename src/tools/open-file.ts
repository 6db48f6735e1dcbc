import { CustomApiError, type Caller } from '../core/index.ts'
import { parseDataUri } from '../execute/index.ts'
import { FileValue, mediaTypeOf, sniffBytes, type LocalFiles } from '../files/index.ts'
import { handleOf, type Keeper } from '../results/index.ts'

/** Where the files of calls come from. */
export interface FilePlaces {
  readonly keeper: Keeper | undefined
  /** Without it no path is read. */
  readonly files: LocalFiles | undefined
}

/**
 * The file that a caller names: a `data:` URI, a handle (`handle://<id>` or the id), or a path.
 *
 * @throws CustomApiError `file.blocked`, `handle.unknown`, `arguments.invalid`
 */
export async function openFile(text: string, { keeper, files }: FilePlaces, caller: Caller): Promise<FileValue> {
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
