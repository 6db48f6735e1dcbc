import type { Finding } from '../extractors/index.ts'
import { domainOf, isPlaceholderHost, type BaseUrl } from './base-url.ts'
import { toTemplatePath } from './concrete.ts'
import { fixedNumbers } from './fixed-numbers.ts'
import { withoutBase } from './match.ts'
import { isGenericPath } from './open-ended.ts'
import type { Method } from './methods.ts'
import type { Item, Outline } from './outline.ts'
import { segmentsOf } from './target.ts'
import { speaksOfEndpoints } from './page-purpose.ts'

/** A finding where it belongs: relative to the base URL, or with a server of its own. */
export interface Placed {
  readonly finding: Finding
  /** The finding's; absent where the page writes none. */
  readonly method: Method | undefined
  readonly path: string
  readonly server?: string
}

export const itemOf = ({ finding }: Placed, outline: Outline): Item => outline.items[finding.at] as Item // findings point at items

/** Every finding weighed by where it stands and laid under the base URL; calls of other APIs are left out. */
export function placeFindings(findings: readonly Finding[], base: BaseUrl | undefined): Placed[] {
  const ownCalls = findings.some(
    (it) => it.method !== undefined && it.form === 'declared' && it.target.origin === undefined,
  )
  const given = givenUrls(findings)
  // `.../boats` on a page that writes its calls whole is short for one of them
  const short = findings.filter(isShortened)
  const abridged = short.length > 0 && findings.filter(({ method }) => method !== undefined).length > short.length * 2
  return findings
    .filter((finding) => !(ownCalls && isForeignLink(finding, base)) && !given.has(urlOf(finding)))
    .filter((finding) => !(abridged && isShortened(finding)))
    .flatMap((finding) => place(finding, base).map((it) => ({ ...it, method: finding.method })))
}

/**
 * Every finding with the weight of its place: what stands among old versions, or as an example of general matters, says less.
 * A page of endpoints that shows its calls nowhere but among its examples, or in its quick start, means them.
 */
export function weighed(findings: readonly Finding[], outline: Outline): Finding[] {
  const all = findings.map((finding) => weigh(finding, outline, generalFactor))
  const weak =
    !all.some(({ weight, form, target }) => weight >= 0.5 && !(form === 'mention' && isGenericPath(target.path))) &&
    speaksOfEndpoints(outline)
  if (!weak && !areManyGeneral(findings, outline)) return all
  return findings.map((finding) =>
    weigh(finding, outline, (it) => (it.by === 'http' || it.by === 'curl' ? 1 : generalFactor(it))),
  )
}

/** So many different calls, of several methods, all in sections of general matters, are what the page documents. */
function areManyGeneral(findings: readonly Finding[], { items }: Outline): boolean {
  const calls = findings.filter(({ method, by }) => method !== undefined && (by === 'curl' || by === 'http'))
  return (
    calls.every(({ at }) => items[at]?.node.general === true) &&
    new Set(calls.map(({ method, target }) => `${method} ${target.path}`)).size >= 4 &&
    new Set(calls.map(({ method }) => method)).size > 1
  )
}

function weigh(finding: Finding, outline: Outline, general: (finding: Finding) => number): Finding {
  const node = outline.items[finding.at]?.node
  let factor = 1
  if (node?.chronicle === true) factor *= 0.25
  else if (node?.history === true) factor *= finding.form === 'declared' ? 0.6 : 0.4
  if (node?.general === true) factor *= general(finding)
  return factor === 1 ? finding : { ...finding, weight: finding.weight * factor }
}

function generalFactor({ form, method, by, weight }: Finding): number {
  if (form === 'declared' || form === 'listed') return 1
  const said = by === 'prose' || by === 'list' || (by === 'line' && weight > 0.6)
  return method !== undefined && said ? 0.9 : 0.6
}

/**
 * Concrete paths as templates. A number that other paths begin with is no value behind their base either: `/fleet/1/boats` where
 * `/1/boats` is declared, nor one that stands in every path: `/boats/3/launch`.
 */
export function templated(findings: readonly Finding[]): Finding[] {
  const versions = new Set(findings.flatMap(({ target }) => frontOf(segmentsOf(target.path), 0) ?? []))
  const fixed = fixedNumbers(findings)
  return findings.map((finding) => {
    const segments = segmentsOf(finding.target.path)
    const at = segments.findIndex(
      (_, index) =>
        index > 0 &&
        (versions.has(frontOf(segments, index) ?? '') || fixed.has(segments.slice(0, index + 1).join('/'))),
    )
    const [head, tail] = at < 0 ? ['', finding.target.path] : cutAt(finding.target.path, segments, at)
    const path = (head === '' ? '' : toTemplatePath(head).path) + toTemplatePath(tail).path
    return path === finding.target.path ? finding : { ...finding, target: { ...finding.target, path } }
  })
}

