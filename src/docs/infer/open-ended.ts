import { segmentsOf } from './target.ts'

/** `/v1/ENDPOINT`, `/api/{path}`, `/api/METHOD_NAME`: a form for all operations, none itself. */
export function isOpenEnded(path: string): boolean {
  const segments = segmentsOf(path)
  const last = segments.at(-1) ?? ''
  if (
    /^\{(?:(?:\w*_)?endpoint(?:[-_]?(?:name|path|url|here))?|method|method_?name|api_method|resource_path|route)\}$|^(?:some_?endpoint|api_endpoint_here|endpoint)$/i.test(
      last,
    ) ||
    /^(?:PATH|METHOD|RESOURCES?)$/.test(last)
  )
    return true
  // `/plugins/{id}/gerrit~{endpoint-id}`
  if (/^[\w-]+[~.:]\{endpoint[-_]?(?:id|name)?\}$/i.test(last)) return true
  return (
    /^\{(?:path|resource|action|command|operation)\}$/i.test(last) &&
    isGenericPath(`/${segments.slice(0, -1).join('/')}`)
  )
}

/** `/api/v1`: where an API lives, not what it offers. */
export const isGenericPath = (path: string): boolean =>
  segmentsOf(path).every((segment) =>
    /^(?:api|rest|v\d+(?:\.\d+)?|public|v?\{(?:api_?)?v(?:er(?:sion)?)?\})$/i.test(segment),
  )
