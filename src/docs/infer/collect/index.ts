import type { Finding } from '../../extractors/index.ts'
import type { Merged, MergeResult } from '../merge.ts'
import type { Item, Outline } from '../outline.ts'
import { fromCode } from './code.ts'
import type { Collecting, Details } from './collecting.ts'
import { fromDefinitions } from './definitions.ts'
import { fromFinding } from './finding.ts'
import { fromHeading } from './heading.ts'
import { fromList } from './list.ts'
import { repeat } from './repeat.ts'
import { sharing } from './shared.ts'
import { fromTable } from './table.ts'
import { fromText } from './text.ts'

export type { Details, Placed } from './collecting.ts'
export { isOwnHeader } from './finding.ts'

/** More operations than that share no parameters. */
const mostSharing = 40

const isShared = ({ node, block }: Item): boolean =>
  block?.kind === 'table' &&
  /^(?:common |shared |general |global )?(?:(?:request|query|url) )?param(?:eter)?s$/i.test(node.section.title) &&
  (node.parent?.section.level ?? 9) <= 1

/** So many "same as above" are followed. */
const mostRepeats = 500

/** Lays every table, list, sample and sentence to the operation that it is about. */
export function collectDetails(outline: Outline, result: MergeResult): Map<Merged, Details> {
  const details = new Map<Merged, Details>(result.operations.map((operation) => [operation, noDetails()]))
  const to = toCollecting(outline, result, details)
  const methods = methodsByUrl(result)
  for (const [operation, own] of details)
    for (const finding of operation.findings)
      if (methods.get(urlKey(finding))?.has(operation.method) !== false) fromFinding(own, operation, finding)
  for (const item of outline.items) fromItem(to, item)
  for (const { own, item } of to.repeats.slice(0, mostRepeats)) repeat(own, item, details)
  return details
}

const urlKey = ({ at, target }: Finding): string => `${at} ${target.raw.replace(/^["'`]|["'`]$/g, '')}`

/** The methods that a place shows a URL with: `PUT …/2?action=cancel` says nothing of a GET of the same path. */
function methodsByUrl({ operations }: MergeResult): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>()
  for (const finding of operations.flatMap(({ findings }) => findings))
    if (finding.method !== undefined && finding.target.query.length > 0)
      found.set(urlKey(finding), (found.get(urlKey(finding)) ?? new Set()).add(finding.method))
  return found
}

function fromItem(to: Collecting, item: Item): void {
  switch (item.block?.kind) {
    case 'text':
      return fromText(to, item, item.block.markdown)
    case 'table':
      return fromTable(to, item)
    case 'list':
      return fromList(to, item)
    case 'definitions':
      return fromDefinitions(to, item)
    case 'code':
      return fromCode(to, item, item.block.text)
    case undefined:
      return fromHeading(to, item)
    default:
  }
}

const noDetails = (): Details => {
  return {
    parameters: [],
    bodies: [],
    raw: [],
    answers: [],
    statuses: new Map(),
    texts: [],
    form: false,
    multipart: false,
  }
}

function toCollecting(outline: Outline, result: MergeResult, details: ReadonlyMap<Merged, Details>): Collecting {
  // promoted samples own as copies of themselves
  const keyOf = ({ at, row, by }: Finding): string => `${at}:${row}:${by}`
  const byPlace = new Map(
    result.operations.flatMap((operation) => operation.findings.map((finding) => [keyOf(finding), operation] as const)),
  )
  // a page whose operations are the rows of tables says of all of them what a chapter "Request parameters" holds
  const all = result.operations.filter(({ confidence }) => confidence >= 0.5)
  const onlyRows = all.every(({ findings }) => findings.every(({ form }) => form !== 'declared'))
  const listed = onlyRows && all.length <= mostSharing ? all : []
  const operationsOf = (item: Item, row?: number): Merged[] => {
    if (isCallback(item)) return []
    const found = result.owners
      .of(item, row)
      .map((finding) => result.ofFinding.get(finding) ?? byPlace.get(keyOf(finding)))
    const own = [...new Set(found)].filter((it) => it !== undefined && details.has(it)) as Merged[] // undefined is filtered
    if (own.length > 0) return own
    if (isShared(item) && listed.length > 0) return listed
    const named = calledSo(item)
    return named.length > 0 ? named : sharing(item, all, outline)
  }
  /** "Create a boat, example:" over a sample below the table whose row says "Create a boat". */
  const calledSo = (item: Item): Merged[] => {
    const before = outline.items[item.at - 1]
    if (item.block?.kind !== 'code' || before?.node !== item.node || before.block?.kind !== 'text') return []
    const label = before.marked.trim()
    if (label.length > 80 || !/[:：]$/.test(label)) return []
    const named = all.filter(({ findings }) =>
      findings.some(
        ({ form, summary = '', at }) =>
          form === 'listed' &&
          summary.length >= 4 &&
          outline.items[at]?.node === item.node.items[0]?.node &&
          label.toLowerCase().startsWith(summary.toLowerCase()),
      ),
    )
    return named.length === 1 ? named : []
  }
  return {
    outline,
    listedRows: toListedRows(outline, result),
    operationsOf,
    repeats: [],
    each(item, row, act) {
      for (const operation of operationsOf(item, row)) {
        const own = details.get(operation)
        if (own !== undefined) act(own, operation)
      }
    },
  }
}

function toListedRows(outline: Outline, { operations }: MergeResult): Map<number, Set<number>> {
  const rows = new Map<number, Set<number>>()
  for (const { findings } of operations)
    for (const { at, row, form } of findings) {
      const block = outline.items[at]?.block?.kind
      if (block === 'table' ? form !== 'mention' : block === 'list' && form === 'listed')
        rows.set(at, (rows.get(at) ?? new Set()).add(row))
    }
  return rows
}

/** Whether an item is about requests that the API makes to others. */
const isCallback = (item: Item): boolean =>
  [item.node.section.title, item.node.parent?.section.title ?? ''].some((title) =>
    /^(?:callbacks?|callback (?:payload|request|response).*|webhook payload.*|webhooks?)$/i.test(title.trim()),
  )
