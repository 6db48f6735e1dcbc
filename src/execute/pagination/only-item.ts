import { at, pointer } from '../../core/index.ts'
import { candidatesIn, namesOfNoun, type ItemsQuestion } from './items.ts'
import { isObject } from './look.ts'
import { envelopes, fold, itemsNames, moreNames, neverItems, totalNames } from './words.ts'

/** A member of an answer that may be the one item of its list. */
interface Lone {
  readonly pointer: string
  readonly word: string
  /** The folded name of the element around it. */
  readonly within: string
}

const deepest = 3
const singular = (word: string): string => word.replace(/ies$/, 'y').replace(/s$/, '')
const customary = new Set(['entry', ...itemsNames.map(singular)])

/**
 * Where the list of an XML document (read as JSON without a description) would stand when it holds one item, or none, and
 * is no list to be seen; `undefined` where there is a list, or nothing tells which element it is.
 */
export function findOnlyItem(data: unknown, { asked, noun }: ItemsQuestion): string | undefined {
  if (!isObject(data)) return undefined
  const [root, second] = Object.keys(data)
  if (root === undefined || second !== undefined) return undefined
  const base = pointer(root)
  if (asked !== undefined) return Array.isArray(at(data, asked)) || !asked.startsWith(`${base}/`) ? undefined : asked
  if (candidatesIn(data).some(({ word }) => !neverItems.has(word))) return undefined
  if (data[root] === '') return `${base}/item` // an empty element: no item, whatever it would be called
  const lone = lonesIn(data[root], base, fold(root), deepest)
  if (lone.length === 0) return saysEmpty(data[root]) ? `${base}/item` : undefined
  const nouns = namesOfNoun(noun)
  const choices = [
    ({ word, within }: Lone) => singular(within) === word || within === `${word}list` || within === `${word}set`,
    ({ word }: Lone) => nouns.includes(word),
    ({ word }: Lone) => customary.has(word),
    ({ within }: Lone) => within === fold(root),
  ]
  for (const choice of choices) {
    const [found, another] = lone.filter(choice)
    if (found !== undefined && another === undefined) return found.pointer
  }
  return undefined
}

/** An answer without elements that counts nothing, or says that there is no more: a list that is empty. */
const saysEmpty = (data: unknown): boolean =>
  isObject(data) &&
  Object.entries(data).some(([name, value]) => {
    const word = fold(name)
    return (moreNames.has(word) && value === 'false') || (totalNames.has(word) && value === '0')
  })

function lonesIn(value: unknown, at: string, within: string, depth: number): Lone[] {
  if (!isObject(value) || depth === 0) return []
  return Object.entries(value).flatMap(([name, member]) => {
    const word = fold(name)
    if (!isObject(member) || neverItems.has(word)) return []
    const here = at + pointer(name)
    const self = envelopes.has(word) ? [] : [{ pointer: here, word, within }]
    return [...self, ...lonesIn(member, here, word, depth - 1)]
  })
}
