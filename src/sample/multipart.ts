import { Refusal } from './http.ts'

export interface Part {
  readonly name: string
  readonly filename?: string
  readonly mediaType?: string
  readonly data: Buffer
}

/**
 * The parts of a multipart/form-data body (RFC 7578).
 *
 * @throws Refusal 400 for what is cut or has no boundary
 */
export function readMultipart(contentType: string, body: Buffer): Part[] {
  const boundary = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;]{1,70}))/i.exec(contentType)
  if (boundary === null) throw new Refusal(400, 'the multipart body has no boundary')
  const delimiter = Buffer.from(`\r\n--${boundary[1] ?? boundary[2] ?? ''}`)
  const whole = Buffer.concat([Buffer.from('\r\n'), body]) // the first delimiter may stand at the very start
  const parts: Part[] = []
  let from = whole.indexOf(delimiter)
  for (;;) {
    if (from === -1) throw new Refusal(400, 'the multipart body is cut')
    const start = from + delimiter.length
    if (whole.subarray(start, start + 2).toString('latin1') === '--') return parts
    const end = whole.indexOf(delimiter, start)
    if (end === -1) throw new Refusal(400, 'the multipart body is cut')
    parts.push(toPart(whole.subarray(start, end)))
    from = end
  }
}

function toPart(bytes: Buffer): Part {
  const split = bytes.indexOf('\r\n\r\n')
  if (split === -1) throw new Refusal(400, 'a part of the multipart body has no headers')
  const headers = bytes.subarray(0, split).toString('utf8')
  const disposition = /^content-disposition:\s*form-data(.*)$/im.exec(headers)?.[1] ?? ''
  const name = quoted(disposition, 'name')
  if (name === undefined) throw new Refusal(400, 'a part of the multipart body has no name')
  const filename = quoted(disposition, 'filename')
  const mediaType = /^content-type:\s*(.+?)\s*$/im.exec(headers)?.[1]
  return {
    name,
    ...(filename === undefined ? {} : { filename }),
    ...(mediaType === undefined ? {} : { mediaType }),
    data: bytes.subarray(split + 4),
  }
}

/** A parameter as browsers write it: `"`, CR and LF percent-encoded (WHATWG HTML §4.10.21.8). */
function quoted(disposition: string, name: string): string | undefined {
  const match = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;"]+))`, 'i').exec(disposition)
  const value = match?.[1]?.replace(/\\(["\\])/g, '$1') ?? match?.[2]
  return value?.replaceAll('%22', '"').replaceAll('%0D', '\r').replaceAll('%0A', '\n')
}
