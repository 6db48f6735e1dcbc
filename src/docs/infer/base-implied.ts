import type { Finding } from '../extractors/index.ts'
import { isPlaceholderHost, ofPeople, split, type BaseUrl } from './base-model.ts'
import { prefixBefore } from './match.ts'
import { PathIndex } from './path-index.ts'
import type { Outline } from './outline.ts'
import { readTarget, segmentsOf, shapeOf } from './target.ts'

/** Whole URLs of calls: their host, and the path in front of where the page writes only the end of it. */
export function impliedBase(findings: readonly Finding[]): BaseUrl | undefined {
  const calls = findings.filter(
    ({ target, by, headers, method }) =>
      target.origin !== undefined &&
      by !== 'prose' &&
      !(by === 'list' && method === undefined) &&
      !(isPlaceholderHost(target.origin) && headers?.some(([name]) => name.toLowerCase() === 'host')),
  )
  const declared = findings.some(
    ({ target, form, method }) => target.origin === undefined && form === 'declared' && method !== undefined,
  )
  const linked = findings.filter(({ target }) => target.origin !== undefined && !ofPeople.test(target.path))
  const urls = calls.length > 0 || declared ? calls : linked
  const relative = findings.flatMap(({ target, form, method, by }) =>
    target.origin === undefined && form !== 'mention' && (method !== undefined || by === 'heading')
      ? [{ method, path: target.path, shown: form === 'sample' }]
      : [],
  )
  const index = new PathIndex(relative)
  // where the page writes its own paths, a host whose URLs are none of them is another's
  const isOwn = ({ target }: Finding): boolean =>
    index.same(target.path).length > 0 || index.tails(target.path).length > 0
  const own = new Set(
    relative.length < 3
      ? []
      : urls
          .slice(0, 2000)
          .filter(isOwn)
          .map(({ target }) => target.origin ?? ''),
  )
  const origin = mostFrequent(
    urls.map(({ target }) => target.origin ?? ''),
    (it) => (own.has(it) ? 100 : 1) * (isPlaceholderHost(it) ? 0.4 : 1),
  )
  if (origin === undefined) return undefined
  const here = urls.filter(({ target }) => target.origin === origin).slice(0, 2000)
  const shown = findings.filter(
    ({ target, form, by }) => target.origin === undefined && form === 'sample' && by === 'http',
  )
  // what is declared is told from what is shown: `GET /boats` above a request of `/v1/boats`
  const declarations = relative.filter((it) => !it.shown)
  const written = declarations.length === 0 ? index : new PathIndex(declarations)
  const calledAs = declarations.length === 0 ? here : [...here, ...shown]
  const prefixes = (any: boolean): string[] =>
    calledAs.flatMap(({ target, method }) => {
      const fitting = (it: { readonly method: string | undefined }): boolean =>
        any || method === undefined || it.method === undefined || it.method === method
      if (written.same(target.path).some(fitting)) return ['']
      const tail = written.tails(target.path).find(fitting)
      return tail === undefined ? [] : [prefixBefore(tail.path, target.path) ?? '']
    })
  // the URL of a POST tells of the path that is only written with GET
  const prefix = mostFrequent(prefixes(false), () => 1) ?? mostFrequent(prefixes(true), () => 1)
  return { ...(origin === '{host}' ? {} : { origin }), path: prefix ?? '', stated: false }
}

/** `/{account}` when the paths of the page are written behind it in at least two whole URLs, and never without. */
export function impliedFront(findings: readonly Finding[]): string | undefined {
  const written = new Set(
    findings.flatMap(({ target, form, method }) =>
      target.origin === undefined && form !== 'mention' && form !== 'sample' && method !== undefined
        ? [`${method} ${shapeOf(target.path)}`]
        : [],
    ),
  )
  const fronts = new Map<string, Set<string>>()
  for (const { target, method, by } of findings.slice(0, 5000)) {
    if (target.origin === undefined || by === 'prose' || method === undefined) continue
    const [first = '', ...rest] = segmentsOf(target.path)
    if (written.has(`${method} ${shapeOf(target.path)}`)) return undefined
    const tail = `${method} ${shapeOf(`/${rest.join('/')}`)}`
    // a variable that the page writes, no number of an answer's link
    if (/^\{[^{}]+\}$/.test(first) && target.raw.includes(first.slice(1, -1)) && rest.length > 0 && written.has(tail))
      fronts.set(first, (fronts.get(first) ?? new Set()).add(tail))
  }
  const [only] = fronts
  return fronts.size === 1 && only !== undefined && only[1].size >= 2 ? `/${only[0]}` : undefined
}

/**
 * Lines that are nothing but the whole address of an operation: what is drawn from a description lists its servers so, below
 * each operation. Two say enough.
 */
export function addressedBase(outline: Outline, findings: readonly Finding[]): BaseUrl | undefined {
  const called = findings.flatMap(({ target, form, method }) =>
    target.origin === undefined && form !== 'mention' && method !== undefined ? [{ method, path: target.path }] : [],
  )
  const index = new PathIndex(called)
  const bases: string[] = []
  for (const { block, node } of outline.items) {
    const line = block?.kind === 'text' || block?.kind === 'code' ? block.text.trim() : ''
    if (node.history || line.length > 500 || !/^https?:\/\/[^\s<>"']+$/i.test(line)) continue
    const target = readTarget(line)
    if (target?.origin === undefined || target.query.length > 0) continue
    const [tail] = index.tails(target.path)
    const prefix = index.same(target.path).length > 0 ? '' : tail && prefixBefore(tail.path, target.path)
    if (prefix !== undefined && bases.length < 2_000) bases.push(`${target.origin}${prefix}`)
  }
  const best = mostFrequent(bases, () => 1)
  if (best === undefined || bases.filter((it) => it === best).length < 2) return undefined
  return { ...split(best), stated: false, guessed: true }
}

function mostFrequent(values: readonly string[], weigh: (value: string) => number): string | undefined {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + weigh(value))
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0]
}
