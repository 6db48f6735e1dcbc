import { toMarked } from '../infer/inline.ts'
import { toMethod, type Method } from '../infer/methods.ts'
import type { Item, Outline } from '../infer/outline.ts'
import { readTarget, segmentsOf, targetEnd, type Target } from '../infer/target.ts'
import type { Extractor, Finding } from './extractor.ts'
import { relativeCalls } from './relative-call.ts'
import { isApiPath } from './scan.ts'

interface Relative {
  readonly row: number
  readonly method: Method
  readonly target: Target
}

const wordsIn = new WeakMap<Outline, ReadonlySet<string>>()

/**
 * Calls whose path lacks its slash, alone in a heading, on a line or at the head of a block of code: `GET Boats/{id}`,
 * `PUT boats/{id}/crew`. `GET Boats`, which might be words, is one where the page goes on from `Boats` elsewhere.
 */
export const relative: Extractor = {
  id: 'relative',
  read(item, outline) {
    const found = relativesOf(item)
    if (found.length === 0) return []
    const words = wordsOf(outline)
    const isCode = item.block?.kind === 'code'
    if (item.block === undefined && isWrittenOut(item, found)) return []
    return found
      .filter(({ target }) => words.has(segmentsOf(target.path)[0] ?? ''))
      .map(({ row, method, target }): Finding => {
        const form = item.block?.kind === 'list' ? 'listed' : 'declared'
        return { at: item.at, row, method, target, form, weight: isCode ? 0.8 : 0.9, by: 'relative' }
      })
  },
}

/** First words of the page's relative paths, of those that go on behind them with a variable or a further word. */
function wordsOf(outline: Outline): ReadonlySet<string> {
  const known = wordsIn.get(outline)
  if (known !== undefined) return known
  const words = new Set<string>()
  for (const item of outline.items)
    for (const { target } of relativesOf(item)) {
      const [first = '', ...others] = segmentsOf(target.path)
      if (others.length > 0) words.add(first)
    }
  wordsIn.set(outline, words)
  return words
}

/** The title of a section in which the path stands in full: `POST boats/sink` over `https://api.example.com/1/boats/sink.json`. */
function isWrittenOut({ node }: Item, found: readonly Relative[]): boolean {
  const fronts = found.map(({ target }) => target.path.replace(/\{.*$/, ''))
  const texts = [node, ...node.children].flatMap(({ items }) => items.slice(1, 12).map(textOf))
  return texts.some((text) => fronts.some((front) => text.includes(front)))
}

function textOf({ block, marked }: Item): string {
  if (block?.kind === 'code') return block.text.slice(0, 2000)
  return block?.kind === 'table' ? block.rows.slice(0, 20).flat().join(' ') : marked
}

const alone = /^`?(GET|POST|PUT|PATCH|DELETE)`?[ \t]{1,3}`?(?=[A-Za-z_][\w.-]{1,60}(?:[/?`]|$))/
/** "GET request/response", "POST and/or PUT": words with a stroke between them. */
const words = /^(?:and|or|requests?|responses?|methods?|params?|parameters?|data|body|the|a)\b/i

function relativesOf({ block, marked }: Item): Relative[] {
  const lines = linesOf(block, marked)
  return lines.flatMap((line, row) => {
    const text = line.trim()
    const [lead = '', verb = ''] = text.length > 300 ? [] : (alone.exec(text) ?? [])
    const method = toMethod(verb)
    if (method === undefined) return []
    const end = targetEnd(text, lead.length)
    const written = text.slice(lead.length, end)
    if (!/^`?$/.test(text.slice(end)) || words.test(written)) return []
    const target = readTarget(written, { relative: true })
    return target === undefined || !isApiPath(target) || target.origin !== undefined ? [] : [{ row, method, target }]
  })
}

/** What may be a call alone: a heading, a line, the head of code, the only entry of a list. */
function linesOf(block: Item['block'], marked: string): readonly string[] {
  if (block === undefined) return [marked]
  if (block.kind === 'text') return marked.split('\n')
  if (block.kind === 'list') {
    // what begins as paths of APIs do is read wherever it is listed
    const [only = '', ...others] = block.items.map((it) => toMarked(it.markdown))
    return others.length === 0 && relativeCalls(only).length === 0 ? [only] : []
  }
  return block.kind === 'code' ? [firstOf(block.text)] : []
}

const firstOf = (text: string): string => text.trim().split('\n', 1)[0] ?? ''
