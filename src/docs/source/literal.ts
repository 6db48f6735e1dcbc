import { ExactNumber, parseJson } from '../../core/index.ts'

/** A value that was read out of a script, and where it ended. */
export interface ReadValue {
  /** `undefined` for what only running the script would tell. */
  readonly value: unknown
  /** The index after the value. */
  readonly end: number
}

const deepest = 200
const space = /[\s\uFEFF]/
const nameStart = /[A-Za-z_$]/
const wordAt = /[\w$]+/y
const numberAt = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const closers: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')' }

/**
 * Reads a JSON or JavaScript literal out of a script without running anything: objects, lists, strings, numbers, words.
 * Of an expression it keeps the text that is written out: the strings of a concatenation joined, the argument of
 * `JSON.parse('…')` parsed. Takes time linear in what it reads and gives up 200 levels down.
 */
export function readLiteral(text: string, from: number): ReadValue | undefined {
  return new Reader(text, from).whole()
}

/** The arguments of a call whose opening parenthesis stands at `from`; what is no literal is `undefined`. */
export function readArguments(text: string, from: number): readonly unknown[] {
  return new Reader(text, from + 1).list(')', 0) ?? []
}

class Reader {
  readonly #text: string
  #at: number

  constructor(text: string, from: number) {
    this.#text = text
    this.#at = from
  }

