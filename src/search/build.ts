import { operationAction, verbOf, type Action } from './actions.ts'
import type { FieldWeight, SearchDocument } from './model.ts'
import { createSpeller, type Speller } from './typos.ts'
import { stemOf, termsOf, wordsOf } from './words.ts'

/** Weights by field. `leaf` is the last fixed segment of the path, `path` the ones before it. */
export const fieldWeights: Readonly<Record<string, FieldWeight>> = {
  leaf: { weight: 2.2, dilution: 0.3 },
  path: { weight: 1, dilution: 0.3 },
  operationId: { weight: 0.8, dilution: 0.4 },
  summary: { weight: 1.8, dilution: 0.5 },
  tags: { weight: 0.8, dilution: 0.4 },
  description: { weight: 0.7, dilution: 0.7 },
  names: { weight: 0.7, dilution: 0.6 },
  words: { weight: 0.3, dilution: 0.7 },
  api: { weight: 0.3, dilution: 0.3 },
}
const otherField: FieldWeight = { weight: 0.5, dilution: 0.6 }

/** BM25's k1: how soon repetition stops counting. */
const saturation = 1.6

/** What a posting says beyond its weight. */
export const inPath = 1
export const inLeaf = 2
/** The term stands in the summary, the operationId or the path: the operation is called so. */
export const inName = 4

/** The shape of a document's path. */
export interface Shape {
  /** Stems of the verbs that its names begin with. */
  readonly verbs: readonly string[]
  readonly action: Action | undefined
  readonly onItem: boolean
  readonly leafIsPlural: boolean
  /** It is there for those who use it already. */
  readonly outdated: boolean
}

/** An inverted index in flat arrays: the postings of term `t` are `starts[t]` up to `starts[t + 1]`. */
export interface Built {
  readonly terms: ReadonlyMap<string, number>
  readonly speller: Speller
  readonly starts: Uint32Array
  readonly docs: Uint32Array
  /** Saturated weight of each posting: what its rarity is multiplied by. */
  readonly impacts: Float32Array
  readonly flags: Uint8Array
  readonly shapes: readonly Shape[]
  /** Summed rarity of the terms of each path. */
  readonly pathMass: Float32Array
  /** Summed rarity of the terms of each name. */
  readonly nameMass: Float32Array
}

interface Entry {
  readonly terms: readonly number[]
  readonly field: string
}

type Weights = Readonly<Record<string, FieldWeight>>

/** Documents between two steps. */
const stride = 32

/** Builds an index step by step, so that whoever builds may do something else in between. */
export function* building(documents: readonly SearchDocument[], weights: Weights): Generator<void, Built> {
  const vocabulary = new Map<string, number>()
  const idOf = (term: string): number => {
    const known = vocabulary.get(term)
    if (known !== undefined) return known
    vocabulary.set(term, vocabulary.size)
    return vocabulary.size - 1
  }
  const lengths = new Map<string, { total: number; count: number }>()
  const entries: Entry[][] = []
  const shapes: Shape[] = []
  for (const document of documents) {
    const { leaf, parents, shape } = readPath(document)
    const fields: Record<string, string | readonly string[] | undefined> = { ...document.fields, leaf, path: parents }
    const row: Entry[] = []
    for (const [field, text] of Object.entries(fields)) {
      if (text === undefined || text.length === 0) continue
      const terms = termsOf(typeof text === 'string' ? text : text.join(' ')).map(idOf)
      row.push({ terms, field })
      const length = lengths.get(field) ?? { total: 0, count: 0 }
      lengths.set(field, { total: length.total + terms.length, count: length.count + 1 })
    }
    entries.push(row)
    shapes.push(shape)
    if (shapes.length % stride === 0) yield
  }
  return yield* index(vocabulary, entries, shapes, (field, length) => {
    const { weight, dilution } = weights[field] ?? fieldWeights[field] ?? otherField
    const { total, count } = lengths.get(field) ?? { total: 1, count: 1 }
    return weight / (1 - dilution + (dilution * length) / Math.max(1, total / count))
  })
}

