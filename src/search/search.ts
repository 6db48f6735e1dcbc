import { clausesOf } from './actions.ts'
import { building, fieldWeights, inLeaf, inName, inPath, rarityOf, type Built } from './build.ts'
import type { SearchDocument, SearchHit, SearchIndex, SearchOptions, SearchQuery } from './model.ts'
import { fit, wishOf } from './fit.ts'
import { weights } from './weights.ts'
import type { Intent } from './intent.ts'
import { readRequest, type Request } from './request.ts'

/** Milliseconds of work between two pauses. */
const slice = 5

/**
 * An index over short texts that answers requests in everyday words.
 *
 * It ranks by BM25 over weighted fields, with stems, synonyms and corrected typos, and then by how well what the request
 * wants done, to one or to many, fits the method and the path of a document. It is built when first searched,
 * unless it was prepared.
 */
export function createSearch(documents: readonly SearchDocument[], options: SearchOptions = {}): SearchIndex {
  let built: Built | undefined
  let steps: Generator<void, Built> | undefined
  const groups = documents.map((document) => document.group)
  /** Goes on building; who prepares and who cannot wait share the work. */
  const goOn = (): void => {
    steps ??= building(documents, { ...fieldWeights, ...options.fields })
    const step = steps.next()
    if (step.done === true) built = step.value
  }
  const whole = (): Built => {
    while (built === undefined) goOn()
    return built
  }
  return {
    async prepare(pause) {
      while (built === undefined) {
        await pause()
        for (const until = performance.now() + slice; built === undefined && performance.now() < until;) goOn()
      }
    },

    search(query, wanted) {
      if (wanted.limit <= 0 || documents.length === 0) return []
      const mask = maskOf(groups, wanted.groups)
      const index = whole()
      const rank = (text: string, sure: boolean): Ranked => {
        const request = readRequest(text, index.terms, index.speller)
        return score(index, sure ? request : { ...request, intent: undecided(request.intent) }, mask)
      }
      const asked = query.slice(0, longest)
      const clauses = clausesOf(asked).slice(0, mostClauses)
      if (clauses.length < 2) return best(rank(asked, true), documents, wanted)
      const parts = clauses.map((clause) => rank(clause, true))
      const all = rank(asked, false)
      return best(
        {
          scores: blend(
            all.scores,
            parts.map(({ scores }) => scores),
          ),
          covered: parts.reduce(higher, all.covered),
        },
        documents,
        wanted,
      )
    },
  }
}

/** What one request gives each document. */
interface Ranked {
  readonly scores: Float32Array
  /** Shares of the request. */
  readonly covered: Float32Array
}

const higher = (covered: Float32Array, { covered: other }: Ranked): Float32Array =>
  covered.map((share, doc) => Math.max(share, other[doc] ?? 0))

/** 1 for every document of the wanted groups; `undefined` when all are. */
function maskOf(groups: readonly string[], wanted: ReadonlySet<string> | undefined): Uint8Array | undefined {
  if (wanted === undefined) return undefined
  return Uint8Array.from(groups, (group) => (wanted.has(group) ? 1 : 0))
}

/** Characters of a request that are read. */
const longest = 4_000
const mostClauses = 8
/** How much a part of a request counts beside the whole of it. */
const clauseShare = 0.5

/** A document that answers one part of a request well is as welcome as one that answers a little of all. */
function blend(whole: Float32Array, parts: readonly Float32Array[]): Float32Array {
  const size = whole.length
  const fromParts = new Float32Array(size)
  for (const part of parts) {
    const scale = clauseShare / topOf(part)
    for (let doc = 0; doc < size; doc++) {
      const share = (part[doc] ?? 0) * scale
      if (share > (fromParts[doc] ?? 0)) fromParts[doc] = share
    }
  }
  const scale = (1 - clauseShare) / topOf(whole)
  for (let doc = 0; doc < size; doc++) fromParts[doc] = (fromParts[doc] ?? 0) + (whole[doc] ?? 0) * scale
  return fromParts
}

/** The best score, or 1 when there is none. */
function topOf(scores: Float32Array): number {
  let top = 0
  for (let doc = 0; doc < scores.length; doc++) top = Math.max(top, scores[doc] ?? 0)
  return top === 0 ? 1 : top
}

/** Several orders at once do not tell what the whole wants done; each part does. */
function undecided(intent: Intent): Intent {
  return { ...intent, wants: { read: 0, create: 0, update: 0, delete: 0 } }
}

/** Working space of one search, one cell per document. */
interface Tally {
  readonly text: Float32Array
  readonly covered: Float32Array
  readonly path: Float32Array
  readonly name: Float32Array
  /** 1: the leaf was named in the singular, 2: in the plural. */
  readonly leaf: Uint8Array
}

