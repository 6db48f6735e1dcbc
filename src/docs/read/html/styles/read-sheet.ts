import { mediaOf, type When } from './media.ts'

/** A rule of a style sheet as far as it is needed: its selectors as text, the declarations that decide what is seen. */
export interface SheetRule {
  readonly selectors: string
  readonly declarations: readonly Declaration[]
  readonly when: Exclude<When, 'never'>
}

export interface Declaration {
  readonly property: string
  readonly value: string
  readonly important: boolean
}

/** Properties that take text out of sight, or bring it back. */
const telling =
  /^(?:display|visibility|content-visibility|opacity|filter|font|font-size|text-indent|overflow(?:-[xy])?|(?:max-)?(?:width|height)|clip|clip-path|transform|scale|zoom|position|left|top|right|bottom|inset|margin(?:-left|-top)?|color|background(?:-color|-image)?|animation(?:-name)?|all)$/

const mostRules = 200_000
const deepest = 8
const longestSelector = 4_000

/**
 * Reads a style sheet by the grammar of CSS Syntax 3 as far as blocks, strings and comments go: rules in their order, those
 * of `@media`, `@supports` and `@layer` in their place, nested ones resolved, the rest left out. One pass; never throws.
 */
export function readSheet(text: string, when: When = 'always'): SheetRule[] {
  const rules: SheetRule[] = []
  if (when !== 'never') new Reader(text.replace(/\/\*[^]*?(?:\*\/|$)/g, ' '), rules).block(when, undefined, 0)
  return rules.filter((it) => it.declarations.length > 0)
}

class Reader {
  readonly #text: string
  readonly #rules: SheetRule[]
  #at = 0

  constructor(text: string, rules: SheetRule[]) {
    this.#text = text
    this.#rules = rules
  }

  /** What stands up to the closing brace, or the end. `parent`: the selectors of the rule around. */
  block(when: When, parent: string | undefined, depth: number): void {
    const own: Declaration[] = []
    // before those nested in it, which overrule it
    if (parent !== undefined && when !== 'never') this.#rules.push({ selectors: parent, declarations: own, when })
    while (this.#at < this.#text.length && this.#rules.length < mostRules) {
      const { prelude, end } = this.#prelude()
      if (end !== '{') {
        if (parent !== undefined) own.push(...declarationsOf(prelude))
        if (end === '}' || end === '') break
        continue
      }
      this.#inner(prelude.trim(), when, parent, depth)
    }
  }

  #inner(prelude: string, when: When, parent: string | undefined, depth: number): void {
    const [, name = '', rest = ''] = /^@([\w-]+)([^]*)$/.exec(prelude) ?? []
    const conditional = /^(?:media|supports|layer|container|scope|starting-style)$/i.test(name)
    if (depth >= deepest || (name !== '' && !conditional)) this.#skip()
    else if (name !== '') this.block(both(when, conditionOf(name.toLowerCase(), rest)), parent, depth + 1)
    else {
      const selectors = parent === undefined ? prelude : nested(parent, prelude)
      if (selectors.length > longestSelector) this.#skip()
      else this.block(when, selectors, depth + 1)
    }
  }

  /** The text up to the next `{`, `}` or `;` outside of strings and brackets; that character is taken. */
  #prelude(): { prelude: string; end: string } {
    const start = this.#at
    let open = 0
    for (; this.#at < this.#text.length; this.#at++) {
      const letter = this.#text[this.#at] as string
      if (letter === '"' || letter === "'") this.#string(letter)
      else if (letter === '\\') this.#at++
      else if (letter === '(' || letter === '[') open++
      else if ((letter === ')' || letter === ']') && open > 0) open--
      else if (letter === '{' || letter === '}' || (letter === ';' && open === 0))
        return { prelude: this.#text.slice(start, this.#at++), end: letter }
    }
    return { prelude: this.#text.slice(start), end: '' }
  }

  /** To the closing quote, or the end of the line (a string that is not closed ends there). */
  #string(quote: string): void {
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      const letter = this.#text[this.#at]
      if (letter === '\\') this.#at++
      else if (letter === quote || letter === '\n') return
    }
  }

  #skip(): void {
    for (let open = 1; open > 0 && this.#at < this.#text.length;) {
      const { end } = this.#prelude()
      open += end === '{' ? 1 : end === '}' ? -1 : 0
    }
  }
}

function declarationsOf(text: string): Declaration[] {
  const colon = text.indexOf(':')
  if (colon === -1 || colon > 200 || text.length > 2_000) return []
  const property = text.slice(0, colon).trim().toLowerCase()
  if (!telling.test(property)) return []
  const said = text.slice(colon + 1)
  const value = said.replace(/!\s*important\s*$/i, '')
  return [{ property, value: value.trim().toLowerCase(), important: value !== said }]
}

/** The declarations of a `style` attribute that decide what is seen. */
export const readInline = (text: string): Declaration[] =>
  text
    .replace(/\/\*[^]*?(?:\*\/|$)/g, ' ')
    .split(';')
    .flatMap(declarationsOf)

/** CSS Nesting: `&` is the rule around; without it what stands below that is meant. */
function nested(parent: string, prelude: string): string {
  const around = parent.includes(',') ? `:is(${parent})` : parent
  return prelude
    .split(',')
    .map((one) => (one.includes('&') ? one.replaceAll('&', () => around) : `${around} ${one}`))
    .join(',')
}

function conditionOf(name: string, text: string): When {
  if (name === 'media') return mediaOf(text)
  if (name === 'supports') return /\bnot\b/i.test(text) ? 'sometimes' : 'always'
  return name === 'layer' ? 'always' : 'sometimes'
}

function both(a: When, b: When): When {
  if (a === 'never' || b === 'never') return 'never'
  return a === 'sometimes' || b === 'sometimes' ? 'sometimes' : 'always'
}
