import { entryLabel, entryPart } from './list-labels.ts'
import type { Item, Outline } from './outline.ts'
import { bareLabel, isCaptionCell, isPartTitle, toCaption, type Caption } from './words.ts'

export interface CaptionOf {
  readonly says: Caption | undefined
  /** The words it was read from, for "required" and "optional". */
  readonly text: string
}

/** What a request has as well as an answer. */
const vagueWord = /^(?:attributes|properties|object|model|fields|schema)$/i
const ledByStatus = /^`?(?:HTTP |status )?[1-5]\d\d\b[^\n:：]{0,40}`?[:：]/i

const specific = new Set<Caption>(['path', 'query', 'header', 'cookie', 'form', 'body', 'response', 'status', 'errors'])

/**
 * What the words around a list, table or code block say about it: the text right before it, its own caption or tab, else
 * the heading above and the headings that heading is a part of. Generic words ("Parameters") yield to specific ones above.
 */
export function captionOf(item: Item, outline: Outline): CaptionOf {
  const texts: string[] = []
  const block = item.block
  if (block?.kind === 'table' && block.caption !== undefined) texts.push(block.caption)
  if (block?.kind === 'code' && block.label !== undefined) texts.push(block.label)
  const above = outline.items[item.at - 1]
  // "`200 (OK)`: The boat with the following fields:"
  if (above?.node === item.node && above.block?.kind === 'text' && ledByStatus.test(above.marked))
    return { says: 'response', text: above.marked.slice(0, 200) }
  // a tab "200", "404: Not Found"
  if (block?.kind === 'code' && /^\s*[1-5]\d\d(?![\d.])/.test(block.label ?? ''))
    return { says: 'response', text: block.label ?? '' }
  const before = textBefore(item, outline)
  // above code any sentence speaks of it; above a list or table only one that leads in
  if (
    before !== '' &&
    (block?.kind === 'code' || /[:：]\s*$/.test(before) || (before.length < 70 && !/[.!?。]\s*$/.test(before)))
  )
    texts.push(before)
  else if (before === '' && (block?.kind === 'list' || block?.kind === 'table')) {
    const part = entryPart(item, outline)
    const says = part === undefined ? undefined : toCaption(part)
    if (says === 'response' || says === 'errors') return { says, text: part ?? '' }
    const label = entryLabel(item, outline)
    if (label !== undefined) texts.push(label)
  } else if (before !== '' && (block?.kind === 'list' || block?.kind === 'table')) {
    // a label, a sentence, the list: "Optional parameters:", "Without any it returns all."
    const label = labelAbove(item, outline)
    if (label !== undefined) texts.push(label)
  }
  for (
    let node: Item['node'] | undefined = item.node;
    node !== undefined && node.section.level > 0;
    node = node.parent
  ) {
    if (node !== item.node && !isPartTitle(node.section.title)) break
    if (isPartTitle(node.section.title) || (node === item.node && !isTopicOfParameters(node)))
      texts.push(node.section.title)
  }
  let generic: CaptionOf | undefined
  let vague: CaptionOf | undefined
  for (const [index, text] of texts.entries()) {
    const says =
      index > 0 && texts.length > 1 && text === item.node.section.title && !isPartTitle(text) && text.length > 40
        ? undefined
        : toCaption(text)
    if (says === undefined || says === 'other') continue
    if (vagueWord.test(bareLabel(text))) {
      vague ??= { says, text }
      continue
    }
    if (
      /^(?:(?:json )?body|headers?|content|payload)$/i.test(bareLabel(text)) &&
      (isOfAnswer(item.node, text) || isBelowAnswer(item, outline))
    )
      return { says: 'response', text }
    // "Body" and "Headers" of an answer, when what they are parts of is one
    if ((says === 'body' || says === 'header') && text === item.node.section.title) {
      const whole = answerAbove(item.node, outline)
      if (whole !== undefined) return whole
    }
    // "JSON body with:" below "Responses"
    if ((says === 'body' || says === 'header') && isPartTitle(item.node.section.title.replace(/ ?\(\d{3}\)$/, ''))) {
      const of = toCaption(item.node.section.title)
      if (of === 'response' || of === 'errors' || of === 'status') return { says: of, text }
    }
    if (specific.has(says)) return { says, text: generic === undefined ? text : `${generic.text} ${text}` }
    generic ??= { says, text }
  }
  return generic ?? vague ?? { says: texts.length > 0 ? 'other' : undefined, text: texts[0] ?? '' }
}