function score(built: Built, request: Request, mask: Uint8Array | undefined): Ranked {
  const size = built.shapes.length
  const among = mask === undefined ? size : mask.reduce((sum, one) => sum + one, 0)
  const tally: Tally = {
    text: new Float32Array(size),
    covered: new Float32Array(size),
    path: new Float32Array(size),
    name: new Float32Array(size),
    leaf: new Uint8Array(size),
  }
  const best = new Float32Array(size)
  const share = new Float32Array(size)
  const touched = new Uint32Array(size)
  let mass = 0
  for (const concept of request.concepts) {
    let touches = 0
    let rarest = 0
    let own = Number.POSITIVE_INFINITY
    for (const [rank, { term, weight }] of concept.forms.entries()) {
      const from = built.starts[term] ?? 0
      const to = built.starts[term + 1] ?? 0
      const holding = mask === undefined ? to - from : countIn(built.docs, from, to, mask)
      if (holding === 0) continue
      const rarity = rarityOf(among, holding)
      if (rank === 0) own = rarity
      // a word that stands for another is never worth more than that: a rare synonym of a common word says little
      const worth = Math.min(rarity, own) * weight
      const overall = rarityOf(size, to - from) * weight
      if (weight === 1 || rarest === 0) rarest = Math.max(rarest, rarity * weight)
      for (let at = from; at < to; at++) {
        const doc = built.docs[at] ?? 0
        if (mask !== undefined && mask[doc] === 0) continue
        const flags = built.flags[at] ?? 0
        const lead = concept.head && (flags & inLeaf) !== 0 ? weights.onLeaf : 1
        const gain = lead * worth * (built.impacts[at] ?? 0)
        if (best[doc] === 0) touched[touches++] = doc
        if (gain > (best[doc] ?? 0)) best[doc] = gain
        if (weight > (share[doc] ?? 0)) share[doc] = weight
        if ((flags & inPath) !== 0) tally.path[doc] = (tally.path[doc] ?? 0) + overall
        if ((flags & inName) !== 0) tally.name[doc] = (tally.name[doc] ?? 0) + overall
        if ((flags & inLeaf) !== 0 && rank === 0) tally.leaf[doc] = concept.plural ? 2 : 1
      }
    }
    mass += rarest * concept.weight
    for (let at = 0; at < touches; at++) {
      const doc = touched[at] ?? 0
      tally.text[doc] = (tally.text[doc] ?? 0) + (best[doc] ?? 0) * concept.weight
      tally.covered[doc] = (tally.covered[doc] ?? 0) + rarest * concept.weight * (share[doc] ?? 0)
      best[doc] = 0
      share[doc] = 0
    }
  }
  const total = tally.text
  const wish = wishOf(request.intent)
  for (let doc = 0; doc < size; doc++) {
    const text = total[doc] ?? 0
    const shape = built.shapes[doc]
    if (text === 0 || shape === undefined) continue
    const covered = mass === 0 ? 0 : Math.min(1, (tally.covered[doc] ?? 0) / mass)
    tally.covered[doc] = covered * request.known
    total[doc] =
      text *
      fit(wish, shape, {
        covered,
        path: portion(tally.path[doc], built.pathMass[doc]),
        name: portion(tally.name[doc], built.nameMass[doc]),
        leaf: tally.leaf[doc] ?? 0,
      })
  }
  return { scores: total, covered: tally.covered }
}

function portion(part: number | undefined, whole: number | undefined): number {
  return whole === undefined || whole === 0 ? 0 : Math.min(1, (part ?? 0) / whole)
}

function countIn(docs: Uint32Array, from: number, to: number, mask: Uint8Array): number {
  let count = 0
  for (let at = from; at < to; at++) count += mask[docs[at] ?? 0] ?? 0
  return count
}

function best({ scores, covered }: Ranked, documents: readonly SearchDocument[], wanted: SearchQuery): SearchHit[] {
  const hits: SearchHit[] = []
  for (let doc = 0; doc < scores.length; doc++) {
    const score = scores[doc] ?? 0
    const full = hits.length >= wanted.limit
    if (score === 0 || (full && score <= (hits.at(-1)?.score ?? 0))) continue
    const id = documents[doc]?.id
    if (id === undefined || wanted.accept?.(id) === false) continue
    if (full) hits.pop()
    let at = hits.length
    while (at > 0 && (hits[at - 1]?.score ?? 0) < score) at--
    hits.splice(at, 0, { id, score, covered: covered[doc] ?? 0 })
  }
  return hits
}
