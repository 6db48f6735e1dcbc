import type { BodyMedia, Operation } from '../catalog/index.ts'
import { CustomApiError, parseJson, stringifyJson } from '../core/index.ts'
import { FileValue } from '../files/index.ts'
import type { HttpBody } from '../http/index.ts'
import { checkFormText, formBody, freeFormBody } from './form.ts'
import { isForm, isJson, isJsonLines, isMultipart, isRange, isText, isXml, parseMediaType } from './media.ts'
import { fileType, multipartBody } from './multipart.ts'
import { isScalar, toText } from './scalar.ts'

/** A body ready to be sent. */
export interface EncodedBody {
  readonly contentType: string
  readonly bytes: HttpBody
}

const later = (essence: string): boolean => isXml(essence)

/**
 * Why an operation cannot be called yet, in words for the tool's reader: a required body in none but types that come with a
 * later version. `undefined` when it can.
 */
export function unsupportedReason(operation: Pick<Operation, 'body'>): string | undefined {
  const { body } = operation
  if (body === undefined || !body.required) return undefined
  const types = body.media.map(({ mediaType }) => parseMediaType(mediaType).essence)
  if (types.length === 0 || !types.every(later)) return undefined
  return `its body is ${types.join(' or ')}, which comes with a later version`
}

/**
 * A body by its media type: JSON, form, multipart, text, or bytes from text, a `data:` URI or a file.
 *
 * @throws CustomApiError `arguments.invalid` — XML, a media range without a choice, a value of the wrong kind
 */
export function encodeBody(media: BodyMedia, value: unknown): EncodedBody {
  const { essence, parameters } = parseMediaType(media.mediaType)
  if (isMultipart(essence)) return multipartBody(media, value)
  if (value instanceof FileValue) return wholeFile(media.mediaType, value)
  if (later(essence)) throw comesLater(essence)
  if (isRange(essence)) return encodeInRange(media.mediaType, value)
  const contentType = media.mediaType.trim()
  if (isJson(essence)) return { contentType, bytes: utf8(stringifyJson(value)) }
  if (isForm(essence)) return { contentType, bytes: utf8(formBody(value, media.encoding)) }
  if (isJsonLines(essence) && Array.isArray(value))
    return { contentType, bytes: utf8(value.map((line) => `${stringifyJson(line)}\n`).join('')) }
  if (isText(essence)) return { contentType, bytes: inCharset(toText(value), parameters.get('charset')) }
  return { contentType, bytes: rawBytes(essence, value) }
}

/** A file as the whole body, under its own type where the description allows it. */
function wholeFile(mediaType: string, file: FileValue): EncodedBody {
  return { contentType: fileType(file, mediaType), bytes: file.data ?? file }
}

function comesLater(essence: string): CustomApiError {
  return new CustomApiError('arguments.invalid', `a ${essence} body comes with a later version`, {
    hint: 'send the XML as text with http_send and its contentType, or choose another contentType',
  })
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

const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8')

/** Text in the charset that its media type names; one that we do not write is refused, not mislabelled. */
function inCharset(text: string, charset: string | undefined): Uint8Array {
  const name = (charset ?? 'utf-8').toLowerCase()
  if (name === 'utf-8' || name === 'utf8') return utf8(text)
  if (/^(?:us-ascii|ascii|iso-8859-1|latin1|windows-1252)$/.test(name)) {
    const highest = name.endsWith('ascii') ? 0x7f : 0xff
    if (!Array.from(text).some((character) => (character.codePointAt(0) ?? 0) > highest))
      return Buffer.from(text, 'latin1')
  } else if (name === 'utf-16le') return Buffer.from(text, 'utf16le')
  throw new CustomApiError('arguments.invalid', `the body cannot be written in the charset ${name}`, {
    hint: 'use characters of that charset, or a contentType with charset=utf-8',
  })
}

/**
 * The body of `http_send`: an object or array by `contentType` (JSON unless it says form), a string as it is, as JSON if it
 * parses and else as text. Null is no body.
 *
 * @throws CustomApiError `arguments.invalid` for types that come later or do not fit the value
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
