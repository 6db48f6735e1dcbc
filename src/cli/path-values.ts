import type { Operation } from '../catalog/index.ts'
import { splitPath } from '../core/index.ts'

/**
 * The path arguments that a reference like `GET /pets/7` already gives, by name; none for the template itself, an
 * operationId or a tool name. What is named elsewhere wins over these.
 */
export function pathValues({ path, parameters }: Operation, reference: string): Readonly<Record<string, string>> {
  const concrete = /^[A-Za-z]+\s+(\/[^?#]*)/.exec(reference.trim())?.[1]
  if (concrete === undefined || concrete === path) return {}
  const known = new Set(parameters.filter((it) => it.in === 'path').map((it) => it.name))
  const found = readSlots(path, known, concrete)
  return Object.fromEntries((found ?? []).filter(([name]) => known.has(name)))
}

/**
 * Each slot of a template with the text up to the next literal. No backtracking: the template is foreign, and its slots
 * must not make matching slow. `undefined` when the path is not the template's.
 */
function readSlots(
  template: string,
  names: ReadonlySet<string>,
  concrete: string,
): [name: string, value: string][] | undefined {
  const [first = '', ...rest] = pieces(template, names)
  if (!concrete.startsWith(first)) return undefined
  const found: [string, string][] = []
  let from = first.length
  for (let at = 0; at + 1 < rest.length; at += 2) {
    const literal = rest[at + 1] ?? ''
    const isLast = at + 2 >= rest.length
    const end = isLast
      ? concrete.length - literal.length
      : literal === ''
        ? from + 1
        : concrete.indexOf(literal, from + 1)
    const value = concrete.slice(from, Math.max(end, from))
    if (value === '' || value.includes('/') || !concrete.startsWith(literal, end)) return undefined
    found.push([rest[at] ?? '', decoded(value)])
    from = end + literal.length
  }
  return from === concrete.length ? found : undefined
}

/** Literal, name, literal, name, …, literal. */
function pieces(template: string, names: ReadonlySet<string>): string[] {
  const found = ['']
  for (const piece of splitPath(template, names))
    if (typeof piece === 'string') found.push(`${found.pop() ?? ''}${piece}`)
    else found.push(piece.name, '')
  return found
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // a lone percent sign stands for itself
  }
}
