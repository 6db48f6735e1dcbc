import { createHmac, randomBytes } from 'node:crypto'
import type { BodyMedia, Encoding, XmlShape } from '../catalog/index.ts'
import { CustomApiError, stringifyJson } from '../core/index.ts'
import { extensionOf, FileValue } from '../files/index.ts'
import { digestOf, isSource, joinBodies, type HttpBody, type Pair } from '../http/index.ts'
import type { EncodedBody } from './body.ts'
import { jsonToXml } from './codecs/xml/write.ts'
import { checkHeaderName, headerValue } from './headers.ts'
import { isJson, isRange, isXml, parseMediaType } from './media.ts'
import { refuseMethodKeys } from './query.ts'
import { isPresent, isScalar, toText } from './scalar.ts'
import { layOutHeader, layOutPairs, type Encoder } from './styles.ts'

/** One part: what it is called, what it is, its bytes. */
interface Part {
  readonly name: string
  readonly filename?: string | undefined
  readonly contentType?: string | undefined
  /** Further headers, as the description gives them. */
  readonly headers?: readonly Pair[] | undefined
  readonly body: HttpBody
}

const asItIs: Encoder = { name: (text) => text, value: (text) => text }
const delimiters: Readonly<Record<string, string>> = { spaceDelimited: ' ', pipeDelimited: '|', tabDelimited: '\t' }
const unknownType = 'application/octet-stream'

/**
 * An object as multipart (RFC 7578, RFC 2046 §5.1; OpenAPI "Encoding Object"): a part for each property, one for each item
 * of a list, objects as JSON, or as XML where the encoding says so. In memory unless a part is a file that is not.
 *
 * A property with an explicit `style`, `explode` or `allowReserved` is laid out by it; one with an explicit `contentType`
 * is written as that; headers of its encoding that have a value are sent with it. `null` is left out. Outside of forms a
 * list is a part for each item, without a name (OpenAPI 3.2 `prefixEncoding`, `itemEncoding`).
 *
 * @throws CustomApiError `arguments.invalid` for what is no object, and for a part whose name cannot be written
 */
export function multipartBody(media: Omit<BodyMedia, 'schema'>, value: unknown): EncodedBody {
  const { essence } = parseMediaType(media.mediaType)
  const written =
    Array.isArray(value) && essence !== 'multipart/form-data'
      ? value.flatMap((item, at) => withHeaders('', item, media.prefixEncoding?.[at] ?? media.itemEncoding))
      : fields(value).flatMap(([name, inner]) =>
          withHeaders(
            name,
            inner,
            Object.hasOwn(media.encoding, name) ? media.encoding[name] : undefined,
            media.xml?.properties.get(name),
          ),
        )
  // The order of a form's fields says nothing, and who reads it while it comes wants to know of them before the files.
  const isFile = (part: Part): boolean => part.filename !== undefined
  const parts =
    essence === 'multipart/form-data'
      ? [...written.filter((part) => !isFile(part)), ...written.filter(isFile)]
      : written
  refuseMethodKeys(
    parts.map(({ name }) => ({ name, text: name, value: '' })),
    'form field',
  )
  const boundary = boundaryFor(parts, essence)
  const pieces = parts.flatMap((part) => [
    utf8(`--${boundary}\r\n${headOf(part, essence)}\r\n`),
    part.body,
    utf8('\r\n'),
  ])
  const bytes = joinBodies([...pieces, utf8(`--${boundary}--\r\n`)])
  return { contentType: withBoundary(media.mediaType, boundary, parts), bytes }
}

function fields(value: unknown): [string, unknown][] {
  if (value instanceof FileValue) return [['file', value]]
  if (!isScalar(value) && !Array.isArray(value)) return Object.entries(value as object) // isScalar said that it is an object
  throw new CustomApiError('arguments.invalid', 'a multipart body must be an object of its parts', {
    hint: 'give an object: each property is a part of the form',
  })
}

function withHeaders(name: string, value: unknown, encoding: Encoding | undefined, xml?: XmlShape): Part[] {
  const parts = partsOf(name, value, encoding, xml)
  const given = (encoding?.headers ?? []).filter(({ value: one }) => one !== undefined)
  if (given.length === 0) return parts
  const pairs = given.map(({ name: header, explode, value: one }): Pair => {
    checkHeaderName(header, new Set())
    return [header, headerValue(header, layOutHeader(explode, one))]
  })
  return parts.map((part) => ({ ...part, headers: pairs.filter((pair) => fitsPart(pair, part)) }))
}

/** The bytes of a file go as they are, whatever encoding of them a description asks for (RFC 7578 §4.7). */
const fitsPart = ([name, value]: Pair, { filename }: Part): boolean =>
  filename === undefined || name.toLowerCase() !== 'content-transfer-encoding' || /^(?:7bit|8bit|binary)$/i.test(value)

function partsOf(name: string, value: unknown, encoding: Encoding = {}, xml?: XmlShape): Part[] {
  const { style, explode, allowReserved, contentType } = encoding
  if (!isPresent(value)) return []
  if (value instanceof FileValue) return [filePart(name, value, contentType)]
  if (style !== undefined || explode !== undefined || allowReserved !== undefined) return laidOut(name, value, encoding)
  if (contentType !== undefined && isJson(firstType(contentType)))
    return [{ name, contentType: firstType(contentType), body: utf8(stringifyJson(value)) }]
  if (Array.isArray(value))
    return value.flatMap((item) =>
      Array.isArray(item) ? [jsonPart(name, item)] : partsOf(name, item, encoding, xml?.items),
    )
  if (!isScalar(value) && contentType !== undefined && isXml(parseMediaType(firstType(contentType)).essence))
    return [{ name, contentType: firstType(contentType), body: utf8(jsonToXml(value, xml, 'UTF-8', name)) }]
  if (!isScalar(value)) return [jsonPart(name, value)]
  const type = contentType === undefined || isRange(firstType(contentType)) ? undefined : firstType(contentType)
  return [{ name, contentType: type, body: utf8(toText(value)) }]
}

