import { CustomApiError } from '../core/index.ts'
import type { Target } from './model.ts'
import { reasonOf } from './reasons.ts'

const looked = 4_096
const shown = 60

/**
 * Why an answer cannot be read, with its beginning: as a quoted text of plain characters, or as hex. The request was
 * answered: it is not to be sent again.
 */
export function unreadable(
  { api, redactor }: Pick<Target, 'api' | 'redactor'>,
  status: number,
  data: Uint8Array,
  cause: CustomApiError,
): CustomApiError {
  const message = `the answer of "${api}" (HTTP ${status} ${reasonOf(status)}) cannot be read: ${cause.message}`
  const hint = `it begins ${beginning(data, (text) => redactor.text(text))}; the request itself was answered: do not repeat a changing one`
  return new CustomApiError('upstream.unreadable', message, { hint, cause })
}

function beginning(data: Uint8Array, clean: (text: string) => string): string {
  const start = Buffer.from(data.buffer, data.byteOffset, Math.min(data.byteLength, looked))
  const text = clean(start.toString('latin1')) // masked before it is cut
  if (/^[\t\n\r -~]{1,60}/.exec(text)?.[0].length === Math.min(shown, text.length))
    return JSON.stringify(text.slice(0, shown))
  if (clean(start.toString('latin1')) !== start.toString('latin1')) return 'with bytes that hold a credential'
  return `with the bytes ${start.subarray(0, 16).toString('hex')}`
}
