import type { Entry } from './items.ts'

/** A parameter or an attribute (MSON): `name: sample (type, required) - description`. */
export interface Field {
  readonly name: string
  readonly type: string
  readonly required: boolean | undefined
  readonly description: string
  readonly values: readonly string[]
  readonly fields: readonly Field[]
}

interface Structure {
  readonly base: string
  readonly entries: readonly Entry[]
}

/** What is included again and again is told so often. */
const mostIncluded = 20_000

/** What a resource says for all of its actions is told again with each: so much of it in all. */
const mostShared = 100_000

const sizeOf = (entries: readonly Entry[]): number => entries.reduce((sum, it) => sum + 1 + sizeOf(it.entries), 0)

/** Data structures by name. */
export class Structures {
  readonly #all = new Map<string, Structure>()
  readonly #sizes = new Map<readonly Entry[], number>()
  #left = mostIncluded
  #leftShared = mostShared

  set(name: string, structure: Structure): void {
    if (name !== '') this.#all.set(name, structure)
  }

  /** The structure of that name, as long as not too much was included. */
  take(name: string): Structure | undefined {
    const found = this.#all.get(name)
    if (found !== undefined) this.#left -= 1 + found.entries.length
    return this.#left < 0 ? undefined : found
  }

  /** Entries that are shared, as long as not too much of them was told. */
  again(entries: readonly Entry[]): readonly Entry[] {
    const size = this.#sizes.get(entries) ?? sizeOf(entries)
    this.#sizes.set(entries, size)
    this.#leftShared -= size
    return this.#leftShared < 0 ? [] : entries
  }
}

/** A field of which nothing but the name is known. */
export const unsaid = (name: string): Field => ({
  name,
  type: '',
  required: undefined,
  description: '',
  values: [],
  fields: [],
})

const mostFields = 500
const longest = 2_000
const deepest = 4

/** The fields that entries name; entries that include a data structure stand for its fields. */
export function readFields(entries: readonly Entry[], structures: Structures, depth = 0): readonly Field[] {
  return entries.slice(0, mostFields).flatMap((entry): readonly Field[] => {
    if (
      /^(?:default|sample|values|members|items|body|headers|schema|one of)\b:?/i.test(entry.text) &&
      !/\(/.test(entry.text)
    )
      return /^(?:one of|properties)/i.test(entry.text) ? readFields(entry.entries, structures, depth) : []
    const included = /^(?:include\s+(\S.*)|\(([^()]+)\))$/i.exec(entry.text)
    if (included !== null) return fieldsOf(included[1] ?? included[2] ?? '', structures, depth + 1)
    const field = readField(entry)
    if (field === undefined) return []
    const below = readFields(
      entry.entries.flatMap((it) => (/^properties$/i.test(it.text) ? it.entries : [it])),
      structures,
      depth + 1,
    )
    const isList = /^(?:enum|array)\b/.test(field.type)
    const fields = isList && below.every(({ type }) => type === '') ? [] : below
    return [{ ...field, fields: fields.length > 0 ? fields : fieldsOf(field.type, structures, depth + 1) }]
  })
}

/** The fields of a named data structure, and of what it is based on. */
export function fieldsOf(type: string, structures: Structures, depth = 0): readonly Field[] {
  const name =
    type
      .replace(/^array\s*\[|\]$/g, '')
      .split(',')[0]
      ?.replaceAll('`', '')
      .trim() ?? ''
  const found = structures.take(name)
  if (found === undefined || depth > deepest) return []
  return [...fieldsOf(found.base, structures, depth + 1), ...readFields(found.entries, structures, depth + 1)]
}

const flags = /^(?:required|optional|fixed|fixed-type|nullable|sample|default)$/i

function readField({ text: whole, lines, entries }: Entry): Field | undefined {
  const text = whole.slice(0, longest)
  const name = /^(?:`([^`]+)`|\*\*([^*]+)\*\*|_([^_\s]+)_|([^\s:(=`]+))/.exec(text)
  const written = (name?.[1] ?? name?.[2] ?? name?.[3] ?? name?.[4] ?? '').trim()
  if (name === null || !/^[\p{L}_$@][\w.$@[\]-]{0,80}$/u.test(written)) return undefined
  const rest = text.slice(name[0].length)
  const said = /(?:^|[\s`)])(?:-|–|—|\.\.\.)\s+(.*)$/s.exec(rest)
  const before = said === null ? rest : rest.slice(0, said.index + 1)
  const words = /\(([^()]*(?:\([^()]*\)[^()]*)*)\)\s*$/.exec(before)?.[1] ?? ''
  const parts = words.split(/,(?![^[]*\])/).map((part) => part.trim())
  const type = parts.find((part) => part !== '' && !flags.test(part) && !/^`|[=:]/.test(part)) ?? ''
  const values = entries
    .filter(({ text: label }) => /^(?:values|members)\b/i.test(label))
    .flatMap((list) => list.entries.map((it) => it.text.replace(/^`([^`]*)`.*$/s, '$1').replace(/\s[-–].*$/s, '')))
  return {
    name: written,
    type,
    required: parts.some((it) => /^required$/i.test(it))
      ? true
      : parts.some((it) => /^optional$/i.test(it))
        ? false
        : undefined,
    description: [said?.[1] ?? '', ...lines].join(' ').trim(),
    values: values.slice(0, 100),
    fields: [],
  }
}