const jsonPart = (name: string, value: unknown): Part => ({
  name,
  contentType: 'application/json',
  body: utf8(stringifyJson(value)),
})

/** By style, as in a query but with nothing encoded: a part is no URI. */
function laidOut(name: string, value: unknown, { style = 'form', explode }: Encoding): Part[] {
  const exploded = explode ?? (style === 'form' || style === 'deepObject')
  if (Array.isArray(value) && value.some((item) => item instanceof FileValue))
    return value.flatMap((item) => partsOf(name, item))
  const members = isScalar(value) ? [] : Object.entries(value as object).filter(([, inner]) => isPresent(inner)) // an object
  if (!exploded && style !== 'deepObject' && members.length > 0 && members.every(([, inner]) => isScalar(inner))) {
    const items = Array.isArray(value) ? members.map(([, item]) => item as unknown) : members.flat()
    return [{ name, body: utf8(items.map(toText).join(delimiters[style] ?? ',')) }]
  }
  return layOutPairs({ name, style, explode: exploded }, value, asItIs).map((pair) => ({
    name: pair.name,
    body: utf8(pair.value),
  }))
}

function filePart(name: string, file: FileValue, allowed: string | undefined): Part {
  const contentType = fileType(file, allowed)
  const filename = file.name ?? `${name.replace(/\W+/g, '_') || 'file'}${extensionOf(contentType)}`
  return { name, filename, contentType, body: file.data ?? file }
}

/** What a file is sent as: its own type, unless the description allows others only and names one. */
export function fileType({ mediaType }: Pick<FileValue, 'mediaType'>, allowed: string | undefined): string {
  const types = (allowed ?? '').split(',').map((type) => type.trim())
  const concrete = types.filter((type) => type !== '' && !isRange(type))
  const own = parseMediaType(mediaType ?? '').essence
  const fits = types.some((type) => inRange(own, parseMediaType(type).essence))
  if (own !== '' && (fits || concrete.length === 0)) return mediaType ?? own
  return concrete[0] ?? unknownType
}

const inRange = (essence: string, range: string): boolean =>
  essence === range || (range.endsWith('/*') && (range === '*/*' || essence.startsWith(range.slice(0, -1))))

const firstType = (list: string): string => list.split(',', 1)[0]?.trim() ?? ''

/** The head of a part. Only parts of a form have names (RFC 7578 §4.2); elsewhere every part says what it is. */
function headOf({ name, filename, contentType, headers = [] }: Part, essence: string): string {
  const lines: string[] = []
  const isForm = essence === 'multipart/form-data'
  const own = headers.filter(([header]) => !isForm || header.toLowerCase() !== 'content-disposition')
  const isSaid = own.some(([header]) => header.toLowerCase() === 'content-disposition')
  if (isForm || (essence !== 'multipart/related' && name !== '' && !isSaid)) {
    const file = filename === undefined ? '' : `; filename="${quoted(filename, 'file name')}"`
    lines.push(`Content-Disposition: form-data; name="${quoted(name, 'name')}"${file}`)
  }
  const type = contentType ?? (isForm ? undefined : 'text/plain; charset=utf-8')
  if (type !== undefined) lines.push(`Content-Type: ${checkedType(type)}`)
  for (const [header, value] of own) lines.push(`${header}: ${value}`)
  return lines.map((line) => `${line}\r\n`).join('')
}

/** As browsers write it (WHATWG HTML §4.10.22.8): UTF-8 as it is, only what would end the quotes or the line encoded. */
function quoted(text: string, what: string): string {
  const safe = text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
  if (!/\p{Cc}/u.test(safe)) return safe
  throw new CustomApiError('arguments.invalid', `the ${what} of a part holds a control character`, {
    hint: 'give it another name',
  })
}

function checkedType(type: string): string {
  if (parseMediaType(type).essence !== '' && !/[\p{Cc}]/u.test(type)) return type
  throw new CustomApiError('arguments.invalid', `${JSON.stringify(type.slice(0, 100))} is no media type`, {
    hint: 'write it as type/subtype, such as image/png',
  })
}

const boundaryKey = randomBytes(32)

/**
 * A boundary that no content holds: looked for in what is in memory, unpredictable for everything else. The same parts
 * have the same one as long as the process lives, so that a call that is planned twice is the same call.
 */
function boundaryFor(parts: readonly Part[], essence: string): string {
  const pieces = parts.flatMap((part) => [utf8(headOf(part, essence)), part.body])
  for (let turn = 0; ; turn++) {
    const mac = createHmac('sha256', boundaryKey)
      .update(`${turn} ${digestOf(pieces)}`)
      .digest('hex')
      .slice(0, 36)
    const boundary = `form-data-${mac}`
    if (!parts.some(({ body }) => !isSource(body) && holds(body, boundary))) return boundary
  }
}

const holds = (bytes: Uint8Array, text: string): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(text)

/** The media type as the description writes it, with our boundary in the place of its own. */
function withBoundary(mediaType: string, boundary: string, parts: readonly Part[]): string {
  const { essence, parameters } = parseMediaType(mediaType)
  const kept = [...parameters].filter(([name]) => name !== 'boundary').map(([name, text]) => `; ${name}="${text}"`)
  const root = parts[0]?.contentType ?? 'text/plain'
  const type = essence === 'multipart/related' && !parameters.has('type') ? `; type="${root}"` : '' // RFC 2387 §3.1
  return `${essence}${kept.join('')}${type}; boundary=${boundary}`
}

const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8')
