import { CustomApiError } from '../core/index.ts'
import type { FileLookup } from '../execute/index.ts'
import type { FileValue } from '../files/index.ts'
import type { Offered } from './offered.ts'

/**
 * The same file, unless another environment of the API gave it: what one environment answered is not sent with the
 * credential of another.
 *
 * @throws CustomApiError `handle.unknown`
 */
export function ofEnvironment(file: FileValue, { api: { slug } }: Offered, environment: string | undefined): FileValue {
  const { from } = file
  if (from === undefined || from.api !== slug || from.environment === environment) return file
  throw new CustomApiError(
    'handle.unknown',
    `what is kept there came from the environment "${from.environment ?? ''}" of "${slug}", not from "${environment ?? ''}"`,
    { hint: 'nothing of one environment is sent to another: get it from this one' },
  )
}

/** A lookup that finds such files only. */
export const withinEnvironment = (
  files: FileLookup,
  offered: Offered,
  environment: string | undefined,
): FileLookup => ({
  ...files,
  open: async (text) => ofEnvironment(await files.open(text), offered, environment),
})