/** Whether a part ("Body", "Headers") is one of a part "Responses". */
export function isOfAnswer(node: Item['node'], title: string): boolean {
  let seen = false
  for (let it: Item['node'] | undefined = node; it !== undefined && isPartTitle(it.section.title); it = it.parent) {
    if (seen && answers.has(toCaption(it.section.title))) return true
    seen ||= it.section.title === title
  }
  return false
}

/** "**Response**", "200 OK" above "Body" in one section: the nearest label that tells request and answer apart. */
function isBelowAnswer(item: Item, outline: Outline): boolean {
  for (let at = item.at - 1; at > item.at - 12; at--) {
    const other = outline.items[at]
    if (other?.node !== item.node || other.block === undefined) return false
    if (other.block.kind !== 'text' && other.block.kind !== 'code') continue
    const label = (other.block.kind === 'code' ? other.block.text : other.marked).trim()
    if (label.length > 40 || label.includes('\n')) continue
    if (/^(?:HTTP\/[\d.]+ )?[1-5]\d\d(?: \p{Lu}[\p{L} ]+)?$/u.test(label)) return true
    const says = isPartTitle(label) && !vagueWord.test(bareLabel(label)) ? toCaption(label) : undefined
    if (answers.has(says) && says !== undefined) return true
    if (says !== undefined && says !== 'body' && says !== 'header' && says !== 'other') return false
  }
  return false
}

const answers = new Set<Caption | undefined>(['response', 'errors', 'status'])

/** "Response `200`" as a line above the heading "Body", or "HTTP status code 404" as the heading over it. */
function answerAbove(node: Item['node'], outline: Outline): CaptionOf | undefined {
  const title = node.parent?.section.title ?? ''
  const beside = (node.parent?.children ?? []).filter(({ items }) => (items[0]?.at ?? 0) <= (node.items[0]?.at ?? 0))
  const isStatus = /^(?:http )?(?:status|response)(?: code)?:? ?\d{3}\b/i.test(title)
  if (isStatus && beside.every(isPlainPart)) return { says: 'response', text: title }
  for (let at = (node.items[0]?.at ?? 0) - 1, steps = 0; at >= 0 && steps < 6; at--, steps++) {
    const other = outline.items[at]
    if (other === undefined || (other.node !== node.parent && other.node.parent !== node.parent)) return undefined
    if (other.block === undefined) {
      if (!isPartTitle(other.marked)) return undefined
    } else if (other.block.kind === 'text') {
      const label = bareLabel(other.marked)
      if (/^requests?\b/i.test(label) && label.length < 40) return undefined
      if (label.length < 40 && /^responses?(?: ?`?\d{3}`?(?![\d-])|$)/i.test(label))
        return { says: 'response', text: label }
    }
  }
  return undefined
}

/** A part with nothing below it but parts. */
const isPlainPart = ({ section, children }: Item['node']): boolean =>
  isPartTitle(section.title) && children.every((it) => isPartTitle(it.section.title))

/** A short label of parameters two blocks above, with one paragraph between. */
function labelAbove(item: Item, outline: Outline): string | undefined {
  const [above, between] = [outline.items[item.at - 2], outline.items[item.at - 1]]
  if (above?.node !== item.node || above.block?.kind !== 'text' || between?.block?.kind !== 'text') return undefined
  if (!/^[^\n]{3,60}[:：]$/u.test(above.marked.trim())) return undefined
  const says = toCaption(above.marked)
  return says === 'parameters' || says === 'query' || says === 'body' || says === 'form' ? above.marked : undefined
}

