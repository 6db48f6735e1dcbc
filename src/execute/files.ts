import type { BodyMedia, Encoding } from '../catalog/index.ts'
import type { JsonSchema } from '../core/index.ts'
import type { FileValue } from '../files/index.ts'
import { isForm, isJson, isMultipart, isText, isXml, parseMediaType } from './media.ts'
import type { OperationCall } from './model.ts'

/** Whether a place takes a file: nothing else (`only`), or other texts too (`also`). */
export type TakesFile = 'only' | 'also' | undefined

const typesIn = ({ type }: JsonSchema): readonly string[] => (typeof type === 'string' ? [type] : (type ?? []))

/**
 * Whether a property of a multipart body is a file: `format: binary` (2.0 `type: file` arrives as that), a
 * `contentMediaType` without a `contentEncoding` (OpenAPI 3.1), or no type at all where that means bytes; also as the items
 * of a list and among alternatives.
 */
export function takesFile(schema: JsonSchema, encoding?: Encoding): TakesFile {
  const { items, contentMediaType, contentEncoding } = schema as JsonSchema & Readonly<Record<string, unknown>>
  if (items !== undefined && typeof items === 'object' && !Array.isArray(items)) return takesFile(items, encoding)
  const branches = schema.anyOf ?? schema.oneOf
  if (branches !== undefined && branches.length > 0) {
    const kinds = branches.filter((branch) => !isNull(branch)).map((branch) => takesFile(branch, encoding))
    if (kinds.every((kind) => kind === 'only')) return 'only'
    return kinds.some((kind) => kind !== undefined) ? 'also' : undefined
  }
  const types = typesIn(schema).filter((type) => type !== 'null')
  if (types.some((type) => type !== 'string')) return undefined
  if (schema.format === 'binary') return 'only'
  if (schema.enum !== undefined || schema.const !== undefined || contentEncoding !== undefined) return undefined
  if (typeof contentMediaType === 'string') return isBinary(contentMediaType) ? 'only' : undefined
  const { contentType = '' } = encoding ?? {}
  if (types.length > 0) return undefined
  return contentType !== '' && isBinary(contentType) ? 'only' : 'also'
}

const isNull = (schema: JsonSchema): boolean => schema.type === 'null'

function isBinary(mediaTypes: string): boolean {
  return mediaTypes.split(',').every((type) => isBinaryType(parseMediaType(type).essence))
}

const isBinaryType = (essence: string): boolean =>
  essence !== '' &&
  !isJson(essence) &&
  !isForm(essence) &&
  !isMultipart(essence) &&
  (essence === 'image/svg+xml' || (!isText(essence) && !isXml(essence)))

/** Whether a body is bytes as a whole: no text, no form, nothing structured. */
export const isRawBody = ({ mediaType }: Pick<BodyMedia, 'mediaType'>): boolean =>
  isBinaryType(parseMediaType(mediaType).essence)

/** Texts that name a file wherever a text could stand too. */
export const namesFile = (text: string): boolean => /^(?:data:|handle:\/\/|file:\/\/)/i.test(text)

export interface FileLookup {
  /** Whether the whole body is a file, whatever text stands there. */
  readonly whole?: boolean | undefined
  /** A property of a multipart body that is a file whatever its schema says. */
  readonly property?: string | undefined
  /** @throws CustomApiError `file.blocked`, `handle.unknown`, `arguments.invalid` */
  open(text: string): Promise<FileValue>
}

/** A checked call with the files in the places of the texts that name them; the same call when there are none. */
export async function withFiles<T extends Pick<OperationCall, 'body'>>(call: T, lookup: FileLookup): Promise<T> {
  const { body } = call
  if (body === undefined) return call
  const { essence } = parseMediaType(body.media.mediaType)
  if (isMultipart(essence)) {
    const value = await inParts(body.media, body.value, lookup)
    return value === body.value ? call : { ...call, body: { ...body, value } }
  }
  if (typeof body.value !== 'string') return call
  const names = lookup.whole === true || (isRawBody(body.media) && /^(?:handle|file):\/\//i.test(body.value))
  return names ? { ...call, body: { ...body, value: await lookup.open(body.value) } } : call
}

async function inParts({ schema, encoding }: BodyMedia, value: unknown, lookup: FileLookup): Promise<unknown> {
  if (Array.isArray(value)) return lookedUp(value, 'also', lookup)
  if (typeof value !== 'object' || value === null) return value
  const { properties = {} } = schema
  const entries: [string, unknown][] = []
  let found = false
  for (const [name, inner] of Object.entries(value)) {
    const own = Object.hasOwn(properties, name) ? properties[name] : undefined
    const kind = own === undefined ? 'also' : takesFile(own, Object.hasOwn(encoding, name) ? encoding[name] : undefined)
    const takes = name === lookup.property ? 'only' : kind
    const looked = takes === undefined ? inner : await lookedUp(inner, takes, lookup)
    found ||= looked !== inner
    entries.push([name, looked])
  }
  return found ? Object.fromEntries(entries) : value
}

async function lookedUp(value: unknown, takes: 'only' | 'also', lookup: FileLookup): Promise<unknown> {
  if (Array.isArray(value)) {
    const items: unknown[] = []
    for (const item of value) items.push(await lookedUp(item, takes, lookup))
    return items.some((item, index) => item !== value[index]) ? items : value
  }
  return typeof value === 'string' && (takes === 'only' || namesFile(value)) ? lookup.open(value) : value
}
