import type { EventType, State } from 'js-yaml'

const colon = 58
const question = 63
const space = 32
const tab = 9

/** Finds keys that stand twice in a mapping while js-yaml takes them: refusing them would cost a second parse. */
export class Repeats {
  readonly #text: string
  /** Where the node that is open at each depth starts. */
  readonly #starts: number[] = []
  /** The keys so far of the mapping that is open at each depth, each with its place. */
  readonly #keys: [key: string, start: number][][] = [[]]
  #depth = 0
  #first: number | undefined

  constructor(text: string) {
    this.#text = text
  }

  hear(event: EventType, state: State): void {
    if (event === 'open') {
      this.#starts[(this.#depth += 1)] = state.position
      const keys = this.#keys[this.#depth]
      if (!keys) this.#keys.push([])
      else if (keys.length > 0) this.#keys[this.#depth] = []
      return
    }
    if (state.kind === 'mapping') this.#look(state.result)
    this.#depth -= 1
    const start = this.#starts[this.#depth + 1] ?? 0
    if (state.kind === 'scalar' && isKey(state, start)) this.#keys[this.#depth]?.push([String(state.result), start])
  }

  /** The line and column of the first repeated key. */
  place(): string | undefined {
    if (this.#first === undefined) return undefined
    const before = this.#text.slice(0, this.#first).split(/\r\n|\r|\n/)
    return `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`
  }

  #look(mapping: unknown): void {
    const keys = this.#keys[this.#depth] ?? []
    if (keys.length < 2 || typeof mapping !== 'object' || mapping === null) return
    const merges = keys.some(([key]) => key === '<<') // brings keys of its own: counting does not tell
    if (!merges && keys.length <= Object.keys(mapping).length) return
    const seen = new Set<string>()
    for (const [key, start] of keys) {
      if (key !== '<<' && seen.has(key)) return this.#note(start)
      seen.add(key)
    }
  }

  #note(start: number): void {
    if (this.#first === undefined || start < this.#first) this.#first = start
  }
}

/** Whether the scalar that just ended has a colon behind it or the `?` of an explicit key before it: only keys do. */
function isKey({ input, position }: State, start: number): boolean {
  let at = position
  while (isSpace(input.charCodeAt(at))) at += 1
  if (input.charCodeAt(at) === colon) return true
  let before = start - 1
  while (isSpace(input.charCodeAt(before))) before -= 1
  return input.charCodeAt(before) === question
}

function isSpace(code: number): boolean {
  return code === space || code === tab
}
