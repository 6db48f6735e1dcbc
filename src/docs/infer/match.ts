import { isVariable, segmentsOf, shapeOf } from './target.ts'

/** Whether a concrete path is one of a template: equal but for what stands in the variables. */
export function fits(template: string, concrete: string): boolean {
  const a = segmentsOf(template)
  const b = segmentsOf(concrete)
  return a.length === b.length && a.every((segment, index) => segmentFits(segment, b[index] ?? ''))
}

function segmentFits(template: string, concrete: string): boolean {
  if (!isVariable(template)) return template.toLowerCase() === concrete.toLowerCase()
  if (template === '{date}' && !/[\d{]/.test(concrete)) return false // `/latest` is no day
  // `/boats/findByName` is no boat
  if (
    /^(?:find|search|query|count)(?:[A-Z][a-z]+){2,}$/.test(concrete) &&
    !/\{(?:\w*_)?(?:action|command|method|operation|name|path|resource)\}/i.test(template)
  )
    return false
  const literal = template.split(/\{[^{}]*\}/)
  const [head = ''] = literal
  const tail = literal.at(-1) ?? ''
  const bare = concrete.replace(/\{[^{}]*\}/g, 'x')
  return bare.length > head.length + tail.length - 1 && bare.startsWith(head) && bare.endsWith(tail)
}

/** The same, the last variable taking as many segments as it needs: `/files/{path}` and `/files/a/b.txt`. */
export function fitsMany(template: string, concrete: string): boolean {
  const a = segmentsOf(template)
  const b = segmentsOf(concrete)
  if (b.length <= a.length || !/^\{[^{}]*\}$/.test(a.at(-1) ?? '')) return false
  return a.slice(0, -1).every((segment, index) => segmentFits(segment, b[index] ?? ''))
}

/**
 * The path in front when `concrete` ends like `template` (`/api/v1/users/42` and `/users/{id}` → `/api/v1`), or
 * `undefined`. A template of nothing but variables is the end of anything and therefore of nothing.
 */
export function prefixBefore(template: string, concrete: string): string | undefined {
  const a = segmentsOf(template)
  const b = segmentsOf(concrete)
  if (a.length === 0 || b.length <= a.length || a.every(isVariable)) return undefined
  const tail = b.slice(b.length - a.length)
  if (!a.every((segment, index) => segmentFits(segment, tail[index] ?? ''))) return undefined
  const front = b.slice(0, b.length - a.length)
  // behind a template that opens with a variable only what every API has is left over: `/v2/17/boats` of `/{yard}/boats`
  if (isVariable(a[0] ?? '') && !front.every((segment) => /^(?:api|rest|v\d+(?:\.\d+)*)$/i.test(segment)))
    return undefined
  return front.some(isVariable) ? undefined : `/${front.join('/')}`
}

/** The path without a base path in front of it, or `undefined` when it does not begin with it. */
export function withoutBase(path: string, base: string): string | undefined {
  const a = segmentsOf(base)
  const b = segmentsOf(path)
  if (a.length === 0) return path
  if (b.length < a.length || !a.every((segment, index) => shapeOf(segment) === shapeOf(b[index] ?? '')))
    return undefined
  const rest = `/${b.slice(a.length).join('/')}`
  return path.endsWith('/') && rest !== '/' ? `${rest}/` : rest
}
