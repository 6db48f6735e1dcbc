import { isVariable, segmentsOf } from './target.ts'

/** Variables that other segments stand behind: `{method}` of `/melt/{method}/{id}` is no word for all that there is. */
export const innerVariables = (paths: readonly string[]): ReadonlySet<string> =>
  new Set(paths.flatMap((path) => segmentsOf(path).slice(0, -1).filter(isVariable)))

/** `/v1/ENDPOINT`, `/api/{path}`, `/api/METHOD_NAME`: a form for all operations, none itself. `inner`: variables that paths go on from. */
export function isOpenEnded(path: string, inner: ReadonlySet<string> = new Set()): boolean {
  const segments = segmentsOf(path)
  const last = segments.at(-1) ?? ''
  if (inner.has(last)) return false
  if (
    /^\{(?:(?:\w*_)?endpoint(?:[-_]?(?:name|path|url|here))?|method_?name|api_method|resource_path|api[-_]?path|route)\}$|^(?:some_?endpoint|api_endpoint_here|endpoint)$/i.test(
      last,
    ) ||
    /^(?:PATH|METHOD|RESOURCES?)$/.test(last)
  )
    return true
  // `/plugins/{id}/gerrit~{endpoint-id}`
  if (/^[\w-]+[~.:]\{endpoint[-_]?(?:id|name)?\}$/i.test(last)) return true
  const front = segments.slice(0, -1)
  if (/^\{method\}$/i.test(last)) return isGenericPath(`/${front.filter((it) => !callWord.test(it)).join('/')}`)
  return (
    /^\{(?:path|resource|action|command|operation|service|request|call|function)\}$/i.test(last) &&
    isGenericPath(`/${front.join('/')}`)
  )
}

/** What is said of calling as such: `/bot{token}/{method}`, `/rpc/{method}`. */
const callWord = /^(?:methods?|rpc|json-?rpc|calls?|services?|webapi|.*\{.*)$/i

/** `/api/v1`: where an API lives, not what it offers. */
export const isGenericPath = (path: string): boolean =>
  segmentsOf(path).every((segment) =>
    /^(?:api|rest|v\d+(?:\.\d+)?|public|\{x{3,}\}|v?\{(?:api_?)?v(?:er(?:sion)?)?\})$/i.test(segment),
  )
