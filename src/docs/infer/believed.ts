import type { Finding } from '../extractors/index.ts'
import { isPlaceholderHost, likeAnApi } from './base-url.ts'
import type { Merged } from './merge.ts'
import { memo } from './memo.ts'
import { asFront, frontsOf } from './merged-paths.ts'
import type { Outline, SectionNode } from './outline.ts'
import { isGenericPath } from './open-ended.ts'
import { isAboutApis, isTitledApi } from './page-subject.ts'
import { isVariable, segmentsOf, shapeOf } from './target.ts'

/** What says too little by itself, and belongs to what is sure: by its list, its family, its section or its server. */
export function believe(operations: readonly Merged[], outline: Outline): void {
  believeSiblings(operations)
  believeFamily(operations, outline)
  believeParts(operations, outline)
  believeServer(operations, outline)
}

const isSure = ({ confidence }: Merged): boolean => confidence >= 0.5

function raise(operation: Merged): void {
  if (operation.confidence >= 0.4) operation.confidence = Math.max(operation.confidence, 0.55)
}

/** What a page about an API shows as a request belongs to it where two others of its family are sure. */
function believeFamily(operations: readonly Merged[], outline: Outline): void {
  const about = isAboutApis(outline)
  const familyOf = ({ path }: Merged): string => segmentsOf(path)[0] ?? ''
  const sure = new Map<string, number>()
  for (const it of operations)
    if (isSure(it) && it.server === undefined) sure.set(familyOf(it), (sure.get(familyOf(it)) ?? 0) + 1)
  const behind = new Map<string, number>()
  for (const { path } of operations)
    for (const front of new Set(frontsOf(asFront(path)))) behind.set(front, (behind.get(front) ?? 0) + 1)
  for (const operation of operations) {
    const { confidence, findings, path, server } = operation
    const family = familyOf(operation)
    if (confidence >= 0.5 || confidence < 0.4 || server !== undefined || isVariable(family)) continue
    // what all others begin with is where they are
    const leads = (behind.get(`${path}/`) ?? 0) > 1
    const shown = findings.some(
      ({ by, form, method }) =>
        by === 'curl' ||
        by === 'http' ||
        ((form === 'listed' || form === 'declared') && (method !== undefined || !leads)),
    )
    if (shown && (sure.get(family) ?? 0) >= (about ? 2 : 4)) operation.confidence = 0.55
  }
}

/** In the section of a path that is sure, what a list has that goes on from it: `/boats/all` below the heading `/boats`. */
function believeParts(operations: readonly Merged[], outline: Outline): void {
  const declared = new Map<SectionNode, Set<string>>()
  for (const { path, findings } of operations.filter(isSure))
    for (const { form, at } of findings) {
      const node = outline.items[at]?.node
      if (form === 'declared' && node !== undefined) declared.set(node, (declared.get(node) ?? new Set()).add(path))
    }
  for (const operation of operations) {
    if (isSure(operation)) continue
    const fronts = frontsOf(asFront(operation.path)).map((front) => front.slice(0, -1))
    const isPart = ({ form, at }: Finding): boolean => {
      const node = outline.items[at]?.node
      const paths = form === 'listed' && node !== undefined ? declared.get(node) : undefined
      return paths !== undefined && fronts.some((front) => paths.has(front))
    }
    if (operation.findings.some(isPart)) raise(operation)
  }
}

/**
 * Code of clients that calls the server of the page: the one of a call that is sure, the one after which a page about an API is
 * called (in three ways or more), or what looks like an API's on a page that is called after one. What is sure with another
 * method is not called otherwise: code seldom shows its method where one looks for it.
 */
function believeServer(operations: readonly Merged[], outline: Outline): void {
  const sure = operations.filter(isSure)
  const homes = new Set(
    sure.flatMap(({ findings }) =>
      findings.flatMap(({ method, target }) => (method === undefined ? [] : (homeOf(target) ?? []))),
    ),
  )
  const shapes = new Set(sure.map(({ path }) => shapeOf(path)))
  const titles = isTitledApi(outline) ? titlesOf(outline) : ''
  const isApi = outline.roots.some(({ page }) => /\bapis?\b/i.test(page.title))
  const called = operations.filter(
    ({ path, findings }) => findings.some(isClient) && !isGenericPath(path) && !shapes.has(shapeOf(path)),
  )
  const isNamed = memo((origin) => isNamedIn(titles, origin))
  const named = new Set(
    called.filter(({ findings }) => findings.some((it) => isClient(it) && isNamed(it.target.origin ?? ''))),
  )
  for (const operation of called) {
    const isOwn = operation.findings.filter(isClient).some(({ target }) => {
      const home = homeOf(target)
      return home !== undefined && (homes.has(home) || (isApi && likeAnApi(`${target.origin}${target.path}`)))
    })
    if (isOwn || (named.size >= 3 && named.has(operation))) raise(operation)
  }
}

const isClient = ({ by, method }: Finding): boolean => by === 'client-code' && method !== undefined

/** The host of a call, with the first word of its path: one host may serve many things. */
function homeOf({ origin, path }: Finding['target']): string | undefined {
  if (origin === undefined || origin === '{host}' || isPlaceholderHost(origin)) return undefined
  return `${origin.replace(/^http:/, 'https:')}/${segmentsOf(path)[0] ?? ''}`
}

const titlesOf = ({ roots }: Outline): string =>
  roots
    .map(({ page }) =>
      page.title
        .slice(0, 300)
        .toLowerCase()
        .replace(/[^a-z0-9]/g, ''),
    )
    .join(' ')

const isNamedIn = (titles: string, origin: string | undefined): boolean =>
  (origin ?? '')
    .replace(/^https?:\/\//, '')
    .split('.')
    .slice(0, -1)
    .some((label) => label.length > 4 && titles.includes(label.replaceAll('-', '')))

/** A list of paths of which a third is known otherwise is a list of operations: the rest of the same family is believed. */
function believeSiblings(operations: readonly Merged[]): void {
  const byPlace = new Map<number, Set<Merged>>()
  for (const operation of operations)
    for (const { form, at, by } of operation.findings)
      if (form === 'listed' && (by === 'list' || by === 'table'))
        byPlace.set(at, (byPlace.get(at) ?? new Set()).add(operation))
  for (const listed of byPlace.values()) {
    const sure = [...listed].filter(({ confidence }) => confidence >= 0.5)
    if (sure.length < 2 || sure.length * 3 < listed.size) continue
    const families = new Set(sure.map(({ path }) => segmentsOf(path)[0]))
    for (const operation of listed)
      if (operation.confidence >= 0.4 && families.has(segmentsOf(operation.path)[0]) && !operation.path.endsWith('/'))
        operation.confidence = Math.max(operation.confidence, 0.55)
  }
}
