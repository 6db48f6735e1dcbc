import { toMarked } from '../infer/inline.ts'
import { toMethods, type Method } from '../infer/methods.ts'
import type { Item, Outline } from '../infer/outline.ts'
import { readTarget, targetEnd, type Target } from '../infer/target.ts'
import { toColumn } from '../infer/words.ts'
import type { Extractor, Finding } from './extractor.ts'
import { isApiPath, isDocsPage } from './scan.ts'

interface Label {
  readonly kind: 'method' | 'path'
  readonly row: number
  readonly methods: readonly Method[]
  readonly target?: Target
}

/** So many items apart a URL and its method may stand. */
const reach = 6

/** Labelled pairs, one above the other: `**URL**: /x`, `**Method**: GET`; also as headings, list items and table rows. */
export const pairs: Extractor = {
  id: 'pairs',
  read(item, outline) {
    const found: Finding[] = []
    const labels = labelsOf(item, outline)
    const record = labels.some(({ kind }) => kind === 'method')
    for (const label of labels) {
      if (label.kind !== 'path' || label.target === undefined || (!record && isHost(label))) continue
      const base = { at: item.at, row: label.row, target: label.target, form: 'declared' as const, by: 'pairs' }
      const methods = label.methods.length > 0 ? label.methods : methodNear(item, label.row, outline)
      if (label.methods.length === 0 && (isDocsPage(label.target) || /\/docs?\.html?$/i.test(label.target.path)))
        continue
      for (const method of methods) found.push({ ...base, method, weight: 0.9 })
      if (methods.length === 0) found.push({ ...base, weight: 0.5 })
    }
    return found
  },
}

/** `URL: https://api.example.com`: where the API is, no call. */
const isHost = ({ target, methods }: Label): boolean =>
  methods.length === 0 && target?.path === '/' && target.origin !== undefined && !target.raw.endsWith('/')

/** The methods of the nearest method label around a URL label, not past another URL label. */
function methodNear(item: Item, row: number, outline: Outline): readonly Method[] {
  const own = labelsOf(item, outline).filter(({ kind }) => kind === 'method')
  if (own.length > 0) return own.toSorted((a, b) => Math.abs(a.row - row) - Math.abs(b.row - row))[0]?.methods ?? []
  // its own section first: the next one's label is the next call's
  for (const within of [true, false])
    for (const step of [1, -1])
      for (let distance = 1; distance <= reach; distance++) {
        const other = outline.items[item.at + step * distance]
        if (other === undefined || other.node.page !== item.node.page) break
        if (within && other.node !== item.node) break
        const labels = labelsOf(other, outline)
        const method = (step > 0 ? labels : labels.toReversed()).find(({ kind }) => kind === 'method')
        if (method !== undefined) return method.methods
        if (labels.some(({ kind }) => kind === 'path')) break
      }
  return []
}

/** The methods that labels in these items name, each where it stands; for a path that was found elsewhere. */
export function labelledMethods(items: readonly Item[], outline: Outline): Labelled {
  const before = labelled.get(items)
  if (before !== undefined) return before
  const found = findLabelled(items, outline)
  labelled.set(items, found)
  return found
}

type Labelled = readonly { readonly at: number; readonly methods: readonly Method[] }[]
/** One section is asked for each path that it has. */
const labelled = new WeakMap<readonly Item[], Labelled>()

function findLabelled(items: readonly Item[], outline: Outline): Labelled {
  const known = new Set<Method>()
  const found = items.flatMap((item) => {
    const label = labelsOf(item, outline).find(({ kind }) => kind === 'method')
    const methods = label?.methods.filter((method) => !known.has(method)) ?? []
    for (const method of methods) known.add(method)
    return methods.length === 0 ? [] : [{ at: item.at, methods }]
  })
  // beside labels of paths the further methods are theirs
  const several = found.length > 1 && items.some((item) => labelsOf(item, outline).some(({ kind }) => kind === 'path'))
  return several ? found.slice(0, 1) : found
}

const labels = new WeakMap<Item, readonly Label[]>()

function labelsOf(item: Item, outline: Outline): readonly Label[] {
  const known = labels.get(item)
  if (known !== undefined) return known
  const found = toLabels(item, outline)
  labels.set(item, found)
  return found
}

