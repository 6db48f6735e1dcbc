/** Text that a script puts together of what is written out and of what only running it would tell (`undefined`). */
export class Joined {
  readonly pieces: readonly (string | undefined)[]

  constructor(pieces: readonly (string | undefined)[]) {
    this.pieces = pieces
  }

  /** What is written out of it. */
  toJSON(): string {
    return this.pieces.join('')
  }
}

const piecesOf = (value: unknown): readonly (string | undefined)[] =>
  value instanceof Joined ? value.pieces : [isText(value) ? `${value}` : undefined]

const isText = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number'

/** What is put together of names may hold the same text again and again: no more of it, and of no more pieces. */
export const longest = 200_000
const mostPieces = 1_000

/**
 * Two values one after the other, as text. What is unknown in front of all else is left out (`base + '/openapi.json'`),
 * and what follows in a query is (`'/openapi.json?' + now`); text with another hole stays `Joined`.
 */
export function join(values: readonly unknown[]): unknown {
  const all = values.flatMap(piecesOf)
  if (values.length > 1 && isTooLong(all, values.length)) return undefined
  const start = all.findIndex((piece) => piece !== undefined && piece !== '')
  if (start < 0) return all.includes(undefined) ? undefined : ''
  const pieces = all.slice(start)
  const hole = pieces.indexOf(undefined)
  if (hole < 0) return start > 0 && all[0] === undefined ? new Joined(all) : pieces.join('')
  return new Joined(all)
}

const isTooLong = (pieces: readonly (string | undefined)[], values: number): boolean =>
  pieces.length > values + mostPieces || pieces.reduce((sum, piece) => sum + (piece?.length ?? 0), 0) > longest

/** The text of an address as far as it is known; `undefined` where something is missing within. */
export function settle(value: unknown): unknown {
  if (!(value instanceof Joined)) return value
  const start = value.pieces.findIndex((piece) => piece !== undefined)
  const pieces = value.pieces.slice(start)
  const hole = pieces.indexOf(undefined)
  if (hole < 0) return pieces.join('')
  const known = pieces.slice(0, hole).join('')
  return known.includes('?') ? known.replace(/[?&][\w.-]*=?$/, '') : value
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', '\n': '' }

/** What stands after a backslash: its meaning and its length. */
export function unescape(text: string, at: number): readonly [meant: string, length: number] {
  const char = text[at] ?? ''
  const digits =
    char === 'x'
      ? /^[0-9a-f]{2}/i.exec(text.slice(at + 1, at + 3))
      : char === 'u'
        ? (/^[0-9a-f]{4}/i.exec(text.slice(at + 1, at + 5)) ?? /^\{([0-9a-f]{1,6})\}/i.exec(text.slice(at + 1, at + 9)))
        : null
  if (digits === null) return [escapes[char] ?? char, 1]
  const code = Number.parseInt(digits[1] ?? digits[0], 16)
  return [code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code), 1 + digits[0].length]
}
