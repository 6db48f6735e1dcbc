import { labelledMethods, methodAround, type Finding } from '../extractors/index.ts'
import { findBaseUrl, isPlaceholderHost, type BaseUrl } from './base-url.ts'
import { toTemplatePath } from './concrete.ts'
import { fits, prefixBefore, withoutBase } from './match.ts'
import type { Method } from './methods.ts'
import type { Item, Outline } from './outline.ts'
import { toOwners, type Owners } from './owners.ts'
import { isVariable, segmentsOf, shapeOf, variablesOf } from './target.ts'

/** One operation with everything that was found of it. */
export interface Merged {
  readonly method: Method
  path: string
  /** Set where the operation is not under the base URL. */
  readonly server?: string
  /** Best first is not promised; in the order of the pages. */
  readonly findings: Finding[]
  confidence: number
}

export interface MergeResult {
  readonly base: BaseUrl | undefined
  readonly operations: readonly Merged[]
  readonly owners: Owners
  /** The operation that a finding became part of. */
  readonly ofFinding: ReadonlyMap<Finding, Merged>
}

interface Placed {
  readonly finding: Finding
  readonly path: string
  readonly server?: string
}

/** Evidence becomes operations: templates made, samples laid to what they are samples of, mentions told apart. */
export function mergeFindings(outline: Outline, all: readonly Finding[]): MergeResult {
  const findings = all.map((finding) => weigh(finding, outline)).map(templated)
  const base = findBaseUrl(outline, findings)
  const placed = findings.flatMap((finding) => place(finding, base))
  const declared = placed.filter(({ finding }) => finding.form === 'declared' || finding.form === 'listed')
  const firstOwners = toOwners(
    outline,
    declared.map(({ finding }) => finding),
  )
  const examples = new Set(declared.filter((it) => isExampleOf(it, declared, outline)).map(({ finding }) => finding))
  const definitions = declared.filter(({ finding }) => !examples.has(finding))
  const merged = new Map<string, Merged>()
  const ofFinding = new Map<Finding, Merged>()

  // 1: what declares itself with a method
  for (const it of definitions) if (it.finding.method !== undefined) add(it, it.finding.method)
  // 2: what declares itself without one: a declaration with the same path has it, a label has it, a sample, the text
  for (const it of definitions) if (it.finding.method === undefined) withoutMethod(it)
  // 3: samples and mentions: of what is declared, or operations themselves where nothing is
  const promoted: Placed[] = []
  for (const it of placed) {
    if (ofFinding.has(it.finding)) continue
    const method = it.finding.method
    const near = firstOwners.of(itemOf(it, outline)).flatMap((owner) => ofFinding.get(owner) ?? [])
    const found = find(near, it, method, true) ?? find([...merged.values()], it, method, false)
    if (found === undefined) promoted.push(it)
    else join(found, it.finding)
  }
  for (const it of promoted.toSorted((a, b) => b.finding.weight - a.finding.weight)) promote(it)
  const operations = [...merged.values()].filter((operation) => !isPrefixOnly(operation, merged))
  extend(operations)
  for (const operation of operations) operation.confidence = confidenceOf(operation.findings)
  const owners = toOwners(
    outline,
    operations.flatMap(({ findings: own }) => owning(own)),
  )
  return { base, operations, owners, ofFinding }

  function add(it: Placed, method: Method): void {
    const key = `${method} ${it.server ?? ''}${shapeOf(it.path)}`
    const known = merged.get(key) ?? siblingOf(it, method)
    if (known === undefined) {
      const made: Merged = {
        method,
        path: it.path,
        findings: [],
        confidence: 0,
        ...(it.server === undefined ? {} : { server: it.server }),
      }
      merged.set(key, made)
      join(made, it.finding)
    } else {
      known.path = betterPath(known.path, it.path)
      join(known, it.finding)
    }
  }

  function join(operation: Merged, finding: Finding): void {
    operation.findings.push(finding)
    ofFinding.set(finding, operation)
  }

  /** `/users/270` and `/users/foobar` in one section: the same place of the path, once as an id. */
  function siblingOf(it: Placed, method: Method): Merged | undefined {
    if (it.finding.form !== 'declared') return undefined
    const node = itemOf(it, outline).node
    return [...merged.values()].find(
      (other) =>
        other.method === method &&
        fits(other.path, it.path) &&
        other.findings.some(
          (own) =>
            own.form === 'declared' &&
            own.target.raw !== other.path &&
            !variablesOf(own.target.raw).length &&
            outline.items[own.at]?.node === node &&
            own.at === it.finding.at,
        ),
    )
  }

  function withoutMethod(it: Placed): void {
    const shape = shapeOf(it.path)
    const same = [...merged.values()].filter((other) => shapeOf(other.path) === shape)
    const node = itemOf(it, outline).node
    const strong = same.filter(({ findings: own }) => own.some(({ by, form }) => by !== 'prose' && form !== 'mention'))
    if (strong.length > 0) return strong.forEach((other) => join(other, it.finding))
    const labelled = it.finding.form === 'declared' ? labelledMethods(node.items, outline) : []
    const [label] = labelled
    if (label !== undefined) return add(it, label)
    const sample = placed.find(
      ({ finding, path }) =>
        finding.form === 'sample' &&
        finding.by !== 'prose' &&
        finding.method !== undefined &&
        outline.items[finding.at]?.node === node &&
        (fits(it.path, path) || prefixBefore(it.path, path) !== undefined),
    )
    add(it, sample?.finding.method ?? textMethod(it, outline) ?? 'GET')
  }

  function promote(it: Placed): void {
    const { finding } = it
    const method = finding.method ?? 'GET'
    if (finding.method === undefined) {
      const same = [...merged.values()].filter(
        (other) => shapeOf(other.path) === shapeOf(it.path) || stem(other.path) === stem(it.path),
      )
      if (same.length > 0)
        return same.forEach((other) => {
          other.path =
            stem(other.path) === stem(it.path) && shapeOf(other.path) !== shapeOf(it.path)
              ? longer(other.path, it.path)
              : other.path
          join(other, finding)
        })
    }
    const fitting = find([...merged.values()], it, method, false)
    if (fitting !== undefined) return join(fitting, finding)
    if (isOpenEnded(it.path) || (it.path === '/' && finding.method === undefined)) return
    add(it, method)
  }

  /** `/user/` and an example `/user/jl.json`: a prefix that an example goes on from by one segment is a template. */
  function extend(operations: readonly Merged[]): void {
    for (const operation of operations) {
      const segments = segmentsOf(operation.path)
      const last = segments.at(-1) ?? ''
      if (
        isVariable(last) ||
        !operation.findings.every(({ form, by }) => by === 'prose' || form === 'sample' || form === 'mention')
      )
        continue
      const front = `/${segments.slice(0, -1).join('/')}/`
      const prefixed = placed.some(({ finding, path }) => path === front && finding.form === 'mention')
      if (!prefixed || segments.length < 2) continue
      const [, extension = ''] = /(\.(?:json|xml))$/.exec(last) ?? []
      const { path } = toTemplatePath(`${front}0`)
      operation.path = `${path}${extension}`
    }
  }
}

