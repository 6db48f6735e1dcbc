import { createHash, timingSafeEqual } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { customerRoutes } from './customers.ts'
import { diagnosticRoutes } from './diagnostics.ts'
import { fileRoutes } from './files.ts'
import { type Ask, json, Refusal, type Reply, type Route } from './http.ts'
import { orderRoutes } from './orders.ts'
import { productRoutes } from './products.ts'
import { createRateLimit } from './rate-limit.ts'
import { reportRoutes } from './reports.ts'
import { findRoute } from './router.ts'
import { seedShop } from './seed.ts'
import { send, toProblem, withConditions } from './send.ts'
import type { Shop } from './shop.ts'

export interface SampleOptions {
  /** Default 127.0.0.1. */
  readonly host?: string | undefined
  /** 0 (the default) takes a free one. */
  readonly port?: number | undefined
  /** What `X-API-Key` must hold. */
  readonly key: string
  /** Default 6000. */
  readonly requestsPerMinute?: number | undefined
}

export interface Sample {
  /** `http://127.0.0.1:8322`; the description is at `/openapi.json`, the documentation at `/docs`. */
  readonly url: string
  close(): Promise<void>
}

/**
 * Starts the sample API: a small shop in memory, the same at every start.
 *
 * Nothing is written to disk and nothing outside is asked. `close()` ends open connections.
 */
export async function startSample(options: SampleOptions): Promise<Sample> {
  if (options.key === '') throw new Error('the sample API needs a key')
  const host = options.host ?? '127.0.0.1'
  const stopped = new AbortController()
  const [description, page] = await Promise.all([readAsset('openapi.json'), readAsset('docs.html')])
  let url = ''
  const routes = [
    ...shopRoutes(seedShop()),
    {
      method: 'GET',
      template: '/openapi.json',
      open: true,
      handle: () => json(JSON.parse(description.replaceAll(writtenFor, url))),
    },
    { method: 'GET', template: '/docs', open: true, handle: () => html(page.replaceAll(writtenFor, url)) },
    { method: 'GET', template: '/', open: true, handle: () => ({ status: 307, headers: { location: '/docs' } }) },
  ]
  const answer = answerer(routes, options.key, options.requestsPerMinute ?? 6000, stopped.signal)
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy()) // the asker is gone; nobody else may suffer for it
  })
  await new Promise<void>((done, failed) => {
    server.once('error', failed)
    server.listen(options.port ?? 0, host, done)
  })
  const { address, port, family } = server.address() as AddressInfo // listen() on TCP always gives an AddressInfo
  url = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
  const close = async (): Promise<void> => {
    stopped.abort()
    const closed = new Promise<void>((done) => server.close(() => done()))
    server.closeAllConnections()
    await closed
  }
  return { url, close }
}

/** Every operation of the description, in its order. */
export function shopRoutes(shop: Shop): readonly Route[] {
  return [diagnosticRoutes, productRoutes, customerRoutes, orderRoutes, reportRoutes, fileRoutes].flatMap((make) =>
    make(shop),
  )
}

/** The address in the texts that are served with ours in its place. */
const writtenFor = 'http://127.0.0.1:8322'

/** Beside this module in the sources, beside the bundle when built. */
function readAsset(name: string): Promise<string> {
  return readFile(new URL(`./${name}`, import.meta.url), 'utf8')
}

function html(body: string): Reply {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  }
  return { status: 200, headers, body }
}

function answerer(routes: readonly Route[], key: string, requestsPerMinute: number, stopped: AbortSignal) {
  const limit = createRateLimit(requestsPerMinute)
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const method = request.method ?? 'GET'
    const [path = '/', ...rest] = (request.url ?? '/').split('?')
    const { allowed, headers } = limit()
    let reply: Reply
    try {
      if (!allowed)
        throw new Refusal(429, 'the rate limit is used up', { headers: { 'retry-after': headers['ratelimit-reset'] } })
      const found = findRoute(routes, method, path)
      if (found.kind !== 'route' || !found.route.open) mustKnowKey(request, key)
      const ask = toAsk(request, response, { method, path, search: rest.join('?'), stopped })
      if (found.kind === 'none') throw new Refusal(404, `there is no ${path} here`)
      if (found.kind === 'method') reply = otherMethod(method, path, found.allow)
      else reply = withConditions(ask, await found.route.handle({ ...ask, params: found.params }))
    } catch (thrown) {
      const refusal = thrown instanceof Refusal ? thrown : new Refusal(500, 'something went wrong here')
      reply = toProblem(refusal, path)
    }
    if (!request.complete) request.resume() // what was not read would block the connection
    await send(response, method, {
      ...reply,
      headers: { 'x-content-type-options': 'nosniff', ...headers, ...reply.headers },
    })
  }
}

function otherMethod(method: string, path: string, allow: readonly string[]): Reply {
  const headers = { allow: allow.join(', ') }
  if (method === 'OPTIONS') return { status: 204, headers }
  throw new Refusal(405, `${path} does not take ${method}`, { headers })
}

function mustKnowKey(request: IncomingMessage, key: string): void {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  const given = request.headers['x-api-key']
  if (given !== undefined && timingSafeEqual(digest(String(given)), digest(key))) return
  throw new Refusal(401, given === undefined ? 'the header X-API-Key is missing' : 'the key in X-API-Key is wrong', {
    headers: { 'www-authenticate': 'ApiKey realm="Sample Shop"' },
  })
}

function toAsk(
  request: IncomingMessage,
  response: ServerResponse,
  line: { readonly method: string; readonly path: string; readonly search: string; readonly stopped: AbortSignal },
): Ask {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const raw = request.rawHeaders
  return {
    method: line.method,
    path: line.path,
    search: line.search,
    query: new URLSearchParams(line.search),
    headers: request.headers,
    headerPairs: raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as const] : [])),
    params: {},
    signal: AbortSignal.any([gone.signal, line.stopped]),
    body: (limit) => readBody(request, limit),
  }
}

async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limit)
      throw new Refusal(413, `the body is larger than ${limit} bytes`, { headers: { connection: 'close' } })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
