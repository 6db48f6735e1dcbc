import { CustomApiError } from '../core/index.ts'

/**
 * What a call of a file or of pages is about: an operation or a path.
 *
 * @throws CustomApiError `arguments.invalid` for neither and for both
 */
export function oneOf({
  operation,
  path,
}: {
  readonly operation?: string | undefined
  readonly path?: string | undefined
}):
  | { readonly operation: string; readonly path: undefined }
  | { readonly operation: undefined; readonly path: string } {
  if (operation !== undefined && path === undefined) return { operation, path }
  if (path !== undefined && operation === undefined) return { operation, path }
  throw new CustomApiError(
    'arguments.invalid',
    operation === undefined
      ? 'operation or path: one of them is needed'
      : 'operation and path: only one of them can be given',
    { hint: 'operation is an operationId, a tool name or "METHOD /path"; path begins with "/"' },
  )
}
