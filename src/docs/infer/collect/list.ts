import { captionOf } from '../captions.ts'
import { readJsonSample } from '../json-sample.ts'
import { hasBody } from '../methods.ts'
import type { Item, Outline } from '../outline.ts'
import type { RawParameter } from '../parameters/raw.ts'
import { toMarked } from '../inline.ts'
import { readGivenNames } from '../parameters/given.ts'
import { readEntry, readParameterList } from '../parameters/list.ts'
import { placeOf } from '../parameters/table.ts'
import { readCaptionedNames, readTextParameters } from '../parameters/text.ts'
import { toRequirement, toType } from '../parameters/words.ts'
import { toCaption, type Caption } from '../words.ts'
import { addAll, takes, type Collecting } from './collecting.ts'
import { fromModel } from './models.ts'
import { asFieldsOf } from './nested.ts'
import { cutAtDash, readStatuses } from './statuses.ts'
import { chosenOf, withValues } from './values.ts'
import { variablesOf } from '../target.ts'
import { sampleInText } from './samples.ts'

/** A list of parameters, of status codes, or of operations that say something of their own parameters. */
export function fromList(to: Collecting, item: Item): void {
  if (item.block?.kind !== 'list') return
  const captioned = new Set(
    item.block.items.filter(({ markdown }) => fromCaptioned(to, item, markdown.split('\n')[0] ?? '')),
  )
  const statuses = readStatuses(item.block.items.map(({ markdown }) => cutAtDash(markdown)))
  if (statuses.size > 0 && statuses.size * 2 >= item.block.items.length)
    return to.each(item, undefined, (own) => statuses.forEach((text, status) => own.statuses.set(status, text)))
  const rows = to.listedRows.get(item.at) ?? new Set<number>()
  if (rows.size > 0) {
    // entries that are operations themselves: what each says of its own parameters
    for (const row of rows) {
      const text = toMarked(item.block.items[row]?.markdown ?? '')
      const body = sampleInText(text) ?? text.split('\n').filter(isObjectLine).map(readJsonSample)[0]
      to.each(item, row, (own, operation) => {
        if (body !== undefined && hasBody(operation.method)) own.bodies.push({ value: body, at: item.at })
        for (const parameter of [...readTextParameters(text), ...readGivenNames(text)])
          own.parameters.push({ ...parameter, at: item.at })
      })
      fromBelow(to, item, row, rows)
    }
    fromShared(to, item, rows)
    return
  }
  const [first, ...others] = item.block.items
  if (first !== undefined && others.length === 0 && fromModel(to, item, first.markdown)) return
  for (const entry of item.block.items) if (!captioned.has(entry)) fromLabelled(to, item, entry.markdown)
  if (areValues(item, to.outline)) return
  const caption = captionOf(item, to.outline)
  const list = readParameterList(item.block)
  const asQuery = item.block.items.map(({ markdown }) =>
    readTextParameters(toMarked(markdown)).filter(
      (it) => (it.in === 'query' && /`[?&]/.test(markdown)) || (it.in === 'header' && /^x-/i.test(it.name)),
    ),
  )
  const { block } = item
  to.each(item, undefined, (own, operation) => {
    const chosen = chosenOf(block, caption, own, variablesOf(operation.path))
    if (chosen !== undefined && list.parameters.length > 0)
      return void own.parameters.push(withValues(chosen, list.parameters, item.at))
    const stated =
      list.captioned || (caption.says !== undefined && caption.says !== 'other' && caption.says !== 'request')
    const enough = list.parameters.length > 0 && list.others <= list.parameters.length
    if (!stated && areTopics(block.items)) return
    if (placeOf(caption.says) === undefined && areConstants(block.items)) return
    if (enough && (stated ? takes(caption.says, operation, false, own, item) : list.typed && list.others === 0)) {
      const nested = asFieldsOf(own, operation, item, to.outline, caption, list.parameters)
      if (nested !== undefined) own.parameters.push(nested)
      else addAll(own, list.parameters, caption.says, caption.text, item, stated ? 1 : 0.75)
    } else {
      // what says itself where it goes, whatever else is listed beside it
      const placed =
        stated && !takes(caption.says, operation, false, own, item) ? [] : list.parameters.filter(saysPlace)
      for (const parameter of [...placed, ...asQuery.flat()]) own.parameters.push({ ...parameter, at: item.at })
    }
  })
}

const saysPlace = ({ in: place }: RawParameter): boolean => place !== undefined && place !== 'path'

/** "`mode` in the body and one of the following values:" above a list: what a field may be, no fields. */
function areValues(item: Item, outline: Outline): boolean {
  const before = outline.items[item.at - 1]
  return (
    before?.node === item.node &&
    before.block?.kind === 'text' &&
    /\b(?:one of|either of|following|possible|valid|allowed|accepted|supported) (?:the |these )?(?:\w+ ){0,2}values?(?: (?:are|is))?[:：]\s*$/i.test(
      before.marked,
    )
  )
}

/** "**Administrator**: may read all": what the page speaks of, no names of a program. */
const areTopics = (items: Entries): boolean =>
  items.length > 1 &&
  items.every(({ depth, markdown }) => depth > 0 || /^\*\*\p{Lu}[\p{Ll} ]+[:：]?\*\*/u.test(markdown))

/** "**ACTIVE** – it runs": what a field may be, written as constants are. */
const areConstants = (items: Entries): boolean =>
  items.length > 1 &&
  items.every(({ depth, markdown }) => depth > 0 || /^(?:\*\*|`)[A-Z][A-Z_\d]{2,40}(?:\*\*|`)/.test(markdown))

/** A line that is a JSON object, below the line of the call. */
const isObjectLine = (line: string): boolean => /^\s*\{\s*".*\}\s*$/.test(line) && line.length < 2000

/** A list entry that is a caption and, on its next lines, what it captions: `**Data Params**`, `name=[string]`. */
function fromLabelled(to: Collecting, item: Item, markdown: string): void {
  const [first = '', ...lines] = markdown.split('\n')
  let says = lines.length === 0 ? undefined : toCaption(first)
  if (
    says === undefined ||
    says === 'other' ||
    /^`[^`]+` +[-–—:]/.test(first) ||
    readEntry(first)?.schema.type !== undefined
  )
    return
  if (says === 'parameters' && /\bdata\b/i.test(first)) says = 'body'
  let required: boolean | undefined
  const read: RawParameter[] = []
  for (const line of lines) {
    const need = toRequirement(line)
    if (need !== undefined && toMarked(line).length < 30 && !line.includes('`')) required = need
    const entry = line.startsWith('`') ? readEntry(line) : undefined
    if (entry !== undefined)
      read.push({
        ...entry,
        schema: toType(/=\[?([\w ]+)\]?`/.exec(line)?.[1] ?? '') ?? entry.schema,
        ...(required === undefined ? {} : { required }),
      })
    const sample = entry === undefined ? readJsonSample(line.replace(/^`+|(?<!`)`+$/g, '')) : undefined
    if (sample !== undefined)
      to.each(
        item,
        undefined,
        (own, operation) =>
          void (
            takes(says, operation, true, own, item) &&
            hasBody(operation.method) &&
            own.bodies.push({ value: sample, at: item.at })
          ),
      )
  }
  to.each(item, undefined, (own, operation) => {
    if (takes(says, operation, false, own, item)) addAll(own, read, says, first, item, 1)
  })
}

/** An entry that is a caption and its names: "Input fields: `name` (optional), `crew`", "Query parameters: `sort` - by what". */
function fromCaptioned(to: Collecting, item: Item, line: string): boolean {
  const text = toMarked(line)
  const [, label = '', value = ''] = /^([\p{L} -]{4,40}?)\s*[:：]\s*(`[^`\s]{1,60}`\s.*)$/su.exec(text) ?? []
  const named = readCaptionedNames(text)
  const says = toCaption(named?.caption ?? label)
  if (says === undefined || !naming.has(says)) return false
  const single = named === undefined && /^`[^`]+`\s*(?:[:–—-]\s|\()/.test(value) ? readEntry(value) : undefined
  const read = named?.parameters ?? (single === undefined ? [] : [single])
  if (read.length === 0) return false
  to.each(item, undefined, (own, operation) => {
    if (takes(says, operation, false, own, item))
      addAll(
        own,
        read.map((it) => ({ ...it, evidence: 'list' })),
        says,
        named?.caption ?? label,
        item,
        1,
      )
  })
  return true
}

const naming = new Set<Caption>(['query', 'body', 'form', 'header', 'parameters'])

type Entries = Extract<NonNullable<Item['block']>, { kind: 'list' }>['items']

/** The entries of a list below one that is an operation: nested in it or, when it is the only one, all that follow. */
function fromBelow(to: Collecting, item: Item, row: number, rows: ReadonlySet<number>): void {
  if (item.block?.kind !== 'list') return
  const { items } = item.block
  const depth = items[row]?.depth ?? 0
  const mine: Entries[number][] = []
  for (let at = row + 1; at < items.length && !rows.has(at); at++) {
    const entry = items[at]
    if (entry === undefined || (entry.depth <= depth && rows.size > 1)) break
    mine.push(entry)
  }
  const top = mine.reduce((least, it) => Math.min(least, it.depth), 99)
  const { parameters } = readParameterList({
    kind: 'list',
    items: mine.map((it) => ({ ...it, depth: it.depth - top })),
  })
  // without a caption over them only those that say what they are
  const sure = parameters.filter(
    (it) => it.in !== undefined || it.schema.type !== undefined || it.required !== undefined,
  )
  to.each(item, row, (own) => addAll(own, sure, undefined, '', item, 0.9))
}

/** "All of these also take the query parameters:" as an entry of a list of operations, its parameters nested. */
function fromShared(to: Collecting, item: Item, rows: ReadonlySet<number>): void {
  if (item.block?.kind !== 'list') return
  const { items } = item.block
  for (const [at, entry] of items.entries()) {
    const label = toMarked(entry.markdown)
    if (rows.has(at) || !/^(?:all|every|each|any|these)\b[^\n]*[:：]\s*$/i.test(label)) continue
    const says = toCaption(label)
    if (says !== 'query' && says !== 'header' && says !== 'parameters' && says !== 'body') continue
    const end = items.findIndex((it, index) => index > at && it.depth <= entry.depth)
    const nested = items.slice(at + 1, end < 0 ? undefined : end)
    const list = readParameterList({
      kind: 'list',
      items: nested.map((it) => ({ ...it, depth: it.depth - entry.depth - 1 })),
    })
    for (const row of rows) to.each(item, row, (own) => addAll(own, list.parameters, says, label, item, 0.9))
  }
}
