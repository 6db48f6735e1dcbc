import { itemSpans, memberSpans, recordTextsOf } from '../../core/index.ts'
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
  readonly what: 'items' | 'members' | 'lines' | 'rows' | 'characters' | 'value'
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

/** The part of kept text that a question without a select asks for; every token is as it was kept. */
export function windowOf(text: string, form: Form, question: Question): Window {
  return asKept(text, form, boundsOf(question))
}

/** The part of a selected value, as JSON text or a text of its own. */
export function windowOfValue(value: unknown, question: Question): Window {
  const bounds = boundsOf(question)
  return typeof value === 'string' ? characters(value, bounds) : ofJson(JSON.stringify(value ?? null), bounds)
}

function boundsOf({ offset = 0, limit = Number.POSITIVE_INFINITY, budget }: Question): Bounds {
  return { offset: Math.max(0, offset), limit: Math.max(0, limit), most: budget * mostCharactersPerToken }
}

interface Bounds {
  readonly offset: number
  readonly limit: number
  readonly most: number
}

function asKept(text: string, form: Form, bounds: Bounds): Window {
  if (form === 'json') return ofJson(text, bounds)
  if (form !== 'csv') return list('lines', linesOf(text), 0, bounds, ['', '\n', ''])
  const records = recordTextsOf(text)
  return list('rows', records, 1, bounds, [`${records[0] ?? ''}\n`, '\n', ''])
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
  if (text[start] === '"') return characters(stringOf(text), bounds)
  return whole
}

/** What was too long to be looked at may be no JSON, whatever it was called: then it is itself. */
function stringOf(text: string): string {
  try {
    return JSON.parse(text) as string // it begins with a quote
  } catch {
    return text
  }
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
  headers: number,
  { offset, limit, most }: Bounds,
  [open, join, close]: Brackets,
): Window {
  const pieces: string[] = []
  const total = Math.max(0, all.length - headers)
  let size = 0
  for (let at = offset; at < Math.min(total, offset + limit); at++) {
    if (size >= most && pieces.length > 0) break
    const piece = all[at + headers] ?? ''
    pieces.push(piece)
    size += piece.length
  }
  return { what, total, from: Math.min(offset, total), open, join, close, pieces }
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
