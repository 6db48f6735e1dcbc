import { splitPath, type PathSlot } from '../core/index.ts'

/** A path template cut into what must stand literally and what may vary. */
export interface PathTemplate<T> {
  readonly value: T
  /** Literal pieces between the slots: `/pets/{id}/x` → `/pets/`, `/x`. */
  readonly literals: readonly string[]
  readonly slots: readonly PathSlot[]
  readonly segments: number
}

/** `names`: what the operation's parameters are called, for templates that write `/users/:id`. */
export function pathTemplate<T>(path: string, value: T, names: readonly string[] = []): PathTemplate<T> {
  const literals = ['']
  const slots: PathSlot[] = []
  for (const piece of splitPath(path, new Set(names))) {
    if (typeof piece === 'string') literals.push(`${literals.pop() ?? ''}${piece}`)
    else {
      slots.push(piece)
      literals.push('')
    }
  }
  return { value, literals, slots, segments: path.split('/').length }
}

/** The raw (still encoded) values of the slots when a concrete path is this template's, else `undefined`. */
export function matchTemplate(
  template: PathTemplate<unknown>,
  path: string,
): Readonly<Record<string, string>> | undefined {
  const spans = template.slots.some(({ many }) => many)
  if (!spans && path.split('/').length !== template.segments) return undefined
  const [first = ''] = template.literals
  if (!path.startsWith(first)) return undefined
  const values: [string, string][] = []
  let from = first.length
  for (const [index, { name, many }] of template.slots.entries()) {
    const literal = template.literals[index + 1] ?? ''
    const last = index === template.slots.length - 1
    const next = many ? path.lastIndexOf(literal) : path.indexOf(literal, from + 1)
    const end = last ? path.length - literal.length : literal === '' ? from : next
    if (end <= from || !path.startsWith(literal, end)) return undefined
    const value = path.slice(from, end)
    if (value.includes('/') && !many) return undefined
    values.push([name, value])
    from = end + literal.length
  }
  if (from !== path.length) return undefined
  return Object.fromEntries(values)
}

/** How literal a template is: concrete templates are matched before templated ones (OpenAPI, Paths Object). */
const literalness = (template: PathTemplate<unknown>): number =>
  template.literals.reduce((sum, literal) => sum + literal.length, 0) - template.slots.length * 1000

/** The templates that a concrete path matches, most literal first. */
export function matchingTemplates<T>(
  templates: readonly PathTemplate<T>[],
  path: string,
): { readonly template: PathTemplate<T>; readonly values: Readonly<Record<string, string>> }[] {
  return templates
    .flatMap((template) => {
      const values = matchTemplate(template, path)
      return values === undefined ? [] : [{ template, values }]
    })
    .sort((a, b) => literalness(b.template) - literalness(a.template))
}
