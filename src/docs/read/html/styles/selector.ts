/** One condition on an element. `state`: what only clicks, scripts or the pointer bring about; `other`: not understood. */
export type Condition =
  | { readonly is: 'tag' | 'id' | 'class'; readonly name: string }
  | { readonly is: 'attribute'; readonly name: string; readonly operator: string; readonly value: string }
  | {
      readonly is: 'nth'
      readonly step: number
      readonly offset: number
      readonly last: boolean
      readonly ofType: boolean
    }
  | { readonly is: 'any' | 'none'; readonly of: readonly Selector[] }
  | { readonly is: 'root' | 'empty' | 'state' | 'other' }

/** Conditions on one element, and how the element of the next compound to the left stands to it. */
export interface Compound {
  readonly conditions: readonly Condition[]
  readonly combinator: ' ' | '>' | '+' | '~' | undefined
}

export interface Selector {
  /** The subject first. */
  readonly compounds: readonly Compound[]
  /** Ids, classes and the like, tags: in one number that compares. */
  readonly specificity: number
}

const mostCompounds = 12
const mostConditions = 24
const states =
  /^(?:hover|focus|focus-within|focus-visible|active|target|target-within|checked|indeterminate|disabled|enabled|visited|open|popover-open|modal|fullscreen|placeholder-shown|default|valid|invalid|defined|has|user-invalid|autofill|playing|paused)$/
const pseudoElements = new Set(['before', 'after', 'first-line', 'first-letter'])

/** The selectors of a list (Selectors 4), those of pseudo-elements left out. Never throws; linear. */
export function readSelectors(text: string, depth = 0): Selector[] {
  return splitList(text.slice(0, 8_000)).flatMap((one) => {
    const selector = new Reader(one.trim(), depth).selector()
    return selector === undefined ? [] : [selector]
  })
}

/** The parts between commas outside of brackets and strings. */
function splitList(text: string): string[] {
  const parts: string[] = []
  let open = 0
  let start = 0
  let quote = ''
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] as string
    if (letter === '\\') at++
    else if (quote !== '') quote = letter === quote ? '' : quote
    else if (letter === '"' || letter === "'") quote = letter
    else if (letter === '(' || letter === '[') open++
    else if (letter === ')' || letter === ']') open--
    else if (letter === ',' && open === 0) {
      parts.push(text.slice(start, at))
      start = at + 1
    }
  }
  return [...parts, text.slice(start)]
}

const ident = /(?:[\w-]|[^\0-\x7f]|\\(?:[0-9a-fA-F]{1,6}\s?|[^\n]))+/y
const space = /\s*([>+~]?)\s*/y

class Reader {
  readonly #text: string
  readonly #depth: number
  #at = 0
  #specificity = 0

  constructor(text: string, depth: number) {
    this.#text = text
    this.#depth = depth
  }

