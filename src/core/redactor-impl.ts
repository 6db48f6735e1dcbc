import { createMatcher, shortestPattern, type Matcher } from './redact-matcher.ts'
import { decodeEscapes } from './redact-escapes.ts'
import { unfinishedIn } from './redact-unfinished.ts'
import { inOneLine, viewsOf } from './redact-views.ts'
import type { Redactor } from './redactor.ts'
import type { Secret } from './secret.ts'

/** What stands where a secret stood. */
export const redactedMark = '[redacted]'

/** Encodings of a secret are recognised nested this deep. */
const nesting = 2
/** An escape of one byte is at most this long where a secret is escaped as a whole (`&#x61;`, `\u0061`). */
const longestEscape = 6
const shortestLine = 12
const deepestValue = 2_000
/** Texts found clean are remembered, for they pass twice and more on their way out: so many, up to so many characters. */
const cleanKept = 4
const longestKept = 256 * 1024
/** Short ones come again with every answer: the names and values of headers, URLs, status lines. */
const shortKept = 500
const longestShort = 120

export interface RedactorOptions {
  readonly secrets?: Iterable<Secret> | undefined
}

/** What a stream needs beyond `Redactor`. Not for other rooms. */
interface Insides {
  /** Merged, ascending ranges of the UTF-8 bytes that hold a secret. */
  readonly ranges: (bytes: Uint8Array) => readonly (readonly [number, number])[]
  /** How many bytes an encoded secret may span, and whether one may hold white space. */
  readonly reach: () => { readonly bytes: number; readonly spaced: boolean }
  /** Where a secret may begin that ends after the bytes do; their length when none does. */
  readonly unfinished: (bytes: Uint8Array) => number
  /** What is looked for in decoded bytes; the same list until a secret is added. */
  readonly patterns: () => readonly Uint8Array[]
}

const insides = new WeakMap<Redactor, Insides>()

/**
 * A redactor that masks its secrets raw, in base64 (any alignment, both alphabets), percent-encoded (either case, also
 * `+`), JSON-escaped, as HTML entities and in hex, nested at most two deep; wrapped over lines; multi-line ones line by line
 * (SECURITY-PROMISES.md §1.1–1.2).
 *
 * The text is decoded rather than every encoding of every secret searched for: whatever subset of a secret's characters
 * an encoder chose to escape, it is found. Secrets under eight bytes are not masked: that would shred ordinary text.
 * Working time is linear in the text and hardly depends on the number of secrets.
 */
export function createRedactor(options: RedactorOptions = {}): Redactor {
  const known = new Set<string>()
  let matcher: Matcher | undefined
  let patterns: readonly Uint8Array[] = []
  let spaced = false
  let depth = nesting
  let clean: string[] = []
  const cleanShort = new Set<string>()

  const learn = (secret: Secret): void => {
    const value = secret.reveal()
    if (known.has(value)) return
    known.add(value)
    matcher = undefined
    clean = []
    cleanShort.clear()
  }
  for (const secret of options.secrets ?? []) learn(secret)

  const ready = (): Matcher => {
    if (matcher !== undefined) return matcher
    const unique = new Map<string, Buffer>()
    for (const pattern of [...known].flatMap(patternsOf)) unique.set(pattern.toString('latin1'), pattern)
    patterns = [...unique.values()].filter((pattern) => pattern.length >= shortestPattern)
    depth = [...known].some((secret) => unescaped(secret).length > 0) ? nesting + 1 : nesting
    spaced = [...unique.keys()].some((pattern) => /\s/.test(pattern))
    return (matcher = createMatcher(patterns))
  }
  const ranges = (bytes: Uint8Array): [number, number][] => {
    const found: [number, number][] = []
    scan(bytes, ready(), depth, spaced, (start, end) => {
      found.push([start, end])
      return false
    })
    return merge(found)
  }

  const text = (input: string): string => {
    if (input.length < shortestPattern / 3 || ready().longest === 0) return input
    const isShort = input.length <= longestShort
    if (isShort ? cleanShort.has(input) : clean.includes(input)) return input
    const bytes = Buffer.from(input)
    const found = ranges(bytes)
    if (found.length > 0) return mask(bytes, found)
    if (isShort) {
      if (cleanShort.size >= shortKept) cleanShort.clear()
      cleanShort.add(input)
    } else if (input.length <= longestKept) clean = [input, ...clean.slice(0, cleanKept - 1)]
    return input
  }

  const redactor: Redactor = {
    text,
    holds: (input) => ready().longest > 0 && scan(Buffer.from(input), ready(), depth, spaced, () => true),
    add: learn,
    // The walk keeps the shape of what it copies: strings become strings, everything else stays what it was.
    value: <T>(value: T): T => copy(value, text, 0) as T,
  }
  insides.set(redactor, {
    ranges,
    reach: () => ({ bytes: ready().longest * longestEscape ** nesting, spaced }),
    unfinished: (bytes) => (ready().longest === 0 ? bytes.length : unfinishedIn(bytes, patterns, depth, spaced)),
    patterns: () => {
      ready()
      return patterns
    },
  })
  return redactor
}

/** @throws TypeError for a redactor that `createRedactor` did not make */
export function insidesOf(redactor: Redactor): Insides {
  const found = insides.get(redactor)
  if (found === undefined) throw new TypeError('not a redactor of createRedactor')
  return found
}

