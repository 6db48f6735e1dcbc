import { randomBytes } from 'node:crypto'
import { CustomApiError, toVisible, type Log, type Redactor } from '../core/index.ts'
import type { ToolResult } from './model.ts'

/** A tool that does not exist for the caller; the protocol answers -32602. */
export class UnknownTool extends Error {
  override readonly name = 'UnknownTool'
  readonly tool: string

  constructor(tool: string) {
    super(`unknown tool ${JSON.stringify(tool.slice(0, 100))}`)
    this.tool = tool
  }
}

const longestMessage = 4_000

/**
 * What was thrown, as a failed result: `code: what happened`, then what to do next. A fault of ours is one line with a
 * reference; its cause stays in the log (STYLE.md §6).
 */
export function toFailedResult(thrown: unknown, log: Log, redactor: Redactor): ToolResult {
  const error = CustomApiError.from(thrown)
  if (error.fault === 'us') {
    const ref = randomBytes(4).toString('hex')
    log.error(`internal error (ref ${ref})`, { ref, cause: error.cause ?? error })
    return failed(`internal: something went wrong here (ref ${ref})`, 'internal')
  }
  const lines = [`${error.code}: ${error.message}`, error.hint ?? ''].filter((line) => line !== '')
  return failed(redactor.text(toVisible(lines.join('\n'))).slice(0, longestMessage), error.code)
}

/** The same error with nothing secret in what it says; faults of ours are said by reference only, and stay as they are. */
export function cleaned(thrown: unknown, redactor: Redactor): CustomApiError {
  const error = CustomApiError.from(thrown)
  if (error.fault === 'us') return error
  const { code, message, hint, cause } = error
  return new CustomApiError(code, redactor.text(message), {
    ...(hint === undefined ? {} : { hint: redactor.text(hint) }),
    cause,
  })
}

const failed = (text: string, code: string): ToolResult => ({
  content: [{ type: 'text', text }],
  isError: true,
  meta: { 'custom-api-mcp/code': code },
})
