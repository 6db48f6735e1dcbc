import type { Block } from '../../model.ts'
import { toMarked, toPlain } from '../inline.ts'
import { toMethods } from '../methods.ts'
import { isPartTitle, toCaption, toColumn, type Caption } from '../words.ts'
import type { RawParameter } from './raw.ts'
import { placeOf, toPlace } from './table.ts'
import { isName, isNoteLabel, readSaid, toRequirement, toType, withSaid } from './words.ts'

type List = Extract<Block, { kind: 'list' }>

export interface ParameterList {
  readonly parameters: readonly RawParameter[]
  /** How many entries were no parameters. */
  readonly others: number
  /** Whether entries carry a type or say whether they are needed. */
  readonly typed: boolean
  /** Whether each stands below an entry that says what it is: "URL params", "Body:". */
  readonly captioned: boolean
}

/** `` `name`: … ``, `**name** (string, required) – …`, `` `name=<value>` to … ``, `name - …`, `` `name` `(string: "x")` – … ``. */
const entry =
  /^(?:\[[ x]\]\s*)?(?:`[?&]?([^`\s=]{1,80})(?:=([^`]*))?`|(?:\*\*|__)`?([^*`_\s][^*`\s]{0,79})`?(?:\*\*|__)|([\p{L}_][\w.[\]-]{0,60}))(\s*\*(?=[\s:：,.)|–—-]|$)|\?)?\s*([\s\S]*)$/u

/**
 * Entries of a list that name parameters. An entry that is a caption itself ("Required:", "Query parameters") speaks for the
 * entries below it; entries below a parameter are its fields or its values.
 */
export function readParameterList(list: List): ParameterList {
  const found: RawParameter[] = []
  let others = 0
  let typed = false
  let captioned = true
  let caption: { depth: number; says: Caption; required: boolean | undefined } | undefined
  const record = list.items.some((it) => it.depth === 0 && isFact(it.markdown))
  for (let i = 0; i < list.items.length; i++) {
    const item = list.items[i]
    if (item === undefined) continue
    if (caption !== undefined && item.depth <= caption.depth) caption = undefined
    const nested = nestedOf(list, i)
    const label = toPlain(item.markdown)
    const says = nested.length > 0 && label.length < 80 && /[:：]?\s*$/.test(label) ? toCaption(label) : undefined
    const read = readEntry(item.markdown)
    if (
      says !== undefined &&
      says !== 'other' &&
      (read === undefined ||
        /\s/.test(label.replace(/[:：]\s*$/, '').trim()) ||
        /^(?:query|path|body|headers?|parameters|required|optional)[:：]?$/i.test(label.trim()))
    ) {
      caption = { depth: item.depth, says, required: toRequirement(label) }
      continue
    }
    if (
      caption?.says === 'response' ||
      caption?.says === 'errors' ||
      caption?.says === 'status' ||
      (record && item.depth === 0)
    ) {
      i += nested.length
      continue
    }
    if (read === undefined) {
      // an answer's field or a status among the parameters is no stranger
      if (/^`[^`]+` \((?:response|status)\b/.test(item.markdown)) continue
      if (item.depth === 0 || caption !== undefined) others++
      continue
    }
    const alike = readAlike(item.markdown)
    captioned &&= caption !== undefined
    typed ||= read.required !== undefined || read.schema.type !== undefined || read.in !== undefined
    const place = read.in ?? placeOf(caption?.says)
    const required = read.required ?? caption?.required
    const inner =
      nested.length === 0
        ? undefined
        : readParameterList({ kind: 'list', items: nested.map((it) => ({ ...it, depth: it.depth - item.depth - 1 })) })
    found.push({
      ...read,
      ...nestedSchema(item.markdown, read, inner),
      ...(place === undefined ? {} : { in: place }),
      ...(required === undefined ? {} : { required }),
    })
    for (const name of alike)
      found.push({ name, schema: {}, evidence: 'list', weight: 0.7, ...(place === undefined ? {} : { in: place }) })
    i += nested.length
  }
  return { parameters: found, others, typed, captioned: captioned && found.length > 0 }
}

/** `**URL**: /login`, `Method: POST`: a fact of the call that the list is the record of, whose other entries are facts too. */
function isFact(markdown: string): boolean {
  const [, label = '', value = ''] = /^([^`:：\n]{2,30})[:：]\s*(\S[^\n]{0,300})$/u.exec(toMarked(markdown)) ?? []
  const column = label === '' ? undefined : toColumn(label, ['method', 'path'])
  if (column === undefined) return false
  return column === 'method' ? toMethods(value).length > 0 : /^`?(?:https?:\/\/|\/)\S*$/.test(value.trim())
}

function nestedOf(list: List, at: number): { depth: number; markdown: string }[] {
  const depth = list.items[at]?.depth ?? 0
  const out: { depth: number; markdown: string }[] = []
  for (let i = at + 1; i < list.items.length && (list.items[i]?.depth ?? 0) > depth; i++) {
    const item = list.items[i]
    if (item !== undefined) out.push(item)
  }
  return out
}

/** The entries below a parameter: its fields when it is an object or says so, its values when it says so. */
function nestedSchema(markdown: string, read: RawParameter, inner: ParameterList | undefined): Partial<RawParameter> {
  if (inner === undefined || inner.parameters.length === 0) return {}
  const says = toPlain(markdown)
  if (
    /\b(?:values?|one of|options?|either)\b[^.]{0,40}:?\s*$|значени|取值|可选值/iu.test(says) &&
    read.schema.type !== 'object' &&
    read.schema.type !== 'array'
  )
    return read.schema.enum === undefined
      ? { schema: { ...read.schema, enum: inner.parameters.map(({ name }) => name) } }
      : {}
  if (
    read.schema.type === 'object' ||
    read.schema.type === 'array' ||
    /\b(?:fields?|propert|keys|attributes|object|contain)/i.test(says)
  )
    return { children: inner.parameters }
  return {}
}

const isLabel =
  /^(?:Notes?|Remarks?|Examples?|Samples?|Returns?|Response|Request|Success|Errors?|URL|URI|Endpoint|Methods?|Summary|Permissions?|Authentication|Security|Parameters?|Params|Headers|Required|Optional|Usage|Warning|Tip|None|All|Deprecated|Since|Purpose|Access|Output|Input)$/

/** The first of some words in brackets that is a type: `(optional, boolean)`. */
const typeAmong = (words: string): RawParameter['schema'] | undefined =>
  words
    .split(/[,;|]/)
    .map(toType)
    .find((type) => type !== undefined)

/** One entry, or `undefined` when it does not begin with a name. */
export function readEntry(markdown: string): RawParameter | undefined {
  const [ahead = '', need = ''] = /^\((optional|required|mandatory)\)\s+(?=[`*])/i.exec(markdown) ?? []
  if (ahead !== '') {
    const read = readEntry(markdown.slice(ahead.length))
    return read === undefined ? undefined : { ...read, required: !/^o/i.test(need) }
  }
  // `[limit]`: brackets around what may be left out
  const optional = /^\[`?[A-Za-z_][\w.-]{1,60}`?\](?=\s*[(:–—-])(?!\()/.test(markdown.trim())
  const bare = optional ? markdown.trim().replace(/^\[(`?[\w.-]+`?)\]/, '$1') : markdown
  const text = bare.replace(/^<[^>]*>\s*/, '').trim()
  const match = entry.exec(text) ?? entry.exec(toMarked(text))
  if (match === null) return undefined
  const [, coded, value, bold, plain, mark = '', after = ''] = match
  const written = (coded ?? bold ?? plain ?? '').replace(/\\([_*[\]])/g, '$1')
  const name = written
    .replace(/(?<![:：,*?])[:：,*?]+$/, '')
    .replace(/=.*$/, '')
    .replace(/^["']|["']$/g, '')
  // "**Notes:** …", "Returns: …": labels of what is said, no names
  if (coded === undefined && isLabel.test(name)) return undefined
  if (!isName(name) || /^\d+$/.test(name) || /^(?:application|text|image|audio|video|multipart)\//.test(name))
    return undefined
  // `**Path parameters:**`, `Request:` with nothing behind: what captions the next block
  if (coded === undefined && /[:：]\**\s*$/.test(text) && /^[:：*\s]*$/.test(after) && isPartTitle(written))
    return undefined
  // words of a script that no program's names are written in: what the entry is about
  if (
    coded === undefined &&
    /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]{3,}$/u.test(name)
  )
    return undefined
  if (bold !== undefined && isNoteLabel.test(name) && /^[a-z]/.test(after)) return undefined
  const separated = /^\s*(?:[:：–—=-]|\(|\[|<|`\(|$)/.test(after) || /[:：]$/.test(written)
  const typed = /^\s*`([^`\n]{1,30})`/.exec(after)?.[1]
  if (
    plain !== undefined &&
    !/^\s*(?:[:–—-]\s|：|\(|[:：]$)/.test(after) &&
    !/[:：]$/.test(written) &&
    toType(typed ?? /^\s*\[([^\]\n]{1,30})\]/.exec(after)?.[1] ?? '') === undefined
  )
    return undefined
  if (plain !== undefined && plain.length > 40) return undefined
  const tail = after.replace(/^[\s:：–—=-]+/, '').replace(/^[*_]{1,2}(\([^()*_\n]{2,120}\))[*_]{1,2}/, '$1')
  const [, brackets = '', rest = tail] =
    /^`?[([{<]([^)\]}>\n]{1,120})[)\]}>]`?\s*[:：–—-]*\s*([\s\S]*)$/.exec(tail) ?? []
  const trailing = /\(([^()]{2,60})\)\s*(?:$|[-–—,])/.exec(tail)?.[1] ?? ''
  const place = toPlace(
    brackets.split(/[,;|]/).find((word) => /^\s*(?:path|query|header|cookie|body|form(?:data)?)\s*$/i.test(word)) ?? '',
  )
  if (/^(?:response|status|returns?)\b/i.test(brackets)) return undefined
  const said = readSaid(brackets === '' ? tail : rest)
  const type =
    typeAmong(brackets) ??
    typeAmong(trailing) ??
    said.type ??
    (plain === undefined ? undefined : toType(typed ?? '')) ??
    {}
  const required =
    mark.trim() === '*'
      ? true
      : mark.trim() === '?'
        ? false
        : (toRequirement(brackets) ?? said.required ?? toRequirement(trailing) ?? (optional ? false : undefined))
  const fallback = /default(?:s to)?\s*[:=]?\s*["'`]?([^\s,"'`)]+)|^\w+:\s*["']?([^"')<]+)["']?$/i.exec(brackets)
  const example = value !== undefined && value !== '' && !/[<{[$]/.test(value) ? value : undefined
  if (!separated && coded === undefined && bold === undefined && typed === undefined) return undefined
  return {
    name,
    ...(place === undefined ? {} : { in: place }),
    schema: withSaid(type, {
      ...said,
      ...(fallback === null ? {} : { default: (fallback[1] ?? fallback[2] ?? '').trim() }),
    }),
    ...(required === undefined ? {} : { required }),
    ...(said.description === undefined ? {} : { description: said.description }),
    ...(example === undefined ? {} : { example }),
    evidence: 'list',
    weight: separated ? 0.85 : 0.7,
  }
}

/** The other names of an entry that begins with several: `` `from`, `to` and `limit` – as above ``. */
function readAlike(markdown: string): string[] {
  const [lead = ''] =
    /^`[^`\s]{1,60}`(?:\s*(?:,|and|und|y|e|et|и|и\/или|、|和)\s*`[^`\s]{1,60}`)+/u.exec(markdown) ?? []
  return [...lead.matchAll(/`([^`]+)`/g)]
    .slice(1)
    .map(([, name = '']) => name)
    .filter(isName)
}
