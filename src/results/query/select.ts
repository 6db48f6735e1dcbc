import { CustomApiError, ExactNumber, parseJson, recordsOf } from '../../core/index.ts'
import { explainEmpty } from './explain.ts'
import { evaluate, parseSelect, type Expression, type Node } from './expression.ts'
import { linesOf, windowOfValue, type Form, type Question, type Window } from './window.ts'

/**
 * What a select finds in a whole body: JSON, or a text as it is.
 *
 * @throws CustomApiError `arguments.invalid` for what is wrong with the select
 */
export function selectText(
  text: string,
  form: Form,
  select: string,
): { readonly text: string; readonly json: boolean } {
  const result = evaluateOrSay(parseSelect(select), valueOf(text, form, undefined))
  const json = typeof result !== 'string'
  return { text: json ? JSON.stringify(result ?? null) : result, json }
}

/**
 * The part of what a select finds in kept text. Integers beyond 2^53 are strings within it.
 *
 * @throws CustomApiError `arguments.invalid` for what is wrong with the select
 */
export function selectedWindow(
  text: string,
  form: Form,
  select: string,
  question: Question,
  known?: { value?: unknown },
): Window {
  const expression = parseSelect(select)
  const value = valueOf(text, form, known)
  const result = evaluateOrSay(expression, value)
  const nothing = result === null || result === undefined || (Array.isArray(result) && result.length === 0)
  const empty = nothing ? explainEmpty(expression as unknown as Node, value) : undefined // the tree as data
  return { ...windowOfValue(result, question), empty }
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

function valueOf(text: string, form: Form, known: { value?: unknown } | undefined): unknown {
  if (known !== undefined && 'value' in known) return known.value
  const value = readValue(text, form)
  if (known !== undefined) known.value = value
  return value
}

function readValue(text: string, form: Form): unknown {
  if (form === 'json') return withoutExact(jsonOrLines(text))
  if (form === 'csv') return recordsOf(text)
  const lines = linesOf(text)
  if (form === 'lines') return lines
  return lines.filter((line) => line.trim() !== '').map((line) => withoutExact(jsonOrText(line)))
}

/** What was too long to be looked at may be no JSON, whatever it was called: then it is read by line. */
function jsonOrLines(text: string): unknown {
  try {
    return parseJson(text)
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown
    return linesOf(text)
  }
}

function jsonOrText(line: string): unknown {
  try {
    return parseJson(line)
  } catch {
    return line // a line that is no JSON is itself
  }
}

/**
 * Integers beyond 2^53 become strings, all of them, so that those of one column stay of one type; fractions the nearest
 * double. In place.
 */
function withoutExact(value: unknown): unknown {
  if (typeof value === 'number') return isLarge(value) ? String(value) : value
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof ExactNumber) {
    const number = Number(value.text)
    return /^-?\d+$/.test(value.text) || !Number.isFinite(number) ? value.text : number
  }
  const holder = value as Record<string, unknown> // an object or array just parsed: read and written by key
  for (const key in holder) {
    const before = holder[key]
    if (typeof before !== 'number' && (typeof before !== 'object' || before === null)) continue
    const after = withoutExact(before)
    if (after !== before) holder[key] = after
  }
  return value
}

/** Up to 10^21 a double is written digit by digit, as it was parsed. */
const isLarge = (value: number): boolean =>
  Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < 1e21
