import { findCalls, type Finding } from '../extractors/index.ts'
import type { SampleBody } from './curl.ts'
import { captionOf } from './captions.ts'
import { readHttpText } from './http-text.ts'
import { readJsonSample } from './json-sample.ts'
import type { Merged, MergeResult } from './merge.ts'
import { hasBody } from './methods.ts'
import type { Item, Outline } from './outline.ts'
import { readEntry, readParameterList } from './parameters/list.ts'
import type { RawParameter } from './parameters/raw.ts'
import { placeOf, readParameterTable } from './parameters/table.ts'
import { readCompactLine, readMarkupParameters, readParameterLine, readTextParameters } from './parameters/text.ts'
import { readNameCell, toDescription, toRequirement, toType } from './parameters/words.ts'
import { toMarked } from './inline.ts'
import { shapeOf } from './target.ts'
import { bareLabel, isPartTitle, toCaption, type Caption } from './words.ts'

/** A parameter and where it was read. */
export interface Placed extends RawParameter {
  readonly at: number
}

/** What was found around an operation, not yet reconciled. */
export interface Details {
  readonly parameters: Placed[]
  /** JSON bodies of requests, as samples. */
  readonly bodies: { readonly value: unknown; readonly at: number }[]
  readonly raw: { mediaType: string; at: number }[]
  readonly answers: { readonly status: string | undefined; readonly value: unknown }[]
  readonly statuses: Map<string, string>
  readonly texts: { readonly text: string; readonly at: number }[]
  form: boolean
  multipart: boolean
}

