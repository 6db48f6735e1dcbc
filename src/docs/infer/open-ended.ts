import { fits } from './match.ts'
import type { Placed } from './place.ts'
import { isVariable, segmentsOf } from './target.ts'

/** So many calls of one form show that it is that of all. */
const leastOfForm = 5

/** `/api/app/NAME/v1` without a method, and nearly all that the page declares is written out of it: the form of calls, no call. */
export function withoutForms(placed: readonly Placed[]): readonly Placed[] {
  const declared = placed.filter(({ finding }) => finding.form === 'declared' || finding.form === 'listed')
  const isForm = ({ method, path, finding }: Placed): boolean => {
    if (method !== undefined || finding.by !== 'lone-code' || segmentsOf(path).filter(isVariable).length !== 1)
      return false
    const others = new Set(declared.flatMap((it) => (it.path === path ? [] : [it.path])))
    const fitting = [...others].filter((other) => fits(path, other)).length
    return fitting >= leastOfForm && fitting >= others.size * 0.8
  }
  const forms = new Set(declared.slice(0, mostLooked).filter(isForm))
  return forms.size === 0 ? placed : placed.filter((it) => !forms.has(it))
}

/** Forms stand in front of what is written out of them. */
const mostLooked = 40

/** Variables that other segments stand behind: `{method}` of `/melt/{method}/{id}` is no word for all that there is. */
export const innerVariables = (paths: readonly string[]): ReadonlySet<string> =>
  new Set(paths.flatMap((path) => segmentsOf(path).slice(0, -1).filter(isVariable)))

/** `/v1/ENDPOINT`, `/api/{path}`, `/api/METHOD_NAME`: a form for all operations, none itself. `inner`: variables that paths go on from. */
export function isOpenEnded(path: string, inner: ReadonlySet<string> = new Set()): boolean {
  const segments = segmentsOf(path)
  const last = segments.at(-1) ?? ''
  if (inner.has(last)) return false
  if (
    /^\{(?:(?:[\w-]*[_-])?endpoint(?:[-_]?(?:name|path|url|here))?|method_?name|api_method|resource_path|api[-_]?path|route)\}$|^(?:some_?endpoint|api_endpoint_here|endpoint)$/i.test(
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
