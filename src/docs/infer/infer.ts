import { extractors, type Finding } from '../extractors/index.ts'
import type { Page } from '../model.ts'
import { inferAuth } from './auth.ts'
import { isPlaceholderHost, likeAnApi, type BaseUrl } from './base-url.ts'
import { collectDetails, type Details } from './collect/index.ts'
import { inferPaging, inferRateLimit } from './limits.ts'
import { mergeFindings, type Merged, type MergeResult } from './merge.ts'
import { cutOf, problemsOf } from './problems.ts'
import type { InferredAuth, InferredOperation, InferredParameter, Inference, Source } from './model.ts'
import { toOutline, type Outline } from './outline.ts'
import { reconcile } from './reconcile.ts'
import { toTexts } from './texts.ts'
import { withoutOthers } from './not-own.ts'
import { underTitles } from './under-titles.ts'

/** Below this an operation is a draft. */
export const draftBelow = 0.5

/**
 * What pages of prose say about an API: operations with their parameters, each with its source and confidence; base URL,
 * authentication, paging and rate limits where they are stated. Deterministic; no page can make it throw.
 */
export function inferOperations(pages: readonly Page[]): Inference {
  const outline = toOutline(pages)
  const read = outline.items.flatMap((item) => extractors.flatMap((extractor) => extractor.read(item, outline)))
  const findings = underTitles(withoutOthers(read, outline), outline)
  const result = mergeFindings(outline, findings)
  const details = collectDetails(outline, result)
  const auth = inferAuth(outline, findings)
  const operations = result.operations
    .map((merged) => toOperation(merged, details.get(merged), outline))
    .map((operation) => withoutCredentials(operation, auth))
  const sourceOf = (at: number): Source => sourceAt(at, outline)
  const paging = inferPaging(outline, operations, sourceOf)
  const rateLimit = inferRateLimit(outline, sourceOf)
  const { base } = result
  const said =
    base?.origin === undefined || !isCalled(result, base, findings) ? {} : { baseUrl: `${base.origin}${base.path}` }
  return {
    operations,
    ...said,
    auth,
    ...(paging === undefined ? {} : { paging }),
    ...(rateLimit === undefined ? {} : { rateLimit }),
    problems: [...cutOf(outline), ...problemsOf({ operations, auth, ...said })],
  }
}

/** Whether a base that nothing states is that of an operation, or looks like an API's: a host of mere links is another's. */
function isCalled({ operations }: MergeResult, base: BaseUrl, findings: readonly Finding[]): boolean {
  const { origin = '', stated, guessed } = base
  if (stated || guessed === true || isPlaceholderHost(origin)) return true
  if (findings.some(({ target }) => target.origin === origin && likeAnApi(`${origin}${target.path}`))) return true
  const sure = operations.filter(({ confidence }) => confidence >= draftBelow)
  return sure.some((it) => it.findings.some(({ target }) => target.origin === origin))
}

function toOperation(merged: Merged, details: Details | undefined, outline: Outline): InferredOperation {
  const { method, path, server, confidence, findings } = merged
  const known = details === undefined ? undefined : reconcile(merged, details, (at) => sourceAt(at, outline))
  const best = findings.toSorted((a, b) => b.weight - a.weight)
  const sources = new Map(
    best.map((finding) => [
      `${sourceAt(finding.at, outline).url}#${sourceAt(finding.at, outline).section}`,
      sourceAt(finding.at, outline),
    ]),
  )
  return {
    method,
    path: known?.path ?? path,
    ...(server === undefined ? {} : { server }),
    ...toTexts(merged, details, outline),
    parameters: known?.parameters ?? [],
    ...(known?.body === undefined ? {} : { body: known.body }),
    responses: known?.responses ?? [],
    sources: [...sources.values()].slice(0, 5),
    evidence: [...new Set(best.map(({ by }) => by))],
    confidence,
    draft: confidence < draftBelow,
  }
}

/** What authenticates is no parameter: the credential never passes the caller. */
function withoutCredentials(operation: InferredOperation, auth: readonly InferredAuth[]): InferredOperation {
  const sure = auth[0]?.confidence ?? 0
  const isCredential = (it: InferredParameter): boolean =>
    auth.some(
      (one) =>
        one.type === 'apiKey' &&
        one.in === it.in &&
        (one.in !== 'query' || one.confidence * 2 > sure) &&
        one.name.toLowerCase() === it.name.toLowerCase(),
    )
  return { ...operation, parameters: operation.parameters.filter((it) => !isCredential(it)) }
}

function sourceAt(at: number, outline: Outline): Source {
  const node = outline.items[at]?.node
  return { url: node?.page.url ?? '', section: node?.section.id ?? '', title: node?.section.title ?? '' }
}
