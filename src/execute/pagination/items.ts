import { at, CustomApiError, pointerSegments, type JsonSchema } from '../../core/index.ts'
import { schemaAt } from './hints.ts'
import { isObject, isTotalOf } from './look.ts'
import { fold, itemsNames, neverItems, rarelyItems } from './words.ts'

/** A list that an answer holds. */
interface Candidate {
  readonly pointer: string
  readonly word: string
  readonly items: readonly unknown[]
  readonly depth: number
}

export interface ItemsQuestion {
  /** JSON Pointer that the caller or the config gives. */
  readonly asked: string | undefined
  /** The declared answer. */
  readonly schema: JsonSchema | undefined
  /** The last literal segment of the path: `/v1/users` has `users`. */
  readonly noun: string | undefined
}

/**
 * The JSON Pointer of the list of items in an answer.
 *
 * @throws CustomApiError `arguments.invalid` when there is none, or several could be meant: they are named
 */
export function findItems(data: unknown, question: ItemsQuestion): string {
  const found = itemsIn(data, question)
  if (typeof found === 'string') return found
  throw found.length === 0 ? none(data) : several(found)
}

/**
 * The list that an answer most likely is about, and whether others could be meant as well: then it is the longest.
 *
 * @throws CustomApiError `arguments.invalid` for a place that is asked for and holds no list
 */
export function likeliestItems(
  data: unknown,
  question: ItemsQuestion,
): { readonly pointer: string; readonly unsure: boolean } | undefined {
  const found = itemsIn(data, question)
  if (typeof found === 'string') return { pointer: found, unsure: false }
  const [first] = [...found].sort((a, b) => b.items.length - a.items.length)
  return first && { pointer: first.pointer, unsure: true }
}

/** The one list, or all that could be meant. */
function itemsIn(data: unknown, { asked, schema, noun }: ItemsQuestion): string | readonly Candidate[] {
  if (asked !== undefined) return checkAsked(data, asked, schema)
  if (Array.isArray(data)) return ''
  const found = candidatesIn(data).filter(({ word }) => !neverItems.has(word) && !word.endsWith('links'))
  const likely = found.filter(({ word }) => !rarelyItems.has(word) || namesOfNoun(noun).includes(word))
  const described = likely.length === 0 ? declaredList(schema) : undefined
  const isReport = isObject(data) && Object.keys(data).some((name) => fold(name) === 'errors') // its messages are none
  const lists = likely.length === 0 && !isReport ? found : likely
  const full = lists.filter(({ items }) => items.some(isObject))
  if (described !== undefined) return described // left out or null when it is empty
  const [only] = lists
  if (lists.length === 1 && only !== undefined) return only.pointer
  for (const among of [lists, full]) {
    const best = choose(among, noun) ?? spokenOf(among, data)
    if (best !== undefined) return best.pointer
  }
  return lists
}

/** Of several lists the one that is named like the path or in the customary way, before deeper ones. */
function choose(lists: readonly Candidate[], noun: string | undefined): Candidate | undefined {
  if (lists.length === 1) return lists[0]
  for (const names of [namesOfNoun(noun), itemsNames]) {
    const named = lists.filter(({ word }) => names.includes(word))
    const shallow = named.filter(({ depth }) => depth === Math.min(...named.map((one) => one.depth)))
    if (shallow.length === 1) return shallow[0]
    for (const name of names === itemsNames ? itemsNames : []) {
      const first = shallow.filter(({ word }) => word === name)
      if (first.length === 1) return first[0]
    }
  }
  return undefined
}

/** The one list that a total or the address of what follows stands beside: `total_users`, `more_topics_url`. */
function spokenOf(lists: readonly Candidate[], data: unknown): Candidate | undefined {
  const found = lists.filter(({ pointer, word }) => {
    const holder = at(data, pointer.replace(/\/[^/]*$/, ''))
    const names = isObject(holder) ? Object.keys(holder).map(fold) : []
    const around = isObject(data) ? Object.keys(data).map(fold) : []
    return (
      [...names, ...around].some((name) => isTotalOf(name, word)) ||
      names.some((name) => name.startsWith(`more${word}`) || name.startsWith(`next${word}`))
    )
  })
  return found.length === 1 ? found[0] : undefined
}

/** A noun of a path, folded, as one and as many. */
export const namesOfNoun = (noun: string | undefined): readonly string[] =>
  noun === undefined ? [] : [fold(noun), fold(noun).replace(/s$/, ''), `${fold(noun)}s`]

/** The lists of an answer, those nearest to the root first. */
export function candidatesIn(data: unknown): Candidate[] {
  const found: Candidate[] = []
  let level: { readonly pointer: string; readonly value: unknown }[] = [{ pointer: '', value: data }]
  for (let depth = 0; depth < 4 && level.length > 0; depth++) {
    const below: typeof level = []
    for (const { pointer, value } of level) {
      if (!isObject(value)) continue
      for (const [name, member] of Object.entries(value)) {
        const here = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
        const word = fold(name)
        if (Array.isArray(member)) found.push({ pointer: here, word, items: member, depth })
        else if (isObject(member) && !neverItems.has(word)) below.push({ pointer: here, value: member })
      }
    }
    level = below
  }
  return found
}

/** The one list of the declared answer that its words name. */
function declaredList(schema: JsonSchema | undefined): string | undefined {
  const lists = Object.entries(schema?.properties ?? {}).filter(
    ([name, one]) => !neverItems.has(fold(name)) && (one.type === 'array' || one.items !== undefined),
  )
  const likely = lists.filter(([name]) => !rarelyItems.has(fold(name)))
  const [only, another] = likely.length === 0 ? lists : likely
  return only !== undefined && another === undefined ? `/${only[0]}` : undefined
}

function checkAsked(data: unknown, asked: string, schema: JsonSchema | undefined): string {
  if (asked !== '' && !asked.startsWith('/'))
    throw new CustomApiError('arguments.invalid', `items: ${JSON.stringify(asked.slice(0, 100))} is no JSON Pointer`, {
      hint: `write it with a leading "/", such as "/${asked.replaceAll('.', '/').slice(0, 60)}"; "" is the whole answer`,
    })
  const value = at(data, asked)
  if (Array.isArray(value)) return asked
  const declared = schemaAt(schema, pointerSegments(asked))
  if ((value === null || value === undefined) && (declared?.type === 'array' || declared?.items !== undefined))
    return asked
  const lists = candidatesIn(data).map((one) => one.pointer)
  const found = Array.isArray(data) ? 'the answer itself is a list: items ""' : listed(lists)
  throw new CustomApiError('arguments.invalid', `items: there is no list at "${asked.slice(0, 100)}" of the answer`, {
    hint: found === '' ? 'leave "items" out, or call the operation to see its answer' : found,
  })
}

const listed = (pointers: readonly string[]): string =>
  pointers.length === 0 ? '' : `there are lists at ${pointers.slice(0, 12).join(', ')}`

function none(data: unknown): CustomApiError {
  const keys = isObject(data) ? Object.keys(data).slice(0, 12).join(', ') : ''
  return new CustomApiError('arguments.invalid', 'the answer holds no list: there are no pages to collect', {
    hint: `call the operation itself${keys === '' ? '' : `; its answer has ${keys}`}`,
  })
}

function several(lists: readonly Candidate[]): CustomApiError {
  const named = lists.slice(0, 12).map(({ pointer, items }) => `"${pointer}" (${items.length})`)
  return new CustomApiError('arguments.invalid', `the answer has several lists: ${named.join(', ')}`, {
    hint: `say which one: "items": "${lists[0]?.pointer ?? ''}"`,
  })
}
