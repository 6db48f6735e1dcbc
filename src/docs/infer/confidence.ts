import { isPlaceholderHost } from './base-url.ts'
import { believe } from './believed.ts'
import type { Merged } from './merge.ts'
import type { Outline } from './outline.ts'
import {
  explainsMethods,
  isCommandManual,
  isLesson,
  isStandard,
  setsRules,
  speaksOfEndpoints,
  teachesDesign,
} from './page-purpose.ts'
import { isProposal } from './page-proposal.ts'
import { isAboutApis, isTitledApi, namesApis, opensAsApi } from './page-subject.ts'
import { proxyBlocks, routeBlocks } from './server-code.ts'
import { believeLikely, isEntrance } from './likely.ts'
import { doubtSlips } from './slips.ts'
import { soleMethod } from './sole-method.ts'
import { doubtStrangers } from './strangers.ts'

/**
 * What is published and what is a draft: a page that neither declares anything nor shows much speaks of paths for other
 * reasons, and what it names is a draft, unless all signs together make it likely.
 */
export function weighOperations(operations: readonly Merged[], outline: Outline): void {
  believe(operations, outline)
  doubtSome(operations, outline)
  if (outline.roots.every(({ chronicle }) => chronicle)) return doubt(operations)
  if (explainsMethods(outline) || setsRules(outline) || isProposal(outline)) return doubt(operations)
  if (teachesDesign(outline) && !isInHeadings(operations)) return doubt(operations)
  if ((isCommandManual(outline) || isStandard(outline)) && !isReference(operations)) return doubt(operations)
  if (!saysLittle(operations, outline)) return
  doubt(operations)
  believeLikely(operations, outline)
  doubtSome(operations, outline)
}

function doubtSome(operations: readonly Merged[], outline: Outline): void {
  doubtStrangers(operations, outline)
  doubtSlips(operations, outline)
}

/** Whether too little of what the pages name is declared or shown. */
function saysLittle(operations: readonly Merged[], outline: Outline): boolean {
  const passed = proxyBlocks(outline)
  const made = routeBlocks(outline) + (passed >= 2 ? passed : 0)
  // on a host of its own: not what the code beside it has just made
  const served = isTitledApi(outline) && areElsewhere(operations) ? 0 : made
  // as much code of routes as there are calls: they are called because they were just made
  const sure = operations.filter(({ confidence }) => confidence >= 0.5)
  if (served >= 2 && served * 4 >= sure.length * 3 && !isTitledApi(outline)) return true
  if ((served >= 2 || isLesson(outline)) && !isReference(operations)) return true
  if (sure.every(isEntrance)) return true
  // one request shown in full, and nothing declared, is an example in a text about something else
  const enoughSamples = operations.length > 1
  const strong = operations.some(({ findings }) =>
    findings.some(
      ({ weight, form, method, by }) =>
        weight >= 0.8 &&
        form !== 'mention' &&
        (form !== 'sample' || enoughSamples || by === 'lone-code') &&
        (method !== undefined || by === 'lone-code'),
    ),
  )
  const serves = served > 0
  // the one path that the page is about, in its title or on a line of its own, and called in full
  const [only] = operations
  if (operations.length === 1 && only !== undefined && !serves && isDeclaredAndShown(only)) return false
  if (strong && !(serves && onlyListed(operations) && !speaksOfEndpoints(outline))) return false
  const called = operations.filter(({ findings }) => findings.some(({ by, weight }) => by === 'curl' && weight >= 0.6))
  const apiPage = isAboutApis(outline)
  // a word here and there in a long text about something else
  const thin = sure.every(({ findings }) => findings.every(({ form, by }) => form === 'mention' || by === 'prose'))
  if (thin && !apiPage && outline.items.length > sure.length * 25) return true
  // one or two, said in passing, where neither the title nor the beginning nor their sections speak of an API
  const passing =
    thin &&
    sure.length < 3 &&
    sure.every(({ findings }) => findings.length < 3 && findings.every((it) => it.method === undefined))
  if (passing && !isTitledApi(outline) && !opensAsApi(outline) && !sure.some((it) => isUnderApi(it, outline)))
    return true
  // calls in one block of a guide are steps of it
  const places = new Set(
    called.flatMap(({ findings }) => findings.filter(({ by }) => by === 'curl').map(({ at }) => at)),
  )
  const enough =
    (called.length >= 2 && (places.size >= 2 || isWholeResource(called))) ||
    // "Your first API call" over three of them
    (called.length >= 3 && [...places].some((at) => namesApis(outline.items[at]?.node.section.title ?? ''))) ||
    (operations.filter(isCallable).length >= 3 && !serves && places.size !== 1) ||
    (apiPage && !serves) ||
    soleMethod(outline) !== undefined ||
    (!serves && isLabelledForm(operations, outline)) ||
    (!serves && sure.filter((it) => isUnderEndpoints(it, outline)).length >= 2) ||
    (!serves && (operations.some(isShownOften) || operations.filter(isTitleAndCode).length >= 2))
  return !enough
}

