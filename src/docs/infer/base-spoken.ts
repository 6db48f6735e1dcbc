import type { Finding } from '../extractors/index.ts'
import { ofPeople, withoutProbe } from './base-model.ts'
import { toMarked } from './inline.ts'
import type { Outline } from './outline.ts'
import { prefixBefore } from './match.ts'
import { PathIndex } from './path-index.ts'
import { readTarget, targetEnd } from './target.ts'

/** Words of sentences that say where calls go, in whatever way. */
const ofCalls =
  /\b(?:requests?|calls?|called|apis?|endpoints?|paths?|routes?|service|interface|client|production|live|root|entry ?point|server|host(?:ed)?|base|prefix(?:ed)?|prepend(?:ed)?|append(?:ed)?)\b|запрос|请求|接口|anfrage|aufruf|requête|appel|solicitud|llamada|petici/iu
/** A place of the API, not of its pages: `https://api.…`, `…/api`, `…/v1`, `…/rest`. */
const likeAnApi = /(?:^|[./-])(?:apis?|rest|gateway)(?:[./:-]|$)|\/v\d/i
const ofPages = /^https?:\/\/(?:docs?|developers?|www|status|support|help|blog|community|github|dashboard|app)\./i
const forTrying = /\b(?:sandbox|staging|test(?:ing)?|demo|mock|development)\b/i
const deepest = 4

/**
 * A URL that a sentence about calls names, where the page writes its calls as paths: "All requests are issued against
 * `https://api.example.com/v1`". The first one, before those of sandboxes and what stands before the path of a call.
 */
export function spokenBase(
  outline: Outline,
  findings: readonly Finding[],
): { readonly origin: string; readonly path: string; readonly stated: true } | undefined {
  const called = findings.filter(({ form, method }) => form !== 'mention' && method !== undefined)
  const relative = called.filter(({ target }) => target.origin === undefined)
  if (relative.length === 0) return undefined
  const index = new PathIndex(relative.map(({ target }) => ({ path: target.path })))
  const hosts = new Set(called.flatMap(({ target }) => target.origin ?? []))
  const taken = new Set(called.map(({ target }) => `${target.origin ?? ''}${target.path}`))
  const found: { readonly origin: string; readonly path: string; readonly rank: number }[] = []
  for (const { line, lead } of sentences(outline)) {
    for (const { index: at } of line.matchAll(/https?:\/\//gi)) {
      const raw = line.slice(at, targetEnd(line, at))
      const target = readTarget(raw)
      const origin = target?.origin
      if (target === undefined || origin === undefined || target.query.length > 0) continue
      if (hosts.size > 0 && !hosts.has(origin)) continue // the page calls others
      const path = withoutProbe(target.path.replace(/\/+$/, ''))
      const before = line.slice(Math.max(0, at - 140), at)
      const around = `${lead} ${before} ${line.slice(at + raw.length, at + raw.length + 100)}`
      if (!ofCalls.test(around.replace(/https?:\/\/\S+/gi, ' ')) || ofPages.test(origin)) continue
      if (ofPeople.test(path) || /[{}<>]|\.\w{2,5}$/.test(path) || path.split('/').length > deepest) continue
      if (!likeAnApi.test(`${origin.replace(/^https?:\/\//i, '')}${path}`)) continue
      if (taken.has(`${origin}${path}`) || taken.has(path)) continue
      // "`GET https://…/health` tells how it is", a call whatever it is called
      if (/\b(?:GET|POST|PUT|PATCH|DELETE)[\s`*]*$/.test(before)) {
        const front = `/${path.split('/')[1] ?? ''}`
        if (relative.some((it) => it.target.path.startsWith(`${front}/`))) found.push({ origin, path: '', rank: 2 })
        continue
      }
      const isCall = path !== '' && (index.tails(path).length > 0 || index.same(path).length > 0)
      if (isCall) {
        const [tail] = index.same(path).length > 0 ? [] : index.tails(path)
        const front = tail === undefined ? '' : (prefixBefore(tail.path, path) ?? '')
        found.push({ origin, path: front, rank: 2 })
        continue
      }
      // where the page writes its paths with it, the host is the base
      const carried = relative.some((it) => it.target.path.startsWith(`${path}/`))
      found.push({ origin, path: carried ? '' : path, rank: forTrying.test(`${before} ${origin}`) ? 1 : 0 })
    }
  }
  const [best] = found.toSorted((a, b) => a.rank - b.rank)
  return best === undefined ? undefined : { origin: best.origin, path: best.path, stated: true }
}

/** The lines of running text and of what holds nothing but a URL, with what leads to them. */
function* sentences(outline: Outline): Iterable<{ readonly line: string; readonly lead: string }> {
  let lead = ''
  for (const { block, marked, node } of outline.items.slice(0, 5_000)) {
    if (block === undefined || node.history) {
      lead = marked.slice(0, 200)
      continue
    }
    if (block.kind === 'text')
      for (const line of marked.split('\n'))
        // alone in a line, it is what the heading says
        yield { line: line.slice(0, 1_000), lead: /^\s*https?:\/\/\S+\s*$/i.test(line) ? node.section.title : '' }
    if (block.kind === 'list')
      for (const { markdown } of block.items.slice(0, 40)) yield { line: toMarked(markdown).slice(0, 500), lead }
    if (block.kind === 'code' && /^\s*https?:\/\/\S+\s*$/i.test(block.text.slice(0, 500)))
      yield { line: block.text.trim(), lead }
    lead = marked.slice(-200)
  }
}
