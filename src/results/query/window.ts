import { CustomApiError, ExactNumber, parseJson } from '../../core/index.ts'
import { itemSpans, memberSpans } from '../json-spans.ts'
import { evaluate, parseSelect, type Expression, type Node } from './expression.ts'
import { explainEmpty } from './explain.ts'
import { recordsOf } from './csv.ts'
import { mostCharactersPerToken } from '../fit-text.ts'

/** How kept text is read: one JSON value, a list of lines, a list of records, a list of JSON lines. */
export type Form = 'json' | 'lines' | 'csv' | 'ndjson'

export interface Question {
  readonly select?: string | undefined
  readonly offset?: number | undefined
  readonly limit?: number | undefined
  /** Tokens that the answer may cost. */
  readonly budget: number
}

/** A part of a value, in pieces that may be left off from the end. */
export interface Window {
  readonly what: 'items' | 'members' | 'lines' | 'characters' | 'value'
  /** How many there are in all. */
  readonly total: number
  /** The number of the first piece given. */
  readonly from: number
  readonly open: string
  readonly join: string
  readonly close: string
  /** JSON texts, `"name":value` members, lines, or one text. */
  readonly pieces: readonly string[]
  /** Why nothing was found. */
  readonly empty?: string | undefined
}

/**
 * The part of kept text that a question asks for. Without `select` every token is as it was kept; within it integers
 * beyond 2^53 are strings.
 *
 * @throws CustomApiError `arguments.invalid` for what is wrong with the select
 */
export function windowOf(text: string, form: Form, question: Question, known?: { value?: unknown }): Window {
  const { select, offset = 0, limit = Number.POSITIVE_INFINITY, budget } = question
  const bounds = { offset: Math.max(0, offset), limit: Math.max(0, limit), most: budget * mostCharactersPerToken }
  if (select === undefined) return asKept(text, form, bounds)
  const expression = parseSelect(select)
  const value = valueOf(text, form, known)
  const result = evaluateOrSay(expression, value)
  const nothing = result === null || result === undefined || (Array.isArray(result) && result.length === 0)
  const empty = nothing ? explainEmpty(expression as unknown as Node, value) : undefined // the tree as data
  if (typeof result === 'string') return characters(result, bounds)
  return { ...ofJson(JSON.stringify(result ?? null), bounds), empty }
}

function evaluateOrSay(expression: Expression, value: unknown): unknown {
  try {
    return evaluate(expression, value)
  } catch (thrown) {
    if (!(thrown instanceof CustomApiError)) throw thrown
    const where = explainEmpty(expression as unknown as Node, value) // the tree as data
    if (where === undefined) throw thrown
    throw new CustomApiError(thrown.code, `${thrown.message}; ${where}`, { hint: thrown.hint, cause: thrown })
  }
}

interface Bounds {
  readonly offset: number
  readonly limit: number
  readonly most: number
}

function asKept(text: string, form: Form, bounds: Bounds): Window {
  if (form === 'json') return ofJson(text, bounds)
  const lines = linesOf(text)
  if (form !== 'csv') return list('lines', lines, bounds, ['', '\n', ''])
  const [header = '', ...rows] = lines
  return list('lines', rows, bounds, [`${header}\n`, '\n', ''])
}

function ofJson(text: string, bounds: Bounds): Window {
  const start = text.search(/\S/)
  if (text[start] === '[') return spans(itemSpans(text, start), 'items', text, bounds, ['[', ',', ']'])
  const whole: Window = { what: 'value', total: 1, from: 0, open: '', join: '', close: '', pieces: [text.trim()] }
  if (text[start] === '{' && bounds.offset === 0 && bounds.limit === Number.POSITIVE_INFINITY) return whole
  if (text[start] === '{') {
    const members = function* () {
      for (const { from, end } of memberSpans(text, start)) yield { start: from, end }
    }
    return spans(members(), 'members', text, bounds, ['{', ',', '}'])
  }
  if (text[start] === '"') return characters(JSON.parse(text) as string, bounds) // a JSON string
  return whole
}

type Brackets = readonly [open: string, join: string, close: string]

function spans(
  all: Iterable<{ readonly start: number; readonly end: number }>,
  what: Window['what'],
  text: string,
  { offset, limit, most }: Bounds,
  [open, join, close]: Brackets,
): Window {
  const pieces: string[] = []
  let total = 0
  let size = 0
  for (const { start, end } of all) {
    if (total >= offset && total < offset + limit && (size < most || pieces.length === 0)) {
      pieces.push(text.slice(start, end))
      size += end - start
    }
    total++
  }
  return { what, total, from: Math.min(offset, total), open, join, close, pieces }
}

function list(
  what: Window['what'],
  all: readonly string[],
  { offset, limit, most }: Bounds,
  [open, join, close]: Brackets,
): Window {
  const pieces: string[] = []
  let size = 0
  for (let at = offset; at < Math.min(all.length, offset + limit); at++) {
    if (size >= most && pieces.length > 0) break
    pieces.push(all[at] ?? '')
    size += all[at]?.length ?? 0
  }
  return { what, total: all.length, from: Math.min(offset, all.length), open, join, close, pieces }
}

function characters(text: string, { offset, limit, most }: Bounds): Window {
  const piece = text.slice(offset, offset + Math.min(limit, most))
  return {
    what: 'characters',
    total: text.length,
    from: Math.min(offset, text.length),
    open: '',
    join: '',
    close: '',
    pieces: [piece],
  }
}

/** The lines of a text; a last line break ends the last line and begins none. */
export function linesOf(text: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

function valueOf(text: string, form: Form, known: { value?: unknown } | undefined): unknown {
  if (known !== undefined && 'value' in known) return known.value
  const value = readValue(text, form)
  if (known !== undefined) known.value = value
  return value
}

function readValue(text: string, form: Form): unknown {
  if (form === 'json') return withoutExact(parseJson(text))
  if (form === 'csv') return recordsOf(text)
  const lines = linesOf(text)
  if (form === 'lines') return lines
  return lines.filter((line) => line.trim() !== '').map((line) => withoutExact(jsonOrText(line)))
}

function jsonOrText(line: string): unknown {
  try {
    return parseJson(line)
  } catch {
    return line // a line that is no JSON is itself
  }
}

/** Integers that a double would change become strings, fractions the nearest double. In place. */
function withoutExact(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof ExactNumber) {
    const number = Number(value.text)
    return /^-?\d+$/.test(value.text) || !Number.isFinite(number) ? value.text : number
  }
  const holder = value as Record<string, unknown> // an object or array just parsed: read and written by key
  for (const key in holder) {
    const before = holder[key]
    if (typeof before !== 'object' || before === null) continue
    const after = withoutExact(before)
    if (after !== before) holder[key] = after
  }
  return value
}
