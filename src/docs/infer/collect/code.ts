import { hasBody } from '../methods.ts'
import { captionOf, type CaptionOf } from '../captions.ts'
import { readHttpText } from '../http-text.ts'
import { readJsonSample } from '../json-sample.ts'
import type { Merged } from '../merge.ts'
import type { Item, Outline } from '../outline.ts'
import type { RawParameter } from '../parameters/raw.ts'
import { readSchemaFields } from '../parameters/json-schema.ts'
import { readEntry } from '../parameters/list.ts'
import { readBareNames, readCommentedNames } from '../parameters/bare-names.ts'
import { placeOf } from '../parameters/table.ts'
import { readMarkupParameters } from '../parameters/text.ts'
import { bareLabel, isPartTitle, toCaption } from '../words.ts'
import { addAll, takes, type Collecting } from './collecting.ts'
import { isRequestSample } from './samples.ts'

/** A code block: markup fields, answers of HTTP exchanges, columns of names, or a JSON sample of a body or an answer. */
export function fromCode(to: Collecting, item: Item, text: string): void {
  const markup = readMarkupParameters(text)
  if (markup.length > 0)
    to.each(item, undefined, (own) => void own.parameters.push(...markup.map((it) => ({ ...it, at: item.at }))))
  const http = readHttpText(text)
  if (http.length > 0) {
    for (const it of http)
      if (it.kind === 'response')
        to.each(item, undefined, (own) => {
          own.answers.push({ status: String(it.status), value: readJsonSample(it.body) })
        })
    return
  }
  const read = captionOf(item, to.outline)
  const caption =
    read.says === 'response' && isBeforeAnswer(item, read, to.outline) ? { says: undefined, text: '' } : read
  const columns = placeOf(caption.says) === undefined && caption.says !== 'parameters' ? [] : namesIn(text)
  if (columns.length > 0)
    return to.each(item, undefined, (own, operation) => {
      if (takes(caption.says, operation, false, own, item)) addAll(own, columns, caption.says, caption.text, item, 0.9)
    })
  const bare = caption.says === 'response' || caption.says === 'errors' ? [] : readBareNames(text)
  if (bare.length > 0)
    return to.each(item, undefined, (own, operation) => {
      for (const it of bare)
        if (it.in !== 'body' || hasBody(operation.method)) own.parameters.push({ ...it, at: item.at })
    })
  const value = readJsonSample(text)
  if (value === undefined || isSigned(item, to.outline)) return
  const fields = readSchemaFields(value)
  to.each(item, undefined, (own, operation) => {
    if (fields !== undefined) {
      if (isRequestSample(caption.says, operation, own, item)) addAll(own, fields, 'body', '', item, 1)
      return
    }
    if (isAskedWith(caption, operation, value)) addAll(own, Object.keys(value).map(toAsked), 'query', '', item, 1)
    else if (isRequestSample(caption.says, operation, own, item, value)) own.bodies.push({ value, at: item.at })
    else if (caption.says !== 'errors') own.answers.push({ status: /\b([2345]\d\d)\b/.exec(caption.text)?.[1], value })
  })
}

/** "String to sign:", "Signature payload:" over a block, or a section on signing around it: what is signed, not what is sent. */
function isSigned({ at, node }: Item, { items }: Outline): boolean {
  const before = items[at - 1]
  const label = before?.node === node && before.block?.kind === 'text' ? before.marked.trim() : ''
  return (
    ofSigning.test(node.section.title) ||
    (label.length < 80 &&
      /[:：]$/.test(label) &&
      /\bto (?:be )?sign(?:ed)?\b|\bsign(?:ature|ing) (?:payload|string|base|input|data)\b|待签名|签名串/iu.test(label))
  )
}

const ofSigning =
  /^(?:(?:api|request|message|webhook) )?(?:sign(?:ing|ature)s?)(?: (?:of )?(?:an? |the |your )?(?:requests?|calls?|messages?|generation|algorithm|verification|examples?|method))*$|^how to sign\b|^(?:calculating|computing|generating|creating|verifying) (?:an? |the )?(?:\w+ )?signatures?\b|^签名(?:算法|方法|规则|示例|机制|说明|生成)?$/iu

/** "Logs in. Returns a token." over a block, and "Response:" over the next: the sentence tells of the call, not of the block. */
function isBeforeAnswer(item: Item, { text }: CaptionOf, outline: Outline): boolean {
  const [before, label, next] = [-1, 1, 2].map((step) => outline.items[item.at + step])
  if (!/[.!。]\s*$/.test(before?.marked ?? '') || !(before?.marked ?? '').includes(text)) return false
  return (
    label?.node === item.node &&
    next?.node === item.node &&
    label.block?.kind === 'text' &&
    next.block?.kind === 'code' &&
    isPartTitle(label.marked) &&
    toCaption(label.marked) === 'response'
  )
}

/** "Request:" and an object, of a call without a body: what goes into its query. */
const isAskedWith = ({ says, text }: CaptionOf, { method }: Merged, value: unknown): value is object =>
  says === 'request' &&
  method === 'GET' &&
  /^(?:(?:example|sample) )?request(?: example| sample)?$/i.test(bareLabel(text)) &&
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.entries(value).every(([key, of]) => (typeof of !== 'object' || of === null) && !ofCalls.test(key))

/** Keys of a call as a whole. */
const ofCalls = /^(?:method|url|uri|path|headers?|body|query|jsonrpc|params)$/i
const toAsked = (name: string): RawParameter => ({ name, schema: {}, evidence: 'sample', weight: 0.6 })

function namesIn(text: string): RawParameter[] {
  const columns = readColumns(text)
  return columns.length > 0 ? columns : readCommentedNames(text)
}

/** Names and what they mean, in two columns of plain text; empty when any line is something else. */
function readColumns(text: string): RawParameter[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const read = lines
    .filter((line) => !/^\s{12,}/.test(line))
    .map((line) => {
      const [, name = '', words = ''] =
        /^\s*([A-Za-z_][\w.[\]-]{0,60})(?:\s{2,}|\t|\s+[-–—:]\s)\s*(\S.*)$/.exec(line) ?? []
      return name === '' ? undefined : readEntry(`\`${name}\`: ${words}`)
    })
  return read.includes(undefined) ? [] : read.filter((it) => it !== undefined)
}
