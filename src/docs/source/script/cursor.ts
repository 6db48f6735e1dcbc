import { ExactNumber, parseJson } from '../../../core/index.ts'
import { join, unescape } from './text.ts'

const space = /[\s\uFEFF]/
const wordAt = /[\w$]+/y
const numberAt = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const closers: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')' }

/** A place in a script, and the small things that are read there. */
export class Cursor {
  readonly text: string
  at: number

  constructor(text: string, at: number) {
    this.text = text
    this.at = at
  }

  get char(): string {
    return this.text[this.at] ?? ''
  }

  get isDone(): boolean {
    return this.at >= this.text.length
  }

  starts(text: string): boolean {
    return this.text.startsWith(text, this.at)
  }

  /** Takes what is at the cursor, or nothing. `pattern` is sticky. */
  takes(pattern: RegExp): string {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0] ?? ''
    this.at += found.length
    return found
  }

  word(): string {
    return this.takes(wordAt)
  }

  number(): number | ExactNumber | undefined {
    const found = this.takes(numberAt)
    const value = found === '' ? undefined : parseJson(found)
    return typeof value === 'number' || value instanceof ExactNumber ? value : undefined
  }

  /** A string of any quotes with its escapes; `hole` reads what a hole of a template holds, up to its closing brace. */
  string(hole: () => unknown = () => this.#hole()): unknown {
    const { text, char: quote } = this
    const pieces: unknown[] = []
    let written = ''
    let from = this.at + 1
    for (let at = from; at < text.length; at++) {
      const char = text[at]
      if (char === quote) {
        this.at = at + 1
        return join([...pieces, written + text.slice(from, at)])
      }
      if (char === '\\') {
        const [meant, length] = unescape(text, at + 1)
        written += text.slice(from, at) + meant
        at += length
        from = at + 1
      } else if (quote === '`' && char === '$' && text[at + 1] === '{') {
        this.at = at + 2
        pieces.push(written + text.slice(from, at), hole())
        if (this.char !== '}') break
        written = ''
        at = this.at
        from = at + 1
      } else if (quote !== '`' && char === '\n') break
    }
    this.at = text.length
    return undefined
  }

  #hole(): undefined {
    const end = this.text.indexOf('}', this.at)
    this.at = end < 0 ? this.text.length : end
  }

  /** Passes over the rest of an expression. */
  rest(): void {
    const open: string[] = []
    while (!this.isDone) {
      this.skip()
      const { char } = this
      if (open.length === 0 && (char === ',' || char === ';' || char === '}' || char === ']' || char === ')')) return
      if (char === '"' || char === "'" || char === '`') {
        this.string()
        continue
      }
      const close = closers[char]
      if (close !== undefined) open.push(close)
      else if (char === open.at(-1)) open.pop()
      this.at += 1
    }
  }

  /** Passes over blanks and comments. */
  skip(): void {
    const { text } = this
    for (;;) {
      while (this.at < text.length && space.test(text[this.at] ?? '')) this.at += 1
      if (text[this.at] !== '/') return
      const end =
        text[this.at + 1] === '/'
          ? text.indexOf('\n', this.at)
          : text[this.at + 1] === '*'
            ? text.indexOf('*/', this.at + 2) + 1
            : this.at - 1
      if (end === this.at - 1) return // a division or a regular expression
      this.at = end <= 0 ? text.length : end + 1
    }
  }
}
