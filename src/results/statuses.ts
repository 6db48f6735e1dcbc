import type { ErrorCode } from '../core/index.ts'
import type { Answer } from './model.ts'

/** Success is 2xx and 304 (DESIGN.md §11 Results). */
export const isSuccess = (status: number): boolean => (status >= 200 && status < 300) || status === 304

interface Row {
  readonly from: number
  readonly to: number
  readonly code: ErrorCode
  readonly hint: (answer: Answer) => string
}

/** Whose move it is, by status; the first row that holds. */
const rows: readonly Row[] = [
  {
    from: 401,
    to: 401,
    code: 'auth.rejected',
    hint: ({ api }) =>
      `the API does not accept what "${api}" sent: list_apis says whether a credential is set, describe_operation whether this operation takes it`,
  },
  {
    from: 403,
    to: 403,
    code: 'upstream.status',
    hint: () => 'the credential may not do this, or the API forbids it to all',
  },
  {
    from: 404,
    to: 404,
    code: 'upstream.status',
    hint: () => 'check the identifiers in the path: nothing is there, or it is not visible with this credential',
  },
  { from: 405, to: 405, code: 'upstream.status', hint: () => 'this path takes another method' },
  { from: 409, to: 409, code: 'upstream.status', hint: () => 'read the current state first, then try again' },
  {
    from: 412,
    to: 412,
    code: 'upstream.status',
    hint: () => 'it changed meanwhile: read it again and use the new ETag',
  },
  { from: 413, to: 413, code: 'upstream.status', hint: () => 'send less at a time' },
  { from: 415, to: 415, code: 'upstream.status', hint: () => 'try another contentType' },
  { from: 429, to: 429, code: 'upstream.rate_limited', hint: (answer) => waiting(answer) },
  {
    from: 400,
    to: 499,
    code: 'upstream.status',
    hint: () => 'compare the arguments with describe_operation and what the API says below',
  },
  {
    from: 500,
    to: 599,
    code: 'upstream.status',
    hint: () => 'the API failed: try again later, or with other arguments',
  },
  {
    from: 300,
    to: 399,
    code: 'upstream.status',
    hint: () => 'the API points elsewhere: call the Location if it is a path of this API',
  },
]

function waiting({ headers }: Answer): string {
  const after = headers.find(([name]) => name.toLowerCase() === 'retry-after')?.[1] ?? ''
  return /^\d{1,6}$/.test(after)
    ? `wait ${after} second${after === '1' ? '' : 's'}, then try again`
    : 'wait, then try again with fewer calls'
}

/** The code and the next step for a failed answer. */
export function failureOf(answer: Answer): { readonly code: ErrorCode; readonly hint: string } {
  const row = rows.find(({ from, to }) => answer.status >= from && answer.status <= to)
  return { code: row?.code ?? 'upstream.status', hint: row?.hint(answer) ?? 'an answer that HTTP does not know' }
}
