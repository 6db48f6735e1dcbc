import { isMultipart } from '../media.ts'
import type { BodyNote, OutcomeBody } from '../model.ts'
import { defineCodec, type DecodeContext } from './codec.ts'
import { splitHead, splitParts } from './multipart-parts.ts'

/** Bytes of a part up to here are shown as base64; more are told only. */
const mostShown = 4_096

/** Answers of several parts (RFC 2046 §5.1, byte ranges, batches of `application/http`) as a list of them. */
export const multipart = defineCodec({
  id: 'multipart',
  takes: isMultipart,
  ofBytes: true,
  async decode(data, context) {
    const boundary = context.type.parameters.get('boundary') ?? ''
    const found =
      boundary === '' ? undefined : splitParts(Buffer.from(data.buffer, data.byteOffset, data.byteLength), boundary)
    if (found === undefined) return { kind: 'other', why: 'its boundary is nowhere in it' }
    const parts: string[] = []
    const notes: BodyNote[] = found.says.map((says) => ({ says }))
    for (const [at, part] of found.parts.entries()) parts.push(await partOf(part, context, `part ${at + 1}`, notes))
    return { kind: 'json', text: `[${parts.join(',')}]`, ...(notes.length === 0 ? {} : { notes: notes.slice(0, 10) }) }
  },
})

type Members = readonly (readonly [name: string, json: string | undefined])[]

const objectOf = (members: Members): string =>
  `{${members.flatMap(([name, json]) => (json === undefined ? [] : [`"${name}":${json}`])).join(',')}}`

const quoted = (text: string | undefined): string | undefined => (text === undefined ? undefined : JSON.stringify(text))

async function partOf(part: Buffer, context: DecodeContext, where: string, notes: BodyNote[]): Promise<string> {
  const { headers, body } = splitHead(part)
  const type = headers.get('content-type') ?? 'text/plain'
  const disposition = headers.get('content-disposition') ?? ''
  const http = /^application\/http\b/i.test(type) ? readHttp(body) : undefined
  if (http !== undefined)
    return objectOf([
      ['id', quoted(headers.get('content-id'))],
      ['status', http.status],
      ['type', quoted(http.type === '' ? undefined : http.type)],
      ...(await contentOf(http.body, http.type, context, where, notes)),
    ])
  return objectOf([
    ['name', quoted(parameter(disposition, 'name'))],
    ['filename', quoted(parameter(disposition, 'filename'))],
    ['id', quoted(headers.get('content-id'))],
    ['range', quoted(headers.get('content-range'))],
    ['type', quoted(type)],
    ...(await contentOf(decoded(body, headers.get('content-transfer-encoding')), type, context, where, notes)),
  ])
}

const parameter = (header: string, name: string): string | undefined => {
  const [, quotedValue, bare] =
    new RegExp(`;\\s{0,20}${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]*))`, 'i').exec(header) ?? []
  return quotedValue?.replace(/\\(.)/g, '$1') ?? bare
}

/** RFC 2045 §6; what is no such encoding stays as it is. */
function decoded(body: Buffer, encoding: string | undefined): Buffer {
  if (encoding?.trim().toLowerCase() === 'base64') return Buffer.from(body.toString('latin1'), 'base64')
  if (encoding?.trim().toLowerCase() !== 'quoted-printable') return body
  const text = body.toString('latin1').replace(/=\r?\n/g, '')
  return Buffer.from(
    text.replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )
}

async function contentOf(
  body: Buffer,
  type: string,
  { inner }: DecodeContext,
  where: string,
  notes: BodyNote[],
): Promise<Members> {
  const read = await inner(body, type)
  for (const note of 'notes' in read ? (read.notes ?? []) : []) notes.push({ ...note, says: `${where}: ${note.says}` })
  return membersOf(read)
}

function membersOf(read: OutcomeBody): Members {
  switch (read.kind) {
    case 'json':
      return [['body', read.complete ? read.text : JSON.stringify(read.text)]]
    case 'text':
      return [['body', JSON.stringify(read.text)]]
    case 'bytes':
      return [
        ['bytes', String(read.bytes)],
        ['base64', read.bytes > mostShown ? undefined : JSON.stringify(Buffer.from(read.data).toString('base64'))],
      ]
    case 'empty':
    case 'stream':
      return [['body', 'null']]
  }
}

/** One answer of a batch (RFC 9112 §4, as OData and Google send it); `undefined` for what is none. */
function readHttp(message: Buffer): { status: string; type: string; body: Buffer } | undefined {
  const start = message.subarray(0, 200).toString('latin1')
  const [line, status] = /^\s*HTTP\/\d(?:\.\d)? (\d{3})[^\r\n]*\r?\n/.exec(start) ?? []
  if (line === undefined || status === undefined) return undefined
  const { headers, body } = splitHead(message.subarray(line.length))
  return { status, type: headers.get('content-type') ?? '', body }
}
