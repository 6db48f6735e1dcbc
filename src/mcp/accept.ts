/**
 * The 2025 transport answers 406 unless a client names both media types, which `curl` and many gateways do not. A
 * client that takes JSON but did not name event streams is served all the same, with the plain JSON it can read.
 */
export function readAccept(request: Request): { readonly accept: string; readonly plain: boolean } | undefined {
  const accept = request.headers.get('accept') ?? '*/*'
  if (accept.includes('text/event-stream')) return undefined
  if (!/\*\/\*|application\/(\*|json)/.test(accept)) return undefined
  return { accept: 'application/json, text/event-stream', plain: true }
}

/** The answers inside an event stream as one JSON body, a list where a batch was asked; notifications are dropped. */
export async function toPlainAnswer(response: Response, batch: boolean): Promise<Response> {
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return response
  const answers = (await response.text())
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => line.slice('data: '.length))
    .filter(isAnswer)
  const headers = new Headers({ 'content-type': 'application/json' })
  const session = response.headers.get('mcp-session-id')
  if (session !== null) headers.set('mcp-session-id', session)
  if (answers.length === 0) return new Response(null, { status: 204, headers })
  return new Response(batch ? `[${answers.join(',')}]` : answers[0], { status: response.status, headers })
}

function isAnswer(text: string): boolean {
  const message: unknown = text === '' ? undefined : JSON.parse(text)
  return typeof message === 'object' && message !== null && ('result' in message || 'error' in message)
}
