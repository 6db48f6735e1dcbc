import { createHash } from 'node:crypto'
import { STATUS_CODES, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Ask, Refusal, type Reply, toJson } from './http.ts'

export function etagOf(body: string | Uint8Array): string {
  return `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
}

/** Problem details (RFC 9457) for a refusal. */
export function toProblem(refusal: Refusal, path: string): Reply {
  const { status, message: detail, errors } = refusal
  const title = STATUS_CODES[status] ?? 'Error'
  const more = errors.length > 0 ? { errors } : {}
  return {
    status,
    headers: { 'content-type': 'application/problem+json', ...refusal.headers },
    body: toJson({ type: 'about:blank', title, status, detail, instance: path, ...more }),
  }
}

/** Adds ETag and answers conditions (RFC 9110 §13) and single ranges (§14) of a GET; leaves any other reply alone. */
export function withConditions(ask: Pick<Ask, 'method' | 'headers'>, reply: Reply): Reply {
  if (reply.status !== 200 || reply.body === undefined || (ask.method !== 'GET' && ask.method !== 'HEAD')) return reply
  const { body } = reply
  const plain = typeof body === 'string' || body instanceof Uint8Array
  const etag = plain ? etagOf(body) : `"${body.size}"`
  const headers = { ...reply.headers, etag }
  if (matches(ask.headers['if-none-match'], etag)) return { status: 304, headers: { etag } }
  if (typeof body === 'string') return { ...reply, headers }
  return withRange(ask, { ...reply, headers: { ...headers, 'accept-ranges': 'bytes' } }, etag)
}

function matches(header: string | string[] | undefined, etag: string): boolean {
  if (header === undefined) return false
  const tags = String(header).split(/\s*,\s*/)
  return tags.some((tag) => tag === '*' || tag.replace(/^W\//, '') === etag)
}

function withRange(ask: Pick<Ask, 'headers'>, reply: Reply, etag: string): Reply {
  const { body } = reply
  if (typeof body === 'string' || body === undefined) return reply
  const size = body instanceof Uint8Array ? body.length : body.size
  const condition = ask.headers['if-range']
  const range = /^bytes=(?:(\d{1,15})-(\d{0,15})|-(\d{1,15}))$/.exec(String(ask.headers['range'] ?? ''))
  if (range === null || (condition !== undefined && condition !== etag)) return reply
  const [, first, last, suffix] = range
  const start = suffix === undefined ? Number(first) : Math.max(0, size - Number(suffix))
  const end = Math.min(size, suffix === undefined && last !== undefined && last !== '' ? Number(last) + 1 : size)
  if (last !== undefined && last !== '' && Number(last) < Number(first)) return reply // not a range (RFC 9110 §14.1.1)
  if (start >= size || end <= start)
    throw new Refusal(416, `the range lies outside the ${size} bytes`, {
      headers: { 'content-range': `bytes */${size}` },
    })
  const part =
    body instanceof Uint8Array
      ? body.subarray(start, end)
      : { size: end - start, chunks: (from: number, to: number) => body.chunks(start + from, start + to) }
  return {
    status: 206,
    headers: { ...reply.headers, 'content-range': `bytes ${start}-${end - 1}/${size}` },
    body: part,
  }
}

/** Writes a reply; a hung-up asker is no error. */
export async function send(response: ServerResponse, method: string, reply: Reply): Promise<void> {
  const { body = '' } = reply
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  const size = bytes instanceof Uint8Array ? bytes.length : bytes.size
  const bodiless = reply.status === 204 || reply.status === 304
  response.writeHead(reply.status, { ...reply.headers, ...(bodiless ? {} : { 'content-length': String(size) }) })
  if (method === 'HEAD' || bodiless || bytes instanceof Uint8Array)
    return void response.end(method === 'HEAD' || bodiless || !(bytes instanceof Uint8Array) ? undefined : bytes)
  await pipeline(Readable.from(bytes.chunks(0, size)), response).catch(() => undefined)
}