function toLabels(item: Item, outline: Outline): readonly Label[] {
  const block = item.block
  if (block === undefined) return fromPair(item.marked, valueAfter(item, outline), 0, item.marked.length < 40)
  if (block.kind === 'text')
    return item.marked.split('\n').flatMap((line, row, lines) => {
      const next = lines[row + 1] ?? (row === lines.length - 1 ? valueAfter(item, outline) : '')
      return fromLine(line, next, row)
    })
  if (block.kind === 'list')
    return block.items.flatMap(({ markdown }, row, items) => {
      const entry = fromLine(toMarked(markdown), toMarked(items[row + 1]?.markdown ?? ''), row)
      // the lines of an entry, a pair each
      const lines = entry.length > 0 ? [] : toMarked(markdown).split('\n')
      return lines.length < 2 ? entry : lines.flatMap((line) => (/[:：]/.test(line) ? fromLine(line, '', row) : []))
    })
  if (block.kind === 'code') {
    const lines = block.text.trim().split('\n')
    // capitals: not the keys of a configuration
    const spoken = lines.length <= 12 && lines.every((line) => /^\p{Lu}[^\n]*[:：]/u.test(line))
    const found = !spoken ? [] : lines.flatMap((line, row) => fromLine(line, '', row))
    return new Set(found.map(({ kind }) => kind)).size === 2 ? found : []
  }
  if (block.kind === 'definitions')
    return block.rows.flatMap(({ term, markdown }, row) => fromPair(toMarked(term), toMarked(markdown), row, true))
  if (block.kind === 'table' && block.header.length <= 4) {
    const found = [block.header, ...block.rows].flatMap(([term = '', value = ''], row) =>
      fromPair(toMarked(term), toMarked(value), row, true),
    )
    // with columns for remarks it is the record of a call only when it has both
    return block.header.length === 2 || new Set(found.map(({ kind }) => kind)).size === 2 ? found : []
  }
  return []
}

/** The first line of the block behind an item, for a label that stands alone. */
function valueAfter(item: Item, outline: Outline): string {
  const next = outline.items[item.at + 1]
  if (next?.block === undefined || next.node.page !== item.node.page) return ''
  if (next.block.kind === 'text') return next.marked.split('\n')[0] ?? ''
  if (next.block.kind === 'code') {
    const [first = ''] = next.block.text.trim().split('\n')
    // a whole request says itself what it is
    return /^[A-Z]{3,7}\s+\S*\//.test(first) ? '' : first
  }
  if (next.block.kind === 'list') return toMarked(next.block.items[0]?.markdown ?? '')
  return ''
}

function fromLine(line: string, next: string, row: number): Label[] {
  const [head = '', second = ''] = line.trim().split('\n')
  if (second !== '' && toColumn(head, ['method', 'path']) !== undefined) return fromPair(head, second, row, true)
  // several pairs may share a line: "Method: GET  URL: /x", "URL: `/x`, Method: `GET`"
  const [, label = '', value = ''] =
    /^[\s>*•-]*`?([^:：=`>→]{2,30}?)`?\s*(?:[:：=]|-+>|=+>|→)\s*(.*)$/su.exec(line) ?? []
  if (label !== '') return fromPair(label, value.trim() === '' ? next : value, row, true)
  const bare = line.trim()
  return bare.length <= 30 && next !== '' ? fromPair(bare, next, row, true) : []
}

function fromPair(label: string, value: string, row: number, allowed: boolean): Label[] {
  const kind = allowed ? toColumn(label, ['method', 'path']) : undefined
  if (kind === undefined) return []
  const said = value
    .replace(/`/g, ' ')
    .trim()
    .replace(/^(["'])(.*)\1$/s, '$2')
    .replace(/^_{2,}(?=\/)/, '') // an emphasis that nothing ends
  if (said === '') return []
  const [first = ''] = said.split('\n')
  if (kind === 'method') {
    const methods = toMethods(first.replace(/\(.*\)$/, '').replace(/^The request type\b/i, ''))
    return methods.length === 0 ? [] : [{ kind, row, methods }]
  }
  const [, verb = ''] = /^((?:[A-Z]{3,7})(?:\s*[/,|]\s*[A-Z]{3,7})*)\s+(?=\S)/.exec(first) ?? []
  const methods = toMethods(verb)
  const text = methods.length > 0 ? first.slice(verb.length).trim() : first
  // a request in full behind "Request:" is a sample
  if (/\sHTTP\/\d(?:\.\d)?$/.test(text)) return []
  if (text.startsWith('/*', targetEnd(text, 0) - 1)) return [] // all that is below it
  const target = readTarget(text.slice(0, targetEnd(text, 0)), {
    relative: /^[\w{:<.-]+(?:\/[\w{}:<>.-]+)+\/?$/.test(text),
  })
  return target === undefined || !isApiPath(target) ? [] : [{ kind, row, methods, target }]
}
