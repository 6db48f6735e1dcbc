import type { Block } from '../../model.ts'
import { toPlain } from '../inline.ts'
import type { InferredPlace } from '../model.ts'
import { bareLabel, isCaptionCell, toCaption, toColumn, toRequired, type Caption, type Word } from '../words.ts'
import type { RawParameter } from './raw.ts'
import { readNameCell, readSaid, toType, withSaid } from './words.ts'

type Table = Extract<Block, { kind: 'table' }>

const order: readonly Word[] = [
  'required',
  'optional',
  'type',
  'default',
  'place',
  'description',
  'values',
  'example',
  'name',
  'format',
]

/** Columns that a table of parameters has at least one of, when its names do not stand first. */
const about: ReadonlySet<Word> = new Set(['required', 'optional', 'type', 'default', 'place', 'description'])

/** What a table says about parameters; `undefined` when it is no table of parameters. */
export interface ParameterTable {
  /** What the header of the name column says: `Query parameter` is a caption, `Field` is not. */
  readonly caption?: Caption
  readonly parameters: readonly RawParameter[]
  /** Whether the table says which are needed: tables of answers seldom do. */
  readonly says: boolean
}

/** Where a first column holds titles in words ("Drop privacy"), the column of their names in code, as queries before headers. */
function codedColumn({ rows }: Table, columns: readonly (Word | undefined)[]): number | undefined {
  const names = columns.flatMap((word, index) => (word === 'name' ? [index] : []))
  const [first = -1, ...others] = names
  const isCode = (index: number): boolean =>
    rows.length > 0 &&
    rows.every((cells) => /^(?:`[^`\s]+`|[-–—]|)$/.test((cells[index] ?? '').trim())) &&
    rows.some((cells) => cells[index]?.startsWith('`') === true)
  return first === 0 && !isCode(first) ? others.findLast(isCode) : undefined
}

/** Rows of a parameter table: name, type, required, default, description, values, place, in whatever order and language. */
export function readParameterTable(written: Table): ParameterTable | undefined {
  const table = withHeader(written)
  const bare = table.header.every((cell) => cell.trim() === '')
  const guessed = bare ? [] : table.header.map((cell) => toColumn(cell, order))
  const headless =
    bare || (readNameCell(table.header[0] ?? '') !== undefined && !guessed.some((word) => word !== undefined))
  if (headless && !bare && !saysOfParameters(table)) return undefined
  const columns = headless ? [] : guessed
  const coded = headless ? undefined : codedColumn(table, columns)
  const nameAt = headless
    ? 0
    : coded !== undefined
      ? coded
      : columns.indexOf('name') >= 0
        ? columns.indexOf('name')
        : columns[0] === undefined && columns.length > 1 && columns.slice(1).some((word) => word !== undefined)
          ? 0
          : -1
  if (nameAt < 0 || isOfValues(table.header)) return undefined
  // what is measured
  if (/^\W*metrics?(?: (?:name|key))?\W*$/i.test(table.header[nameAt] ?? '')) return undefined
  // names in the middle of other matters: cities, voices, people
  if (nameAt > 0 && !columns.some((word) => word !== undefined && about.has(word))) return undefined
  const rows = (headless && !bare ? [table.header, ...table.rows] : table.rows).flatMap((cells) => apart(cells, nameAt))
  const at = (word: Word): number => columns.indexOf(word)
  const found: RawParameter[] = []
  const stack: { depth: number; children: RawParameter[] }[] = [{ depth: -1, children: found }]
  let group: Caption | undefined
  let groupRequired: boolean | undefined
  let unread = 0
  const inCode = rows.filter((cells) => cells[nameAt]?.trim().startsWith('`') === true).length
  for (const cells of rows) {
    const cell = cells[nameAt] ?? ''
    // "Pagination" among names in code: a matter, no name
    if (inCode >= 2 && inCode === rows.length - 1 && /^\p{Lu}\p{Ll}{3,}(?:\s|$)/u.test(cell.trim())) continue
    const others = cells.filter((_, index) => index !== nameAt)
    if (
      others.every((other) => other.trim() === '' || other === cell) &&
      (/\s/.test(toPlain(cell).trim()) || isCaptionCell(cell)) &&
      toPlain(cell).length < 60
    ) {
      const caption = toCaption(toPlain(cell))
      if (caption !== undefined && caption !== 'other') {
        group = caption
        groupRequired = /\brequired\b/i.test(cell) ? true : /\boptional\b/i.test(cell) ? false : undefined
        continue
      }
    }
    // a row that goes on with the one above: its name is left empty
    if (cell.trim() === '' && found.length > 0) {
      const last = stack.at(-2)?.children.at(-1)
      const more = at('description') < 0 ? '' : toPlain(cells[at('description')] ?? '').trim()
      if (last !== undefined && more !== '') goOn(last, more)
      continue
    }
    const name = readNameCell(
      cell.replace(/^(?:&(?:emsp|ensp|nbsp);|[\u2000-\u200a\u3000\u00a0])+/u, (indent) => toArrows(indent)),
    )
    if (name === undefined) {
      unread++
      continue
    }
    if (group === 'response' || group === 'errors' || group === 'status') continue
    const made = headless ? fromBare(name, others) : fromColumns(cells)
    while ((stack.at(-1)?.depth ?? -1) >= name.depth && stack.length > 1) stack.pop()
    const children: RawParameter[] = []
    stack.at(-1)?.children.push({ ...made, children })
    stack.push({ depth: name.depth, children })

    function fromColumns(row: readonly string[]): RawParameter {
      const text = (word: Word): string => (at(word) < 0 ? '' : (row[at(word)] ?? ''))
      const description = text('description')
      const said = readSaid(description)
      const type = toType(text('type')) ?? toType(name?.rest ?? '') ?? {}
      const of = toPlain(text('type')).trim()
      const column =
        at('required') >= 0
          ? toRequired(text('required'))
          : at('optional') >= 0
            ? negate(toRequired(text('optional')))
            : undefined
      const needed = /^\W*(?:required|mandatory|必填|обязательн\w*)\W*$/iu.test(text('default')) ? true : undefined
      const required =
        column ?? needed ?? name?.required ?? toRequirementOf(text('type')) ?? said.required ?? groupRequired
      const fallback = toPlain(text('default')).trim()
      const values = toPlain(text('values'))
        .split(/\s*[,|/;、]\s*/)
        .filter((value) => /^["']?[\w.:-]{1,40}["']?$/.test(value))
        .map((value) => value.replace(/^["']|["']$/g, ''))
      const place = toPlace(text('place')) ?? kindOfPlace(of) ?? placeOf(group)
      const example = toPlain(text('example')).trim()
      return {
        name: name?.name ?? '',
        schema: withSaid(type, {
          ...said,
          ...(fallback === '' || needed === true || /^(?:-+|–|—|none|n\/?a|null|\/|无|нет|keine?)$/i.test(fallback)
            ? {}
            : { default: fallback }),
          ...(values.length > 1 ? { enum: values } : {}),
        }),
        ...(place === undefined ? {} : { in: place }),
        ...(/[\p{L}]{3}/u.test(of) && of.length <= 60 ? { of } : {}),
        ...(required === undefined ? {} : { required }),
        ...(said.description === undefined ? {} : { description: said.description }),
        ...(example === '' || example === '-' ? {} : { example }),
        evidence: 'table',
        weight: 0.9,
      }
    }

    function fromBare(named: NonNullable<typeof name>, rest: readonly string[]): RawParameter {
      // no header: a type, a "required" and a description are told by what they look like
      const texts = rest
        .flatMap((other) => other.split('\n'))
        .map((other) => other.trim())
        .filter((other) => other !== '')
      const type = texts.map((other) => (other.length < 60 ? toType(other) : undefined)).find((it) => it !== undefined)
      const said = readSaid(
        texts.filter((other) => toType(other) === undefined || other.length >= 30 || other.includes(' ')).join(' '),
      )
      const required =
        named.required ??
        texts.map((other) => (other.length < 20 ? toRequired(other) : undefined)).find((it) => it !== undefined) ??
        said.required
      const place = placeOf(group)
      return {
        name: named.name,
        schema: withSaid(type ?? {}, said),
        ...(place === undefined ? {} : { in: place }),
        ...(required === undefined ? {} : { required }),
        ...(said.description === undefined ? {} : { description: said.description }),
        evidence: 'table',
        weight: 0.8,
      }
    }
  }
  if (found.length === 0 || unread > found.length) return undefined
  // words of a language among phrases of it: "Encoding", "Data content type", "Payload"
  if (unread > 0 && found.length > 1 && found.every(({ name }) => /^\p{Lu}\p{Ll}+$/u.test(name))) return undefined
  const word = bareLabel(table.header[nameAt] ?? '')
  // "Field", "Property", "Name" head tables of answers just as well
  const caption =
    headless ||
    /^(?:fields?|attributes?|propert(?:y|ies)|keys?|name|path|поле|字段名?|名称|feld|champ|campo|項目|필드)(?: name)?$/iu.test(
      word,
    )
      ? undefined
      : toCaption(word)
  return {
    parameters: unfolded(found),
    says: at('required') >= 0 || at('optional') >= 0 || at('place') >= 0,
    ...(caption === undefined || caption === 'other' ? {} : { caption }),
  }
}

/** `name, age | string, number | …`: a row for each of the names that share one. */
function apart(cells: readonly string[], nameAt: number): (readonly string[])[] {
  const names = (cells[nameAt] ?? '').split(/\s*[,，、]\s*/)
  if (names.length < 2 || names.length > 30 || !names.every((name) => /^`?[A-Za-z_]\w{1,40}`?$/.test(name.trim())))
    return [cells]
  return names.map((name, row) =>
    cells.map((cell, column) => {
      const pieces = cell.split(/\s*[,，、]\s*/)
      return column === nameAt ? name.trim() : pieces.length === names.length ? (pieces[row] ?? '') : cell
    }),
  )
}

/** "Value | Description": what something may be, no names. */
const isOfValues = ([first = '']: readonly string[]): boolean =>
  /^(?:values?|значени[ея]|значення|值|取值|枚举值|wert|werte|valeurs?|valor(?:es)?|valor[ei]|wartość|値|값)$/iu.test(
    bareLabel(first),
  )

/** Whether rows without a header that we know say a type or what is needed: lists of apps and cities do not. */
function saysOfParameters({ header, rows }: Table): boolean {
  const all = [header, ...rows]
  const says = (cell: string): boolean =>
    cell.length < 40 && (toType(cell) !== undefined || toRequired(cell) !== undefined)
  return all.filter(([, ...others]) => others.some(says)).length * 2 >= all.length
}

/**
 * Rows for a class of the server (`dto | body`, `request | query`) with its fields indented below: what is sent are the
 * fields. Of a body only when it is all of it.
 */
function unfolded(rows: readonly RawParameter[]): RawParameter[] {
  const bodies = rows.filter((it) => it.in === 'body').length
  return rows.flatMap((it) => {
    const { children = [], in: place } = it
    const whole = place === 'query' || (place === 'body' && bodies === 1 && it.schema.type !== 'array')
    if (!whole || children.length === 0 || it.schema.type === 'string') return [it]
    return children.map((child) => ({ ...child, in: child.in ?? place }))
  })
}

/** A table whose header is left empty, its captions in the first row. */
function withHeader(table: Table): Table {
  const [first = [], ...rows] = table.rows
  const captions = first.filter((cell) => toColumn(cell, order) !== undefined).length
  return rows.length > 0 &&
    captions >= 2 &&
    captions === first.length &&
    table.header.every((cell) => cell.trim() === '')
    ? { ...table, header: first, rows }
    : table
}

/** Wide blanks in front of a name say how deep it is: two of them a step. */
const toArrows = (indent: string): string =>
  '» '.repeat(Math.max(1, Math.ceil((indent.match(/&\w+;|./gu) ?? []).length / 2)))

function goOn(parameter: RawParameter, more: string): void {
  const description = `${parameter.description ?? ''} ${more}`.trim()
  if (description.length <= 1000) Object.assign(parameter, { description })
}

const negate = (value: boolean | undefined): boolean | undefined => (value === undefined ? undefined : !value)

const toRequirementOf = (type: string): boolean | undefined =>
  /\brequired\b|必填/i.test(type) ? true : /\boptional\b|可选/i.test(type) ? false : undefined

/** What a cell of a column "In" says. */
export function toPlace(cell: string): InferredPlace | undefined {
  const word = bareLabel(cell).toLowerCase()
  if (word === '') return undefined
  if (/^(?:path|url path|uri|url|route|путь|路径)/.test(word)) return 'path'
  if (/^(?:query|get|querystring|查询|запрос)/.test(word)) return 'query'
  if (/^(?:header|заголов|请求头|头)/.test(word)) return 'header'
  if (word.startsWith('cookie')) return 'cookie'
  if (/^(?:form|formdata|multipart|post form|表单)/.test(word)) return 'form'
  if (/^(?:body|json|payload|post|request body|тело|请求体|正文)/.test(word)) return 'body'
  return undefined
}

/** A column "Kind" or "Type" that says where: `header`, `path`, `query`. */
const kindOfPlace = (type: string): InferredPlace | undefined =>
  /^(?:path|query|header|cookie|body|form)$/i.test(type) ? toPlace(type) : undefined

export function placeOf(caption: Caption | undefined): InferredPlace | undefined {
  switch (caption) {
    case 'path':
    case 'query':
    case 'header':
    case 'cookie':
    case 'form':
    case 'body':
      return caption
    default:
      return undefined
  }
}
