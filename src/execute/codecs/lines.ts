import { CustomApiError } from '../../core/index.ts'
import { toText } from '../scalar.ts'
import { inCharset } from './charsets.ts'

/** A text as the JSON that it is, or else as a JSON string of it. */
export function scalarOrText(text: string, compact: (text: string) => string): { text: string; json: boolean } {
  try {
    return { text: compact(text), json: true }
  } catch {
    return { text: JSON.stringify(text), json: false } // no JSON: nothing of it is lost
  }
}

/** A list as one record after the other; text as it is. @throws CustomApiError `arguments.invalid` for anything else */
export function utf8FromLines(
  value: unknown,
  charset: string | undefined,
  write: (item: unknown) => string,
): Uint8Array {
  if (Array.isArray(value)) return inCharset(value.map(write).join(''), charset)
  if (typeof value === 'string') return inCharset(toText(value), charset)
  throw new CustomApiError('arguments.invalid', 'the body must be a list of its records, or text', {
    hint: 'give a list: each item is one record',
  })
}
