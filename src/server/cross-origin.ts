import type { IncomingMessage, ServerResponse } from 'node:http'

const requestHeaders =
  'authorization, content-type, accept, last-event-id, mcp-protocol-version, mcp-session-id, mcp-method, mcp-name'

/**
 * Lets the pages of an origin that the operator listed, that one and no other, read our answers (Fetch, CORS protocol);
 * says whether the request was a browser's question beforehand and is answered. Without a list there is no such header.
 */
export function answeredPreflight(incoming: IncomingMessage, outgoing: ServerResponse): boolean {
  outgoing.setHeader('access-control-allow-origin', incoming.headers.origin ?? '')
  outgoing.setHeader('access-control-expose-headers', 'mcp-session-id, www-authenticate')
  outgoing.setHeader('vary', 'origin')
  if (incoming.method !== 'OPTIONS' || incoming.headers['access-control-request-method'] === undefined) return false
  outgoing.setHeader('access-control-allow-methods', 'GET, POST, DELETE')
  outgoing.setHeader('access-control-allow-headers', requestHeaders)
  outgoing.setHeader('access-control-max-age', '600')
  outgoing.writeHead(204).end()
  return true
}
