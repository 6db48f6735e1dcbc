import { PROTOCOL_VERSION_META_KEY } from '@modelcontextprotocol/server'
import { at } from '../core/index.ts'

/** A request with some headers changed. Its body is handed on parsed, so it is not copied. */
export function withHeaders(request: Request, changes: Readonly<Record<string, string>>): Request {
  const headers = new Headers(request.headers)
  for (const [name, value] of Object.entries(changes)) headers.set(name, value)
  return new Request(request.url, { method: request.method, headers, signal: request.signal })
}

/**
 * Some connectors send a 2026-07-28 body under the header of 2025-11-25, which the transport rightly refuses
 * (anthropics/claude-code#93290). Exactly that pair is read as what the body says; any other disagreement stays refused.
 */
export function mendKnownMismatch(request: Request, body: unknown): Request {
  if (request.headers.get('mcp-protocol-version') !== '2025-11-25') return request
  const claimed = at(at(body, '/params/_meta'), `/${PROTOCOL_VERSION_META_KEY.replaceAll('/', '~1')}`)
  if (claimed !== '2026-07-28') return request
  const method = at(body, '/method')
  const name = at(body, '/params/name') ?? at(body, '/params/uri')
  return withHeaders(request, {
    'mcp-protocol-version': claimed,
    ...(typeof method === 'string' && !request.headers.has('mcp-method') && { 'mcp-method': method }),
    ...(typeof name === 'string' && isHeaderText(name) && !request.headers.has('mcp-name') && { 'mcp-name': name }),
  })
}

const isHeaderText = (text: string): boolean => /^[\x21-\x7e]+$/.test(text)
