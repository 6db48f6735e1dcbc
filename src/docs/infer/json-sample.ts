import { ExactNumber, parseJson } from '../../core/index.ts'

/** What stands where a sample says that something is left out (`...`) or writes something that is no value. */
export const unknownValue: unique symbol = Symbol('unknown')

const maxDepth = 40
const longest = 400_000

/**
 * A JSON sample as people write it: comments, trailing commas, missing commas, single quotes, `...`, bare words and
 * placeholders (`METHOD`, `<id>`, `[LIST_OF_IDS]`) do not spoil what is known of the rest. Numbers keep their digits.
 * What is no value becomes `unknownValue`. `undefined` when the text does not begin with an object or an array.
 */
export function readJsonSample(text: string): unknown {
  const source = text.trim()
  if (source.length > longest || !/^[{[]/.test(source)) return undefined
  try {
    return parseJson(source)
  } catch {
    return new Reader(source).whole() // samples are rarely JSON to the letter
  }
}

class Reader {
  #at = 0
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  whole(): unknown {
    const value = this.#value(0)
    return value === unknownValue ? undefined : value
  }

  #skip(): void {
    for (;;) {
      const rest = /(?:[\s,]|\/\/[^\n]*|#[^\n]*|\/\*[^]*?\*\/|…|\.{2,}|<!--[^]*?-->)/y
      rest.lastIndex = this.#at
      const found = rest.exec(this.#text)
      if (found === null) return
      this.#at += found[0].length
    }
  }

  #value(depth: number): unknown {
    this.#skip()
    const char = this.#text[this.#at]
    if (char === undefined || depth > maxDepth) return unknownValue
    if (char === '{') return this.#object(depth)
    if (char === '[') return this.#array(depth)
    if (char === '"' || char === "'") return this.#string(char)
    return this.#word()
  }

  #object(depth: number): unknown {
    this.#at++
    const found: Record<string, unknown> = {}
    for (;;) {
      this.#skip()
      const char = this.#text[this.#at]
      if (char === undefined) return found
      if (char === '}') {
        this.#at++
        return found
      }
      const key = char === '"' || char === "'" ? this.#string(char) : this.#key()
      if (key === undefined) {
        this.#at++
        continue
      }
      this.#skip()
      if (this.#text[this.#at] !== ':') continue
      this.#at++
      Object.defineProperty(found, key, {
        value: this.#value(depth + 1),
        enumerable: true,
        writable: true,
        configurable: true,
      })
    }
  }

  #array(depth: number): unknown[] {
    this.#at++
    const found: unknown[] = []
    for (;;) {
      this.#skip()
      const char = this.#text[this.#at]
      if (char === undefined || char === '}') return found
      if (char === ']') {
        this.#at++
        return found
      }
      const before = this.#at
      const value = this.#value(depth + 1)
      if (this.#at === before) this.#at++
      else if (value !== unknownValue) found.push(value)
    }
  }

  #key(): string | undefined {
    const name = /[A-Za-z_$][\w$.-]*/y
    name.lastIndex = this.#at
    const found = name.exec(this.#text)?.[0]
    if (found !== undefined) this.#at += found.length
    return found
  }

  #string(quote: string): string {
    let end = this.#at + 1
    while (end < this.#text.length && this.#text[end] !== quote && this.#text[end] !== '\n')
      end += this.#text[end] === '\\' ? 2 : 1
    const raw = this.#text.slice(this.#at + 1, end)
    this.#at = this.#text[end] === quote ? end + 1 : end
    try {
      const value = parseJson(`"${quote === "'" ? raw.replaceAll("\\'", "'").replaceAll('"', '\\"') : raw}"`)
      return typeof value === 'string' ? value : raw
    } catch {
      return raw // an escape that JSON does not know
    }
  }

  /** A number, a literal, or whatever stands up to the end of this value: `true / false`, `<id>`, `"a" or "b"`. */
  #word(): unknown {
    const piece = /[^,{}[\]\n]*/y
    piece.lastIndex = this.#at
    const written = piece.exec(this.#text)?.[0] ?? ''
    this.#at += written.length
    const word = written.replace(/\s*(?:\/\/|#|\/\*).*$/, '').trim()
    if (word === 'true' || word === 'false') return word === 'true'
    if (word === 'null') return null
    if (/^(?:true|false)\s*(?:\/|\||or)\s*(?:true|false)$/i.test(word)) return true
    if (/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(word)) {
      try {
        return parseJson(word)
      } catch {
        return unknownValue // 007
      }
    }
    return unknownValue
  }
}

export const isExact = (value: unknown): value is ExactNumber => value instanceof ExactNumber
