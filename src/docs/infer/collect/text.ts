import { fromModel } from './models.ts'
import { readJsonSample } from '../json-sample.ts'
import { hasBody } from '../methods.ts'
import type { Item } from '../outline.ts'
import type { RawParameter } from '../parameters/raw.ts'
import { readEntry } from '../parameters/list.ts'
import { captionOf, isOfAnswer } from '../captions.ts'
import { placeOf } from '../parameters/table.ts'
import {
  readBracketedNames,
  readCaptionedNames,
  readCompactLine,
  readMarkupParameters,
  readParameterLine,
  readQuotedNames,
  readTextParameters,
} from '../parameters/text.ts'
import { isNoteLabel, readNameCell, toDescription, toRequirement } from '../parameters/words.ts'
import { bareLabel, isPartTitle, toCaption, type Caption } from '../words.ts'
import type { Collecting } from './collecting.ts'
import { sameAs } from './repeat.ts'

/** A paragraph: parameters named in it, and what it says of the body's kind. */
export function fromText(to: Collecting, item: Item, markdown: string): void {
  const operations = to.operationsOf(item)
  if (operations.length === 0) return
  const modelled = fromModel(to, item, markdown)
  const parameters: RawParameter[] = [
    ...readMarkupParameters(markdown),
    ...(modelled ? [] : fromParagraph(to, item, markdown)),
  ]
  const quoted = readQuotedNames(item.marked)
  if (quoted.length > 0) {
    const { says } = captionOf(item, to.outline)
    const place = placeOf(says === 'parameters' ? 'query' : says)
    if (says !== 'response' && says !== 'errors')
      parameters.push(...quoted.map((it) => ({ ...it, ...(place === undefined ? {} : { in: place }) })))
  }
  // names that go on in the next line
  for (const line of item.marked.replace(/(?<=`,|`,? and|`,? or)\n(?=`)|\n(?=(?:and|or) `)/g, ' ').split('\n')) {
    const named =
      readCompactLine(line) === undefined ? (readCaptionedNames(line) ?? readBracketedNames(line)) : undefined
    const says = named === undefined ? undefined : toCaption(named.caption)
    const compact =
      readCompactLine(line) ??
      (says === 'query' || says === 'body' || says === 'form' || says === 'header' || says === 'parameters'
        ? named
        : undefined)
    const caption = compact === undefined ? undefined : toCaption(compact.caption)
    for (const it of compact?.parameters ?? []) {
      const place = placeOf(caption)
      parameters.push({ ...it, ...(place === undefined ? {} : { in: place }) })
    }
  }
  if (operations.length === 1 && toCaption(item.node.section.title) !== 'response')
    parameters.push(...readTextParameters(item.marked))
  const bodies = bodiesIn(item.marked)
  to.each(item, undefined, (own, operation) => {
    if (hasBody(operation.method)) for (const value of bodies) own.bodies.push({ value, at: item.at })
    own.texts.push({ text: item.marked, at: item.at })
    if (sameAs.test(item.marked) && item.marked.length < 300 && !/\b(?:output|response|returned?)\b/i.test(item.marked))
      to.repeats.push({ own, item })
    if (/\bmultipart(?:\/form-data)?\b/i.test(item.marked)) own.multipart = true
    else if (/\burl-?encoded\b|\bform[- ](?:data|fields?|param)/i.test(item.marked)) own.form = true
    // "Available fields: `id`, `size`" of what is read
    if (ofAnswers.test(item.marked) && (operation.method === 'GET' || operation.method === 'HEAD')) return
    for (const parameter of parameters) own.parameters.push({ ...parameter, at: item.at })
  })
}

const ofAnswers = /^(?:the )?(?:available|returned|contained|following|result|output) fields(?: are)?\s*[:：]/i

/** A parameter as a paragraph of its own, its description in it or in the next: `limit int32 Defaults to 25`, `**name** …`. */
function fromParagraph(to: Collecting, item: Item, markdown: string): RawParameter[] {
  const says = partOf(item) ?? labelOver(item, markdown, to)
  const introduced = introducedName(markdown)
  if (introduced !== undefined) {
    const place = placeOf(says)
    return [{ ...introduced, ...(place === undefined ? {} : { in: place }) }]
  }
  const several = markdown.split(/\s(?=[\w.$[\]-]{1,60} \((?:required|optional)\)(?:\s|$))/)
  if (
    several.length > 1 &&
    says !== undefined &&
    several.every((piece) => /^`?[\w.$[\]-]+`? \((?:required|optional)\)/.test(piece))
  )
    return several.flatMap((piece) => {
      const read = readEntry(piece)
      const place = placeOf(says)
      return read === undefined ? [] : [{ ...read, ...(place === undefined ? {} : { in: place }) }]
    })
  // "**Response**:", "> **Note**": the label of what follows, no name
  const label = bareLabel(/^[^\n:：]*/u.exec(item.marked)?.[0] ?? '')
  if (
    isNoteLabel.test(label) ||
    (/^(?!required|optional)\p{L}{2,16}$/u.test(label) &&
      toCaption(label) === 'parameters' &&
      toRequirement(label) !== undefined) ||
    isNoteLabel.test(bareLabel(/^\*\*([^*\n]{3,20})\*\*/.exec(markdown)?.[1] ?? '')) ||
    (/^\p{L}+$/u.test(label) && ['request', 'response', 'errors'].includes(toCaption(label) ?? ''))
  )
    return []
  if (says === 'response' || says === 'errors' || says === 'status') return []
  const next = to.outline.items[item.at + 1]
  if (isLabelOfBlock(item, next)) return []
  // "**Settlement**" below a table of names: the title of what is said next
  if (/^\*\*\p{Lu}[\p{L} ]+\*\*$/u.test(markdown.trim()) && item.node.items.some(isTableAbove(item))) return []
  const behind = next?.node === item.node && next.block?.kind === 'text' ? next.marked : ''
  const named = says === undefined || placeOf(says) === undefined ? undefined : readNameCell(item.marked)
  const aside: RawParameter | undefined =
    named?.required === undefined
      ? undefined
      : {
          name: named.name,
          schema: {},
          required: named.required,
          evidence: 'list',
          weight: 0.8,
          ...(behind === '' ? {} : { description: toDescription(behind.replaceAll('`', '')) }),
        }
  const read =
    readParameterLine(item.marked, behind) ??
    aside ??
    (says !== undefined && says !== 'other' && says !== 'request' && /^(?:\*\*|`)/.test(markdown)
      ? readEntry(markdown)
      : undefined)
  if (read === undefined || (says === undefined && read.required === undefined && !markdown.startsWith('`'))) return []
  const place = placeOf(says)
  return [place === undefined || read.in !== undefined ? read : { ...read, in: place }]
}

const isTableAbove =
  ({ at }: Item) =>
  (other: Item): boolean =>
    other.at < at && other.block?.kind === 'table'

/** "**Parameters:**" above paragraphs that each begin with a name in code: what they name. */
function labelOver(item: Item, markdown: string, { outline }: Collecting): Caption | undefined {
  if (!/^`[^`\s]{1,60}`(?: ?\([^()]{2,60}\))? ?[:：]/.test(markdown)) return undefined
  for (let at = item.at - 1; at > item.at - 16; at--) {
    const other = outline.items[at]
    if (other?.node !== item.node || other.block?.kind !== 'text') return undefined
    if (!/^\**[\p{L}\p{N} ()-]{3,50}(?:[:：]\**|\*\*)$/u.test(other.block.markdown.trim())) continue
    const says = toCaption(other.marked)
    return says === 'other' || says === 'request' ? undefined : says
  }
  return undefined
}

/** `**Parameter:** *name* (optional)`: the word in front of each. */
function introducedName(markdown: string): RawParameter | undefined {
  const [, name = '', behind = ''] =
    /^[*_]{0,2}(?:par[aáâ]m[eè]t(?:er|re|ro)|argument|параметр|参数|パラメータ|매개변수)[*_]{0,2}\s*[:：][*_]{0,2}\s*[*_`]{0,2}([A-Za-z_][\w.[\]-]{0,60}?)[*_`]{0,2}(?=\s*(?:\(|$))\s*(.*)$/isu.exec(
      markdown.trim(),
    ) ?? []
  return name === '' ? undefined : readEntry(`\`${name}\` ${behind}`)
}

/** What the headings say that a paragraph stands under. */
function partOf(item: Item): Caption | undefined {
  for (
    let node: Item['node'] | undefined = item.node;
    node !== undefined && node.section.level > 0;
    node = node.parent
  ) {
    if (!isPartTitle(node.section.title)) return undefined
    const says = toCaption(node.section.title)
    if (says !== undefined && says !== 'other') return isOfAnswer(item.node, node.section.title) ? 'response' : says
  }
  return undefined
}

/** `**Headers**` above a table, `**Type**: object`: words about what follows, no parameter. */
const isLabelOfBlock = (item: Item, next: Item | undefined): boolean =>
  (next?.node === item.node &&
    next.block !== undefined &&
    next.block.kind !== 'text' &&
    /^\p{Lu}[\p{L} ]*$/u.test(bareLabel(item.marked)) &&
    toCaption(item.marked) !== 'other') ||
  /^(?:raw|json|xml|form-data|x-www-form-urlencoded)\b[^`]{0,20}$/i.test(item.marked.trim()) ||
  /^(?:Media |Content )?Type\s*[:：]|^(?:Example|Schema|Properties)\s*[:：]?\s*$/.test(item.marked.trim())

/** JSON objects in code of a paragraph that speaks of what is sent: "takes a JSON body, e.g. `{ "name": "Ada" }`". */
function bodiesIn(marked: string): unknown[] {
  // "Example request: {…}" as a line of text
  const written = [...marked.matchAll(labelledBody)].map(([, text = '']) => readJsonSample(text))
  if (written.length > 0) return written.filter((value) => isObject(value)).slice(0, 4)
  if (!/\b(?:body|payload|post(?:ing|ed)?|send(?:ing)?|json data)\b/i.test(marked)) return []
  if (/\b(?:returns?|returned|responds?|response|answers?)\b/i.test(marked)) return []
  return [...marked.matchAll(/`(\{[^`\n]{2,2000}\})`/g)]
    .map(([, text = '']) => readJsonSample(text))
    .filter((value) => isObject(value))
    .slice(0, 4)
}

const labelledBody =
  /^[\s*_`>-]{0,6}(?:(?:example|sample) )?(?:request(?: body| payload)?|body|payload)(?: example| sample)?(?: ?\([^()\n]{1,40}\))?[*_`]{0,3} ?[:：][*_`\s]{0,4}(\{[^\n]{2,4000}\})/gim

const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0
