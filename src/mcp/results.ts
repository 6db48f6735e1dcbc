import { randomBytes } from 'node:crypto'
import type { CallToolResult } from '@modelcontextprotocol/server'
import { CustomApiError, type Log } from '../core/index.ts'
import type { ToolResult } from '../tools/index.ts'

/** Clients close a connection on any message above 10 MiB; a result stays clear of that even when every byte is escaped. */
export const maxResultBytes = 8 * 1024 * 1024

/** The worst a JSON string can grow: one UTF-16 unit as `\u0000`. */
const worstGrowth = 6

const codeKey = 'custom-api-mcp/code'

/** A bug of ours as one line with a reference; the cause stays in the log. */
export function internalLine(error: CustomApiError, log: Log, doing: string): string {
  const ref = randomBytes(4).toString('hex')
  log.error(`internal error ${ref} in ${doing}`, { ref, error: error.cause ?? error })
  return `internal: something went wrong here (ref ${ref})`
}

/** What the model can act on becomes a failed result; what is our own fault becomes a reference. */
export function toFailedResult(thrown: unknown, log: Log, doing: string): CallToolResult {
  const error = CustomApiError.from(thrown)
  const lines =
    error.fault === 'us'
      ? [internalLine(error, log, doing)]
      : [`${error.code}: ${error.message}`, ...(error.hint === undefined ? [] : [error.hint])]
  return { isError: true, content: [{ type: 'text', text: lines.join('\n') }], _meta: { [codeKey]: error.code } }
}

/** A result as the protocol writes it. One that no client could receive becomes `result.too_large`. */
export function toCallToolResult(result: ToolResult, log: Log, doing: string): CallToolResult {
  const shown: CallToolResult = {
    content: result.content.map((block) => ({ ...block })),
    ...(result.isError && { isError: true }),
    ...(Object.keys(result.meta).length > 0 && { _meta: { ...result.meta } }),
  }
  if (fits(shown)) return shown
  const error = new CustomApiError('result.too_large', `the result of ${doing} is too large for any client`, {
    hint: 'narrow it with `select`, a filter or a smaller page',
  })
  return toFailedResult(error, log, doing)
}

function fits(result: CallToolResult): boolean {
  let units = 0
  for (const block of result.content) {
    if (block.type === 'text') units += block.text.length
    else if (block.type === 'image' || block.type === 'audio') units += block.data.length
    else units += 4096
  }
  if (units * worstGrowth < maxResultBytes) return true
  return Buffer.byteLength(JSON.stringify(result)) <= maxResultBytes
}