/** Lays every table, list, sample and sentence to the operation that it is about. */
export function collectDetails(outline: Outline, result: MergeResult): Map<Merged, Details> {
  const details = new Map<Merged, Details>(
    result.operations.map((operation) => [
      operation,
      {
        parameters: [],
        bodies: [],
        raw: [],
        answers: [],
        statuses: new Map(),
        texts: [],
        form: false,
        multipart: false,
      },
    ]),
  )
  const operationsOf = (item: Item, row?: number): Merged[] => {
    if (isCallback(item)) return []
    const found = result.owners.of(item, row).flatMap((finding) => result.ofFinding.get(finding) ?? lookup(finding))
    return [...new Set(found)].filter((it) => details.has(it))
  }
  const listedRows = new Map<number, Set<number>>()
  for (const { findings } of result.operations)
    for (const { at, row, form } of findings) {
      const block = outline.items[at]?.block?.kind
      if (block === 'table' ? form !== 'mention' : block === 'list' && form === 'listed')
        listedRows.set(at, (listedRows.get(at) ?? new Set()).add(row))
    }
  // promoted samples own as copies of themselves
  const byPlace = new Map<string, Merged>()
  for (const operation of result.operations)
    for (const finding of operation.findings) byPlace.set(`${finding.at}:${finding.row}:${finding.by}`, operation)
  const lookup = (finding: Finding): Merged[] => {
    const found = byPlace.get(`${finding.at}:${finding.row}:${finding.by}`)
    return found === undefined ? [] : [found]
  }

  for (const operation of result.operations) for (const finding of operation.findings) fromFinding(operation, finding)
  const repeats: { own: Details; item: Item }[] = []
  for (const item of outline.items) if (item.block !== undefined) fromItem(item)
  for (const { own, item } of repeats) repeat(own, item)
  return details

  /** "Same parameters as above", "the same body as `POST /x`": what the operation before, or the one named, has. */
  function repeat(own: Details, { marked, at }: Item): void {
    const [named] = findCalls(marked)
    const before = result.operations
      .filter((operation) => details.get(operation) !== own)
      .map((operation) => ({
        operation,
        last: Math.max(
          ...operation.findings
            .filter(({ form }) => form !== 'mention' && form !== 'listed')
            .map((it) => it.at)
            .filter((it) => it < at),
        ),
      }))
      .filter(({ operation, last }) =>
        named === undefined
          ? Number.isFinite(last)
          : named.methods.includes(operation.method) && shapeOf(operation.path) === shapeOf(named.target.path),
      )
      .toSorted((a, b) => b.last - a.last)
    const other = details.get(before[0]?.operation as Merged)
    if (other === undefined) return
    const known = new Set(own.parameters.map(({ name }) => name))
    own.parameters.push(...other.parameters.filter((it) => it.in !== 'path' && !known.has(it.name)))
    if (own.bodies.length === 0) own.bodies.push(...other.bodies)
    own.form ||= other.form
    own.multipart ||= other.multipart
  }

  function each(item: Item, row: number | undefined, act: (details: Details, operation: Merged) => void): void {
    for (const operation of operationsOf(item, row)) {
      const own = details.get(operation)
      if (own !== undefined) act(own, operation)
    }
  }

  function fromFinding(operation: Merged, finding: Finding): void {
    const own = details.get(operation)
    if (own === undefined) return
    const weak = finding.form === 'mention' || finding.form === 'sample'
    for (const { name, value } of finding.target.query)
      own.parameters.push({
        name,
        in: 'query',
        schema: {},
        ...(value === undefined ? {} : { example: value }),
        evidence: 'url',
        weight: weak ? 0.6 : 0.75,
        at: finding.at,
      })
    for (const [name, value] of finding.headers ?? [])
      if (isOwnHeader(name))
        own.parameters.push({
          name,
          in: 'header',
          schema: {},
          ...(value === '' || /[<{]/.test(value) ? {} : { example: value }),
          evidence: 'sample',
          weight: 0.5,
          at: finding.at,
        })
    if (finding.body !== undefined) fromBody(own, finding.body, finding.at, operation)
  }

  function fromBody(own: Details, body: SampleBody, at: number, operation: Merged): void {
    if (body.kind === 'raw') {
      const value = readJsonSample(body.text)
      if (value !== undefined) own.bodies.push({ value, at })
      else if (hasBody(operation.method))
        own.raw.push({
          mediaType: body.mediaType ?? (/^\s*</.test(body.text) ? 'application/xml' : 'application/octet-stream'),
          at,
        })
      return
    }
    if (body.kind === 'multipart') own.multipart = true
    else own.form = true
    for (const field of body.fields)
      own.parameters.push({
        name: field.name,
        in: 'form',
        schema: field.file === true ? { type: 'string', format: 'binary' } : {},
        ...(field.file === true || /[<{$]/.test(field.value) ? {} : { example: field.value }),
        evidence: 'sample',
        weight: 0.65,
        at,
      })
  }

  function fromItem(item: Item): void {
    const block = item.block
    if (block === undefined) return
    switch (block.kind) {
      case 'text':
        return fromText(item, block.markdown)
      case 'table':
        return fromTable(item)
      case 'list':
        return fromList(item)
      case 'definitions':
        return fromDefinitions(item)
      case 'code':
        return fromCode(item, block.text)
      default:
    }
  }

  function fromText(item: Item, markdown: string): void {
    const operations = operationsOf(item)
    if (operations.length === 0) return
    const parameters: RawParameter[] = [...readMarkupParameters(markdown), ...fromParagraph(item, markdown)]
    for (const line of item.marked.split('\n')) {
      const compact = readCompactLine(line)
      const caption = compact === undefined ? undefined : toCaption(compact.caption)
      for (const it of compact?.parameters ?? []) {
        const place = placeOf(caption)
        parameters.push({ ...it, ...(place === undefined ? {} : { in: place }) })
      }
    }
    if (operations.length === 1 && toCaption(item.node.section.title) !== 'response')
      parameters.push(...readTextParameters(item.marked))
    each(item, undefined, (own) => {
      own.texts.push({ text: item.marked, at: item.at })
      if (sameAs.test(item.marked) && item.marked.length < 300) repeats.push({ own, item })
      if (/\bmultipart(?:\/form-data)?\b/i.test(item.marked)) own.multipart = true
      else if (/\burl-?encoded\b|\bform[- ](?:data|fields?|param)/i.test(item.marked)) own.form = true
      for (const parameter of parameters) own.parameters.push({ ...parameter, at: item.at })
    })
  }

  /** A parameter as a paragraph of its own, its description in it or in the next: `limit int32 Defaults to 25`, `**name** …`. */
  function fromParagraph(item: Item, markdown: string): RawParameter[] {
    const says = partOf(item)
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
    if (says === 'response' || says === 'errors' || says === 'status') return []
    const next = outline.items[item.at + 1]
    if (isLabelOfBlock(item, next)) return []
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
    if (read === undefined || (says === undefined && read.required === undefined && !markdown.startsWith('`')))
      return []
    const place = placeOf(says)
    return [place === undefined || read.in !== undefined ? read : { ...read, in: place }]
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
      if (says !== undefined && says !== 'other') return says
    }
    return undefined
  }

  function fromTable(item: Item): void {
    if (item.block?.kind !== 'table') return
    if (listedRows.has(item.at)) return item.block.header.length === 2 ? fromRecord(item) : undefined
    const caption = captionOf(item, outline)
    const statuses = readStatuses([item.block.header, ...item.block.rows])
    if (statuses.size > 0)
      return each(item, undefined, (own) => statuses.forEach((text, status) => own.statuses.set(status, text)))
    const table = readParameterTable(item.block)
    if (table === undefined) return
    const header = (item.block.header[0] ?? '').toLowerCase()
    const says = strongest(caption.says, table.caption)
    each(item, undefined, (own, operation) => {
      if (
        !takes(
          says,
          operation,
          !table.says && /^(?:field|attribute|property|key|name|字段|поле|feld|champ|campo|项目|字段名)/.test(header),
          own,
          item,
        )
      )
        return
      addAll(own, table.parameters, says, caption.text, item, 1)
    })
  }

  /** A table that describes one operation, a property in each row: `Query parameters | • a – … • b – …`. */
  function fromRecord(item: Item): void {
    if (item.block?.kind !== 'table') return
    for (const [term = '', value = ''] of item.block.rows) {
      const says = toCaption(toMarked(term))
      if (says === undefined || says === 'other' || says === 'response' || says === 'errors' || says === 'status')
        continue
      const sample = readJsonSample(value.replace(/^`+|`+$/g, ''))
      const entries = value
        .split(/\n|<br\s*\/?>|•/)
        .map((line) => readEntry(line.trim()))
        .filter((entry) => entry !== undefined)
      each(item, undefined, (own, operation) => {
        if (sample === undefined) addAll(own, entries, says, toMarked(term), item, 0.9)
        else if (hasBody(operation.method)) own.bodies.push({ value: sample, at: item.at })
      })
    }
  }

  function fromList(item: Item): void {
    if (item.block?.kind !== 'list') return
    const statuses = readStatuses(item.block.items.map(({ markdown }) => cutAtDash(markdown)))
    if (statuses.size > 0 && statuses.size * 2 >= item.block.items.length)
      return each(item, undefined, (own) => statuses.forEach((text, status) => own.statuses.set(status, text)))
    const rows = listedRows.get(item.at) ?? new Set<number>()
    if (rows.size > 0) {
      // entries that are operations themselves: what each says of its own parameters
      for (const row of rows) {
        const text = toMarked(item.block.items[row]?.markdown ?? '')
        const body = sampleInText(text)
        each(item, row, (own, operation) => {
          if (body !== undefined && hasBody(operation.method)) own.bodies.push({ value: body, at: item.at })
          for (const parameter of readTextParameters(text)) own.parameters.push({ ...parameter, at: item.at })
        })
      }
      return
    }
    for (const { markdown } of item.block.items) fromLabelled(item, markdown)
    const caption = captionOf(item, outline)
    const list = readParameterList(item.block)
    const asQuery = item.block.items.map(({ markdown }) =>
      readTextParameters(toMarked(markdown)).filter(
        (it) => (it.in === 'query' && /`[?&]/.test(markdown)) || (it.in === 'header' && /^x-/i.test(it.name)),
      ),
    )
    each(item, undefined, (own, operation) => {
      const stated = caption.says !== undefined && caption.says !== 'other' && caption.says !== 'request'
      const enough = list.parameters.length > 0 && list.others <= list.parameters.length
      if (enough && (stated ? takes(caption.says, operation, false, own, item) : list.typed && list.others === 0))
        addAll(own, list.parameters, caption.says, caption.text, item, stated ? 1 : 0.75)
      else for (const some of asQuery) for (const parameter of some) own.parameters.push({ ...parameter, at: item.at })
    })
  }

  /** A list entry that is a caption and, on its next lines, what it captions: `**Data Params**`, `name=[string]`. */
  function fromLabelled(item: Item, markdown: string): void {
    const [first = '', ...lines] = markdown.split('\n')
    let says = lines.length === 0 ? undefined : toCaption(first)
    if (says === undefined || says === 'other' || readEntry(first)?.schema.type !== undefined) return
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
      const sample = entry === undefined ? readJsonSample(line.replace(/^`+|`+$/g, '')) : undefined
      if (sample !== undefined)
        each(
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
    each(item, undefined, (own, operation) => {
      if (takes(says, operation, false, own, item)) addAll(own, read, says, first, item, 1)
    })
  }

  function fromDefinitions(item: Item): void {
    if (item.block?.kind !== 'definitions') return
    const caption = captionOf(item, outline)
    for (const { term, markdown } of item.block.rows) {
      // a field list: the term is the caption, the definition holds the list (Sphinx)
      const says = toCaption(toMarked(term))
      const entries = fieldEntries(markdown, toMarked(term))
      if (says !== undefined && says !== 'other' && entries.length > 0) {
        const list = readParameterList({ kind: 'list', items: entries.map((text) => ({ depth: 0, markdown: text })) })
        const statuses = readStatuses(entries.map(cutAtDash))
        each(item, undefined, (own, operation) => {
          statuses.forEach((text, status) => own.statuses.set(status, text))
          if (statuses.size === 0 && takes(says, operation, false, own, item))
            addAll(own, list.parameters, says, toMarked(term), item, 1)
        })
        continue
      }
      const read = readEntry(
        `${
          /^[`*]/.test(term)
            ? term
            : `\`${toMarked(term).split(/[\s(:]/)[0] ?? ''}\` ${toMarked(term)
                .split(/(?<=^\S+)\s/)
                .slice(1)
                .join(' ')}`
        } : ${markdown}`,
      )
      if (read === undefined) continue
      each(item, undefined, (own, operation) => {
        if (takes(caption.says, operation, true, own, item))
          addAll(own, [{ ...read, evidence: 'definitions' }], caption.says, caption.text, item, 1)
      })
    }
  }

  function fromCode(item: Item, text: string): void {
    const markup = readMarkupParameters(text)
    if (markup.length > 0)
      each(item, undefined, (own) => void own.parameters.push(...markup.map((it) => ({ ...it, at: item.at }))))
    const http = readHttpText(text)
    if (http.length > 0) {
      for (const it of http)
        if (it.kind === 'response')
          each(item, undefined, (own) => {
            own.answers.push({ status: String(it.status), value: readJsonSample(it.body) })
          })
      return
    }
    const caption = captionOf(item, outline)
    const columns = placeOf(caption.says) === undefined && caption.says !== 'parameters' ? [] : readColumns(text)
    if (columns.length > 0)
      return each(item, undefined, (own, operation) => {
        if (takes(caption.says, operation, false, own, item))
          addAll(own, columns, caption.says, caption.text, item, 0.9)
      })
    const value = readJsonSample(text)
    if (value === undefined) return
    each(item, undefined, (own, operation) => {
      if (isRequestSample(caption.says, operation, own, item)) own.bodies.push({ value, at: item.at })
      else if (caption.says !== 'errors')
        own.answers.push({ status: /\b([2345]\d\d)\b/.exec(caption.text)?.[1], value })
    })
  }

  /** Whether a table or list with this caption names parameters of this operation. */
  function takes(says: Caption | undefined, operation: Merged, ambiguous: boolean, own: Details, item: Item): boolean {
    if (says === 'response' || says === 'status' || says === 'errors') return false
    if ((says === undefined || says === 'other' || says === 'request') && ambiguous)
      return (
        hasBody(operation.method) &&
        !own.answers.some(({ value }) => value !== undefined) &&
        startsNear(operation, item)
      )
    return true
  }

  function startsNear(operation: Merged, item: Item): boolean {
    return operation.findings.some(({ at, form }) => form !== 'mention' && Math.abs(item.at - at) <= 12)
  }

  function addAll(
    own: Details,
    parameters: readonly RawParameter[],
    says: Caption | undefined,
    text: string,
    item: Item,
    factor: number,
  ): void {
    const place = placeOf(says)
    const required = toRequirement(text)
    for (const it of parameters)
      own.parameters.push({
        ...it,
        ...(it.in === undefined && place !== undefined ? { in: place } : {}),
        ...(it.required === undefined && required !== undefined ? { required } : {}),
        weight: it.weight * factor,
        at: item.at,
      })
  }

  function isRequestSample(says: Caption | undefined, operation: Merged, own: Details, item: Item): boolean {
    if (says === 'response' || says === 'errors' || says === 'status') return false
    if (says === 'body' || says === 'form') return operation.method !== 'GET' && operation.method !== 'HEAD'
    if (!hasBody(operation.method)) return false
    if (says === 'request' || says === 'parameters') return true
    const sent = operation.findings.some(({ body }) => body !== undefined)
    return !sent && own.bodies.length === 0 && own.answers.length === 0 && startsNear(operation, item)
  }
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

/** Whether an item is about requests that the API makes to others. */
const isCallback = (item: Item): boolean =>
  [item.node.section.title, item.node.parent?.section.title ?? ''].some((title) =>
    /^(?:callbacks?|callback (?:payload|request|response).*|webhook payload.*|webhooks?)$/i.test(title.trim()),
  )

function strongest(a: Caption | undefined, b: Caption | undefined): Caption | undefined {
  const weak = (it: Caption | undefined): boolean =>
    it === undefined || it === 'other' || it === 'request' || it === 'parameters'
  if (!weak(a)) return a
  if (!weak(b)) return b
  return a === 'parameters' || b === 'parameters' ? 'parameters' : (a ?? b)
}

/** Headers that are not HTTP's own business: those are set by the client or by authentication. */
export function isOwnHeader(name: string): boolean {
  return !/^(?:accept|accept-encoding|authorization|content-type|content-length|content-disposition|host|user-agent|cookie|connection|cache-control|origin|referer|date|x-requested-with|transfer-encoding|expect|dnt|pragma|te|upgrade.*|sec-.*|.*(?:api-?key|auth-?token|access-?token|secret|signature|apikey).*|x-token|x-auth.*)$/i.test(
    name,
  )
}

/** The entries of a field list: bullets, or a line each where the term is a caption of more than one word. */
function fieldEntries(markdown: string, term: string): string[] {
  const bullets = markdown
    .split(/\n(?=[*+-] )|^(?=[*+-] )/)
    .filter((line) => /^[*+-] /.test(line))
    .map((line) => line.slice(2))
  if (bullets.length > 0) return bullets
  const caption = bareLabel(term)
  if (!/\s/.test(caption) && !/[:：]$/.test(term.trim())) return []
  const lines = markdown.split('\n').filter((line) => line.trim() !== '')
  return lines.every((line) => readEntry(line) !== undefined || /^\[[^\]]+\]\(/.test(line)) ? lines : []
}

function cutAtDash(markdown: string): string[] {
  const [first = '', ...rest] = toMarked(markdown)
    .replaceAll('`', '')
    .split(/\s*[–—:-]+\s+|(?<=^\d{3})\s+/)
  return [first, rest.join(' – ')]
}

/** Rows whose first cell is a status code. */
function readStatuses(rows: readonly (readonly string[])[]): Map<string, string> {
  const found = new Map<string, string>()
  for (const [first = '', ...others] of rows) {
    const status = /^`?\W*([1-5]\d\d)\b(?!\d)([^\n]{0,60})$/.exec(toMarked(first).trim())
    if (status?.[1] === undefined) continue
    const words = [status[2] ?? '', ...others.map(toMarked)]
      .map((text) => text.replaceAll('`', '').trim())
      .filter((text) => text !== '')
    found.set(status[1], words.join(' – ').slice(0, 200))
  }
  return found.size * 2 >= rows.length - 1 ? found : new Map()
}

/** Names and what they mean, in two columns of plain text; empty when any line is something else. */
function readColumns(text: string): RawParameter[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const read = lines
    .filter((line) => !/^\s{12,}/.test(line))
    .map((line) => {
      const [, name = '', words = ''] = /^\s*([A-Za-z_][\w.[\]-]{0,60})(?:\s{2,}|\t)\s*(\S.*)$/.exec(line) ?? []
      return name === '' ? undefined : readEntry(`\`${name}\`: ${words}`)
    })
  return read.includes(undefined) ? [] : read.filter((it) => it !== undefined)
}

/** "body `{ "url": "…" }`": a JSON body within a line. */
const sampleInText = (text: string): unknown =>
  readJsonSample(/\b(?:body|payload)\b[^`]{0,20}`(\{[^`]{1,2000}\})`/i.exec(text)?.[1] ?? '')

const sameAs =
  /\b(?:same|identical) (?:request )?(?:body|parameters?|params|fields|options|arguments|payload|attributes)\b[^.]{0,30}\b(?:as|like|to)\b|\b(?:body|parameters?|fields|options|arguments) (?:is|are) the same as\b|\bsee (?:parameters|body) above\b|\bpara?met\p{L}+ (?:wie oben|as above|как выше)/iu