/** "Output format" below "Parameters": what the parameters are about, no answer. */
function isTopicOfParameters({ section, parent }: Item['node']): boolean {
  if (isPartTitle(section.title) || parent === undefined || !isPartTitle(parent.section.title)) return false
  const above = toCaption(parent.section.title)
  return toCaption(section.title) === 'response' && (above === 'parameters' || above === 'query' || above === 'body')
}

/** The text that introduces an item: right before it, a lead-in with a colon or a short label. */
function textBefore(item: Item, outline: Outline): string {
  for (let at = item.at - 1; at >= 0 && at >= item.at - 2; at--) {
    const other = outline.items[at]
    if (other?.node !== item.node || other.block === undefined) return ''
    if (other.block.kind === 'list' && item.block?.kind === 'code') {
      const last = other.block.items.at(-1)?.markdown ?? ''
      return bareLabel(last.split('\n').at(-1) ?? '')
    }
    if (other.block.kind === 'table') {
      const row = captionRow(other.block.rows.at(-1) ?? [])
      return row !== '' || item.block?.kind !== 'table' ? row : responseAbove(other, outline)
    }
    // a sample of an answer, and right below it what its fields mean
    if (other.block.kind === 'code' && (item.block?.kind === 'table' || isPlainList(item)))
      return responseAbove(other, outline)
    // "status 201 Created" in code, and in code below it what came
    if (other.block.kind === 'code' && /^[^\n{}]{0,20}\b[1-5]\d\d\b[^\n{}]{0,30}$/.test(other.block.text.trim()))
      return responseAbove(other, outline)
    if (other.block.kind !== 'text') return ''
    const lines = other.marked.trim().split('\n')
    const sentences = other.marked.trim().split(/(?<=[.!?。])\s+/)
    const last = /[:：]\s*$/.test(other.marked)
      ? (sentences.at(-1) ?? '')
      : lines.length === 1 && other.marked.length < 300
        ? (sentences.at(-1) ?? '')
        : (lines.at(-1) ?? '')
    // "Returns all boats, each as an object. Interesting fields are:"
    if (
      sentences.length > 1 &&
      last === sentences.at(-1) &&
      ofAnswered.test(sentences[0] ?? '') &&
      anyFields.test(last)
    )
      return `${sentences[0]} ${last}`
    // a badge or a stray word ("Copy") between a label and its block is passed over
    if (/^(?:copy|example|json|required|content type|application\/json)$/i.test(bareLabel(last)) && at === item.at - 1)
      continue
    return last
  }
  return ''
}

/** A list whose entries do not say themselves where they go: `` `limit` (query): … ``. */
const isPlainList = ({ block }: Item): boolean =>
  block?.kind === 'list' &&
  !block.items.some(({ markdown }) => /^`[^`\n]{1,80}` \((?:path|query|header|cookie|body|form)\b/.test(markdown))

const ofAnswered = /^[^.]{0,40}\b(?:returns|responds with|answers with)\b/i
const anyFields =
  /^(?!.*\b(?:param\w*|request|quer\w+|send|sent|body|payload|pass|accepts?)\b).*\b(?:fields|attributes|properties|keys)\b/i

/** What follows a table or a sample shares the words above it when those speak of answers: "Response:", headers, fields. */
function responseAbove(above: Item, outline: Outline): string {
  const text = textBefore(above, outline)
  return text.length < 70 && ['response', 'errors', 'status'].includes(toCaption(text) ?? '') ? text : ''
}

/** `**Query**` right below a table's last row, without a blank line, is read as a row of it. */
const captionRow = ([first = '', ...others]: readonly string[]): string =>
  isCaptionCell(first) && others.every((cell) => cell.trim() === '') ? bareLabel(first) : ''
