import type { Parameter } from '../catalog/index.ts'
import { CustomApiError, splitPath, type PathSlot } from '../core/index.ts'
import { layOutPath } from './styles.ts'
import { toText } from './scalar.ts'
import { decodeFully, encodePathLiteral, encodeReservedPath, encodeValue } from './uri.ts'

/** A path argument and the parameter that it belongs to. */
export interface PathValue {
  readonly parameter: Parameter
  readonly value: unknown
}

/**
 * A path template with its values, encoded, every value inside its own segment (SECURITY-PROMISES.md §3.1).
 *
 * A `/` in a value becomes `%2F`. In a slot that the template declares as many segments (RFC 6570 `{+name}`) it stays.
 *
 * @throws CustomApiError `arguments.invalid` — a value is missing or empty, holds control characters, or would read as
 * `.` or `..` to any server that decodes it
 */
export function expandPath(template: string, values: readonly PathValue[]): string {
  const expanded = piecesOf(template, values).map((piece) => {
    if (typeof piece === 'string') return piece
    const found = slotValue(piece, values)
    return piece.many && found.parameter.name !== piece.written ? manySegments(found) : oneSegment(found)
  })
  const path = expanded.join('')
  if (suspect.test(path)) for (const segment of path.split('/')) refuseDots(segment, `the path ${template}`)
  return path
}

type Pieces = readonly (string | PathSlot)[]

/** Templates are few, and each comes with every call of its operation. */
const kept = new Map<string, Pieces>()
const mostKept = 1_000

/** The literal text of a template, encoded, and its slots. */
function piecesOf(template: string, values: readonly PathValue[]): Pieces {
  const known = kept.get(template)
  if (known !== undefined) return known
  const names = new Set(values.map(({ parameter }) => parameter.name))
  const pieces = splitPath(template, names).map((piece) =>
    typeof piece === 'string' ? encodePathLiteral(piece) : piece,
  )
  if (template.includes('/:')) return pieces // what is a slot there depends on the names
  if (kept.size >= mostKept) kept.clear()
  kept.set(template, pieces)
  return pieces
}

function slotValue({ written, name }: PathSlot, values: readonly PathValue[]): PathValue {
  const found =
    values.find(({ parameter }) => parameter.name === written) ??
    values.find(({ parameter }) => parameter.name === name)
  if (found !== undefined && found.value !== undefined) return found
  throw new CustomApiError('arguments.invalid', `the path parameter "${name}" is missing`, {
    hint: `give a value for "${name}"`,
  })
}

function oneSegment({ parameter, value }: PathValue): string {
  const encode = parameter.allowReserved ? encodeReservedPath : encodeValue
  const text = parameter.contentType === undefined ? layOutPath(parameter, value, encode) : encode(toText(value))
  checkValue(parameter.name, text)
  return text
}

function manySegments({ parameter, value }: PathValue): string {
  const text = toText(value).split('/').map(encodeReservedPath).join('/')
  checkValue(parameter.name, text)
  if (text.split('/').includes('')) {
    throw new CustomApiError('arguments.invalid', `the path parameter "${parameter.name}" holds an empty segment`, {
      hint: 'write it without leading, trailing or doubled slashes',
    })
  }
  return text
}

function checkValue(name: string, encoded: string): void {
  if (encoded === '') {
    throw new CustomApiError('arguments.invalid', `the path parameter "${name}" is empty`, {
      hint: `give a value for "${name}"; an empty one would call another path`,
    })
  }
  refuseDots(encoded, `the path parameter "${name}"`)
}

/** What a `.` or `..` segment, or a control character, cannot be written without. */
const suspect = /[%.\p{Cc}]/u

/**
 * Refuses text that a server could read as `.` or `..`, however often it decodes: URL parsers fold `%2e%2e`, some servers
 * decode twice, some take `\` for `/` or cut a segment at `;`.
 */
export function refuseDots(text: string, what: string): void {
  if (!suspect.test(text)) return // the common case
  const seen = decodeFully(text)
  if (/\p{Cc}/u.test(seen)) {
    throw new CustomApiError('arguments.invalid', `${what} holds a control character`, {
      hint: 'remove line breaks, tabs and NUL',
    })
  }
  for (const piece of seen.split(/[/\\]/)) {
    const name = piece.split(';', 1)[0]?.trim()
    if (name !== '.' && name !== '..') continue
    throw new CustomApiError('arguments.invalid', `${what} would leave its place: it reads as "${name}" to a server`, {
      hint: 'use a value without "." or ".." segments',
    })
  }
}