const isShortened = ({ target }: Finding): boolean => /^(?:\.{3}|…)\//.test(target.raw)

/** `1/boats` of `/1/boats/{id}`: a small number and the word behind it. */
function frontOf(segments: readonly string[], at: number): string | undefined {
  const [number = '', word = ''] = segments.slice(at, at + 2)
  return /^\d{1,2}$/.test(number) && /^[A-Za-z][\w-]*$/.test(word) ? `${number}/${word}` : undefined
}

const cutAt = (path: string, segments: readonly string[], at: number): readonly [string, string] => [
  `/${segments.slice(0, at).join('/')}`,
  `/${segments.slice(at).join('/')}${path.endsWith('/') ? '/' : ''}`,
]

const urlOf = ({ target }: Finding): string => `${target.origin ?? ''}${target.path}`

/** URLs that calls are given as values, to call back or to look at: `/subscribe?url=http://my.host/changed`. */
const givenUrls = (findings: readonly Finding[]): ReadonlySet<string> =>
  new Set(
    findings
      .flatMap(({ target }) => target.query)
      .map(({ value = '' }) => value.replaceAll(/%3a/gi, ':').replaceAll(/%2f/gi, '/'))
      .flatMap((value) => (/^https?:\/\/[^/]+\/\w/i.test(value) ? value.replace(/[?#].*$/, '') : [])),
  )

/** A whole URL in running text of a page that writes its own calls as paths, when nothing else says that it is theirs. */
const isForeignLink = ({ by, target, method }: Finding, base: BaseUrl | undefined): boolean =>
  by === 'prose' &&
  method === undefined &&
  target.origin !== undefined &&
  target.origin !== base?.origin &&
  !isPlaceholderHost(target.origin)

/** A finding under the base URL, under a server of its own, or nowhere (another API's). */
function place(finding: Finding, base: BaseUrl | undefined): Omit<Placed, 'method'>[] {
  const { origin, path: written } = finding.target
  const front = base?.frontAt?.(finding.at) ?? base?.front
  const path =
    origin === undefined && front !== undefined && written !== front && !isBeside(written, front)
      ? front + written
      : written
  if (origin === undefined && finding.method === undefined && written.replace(/\/$/, '') === front) return [] // it says what the paths go on from
  const inside = withoutBase(path, base?.path ?? '')
  // `http://example.com/x` in running text of a page that says where its API is
  if (
    origin !== undefined &&
    finding.method === undefined &&
    (finding.by === 'prose' || finding.by === 'list') &&
    /^https?:\/\/(?:[\w-]+\.)*example\.(?:com|org|net)(?::\d+)?$/i.test(origin) &&
    base?.origin !== undefined &&
    !isPlaceholderHost(base.origin) &&
    !/ex[ae]mpl|ejempl|esempi|beispiel/i.test(base.origin)
  )
    return []
  // written with and without encryption in one page, a host is one server
  const isSame = origin?.replace(/^http:/i, 'https:') === base?.origin?.replace(/^http:/i, 'https:')
  const here = isSame || origin === undefined || isPlaceholderHost(origin) || base?.origin === undefined
  if (here) {
    // its address again, in a list or on a line of its own
    if (inside === '/' && finding.method === undefined && (base?.path ?? '') !== '') return []
    const outside = inside === undefined && origin !== undefined && origin === base?.origin && (base?.path ?? '') !== ''
    return [{ finding, path: inside ?? path, ...(outside ? { server: origin } : {}) }]
  }
  if (isPlaceholderHost(base.origin ?? ''))
    return finding.method === undefined && (finding.by === 'prose' || finding.by === 'list')
      ? []
      : [{ finding, path: inside ?? path }]
  if (domainOf(origin) !== domainOf(base.origin ?? '')) {
    return finding.form === 'declared' &&
      finding.method !== undefined &&
      finding.by !== 'prose' &&
      finding.weight > 0.85
      ? [{ finding, path, server: origin }]
      : []
  }
  if (finding.by === 'prose' && finding.method === undefined) return []
  return [
    inside === undefined || (base.path ?? '') === ''
      ? { finding, path, server: origin }
      : { finding, path: inside, server: `${origin}${base.path}` },
  ]
}

/** A request shown in code. */
export const isCall = ({ method, finding }: Placed): boolean =>
  method !== undefined && finding.form === 'sample' && finding.by !== 'prose' && finding.weight >= 0.6

/** Whether a path is written whole: with the prefix of the others in front of it, or with another of the same place. */
function isBeside(written: string, front: string): boolean {
  if (written.startsWith(`${front}/`)) return true
  const [first, second] = segmentsOf(front)
  const [one, two] = segmentsOf(written)
  return segmentsOf(front).length > 2 && first === one && second === two
}
