/** One variable of a path template, however its framework writes it. */
export interface PathSlot {
  /** What stands between the braces, or after the colon. */
  readonly written: string
  readonly name: string
  /** Whether its value may span segments: RFC 6570 `{+name}`, AWS `{proxy+}`, ASP.NET `{*path}`, JAX-RS `{path:.*}`. */
  readonly many: boolean
}

/** Braces may hold braces once: `{id:[0-9]{3}}`. */
const braces = /\{((?:[^{}]|\{[^{}]*\})*)\}/g
/** A whole segment `:id`, as Express writes it; `{id}:cancel` is none. */
const colon = /(?<=\/):([A-Za-z_]\w*)(?=\/|$)/g

/**
 * A path template cut into literal text and variables: `/pets/{id}/x` → `/pets/`, the variable `id`, `/x`.
 *
 * `:name` counts as a variable only among `names`, because it may also be meant literally.
 */
export function splitPath(template: string, names: ReadonlySet<string>): (string | PathSlot)[] {
  const pieces = template.split(braces)
  return pieces.flatMap((piece, index): (string | PathSlot)[] => {
    if (index % 2 === 1) return [toSlot(piece)]
    const parts = piece.split(colon)
    return parts.map((part, at): string | PathSlot => {
      if (at % 2 === 0) return part
      return names.has(part) ? { written: part, name: part, many: false } : `:${part}`
    })
  })
}

/** `+name`, `name+`, `*name`, `name*`, `name?`, `name:pattern`, `name=pattern`, or just `name`. */
function toSlot(written: string): PathSlot {
  const [, before = '', name = '', after = '', pattern = ''] =
    /^\s*(\+|\*{1,2}|[#./;?&])?([^:=+*?]*?)\s*([+*?]?)\s*(?:[:=](.*))?$/s.exec(written) ?? []
  const many = /^[+*]/.test(before) || /^[+*]$/.test(after) || /\/|^\*\*?$|^\.[*+]$|^path$/.test(pattern)
  return { written, name: name === '' ? written : name, many }
}
