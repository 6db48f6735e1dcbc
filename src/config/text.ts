import { getNodeValue, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser'

/** Where something stands in the file: both counted from 1. */
export interface Spot {
  readonly line: number
  readonly column: number
}

export type Path = readonly (string | number)[]

/** A JSONC file as a value that still knows where each part stands. */
export interface ConfigText {
  readonly value: unknown
  /** Syntax errors and duplicate keys, each with its place. */
  readonly faults: readonly { readonly spot: Spot; readonly says: string }[]
  /** Where the value at a path stands; the nearest existing parent where there is none. */
  spot(path: Path): Spot
}

const says: Readonly<Record<string, string>> = {
  InvalidSymbol: 'a word that is no JSON value (strings need double quotes)',
  InvalidNumberFormat: 'not a number',
  PropertyNameExpected: 'a property name in double quotes is missing',
  ValueExpected: 'a value is missing',
  ColonExpected: 'a colon is missing',
  CommaExpected: 'a comma is missing',
  CloseBraceExpected: 'a closing brace } is missing',
  CloseBracketExpected: 'a closing bracket ] is missing',
  EndOfFileExpected: 'there is something after the end',
  InvalidCommentToken: 'a broken comment',
  UnexpectedEndOfComment: 'a comment does not end',
  UnexpectedEndOfString: 'a string does not end',
  UnexpectedEndOfNumber: 'a number does not end',
  InvalidUnicode: 'a broken \\u escape',
  InvalidEscapeCharacter: 'an unknown escape after a backslash',
  InvalidCharacter: 'a control character inside a string',
}

const spotAt = (text: string, offset: number): Spot => {
  const before = text.slice(0, offset)
  const line = before.split('\n').length
  return { line, column: offset - before.lastIndexOf('\n') }
}

function* duplicates(node: Node): Generator<{ offset: number; name: string }> {
  const seen = new Set<string>()
  for (const child of node.children ?? []) {
    if (node.type === 'object') {
      const key = child.children?.[0]
      const name = String(key?.value)
      if (key !== undefined && seen.has(name)) yield { offset: key.offset, name }
      seen.add(name)
    }
    yield* duplicates(child)
  }
}

/** Reads JSONC (comments and trailing commas allowed). Never throws: what is wrong stands in `faults`. */
export function readConfigText(raw: string): ConfigText {
  const text = raw.replace(/^\uFEFF/, '')
  if (text.trim() === '') {
    return {
      value: undefined,
      faults: [{ spot: { line: 1, column: 1 }, says: 'the file is empty' }],
      spot: () => ({ line: 1, column: 1 }),
    }
  }
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { allowTrailingComma: true })
  const faults = errors.map(({ error, offset }) => {
    const code = printParseErrorCode(error)
    return { spot: spotAt(text, offset), says: says[code] ?? code }
  })
  if (root !== undefined && faults.length === 0)
    for (const { offset, name } of duplicates(root))
      faults.push({ spot: spotAt(text, offset), says: `the key "${name}" is there twice` })

  return {
    value: root === undefined ? undefined : getNodeValue(root),
    faults,
    spot(path) {
      let here = root
      for (const segment of path) {
        const next: Node | undefined =
          here?.type === 'array' && typeof segment === 'number'
            ? here.children?.[segment]
            : here?.children?.find((property) => property.children?.[0]?.value === segment)?.children?.[1]
        if (next === undefined) break
        here = next
      }
      return spotAt(text, here?.offset ?? 0)
    },
  }
}