const itemOf = ({ finding }: Placed, outline: Outline): Item => outline.items[finding.at] as Item // findings point at items

/** What stands among old versions, or as an example of general matters, says less. */
function weigh(finding: Finding, outline: Outline): Finding {
  const node = outline.items[finding.at]?.node
  let factor = 1
  if (node?.history === true) factor *= finding.form === 'declared' ? 0.6 : 0.4
  if (node?.general === true && finding.form !== 'declared' && finding.form !== 'listed')
    factor *= finding.method !== undefined && finding.by === 'prose' ? 0.9 : 0.6
  return factor === 1 ? finding : { ...finding, weight: finding.weight * factor }
}

function templated(finding: Finding): Finding {
  const { path } = toTemplatePath(finding.target.path)
  return path === finding.target.path ? finding : { ...finding, target: { ...finding.target, path } }
}

/** A finding under the base URL, under a server of its own, or nowhere (another API's). */
function place(finding: Finding, base: BaseUrl | undefined): Placed[] {
  const { origin, path } = finding.target
  const inside = withoutBase(path, base?.path ?? '')
  const here = origin === undefined || isPlaceholderHost(origin) || base?.origin === undefined || origin === base.origin
  if (here) {
    const outside = inside === undefined && origin !== undefined && origin === base?.origin && (base?.path ?? '') !== ''
    return [{ finding, path: inside ?? path, ...(outside ? { server: origin } : {}) }]
  }
  if (isPlaceholderHost(base.origin ?? '')) return [{ finding, path: inside ?? path }]
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

function domainOf(origin: string): string {
  const host = origin
    .replace(/^https?:\/\//i, '')
    .replace(/:\d+$/, '')
    .toLowerCase()
  const labels = host.split('.')
  const short =
    labels.length > 2 &&
    /^(?:co|com|org|net|ac|gov|edu)$/.test(labels.at(-2) ?? '') &&
    (labels.at(-1) ?? '').length === 2
  return labels.slice(short ? -3 : -2).join('.')
}

/** A code block or line below a definition of the same method and shape is its example, not a sibling. */
function isExampleOf(it: Placed, declared: readonly Placed[], outline: Outline): boolean {
  const { finding } = it
  if (
    finding.method === undefined ||
    finding.form !== 'declared' ||
    finding.by === 'heading' ||
    finding.by === 'element' ||
    finding.by === 'directive'
  )
    return false
  const item = itemOf(it, outline)
  return declared.some(
    (other) =>
      other.finding.form === 'declared' &&
      other.finding.at < finding.at &&
      other.finding.by !== finding.by &&
      other.finding.method === finding.method &&
      other.path !== it.path &&
      variablesOf(other.path).length > 0 &&
      (fits(other.path, it.path) || prefixBefore(other.path, it.path) !== undefined) &&
      isAboveOrSame(outline.items[other.finding.at], item),
  )
}

function isAboveOrSame(upper: Item | undefined, item: Item): boolean {
  for (let node: Item['node'] | undefined = item.node; node?.parent !== undefined; node = node.parent)
    if (node === upper?.node) return true
  return upper?.node === item.node
}

/** The operation that a concrete path is a call of. */
function find(among: readonly Merged[], it: Placed, method: Method | undefined, near: boolean): Merged | undefined {
  const candidates = among.filter((other) => method === undefined || other.method === method)
  const shape = shapeOf(it.path)
  return (
    candidates.find((other) => shapeOf(other.path) === shape) ??
    candidates.find(
      (other) => fits(other.path, it.path) && (near || it.finding.form === 'sample' || isVariable(it.path)),
    ) ??
    candidates.find(
      (other) => prefixBefore(other.path, it.path) !== undefined && (near || segmentsOf(other.path).length > 1),
    ) ??
    candidates.find(
      (other) =>
        it.finding.target.origin === undefined &&
        prefixBefore(it.path, other.path) !== undefined &&
        (near || segmentsOf(it.path).length > 1),
    )
  )
}

function textMethod(it: Placed, outline: Outline): Method | undefined {
  const item = itemOf(it, outline)
  const texts = item.block === undefined || it.finding.by === 'lone-code' ? around(item, outline) : [item.marked]
  for (const text of texts) {
    const method = methodAround(text, 0, text.length)
    if (method !== undefined) return method
  }
  return undefined
}

/** The texts next to an item in its section: two before, two behind. */
const around = (item: Item, outline: Outline): string[] =>
  [1, -1, 2].flatMap((step) => {
    const other = outline.items[item.at + step]
    return other?.node === item.node && other.block?.kind === 'text' ? [other.marked] : []
  })

/** `/v1/ENDPOINT`, `/{path}`, `/api/METHOD_NAME`: a form for all operations, none itself. */
const isOpenEnded = (path: string): boolean =>
  /(?:^|\/)(?:\{(?:endpoint|path|method|method_name|methodname|resource|resource_path|route|action|api_method|command|operation|\w*_?endpoint\w*)\}|ENDPOINT|PATH|METHOD|RESOURCE|RESOURCES|endpoint|some_endpoint|resource)\/?$/i.test(
    path,
  )

/** A path that ends with a slash, was only mentioned, and others go on from: `/v0/user/`. */
function isPrefixOnly(operation: Merged, all: ReadonlyMap<string, Merged>): boolean {
  if (
    !operation.path.endsWith('/') ||
    operation.findings.some(({ form, method }) => form !== 'mention' || method !== undefined)
  )
    return false
  return [...all.values()].some(
    (other) =>
      other !== operation && other.path.startsWith(operation.path) && other.path.length > operation.path.length,
  )
}

/** Named variables are better than none; of two names the more telling. */
function betterPath(a: string, b: string): string {
  const weak = (path: string): number =>
    variablesOf(path).filter((name) => /^(?:id|value|\w+_id(?:_\d+)?)$/.test(name)).length
  return weak(b) < weak(a) ? b : a
}

const stem = (path: string): string => shapeOf(path.replace(/\.(?:json|xml)$/, ''))
const longer = (a: string, b: string): string => (b.length > a.length ? b : a)

/** The findings that what stands around them belongs to. */
function owning(findings: readonly Finding[]): Finding[] {
  const declared = findings.filter(({ form }) => form === 'declared' || form === 'listed')
  if (declared.length > 0) return declared
  return findings.map((finding) =>
    finding.form === 'sample' || finding.form === 'mention' ? { ...finding, form: 'declared' as const } : finding,
  )
}

/** Independent kinds of evidence add up; the same kind over and over adds little. */
function confidenceOf(findings: readonly Finding[]): number {
  const byKind = new Map<string, number[]>()
  for (const { by, weight } of findings) byKind.set(by, [...(byKind.get(by) ?? []), weight])
  let doubt = 1
  for (const weights of byKind.values()) {
    const [best = 0, second = 0] = weights.toSorted((a, b) => b - a)
    doubt *= (1 - best) * (1 - second * 0.15)
  }
  return Math.min(0.99, Math.round((1 - doubt) * 100) / 100)
}