/** UTF-8 bytes between two places, with ranges of them replaced by the mark. */
export function mask(
  bytes: Buffer,
  ranges: readonly (readonly [number, number])[],
  end = bytes.length,
  begin = 0,
): string {
  let out = ''
  let from = begin
  for (const [start, stop] of ranges) {
    if (start >= end) break
    if (stop <= from) continue
    out += bytes.toString('utf8', from, Math.max(from, start)) + redactedMark
    from = stop
  }
  return out + bytes.toString('utf8', from, Math.max(from, end))
}

function scan(
  bytes: Uint8Array,
  matcher: Matcher,
  depth: number,
  spaced: boolean,
  hit: (start: number, end: number) => boolean,
  isText = true,
): boolean {
  if (matcher.find(bytes, hit)) return true
  for (const line of isText ? inOneLine(bytes, spaced) : [])
    if (matcher.find(line.bytes, (start, end) => hit(...line.locate(start, end)))) return true
  if (depth === 0) return false
  for (const view of viewsOf(bytes, matcher.longest * longestEscape, isText)) {
    const seen = (start: number, end: number): boolean => hit(...view.locate(start, end))
    if (scan(view.bytes, matcher, depth - 1, spaced, seen, view.isText === true)) return true
  }
  return false
}

function merge(ranges: [number, number][]): [number, number][] {
  ranges.sort((a, b) => a[0] - b[0])
  const merged: [number, number][] = []
  for (const [start, end] of ranges) {
    const last = merged.at(-1)
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end)
    else merged.push([start, end])
  }
  return merged
}

/**
 * The byte patterns that stand for a secret: as it is, trimmed, its lines, its spaces and quotes as some formats write them,
 * in Latin-1 and misread; and in UTF-16, from its first byte that is not zero to its last, which is the same in both byte
 * orders for most secrets.
 */
function patternsOf(secret: string): Buffer[] {
  const plain = new Set<string>()
  const bare = unescaped(secret)
  for (const form of [secret, ...bare.map(String)]) {
    plain.add(form)
    plain.add(form.trim())
    plain.add(form.replace(/[\r\n]+[ \t]*/g, '')) // what is left where lines are joined
    for (const line of linesOf(form)) plain.add(line)
  }
  const forms = new Set([...plain].flatMap((form) => [form, ...rewritten(form)]))
  // Undone, an escape may be a byte that is no text: as Latin-1 each byte stays itself.
  const asBytes = bare.flatMap((bytes) => [bytes.toString('latin1'), ...rewritten(bytes.toString('latin1'))])
  return [...asBytes.map((form) => Buffer.from(form, 'latin1')), ...[...forms].flatMap(patternsOfForm)]
}

function patternsOfForm(form: string): Buffer[] {
  const bytes = Buffer.from(form)
  if (bytes.length < shortestPattern) return [bytes]
  const wide = Buffer.from(form, 'utf16le')
  if (bytes.length === form.length) return [bytes, wide.subarray(0, -1)]
  const latin = Buffer.from(form, 'latin1')
  const misread = Buffer.from(bytes.toString('latin1')) // UTF-8 that somebody took for Latin-1, or bytes shown as text
  const wides = [wide, Buffer.from(wide).swap16()].flatMap((it) => [it, Buffer.from(it.toString('latin1'))])
  return latin.toString('latin1') === form ? [bytes, latin, misread, ...wides] : [bytes, misread, ...wides]
}

/**
 * Spaces as forms (`+`) and mail headers (`_`, RFC 2047) write them, or taken out; quotes as CSV, YAML, SQL and shells do;
 * CDATA's end.
 */
const rewritten = (form: string): string[] => [
  form.replaceAll(' ', '+'),
  form.replaceAll(' ', '_'),
  form.replace(/\s+/g, ''),
  form.replaceAll('"', '""'),
  form.replaceAll("'", "''"),
  form.replaceAll("'", `'\\''`),
  form.replaceAll("'", `'"'"'`),
  form.replaceAll(']]>', ']]]]><![CDATA[>'),
]

/**
 * A secret that itself looks escaped (`x%41`) loses that in an unescaped text: its own unescaped forms are secret too.
 * A text may undo only some of them in one layer, hence the deeper look where there is such a secret.
 */
function unescaped(secret: string): Buffer[] {
  const forms: Buffer[] = []
  let here = Buffer.from(secret)
  for (let depth = 0; depth < nesting; depth++) {
    const view = decodeEscapes(here, here.length)
    if (view === undefined) break
    here = Buffer.from(view.bytes)
    forms.push(here)
  }
  return forms
}

function linesOf(secret: string): string[] {
  const lines = secret.split(/[\r\n]+/)
  if (lines.length < 2) return []
  const kept = lines.map((line) => line.trim()).filter((line) => !/^-----(BEGIN|END) [^-]*-----$/.test(line))
  return kept.filter((line) => Buffer.byteLength(line) >= shortestLine)
}

function copy(value: unknown, text: (input: string) => string, depth: number): unknown {
  if (typeof value === 'string') return text(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth > deepestValue) return '[too deep]'
  if (Array.isArray(value)) return value.map((item) => copy(item, text, depth + 1))
  const proto: unknown = Object.getPrototypeOf(value)
  if (proto !== Object.prototype && proto !== null) return value
  // `fromEntries` defines properties, so a key `__proto__` stays plain data.
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [text(key), copy(item, text, depth + 1)]))
}
