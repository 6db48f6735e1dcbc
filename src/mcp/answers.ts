/** Edge answers of `/mcp`, as JSON-RPC errors with an HTTP status. */
export function rpcError(status: number, code: number, message: string, id: string | number | null = null): Response {
  return Response.json({ jsonrpc: '2.0', error: { code, message }, id }, { status })
}

/** Any other principal's session and one that never was look the same (SECURITY-PROMISES.md §6.4). */
export const sessionNotFound = (): Response => rpcError(404, -32001, 'Session not found')
