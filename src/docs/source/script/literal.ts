import { callOf, memberOf, methodOf, urlOf } from './calls.ts'
import { Cursor } from './cursor.ts'
import { join, settle } from './text.ts'

/** A value that was read out of a script, and where it ended. */
export interface ReadValue {
  /** `undefined` for what only running the script would tell. */
  readonly value: unknown
  /** The index after the value. */
  readonly end: number
}

/** What a name (`specUrl`, `config.url`, `location.origin`) stands for; `undefined` for what is not known. */
export type Lookup = (name: string) => unknown

const deepest = 200
const nameStart = /[A-Za-z_$]/
const comparison = /(?:[=!]==?|[<>]=?|instanceof\b|in\b)/y
const endsValue = (char: string): boolean => char === '' || ',;:}])'.includes(char)
const constants = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['undefined', undefined],
])

/**
 * Reads a JSON or JavaScript literal out of a script without running anything: objects, lists, strings, numbers, words.
 * Of an expression it tells what is written out: strings put together, names that `lookup` knows, addresses, the argument
 * of `JSON.parse('…')`. Takes time linear in what it reads and gives up 200 levels down.
 */
export function readLiteral(text: string, from: number, lookup?: Lookup): ReadValue | undefined {
  return new Reader(text, from, lookup).whole()
}

/** The arguments of a call whose opening parenthesis stands at `from`; what is not known is `undefined`. */
export function readArguments(text: string, from: number, lookup?: Lookup): readonly unknown[] {
  return new Reader(text, from, lookup).bracketed(')', 0) ?? []
}

/** The value of the expression at `from`. */
export function readExpression(text: string, from: number, lookup?: Lookup): unknown {
  return settle(new Reader(text, from, lookup).expression(0))
}

class Reader {
  readonly #in: Cursor
  readonly #lookup: Lookup

  constructor(text: string, from: number, lookup: Lookup = () => undefined) {
    this.#in = new Cursor(text, from)
    this.#lookup = lookup
  }