/** Spoken of in the part of a page that its title calls the endpoints, whatever the rest is about. */
const isUnderEndpoints = ({ findings }: Merged, outline: Outline): boolean =>
  findings.some(({ at }) =>
    /^(?:(?:the|http|rest(?:ful)?|json|web) )*(?:api (?:endpoints?|routes?)|(?:http|rest(?:ful)?|json|web) api|endpoints)$/i.test(
      outline.items[at]?.node.section.title.trim() ?? '',
    ),
  )

const isUnderApi = ({ findings }: Merged, outline: Outline): boolean =>
  findings.some(({ at }) => {
    for (let node = outline.items[at]?.node; node !== undefined; node = node.parent)
      if (namesApis(node.section.title)) return true
    return false
  })

/** `URL: …` below one title after another: the form in which the page writes what it is about. */
const isLabelledForm = (operations: readonly Merged[], { items }: Outline): boolean =>
  new Set(
    operations.flatMap(({ findings }) =>
      findings.flatMap(({ by, form, at }) => (by === 'pairs' && form === 'declared' ? [items[at]?.node] : [])),
    ),
  ).size >= 2

/** One call with one query after another: what the page teaches, whatever it is called. */
const isShownOften = ({ confidence, findings }: Merged): boolean =>
  confidence >= 0.5 &&
  new Set(
    findings.flatMap(({ target }) => (target.query.length === 0 ? [] : [target.query.map(({ name }) => name).join()])),
  ).size >= 3

/** Reading, adding, changing and removing what a variable names, in one block: what there is, no steps of a guide. */
const isWholeResource = (called: readonly Merged[]): boolean =>
  new Set(called.map(({ method }) => method)).size >= 3 &&
  (called.length >= 6 ||
    called.some(({ findings }) =>
      findings.some(({ target }) => /[{<]/.test(target.raw.replace(/^https?:\/\/[^/]*/, ''))),
    ))

/** A heading that is nothing but its path, and the path again in code with a query. */
const isTitleAndCode = ({ findings }: Merged): boolean =>
  findings.some(({ by, weight }) => by === 'heading' && weight >= 0.75) &&
  findings.some(({ by, target }) => by === 'lone-code' && target.query.length > 0)

/** Likely, and shown as something one calls: with a method, a host or a query, or on a line of its own; no mere name of a place. */
const isCallable = ({ confidence, findings }: Merged): boolean =>
  confidence >= 0.5 &&
  findings.some(
    ({ method, target, form, by }) =>
      method !== undefined ||
      target.origin !== undefined ||
      target.query.length > 0 ||
      form === 'declared' ||
      by === 'table',
  )

const isDeclaredAndShown = ({ findings }: Merged): boolean =>
  findings.some(({ form, by }) => form === 'declared' && (by === 'heading' || by === 'pairs')) &&
  findings.some(({ form, by, method }) => form === 'sample' && method !== undefined && (by === 'http' || by === 'curl'))

/** Whether most of what is called is on a host that is neither the reader's own nor made up. */
function areElsewhere(operations: readonly Merged[]): boolean {
  const sure = operations.filter(({ confidence }) => confidence >= 0.5)
  const elsewhere = sure.filter(({ findings }) =>
    findings.some(
      ({ method, target: { origin } }) => method !== undefined && origin !== undefined && !isPlaceholderHost(origin),
    ),
  )
  return elsewhere.length > 0 && elsewhere.length * 2 > sure.length
}

function doubt(operations: readonly Merged[]): void {
  for (const operation of operations) operation.confidence = Math.min(operation.confidence, 0.45)
}

/** Whether operations stand in headings, tables, lists and lines of their own, and not only in code of examples. */
function isReference(operations: readonly Merged[]): boolean {
  const written = operations.filter(({ findings }) =>
    findings.some(
      ({ form, method, by, weight }) =>
        (form === 'declared' || form === 'listed') && method !== undefined && by !== 'http' && weight >= 0.8,
    ),
  )
  return written.length * 4 >= operations.length
}

/** Whether most operations have a heading of their own: what such a page calls wrong is a mistake of its callers. */
const isInHeadings = (operations: readonly Merged[]): boolean =>
  operations.length >= 5 &&
  operations.filter(({ findings }) => findings.some(({ by, method }) => by === 'heading' && method !== undefined))
    .length *
    2 >=
    operations.length

/** Whether all that is known stands in tables and lists: patterns of a router or a test library look the same. */
const onlyListed = (operations: readonly Merged[]): boolean =>
  operations.every(({ findings }) =>
    findings.every(({ form, by }) => form === 'listed' || form === 'mention' || by === 'client-code'),
  )