function* index(
  vocabulary: ReadonlyMap<string, number>,
  entries: readonly (readonly Entry[])[],
  shapes: readonly Shape[],
  weigh: (field: string, length: number) => number,
): Generator<void, Built> {
  const size = vocabulary.size
  const counts = new Uint32Array(size + 1)
  const rows: Map<number, { impact: number; flags: number }>[] = []
  for (const row of entries) {
    const found = new Map<number, { impact: number; flags: number }>()
    for (const { terms, field } of row) {
      const weight = weigh(field, terms.length)
      const flag = flagsOf(field)
      for (const term of terms) {
        const posting = found.get(term)
        if (posting === undefined) found.set(term, { impact: weight, flags: flag })
        else {
          posting.impact += weight
          posting.flags |= flag
        }
      }
    }
    for (const term of found.keys()) counts[term + 1] = (counts[term + 1] ?? 0) + 1
    rows.push(found)
    if (rows.length % stride === 0) yield
  }
  const starts = counts
  for (let term = 0; term < size; term++) starts[term + 1] = (starts[term + 1] ?? 0) + (starts[term] ?? 0)
  const total = starts[size] ?? 0
  const next = starts.slice()
  const docs = new Uint32Array(total)
  const impacts = new Float32Array(total)
  const flags = new Uint8Array(total)
  const pathMass = new Float32Array(rows.length)
  const nameMass = new Float32Array(rows.length)
  for (const [doc, found] of rows.entries()) {
    if (doc % stride === 0) yield
    for (const [term, posting] of found) {
      const at = next[term] ?? 0
      next[term] = at + 1
      docs[at] = doc
      impacts[at] = (posting.impact * (saturation + 1)) / (posting.impact + saturation)
      flags[at] = posting.flags
      const rarity = rarityOf(rows.length, (starts[term + 1] ?? 0) - (starts[term] ?? 0))
      if ((posting.flags & inPath) !== 0) pathMass[doc] = (pathMass[doc] ?? 0) + rarity
      if ((posting.flags & inName) !== 0) nameMass[doc] = (nameMass[doc] ?? 0) + rarity
    }
  }
  yield
  return {
    terms: vocabulary,
    speller: createSpeller(vocabulary.keys()),
    starts,
    docs,
    impacts,
    flags,
    shapes,
    pathMass,
    nameMass,
  }
}

/** BM25's inverse document frequency, never negative. */
export function rarityOf(documents: number, holding: number): number {
  return Math.log(1 + (documents - holding + 0.5) / (holding + 0.5))
}

function flagsOf(field: string): number {
  if (field === 'leaf') return inPath | inLeaf | inName
  if (field === 'path') return inPath
  return field === 'summary' || field === 'operationId' ? inName : 0
}

function readPath(document: SearchDocument): { leaf: string; parents: string; shape: Shape } {
  const segments = (document.path ?? '').split('/').filter((segment) => segment !== '')
  const fixed = segments.filter((segment) => !/^[{:]/.test(segment) && !/^(?:v\d[\w.]*|api|rest)$/i.test(segment))
  const leaf =
    fixed
      .at(-1)
      ?.replace(/\{[^}]*\}/g, ' ')
      .replace(/\.(?:json|xml|php)$/, '') ?? ''
  const onItem = /\}(?:\.\w+)?$|^:/.test(segments.at(-1) ?? '')
  const last = wordsOf(leaf).at(-1) ?? ''
  const summary = document.fields['summary']
  const names = [summary, document.fields['operationId']].filter((name) => typeof name === 'string')
  return {
    leaf,
    parents: fixed.slice(0, -1).join(' '),
    shape: {
      verbs: names.flatMap(verbOf),
      action: operationAction(document.method, names, onItem),
      onItem,
      leafIsPlural: last.endsWith('s') && stemOf(last) !== last,
      outdated: document.outdated === true,
    },
  }
}