  whole(): ReadValue | undefined {
    this.#in.skip()
    const { char } = this.#in
    if (char !== '{' && char !== '[' && !this.#in.starts('JSON.parse')) return undefined
    const value = char === '{' ? this.#object(0) : char === '[' ? this.bracketed(']', 0) : this.#operand(0)
    return value === undefined ? undefined : { value, end: this.#in.at }
  }

  /** Values in brackets, at the opening one. */
  bracketed(close: string, depth: number): unknown[] | undefined {
    const values: unknown[] = []
    this.#in.at += 1
    if (depth > deepest) return undefined
    while (!this.#in.isDone) {
      this.#in.skip()
      if (this.#in.char === close) {
        this.#in.at += 1
        return values
      }
      values.push(settle(this.#value(depth + 1)))
      if (this.#in.char === ',') this.#in.at += 1
      else if (this.#in.char !== close) return undefined
    }
    return undefined
  }

  #object(depth: number): Record<string, unknown> | undefined {
    const entries: [string, unknown][] = []
    if (depth > deepest) return undefined
    this.#in.at += 1
    while (!this.#in.isDone) {
      this.#in.skip()
      const start = this.#in.char
      if (start === '}') {
        this.#in.at += 1
        return Object.fromEntries(entries) // `__proto__` becomes a plain key
      }
      const key = isQuote(start) ? this.#in.string() : this.#in.word()
      this.#in.skip()
      const { char } = this.#in
      if (char === ':') {
        this.#in.at += 1
        entries.push([typeof key === 'string' ? key : '', settle(this.#value(depth + 1))])
      } else if (typeof key === 'string' && nameStart.test(start) && (char === ',' || char === '}'))
        entries.push([key, this.#lookup(key)])
      else this.#in.rest() // a method or a spread
      if (this.#in.char === ',') this.#in.at += 1
      else if (this.#in.char !== '}') return undefined
    }
    return undefined
  }

  /** One value of a list or an object; whatever stands behind it up to the next comma or bracket is passed over. */
  #value(depth: number): unknown {
    const value = this.expression(depth)
    this.#in.skip()
    if (!endsValue(this.#in.char) || this.#in.char === ':') this.#in.rest()
    return value
  }

  /** Operands with what is between them. */
  expression(depth: number): unknown {
    if (depth > deepest) return undefined
    let value = this.#sum(depth)
    for (;;) {
      this.#in.skip()
      const { char, at, text } = this.#in
      const two = text.slice(at, at + 2)
      if (endsValue(char)) return value
      if (two === '||' || two === '??') {
        const other = this.#after(2, depth)
        return isKnown(value) ? value : other
      } else if (two === '&&') return this.#after(2, depth)
      else if (char === '?' && two !== '?.') return this.#choice(depth)
      else if (two === '=>') return this.#nothing()
      else if (this.#in.takes(comparison) !== '') {
        this.#sum(depth + 1)
        value = undefined
      } else if (char === '=') return this.#after(1, depth)
      else return value
    }
  }

  /** `this + that + …` */
  #sum(depth: number): unknown {
    const values = [this.#operand(depth)]
    for (this.#in.skip(); this.#in.char === '+'; this.#in.skip()) {
      if (/^\+[+=]/.test(this.#in.text.slice(this.#in.at, this.#in.at + 2))) break
      this.#in.at += 1
      values.push(this.#operand(depth + 1))
    }
    return values.length === 1 ? values[0] : join(values)
  }

  #after(length: number, depth: number): unknown {
    this.#in.at += length
    return this.expression(depth + 1)
  }

  /** Passes over something of which nothing is known. */
  #nothing(): undefined {
    this.#in.rest()
  }

  /** `… ? this : that` */
  #choice(depth: number): unknown {
    const first = this.#after(1, depth)
    this.#in.skip()
    if (this.#in.char !== ':') return first
    const second = this.#after(1, depth)
    return isKnown(first) ? first : second
  }

  #operand(depth: number): unknown {
    this.#in.skip()
    const { char } = this.#in
    if (depth > deepest) return undefined
    if (nameStart.test(char)) return this.#named(depth)
    if (char === '!' || char === '~') {
      this.#in.at += 1
      this.#operand(depth + 1)
      return undefined
    }
    return this.#members(this.#literal(char, depth), depth)
  }

  #literal(char: string, depth: number): unknown {
    if (char === '{') return this.#object(depth)
    if (char === '[') return this.bracketed(']', depth)
    if (char === '(') return this.bracketed(')', depth)?.at(-1) // or the parameters of a function
    if (isQuote(char)) return this.#in.string(() => this.#value(depth + 1))
    return this.#in.number()
  }

  #named(depth: number): unknown {
    const word = this.#in.word()
    if (constants.has(word)) return constants.get(word)
    if (word === 'await') return this.#operand(depth + 1)
    if (word === 'function' || word === 'async' || word === 'class') return this.#nothing()
    if (word === 'new') return this.#made(depth)
    if (word === 'typeof' || word === 'void') {
      this.#operand(depth + 1)
      return undefined
    }
    let name = word
    for (;;) {
      this.#in.skip()
      const { char } = this.#in
      if (char === '.' || this.#in.starts('?.')) {
        const member = this.#member()
        if (member === '') return undefined
        name += `.${member}`
      } else if (char === '(') {
        const args = this.bracketed(')', depth + 1) ?? []
        return this.#members(callOf(name, args) ?? this.#method(name, args), depth)
      } else return char === '[' ? this.#members(this.#lookup(name), depth) : this.#lookup(name)
    }
  }

  /** A method of what a name stands for. */
  #method(name: string, args: readonly unknown[]): unknown {
    const dot = name.lastIndexOf('.')
    return dot < 0 ? undefined : methodOf(this.#lookup(name.slice(0, dot)), name.slice(dot + 1), args)
  }

  /** The name behind a dot; `''` where there is none. */
  #member(): string {
    this.#in.at += this.#in.char === '.' ? 1 : 2
    this.#in.skip()
    return this.#in.word()
  }

  /** `new URL(…)`; of all else that is made nothing is known. */
  #made(depth: number): unknown {
    this.#in.skip()
    let name = this.#in.word()
    while (this.#in.char === '.') name = this.#member()
    this.#in.skip()
    if (this.#in.char !== '(') return undefined
    const args = this.bracketed(')', depth + 1) ?? []
    return this.#members(name === 'URL' ? urlOf(args) : undefined, depth)
  }

  /** Members, methods and calls behind a value. */
  #members(from: unknown, depth: number): unknown {
    let value = from
    for (;;) {
      this.#in.skip()
      const { char } = this.#in
      if (char === '[') {
        const [key] = this.bracketed(']', depth + 1) ?? []
        value = itemOf(value, key)
      } else if (char === '(') {
        this.bracketed(')', depth + 1)
        value = undefined
      } else if (char === '.' || this.#in.starts('?.')) {
        const member = this.#member()
        if (member === '') return undefined
        this.#in.skip()
        value =
          this.#in.char === '('
            ? methodOf(settle(value), member, this.bracketed(')', depth + 1) ?? [])
            : memberOf(settle(value), member)
      } else return value
    }
  }
}

function itemOf(value: unknown, key: unknown): unknown {
  if (Array.isArray(value)) return typeof key === 'number' ? value[key] : undefined
  return typeof key === 'string' ? memberOf(value, key) : undefined
}

const isQuote = (char: string): boolean => char === '"' || char === "'" || char === '`'

const isKnown = (value: unknown): boolean =>
  (typeof value === 'string' && value !== '') || (typeof value === 'object' && value !== null)