  whole(): ReadValue | undefined {
    this.#skip()
    const first = this.#text[this.#at]
    const isParsed = this.#text.startsWith('JSON.parse', this.#at)
    if (first !== '{' && first !== '[' && !isParsed) return undefined
    if (isParsed) this.#at += 'JSON'.length
    const value = isParsed ? this.#parsed(0) : first === '{' ? this.#object(0) : this.#array(0)
    return value === undefined ? undefined : { value, end: this.#at }
  }

  /** Values up to the closing bracket, which is taken. */
  list(close: string, depth: number): unknown[] | undefined {
    const values: unknown[] = []
    if (depth > deepest) return undefined
    while (this.#at < this.#text.length) {
      this.#skip()
      if (this.#text[this.#at] === close) {
        this.#at += 1
        return values
      }
      values.push(this.#expression(depth + 1))
      this.#skip()
      if (this.#text[this.#at] === ',') this.#at += 1
      else if (this.#text[this.#at] !== close) return undefined
    }
    return undefined
  }

  #array(depth: number): unknown[] | undefined {
    this.#at += 1
    return this.list(']', depth)
  }

  #object(depth: number): Record<string, unknown> | undefined {
    const entries: [string, unknown][] = []
    if (depth > deepest) return undefined
    this.#at += 1
    while (this.#at < this.#text.length) {
      this.#skip()
      if (this.#text[this.#at] === '}') {
        this.#at += 1
        return Object.fromEntries(entries) // `__proto__` becomes a plain key
      }
      const key = this.#key()
      this.#skip()
      if (this.#text[this.#at] === ':') {
        this.#at += 1
        entries.push([key, this.#expression(depth + 1)])
        this.#skip()
      } else this.#rest() // a shorthand, a method or a spread
      if (this.#text[this.#at] === ',') this.#at += 1
      else if (this.#text[this.#at] !== '}') return undefined
    }
    return undefined
  }

  #key(): string {
    const char = this.#text[this.#at] ?? ''
    if (char === '"' || char === "'" || char === '`') return this.#string() ?? ''
    return this.#word()
  }

  /** One value, and whatever is done with it before the next comma or bracket. */
  #expression(depth: number): unknown {
    this.#skip()
    const start = this.#at
    const value = this.#simple(depth)
    this.#skip()
    const next = this.#text[this.#at]
    if (this.#at > start && (next === ',' || next === '}' || next === ']' || next === ')' || next === undefined))
      return value
    if (this.#at > start && next === ';') return value
    const more = this.#rest()
    const texts = typeof value === 'string' ? [value, ...more] : more
    return texts.length === 0 ? undefined : texts.join('')
  }

  #simple(depth: number): unknown {
    const char = this.#text[this.#at] ?? ''
    if (char === '{') return this.#object(depth)
    if (char === '[') return this.#array(depth)
    if (char === '"' || char === "'" || char === '`') return this.#string()
    if (char === '-' || (char >= '0' && char <= '9')) return this.#number()
    if (!nameStart.test(char)) return undefined
    const word = this.#word()
    if (word === 'true' || word === 'false') return word === 'true'
    if (word === 'null') return null
    if (word === 'JSON' && this.#text.startsWith('.parse', this.#at)) return this.#parsed(depth)
    return undefined
  }

  #number(): number | ExactNumber | undefined {
    numberAt.lastIndex = this.#at
    const found = numberAt.exec(this.#text)?.[0]
    if (found === undefined) return void this.#rest()
    this.#at += found.length
    const value = parseJson(found)
    return typeof value === 'number' || value instanceof ExactNumber ? value : undefined
  }

  /** `JSON.parse('…')`, at the dot. */
  #parsed(depth: number): unknown {
    this.#at += '.parse'.length
    this.#skip()
    if (this.#text[this.#at] !== '(') return undefined
    this.#at += 1
    const [text] = this.list(')', depth + 1) ?? []
    if (typeof text !== 'string') return undefined
    try {
      return parseJson(text)
    } catch {
      return undefined // no JSON: nothing is known of it
    }
  }

  #word(): string {
    wordAt.lastIndex = this.#at
    const found = wordAt.exec(this.#text)?.[0] ?? ''
    this.#at += found.length
    return found
  }

  /** A string of any quotes with its escapes; holes of a template are left out. */
  #string(): string | undefined {
    const quote = this.#text[this.#at] ?? ''
    let written = ''
    let from = this.#at + 1
    for (let at = from; at < this.#text.length; at++) {
      const char = this.#text[at]
      if (char === quote) {
        this.#at = at + 1
        return written + this.#text.slice(from, at)
      }
      if (char === '\\') {
        const [meant, length] = unescape(this.#text, at + 1)
        written += this.#text.slice(from, at) + meant
        at += length
        from = at + 1
      } else if (quote === '`' && char === '$' && this.#text[at + 1] === '{') {
        const end = this.#text.indexOf('}', at)
        if (end < 0) break
        written += this.#text.slice(from, at)
        at = end
        from = end + 1
      } else if (quote !== '`' && char === '\n') break
    }
    this.#at = this.#text.length
    return undefined
  }

  /** Passes over the rest of an expression; the strings that stand in it outside of brackets are given back. */
  #rest(): string[] {
    const texts: string[] = []
    const open: string[] = []
    while (this.#at < this.#text.length) {
      this.#skip()
      const char = this.#text[this.#at] ?? ''
      if (open.length === 0 && (char === ',' || char === ';' || char === '}' || char === ']' || char === ')'))
        return texts
      if (char === '"' || char === "'" || char === '`') {
        const text = this.#string()
        if (open.length === 0 && text !== undefined) texts.push(text)
        continue
      }
      const close = closers[char]
      if (close !== undefined) open.push(close)
      else if (char === open.at(-1)) open.pop()
      this.#at += 1
    }
    return texts
  }

  /** Passes over blanks and comments. */
  #skip(): void {
    const text = this.#text
    for (;;) {
      while (this.#at < text.length && space.test(text[this.#at] ?? '')) this.#at += 1
      if (text[this.#at] !== '/') return
      const end =
        text[this.#at + 1] === '/'
          ? text.indexOf('\n', this.#at)
          : text[this.#at + 1] === '*'
            ? text.indexOf('*/', this.#at + 2) + 1
            : this.#at - 1
      if (end === this.#at - 1) return // a division or a regular expression
      this.#at = end <= 0 ? text.length : end + 1
    }
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', '\n': '' }

/** What stands after a backslash: its meaning and its length. */
function unescape(text: string, at: number): readonly [meant: string, length: number] {
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