  selector(): Selector | undefined {
    const compounds: Compound[] = []
    let combinator: Compound['combinator']
    while (this.#at < this.#text.length) {
      if (compounds.length >= mostCompounds) return undefined
      const conditions = this.#compound()
      if (conditions === undefined) return undefined
      compounds.unshift({ conditions, combinator })
      if (this.#at >= this.#text.length) break
      const [whole = '', sign = ''] = this.#match(space) ?? []
      if (whole === '') return undefined
      combinator = sign === '' ? ' ' : (sign as '>' | '+' | '~') // the pattern has no other
    }
    return compounds.length === 0 ? undefined : { compounds, specificity: this.#specificity }
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)
    if (found !== null) this.#at = pattern.lastIndex
    return found ?? undefined
  }

  #name(): string | undefined {
    return this.#match(ident)?.[0].replace(
      /\\(?:([0-9a-fA-F]{1,6})\s?|([^\n]))/g,
      (_, hex?: string, letter?: string) => {
        const code = Number.parseInt(hex ?? '', 16)
        return hex === undefined ? (letter ?? '') : code > 0 && code < 0x110000 ? String.fromCodePoint(code) : '\ufffd'
      },
    )
  }

  /** `undefined` for what is no compound, or a pseudo-element. */
  #compound(): Condition[] | undefined {
    const conditions: Condition[] = []
    const start = this.#at
    for (;;) {
      const letter = this.#text[this.#at]
      if (letter === undefined || /[\s>+~]/.test(letter)) break
      if (conditions.length >= mostConditions) return undefined
      const condition = this.#condition(letter)
      if (condition === undefined) return undefined
      if (condition !== 'all') conditions.push(condition)
    }
    return this.#at === start ? undefined : conditions
  }

  #condition(letter: string): Condition | 'all' | undefined {
    if (letter === '*') {
      this.#at++
      return 'all'
    }
    if (letter === '#' || letter === '.') {
      this.#at++
      const name = this.#name()
      this.#specificity += letter === '#' ? 1_000_000 : 1_000
      return name === undefined ? undefined : { is: letter === '#' ? 'id' : 'class', name }
    }
    if (letter === '[') return this.#attribute()
    if (letter === ':') return this.#pseudo()
    const name = this.#name()
    this.#specificity += 1
    return name === undefined ? undefined : { is: 'tag', name: name.toLowerCase() }
  }

  #attribute(): Condition | undefined {
    const found = this.#match(
      /\[\s*([\w:-]{1,100})\s*(?:([~|^$*]?=)\s*(?:"([^"]{0,500})"|'([^']{0,500})'|([^\s"'\]]{1,500}))\s*[isIS]?\s*)?\]/y,
    )
    if (found === undefined) return undefined
    this.#specificity += 1_000
    const [, name = '', operator = '', a, b, c] = found
    return { is: 'attribute', name: name.toLowerCase(), operator, value: (a ?? b ?? c ?? '').replace(/\\(.)/g, '$1') }
  }

  #pseudo(): Condition | undefined {
    this.#at++
    if (this.#text[this.#at] === ':') return undefined
    const name = this.#name()?.toLowerCase() ?? ''
    if (name === '' || pseudoElements.has(name)) return undefined
    const inside = this.#text[this.#at] === '(' ? this.#brackets() : undefined
    if (name === 'is' || name === 'where' || name === 'not' || name === 'matches') {
      if (this.#depth >= 3 || inside === undefined) return { is: 'other' }
      const of = readSelectors(inside, this.#depth + 1)
      if (name !== 'where') this.#specificity += Math.max(0, ...of.map((it) => it.specificity))
      return { is: name === 'not' ? 'none' : 'any', of }
    }
    this.#specificity += 1_000
    if (name === 'root' || name === 'empty') return { is: name }
    return nthOf(name, inside) ?? { is: states.test(name) ? 'state' : 'other' }
  }

  /** What stands in the brackets that begin here, which are taken. */
  #brackets(): string {
    const start = this.#at + 1
    for (let open = 0; this.#at < this.#text.length; this.#at++) {
      const letter = this.#text[this.#at]
      if (letter === '\\') this.#at++
      else if (letter === '(') open++
      else if (letter === ')' && --open === 0) return this.#text.slice(start, this.#at++)
    }
    return this.#text.slice(start)
  }
}

/** `:first-child`, `:nth-last-of-type(2n+1)` and their like: the `step * n + offset`th of its parent. */
function nthOf(name: string, inside: string | undefined): Condition | undefined {
  const [, which, last, kind] = /^(first|last|nth)-(last-)?(child|of-type)$/.exec(name) ?? []
  if (which === undefined) return undefined
  const row = { is: 'nth', last: which === 'last' || last !== undefined, ofType: kind === 'of-type' } as const
  if (which !== 'nth') return { ...row, step: 0, offset: 1 }
  const said = (inside ?? '').toLowerCase().replace(/\s+/g, '')
  if (said === 'odd' || said === 'even') return { ...row, step: 2, offset: said === 'odd' ? 1 : 0 }
  const [, step, offset] = /^(?:([+-]?\d{0,6})n)?([+-]?\d{1,6})?$/.exec(said) ?? []
  if (step === undefined && offset === undefined) return { is: 'other' }
  const count = step === undefined ? 0 : step === '' || step === '+' ? 1 : step === '-' ? -1 : Number(step)
  return { ...row, step: count, offset: Number(offset ?? 0) }
}
