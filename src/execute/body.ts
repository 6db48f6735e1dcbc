import type { BodyMedia } from '../catalog/index.ts'
import { CustomApiError, parseJson, stringifyJson } from '../core/index.ts'
import { FileValue } from '../files/index.ts'
import type { HttpBody } from '../http/index.ts'
import { inCharset, utf8 } from './codecs/charsets.ts'
import { codecs } from './codecs/index.ts'
import { checkFormText, freeFormBody } from './form.ts'
import { isForm, isJson, isMultipart, isRange, isText, parseMediaType } from './media.ts'
import { fileType, multipartBody } from './multipart.ts'
import { isScalar, toText } from './scalar.ts'

/** A body ready to be sent. */
export interface EncodedBody {
  readonly contentType: string
  readonly bytes: HttpBody
}

/**
 * A body by its media type: as its codec writes it, multipart, a file, or bytes from text or a `data:` URI.
 *
 * @throws CustomApiError `arguments.invalid` — a media range without a choice, a value of the wrong kind
 */
export function encodeBody(media: BodyMedia, value: unknown): EncodedBody {
  const type = parseMediaType(media.mediaType)
  const { essence } = type
  if (isMultipart(essence)) return multipartBody(media, value)
  if (value instanceof FileValue) return wholeFile(media.mediaType, value)
  if (isRange(essence)) return encodeInRange(media.mediaType, value)
  const contentType = media.mediaType.trim()
  const codec = codecs.find(({ takes, encode }) => encode !== undefined && takes(essence))
  return { contentType, bytes: codec?.encode?.(value, media, type) ?? rawBytes(essence, value) }
}

/** A file as the whole body, under its own type where the description allows it. */
function wholeFile(mediaType: string, file: FileValue): EncodedBody {
  return { contentType: fileType(file, mediaType), bytes: file.data ?? file }
}

/** A range such as `image/*` names no type to send: the caller chooses, a `data:` URI tells, an object can only be JSON. */
function encodeInRange(range: string, value: unknown): EncodedBody {
  const data = typeof value === 'string' ? parseDataUri(value) : undefined
  if (data !== undefined && fits(range, data.mediaType)) return { contentType: data.mediaType, bytes: data.bytes }
  if (!isScalar(value) && fits(range, 'application/json'))
    return { contentType: 'application/json', bytes: utf8(stringifyJson(value)) }
  throw new CustomApiError('arguments.invalid', `the body may be any ${range}, so its media type must be given`, {
    hint: 'give "contentType", such as ' + (range.startsWith('image/') ? 'image/png' : 'text/plain'),
  })
}

function fits(range: string, mediaType: string): boolean {
  const prefix = parseMediaType(range).essence.split('*', 1)[0] ?? ''
  return parseMediaType(mediaType).essence.startsWith(prefix) && !isRange(mediaType)
}

function rawBytes(essence: string, value: unknown): Uint8Array {
  if (typeof value === 'string') return parseDataUri(value)?.bytes ?? utf8(value)
  if (isScalar(value)) return utf8(toText(value))
  throw new CustomApiError('arguments.invalid', `a ${essence} body must be text or a data: URI`, {
    hint: 'give a string, for bytes "data:;base64,…"',
  })
}

/** RFC 2397; `undefined` for text that is none. @throws CustomApiError `arguments.invalid` for base64 that is none */
export function parseDataUri(text: string): { readonly mediaType: string; readonly bytes: Uint8Array } | undefined {
  const head = /^data:([^,]*?)(;base64)?,/i.exec(text)
  if (head === null) return undefined
  const [whole, type = '', base64] = head
  const rest = text.slice(whole.length)
  const mediaType = type === '' || type.startsWith(';') ? `text/plain${type}` : type
  if (parseMediaType(mediaType).essence === '') return undefined
  if (base64 === undefined) return { mediaType, bytes: percentBytes(rest) }
  const compact = rest.replaceAll(/%3D/gi, '=').replaceAll(/\s/g, '')
  if (/^[A-Za-z0-9+/_-]*={0,2}$/.test(compact)) return { mediaType, bytes: Buffer.from(compact, 'base64') }
  throw new CustomApiError('arguments.invalid', 'the data: URI of the body is not base64', {
    hint: 'encode the bytes as base64 after the comma',
  })
}

/** Percent-encoded bytes, which need not be UTF-8. */
function percentBytes(text: string): Uint8Array {
  const latin1 = Buffer.from(text, 'utf8').toString('latin1')
  const bytes = latin1.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1')
}

/**
 * The body of `http_send`: an object or array by `contentType` (JSON unless it says form), a string as it is, as JSON if it
 * parses and else as text. Null is no body.
 *
 * @throws CustomApiError `arguments.invalid` for a type that is none or does not fit the value
 */
export function encodeRawBody(value: unknown, contentType: string | undefined): EncodedBody | undefined {
  if (value === undefined || value === null) return undefined
  const type = contentType?.trim() === '' ? undefined : contentType?.trim()
  const { essence, parameters } = parseMediaType(type ?? '')
  if (type !== undefined && (essence === '' || isRange(essence) || /\p{Cc}/u.test(type))) {
    throw new CustomApiError('arguments.invalid', `${JSON.stringify(type)} is no media type`, {
      hint: 'give "contentType" as type/subtype, such as application/json',
    })
  }
  if (type !== undefined && (isMultipart(essence) || value instanceof FileValue))
    return encodeBody({ mediaType: type, schema: {}, encoding: {} }, value)
  if (value instanceof FileValue) return { contentType: fileType(value, undefined), bytes: value.data ?? value }
  if (typeof value === 'string') return rawText(value, type, parameters.get('charset'))
  if (type === undefined || isJson(essence))
    return { contentType: type ?? 'application/json', bytes: utf8(stringifyJson(value)) }
  if (isForm(essence)) return { contentType: type, bytes: utf8(freeFormBody(value)) }
  return encodeBody({ mediaType: type, schema: {}, encoding: {} }, value)
}

function rawText(text: string, type: string | undefined, charset: string | undefined): EncodedBody {
  if (type === undefined) {
    const contentType = looksLikeJson(text) ? 'application/json' : 'text/plain; charset=utf-8'
    return { contentType, bytes: utf8(text) }
  }
  const { essence } = parseMediaType(type)
  if (isForm(essence)) checkFormText(text)
  const binary = !isText(essence) && !isJson(essence) && !isForm(essence)
  return { contentType: type, bytes: (binary ? parseDataUri(text)?.bytes : undefined) ?? inCharset(text, charset) }
}

function looksLikeJson(text: string): boolean {
  try {
    parseJson(text)
    return true
  } catch {
    return false // no JSON: it is text
  }
}
