import { captionOf } from './captions.ts'
import type { Item, Outline } from './outline.ts'
import type { PathIndex } from './path-index.ts'
import { itemOf, type Placed } from './place.ts'
import { isVariable, segmentsOf, shapeOf, variablesOf } from './target.ts'
import { isPartTitle } from './words.ts'

const exampleWords = /\bexamples?\b|\bsamples?\b|\be\.g\.|пример|示例|例|beispiel|exemple|ejemplo|esempio|예시/iu
const exampleName =
  /^(?:my|your|test|example|foo|bar|baz|sample|demo|some|an?)(?:[-_.\d]|$)|^(?:foo|bar|baz|example|sample)|[\d*]|^(?:john|jane|alice|bob|octocat|acme)/i

/** The declarations that are examples of others; a request that is one in one place is one everywhere. */
export function examplesOf(
  declared: readonly Placed[],
  index: PathIndex<Placed>,
  outline: Outline,
): ReadonlySet<Placed['finding']> {
  const callOf = ({ method, path }: Placed): string => `${method} ${path}`
  const found = declared.filter((it) => isExampleOf(it, index, outline))
  const calls = new Set(found.filter(({ finding }) => finding.by === 'http').map(callOf))
  const again = declared.filter((it) => it.finding.by === 'http' && calls.has(callOf(it)))
  return new Set([...found, ...again].map(({ finding }) => finding))
}

/**
 * A code block or line that a definition of the same method fits, and that stands below it, is called an example or has an
 * example's name where the definition has a variable, is its example and not a sibling.
 */
function isExampleOf(it: Placed, declared: PathIndex<Placed>, outline: Outline): boolean {
  const { finding } = it
  if (finding.method === undefined && finding.form === 'listed' && finding.by === 'list') {
    const item = itemOf(it, outline)
    const whole = finding.target.origin !== undefined && finding.target.query.length > 0
    return (
      (whole || exampleWords.test(lastWords(item, outline)) || exampleWords.test(item.node.section.title)) &&
      declared
        .fitting(it.path.replace(/\.(?:json|xml)$/, ''))
        .some((other) => other.method !== undefined && other.path !== it.path && variablesOf(other.path).length > 0)
    )
  }
  if (finding.method === undefined && finding.form === 'declared' && variablesOf(finding.target.raw).length === 0) {
    const item = itemOf(it, outline)
    return (
      isUnderExample(item.node) &&
      [...declared.fitting(it.path), ...declared.tails(it.path)].some(
        (other) => other.finding.at < finding.at && other.path !== it.path && variablesOf(other.path).length > 0,
      )
    )
  }
  if (
    finding.method === undefined ||
    (finding.form !== 'declared' && finding.form !== 'listed') ||
    finding.by === 'element' ||
    finding.by === 'directive'
  )
    return false
  const item = itemOf(it, outline)
  const called =
    item.block?.kind === 'code' &&
    exampleWords.test(`${captionOf(item, outline).text} ${lastWords(item, outline)} ${item.node.section.title}`)
  const method = finding.method
  return [...declared.fitting(it.path), ...declared.tails(it.path)].some((other) => {
    if (other.path === it.path || shapeOf(other.path) === shapeOf(it.path)) return false
    if (variablesOf(other.path).length === 0) return false
    // a form without a method (`https://host/db/<name>`), and below it a whole request that is called an example
    if (other.method === undefined)
      return (
        called &&
        finding.target.origin !== undefined &&
        other.finding.form === 'declared' &&
        other.finding.at < finding.at &&
        isAboveOrSame(outline.items[other.finding.at], item)
      )
    if (other.method !== method) return false
    // a request in code of what a table lists with a variable, and nowhere as it is called here
    if (finding.by === 'http' && other.finding.by === 'table' && item.block?.kind === 'code')
      return !declared.same(it.path).some((same) => same.finding.by === 'table' && same.method === method)
    if (spellsVariables(other.path, it.path)) return true
    if (finding.form === 'listed' || finding.by === 'heading') return false
    const upper = outline.items[other.finding.at]
    const below = other.finding.at < finding.at && (isAboveOrSame(upper, item) || isBeside(upper, item))
    const defines = other.finding.form === 'declared' || isShortList(upper, item)
    if (below && defines && (other.finding.by !== finding.by || called)) return true
    // "Example with one index", a section beside the one that declares it
    if (called && other.finding.at < finding.at && other.finding.form === 'declared' && other.finding.by === 'line')
      return true
    return item.block?.kind === 'code' && hasExampleName(other.path, it.path)
  })
}

/** "Example request 1", in its title or in the one that it is a part of. */
function isUnderExample(from: Item['node']): boolean {
  for (let node: Item['node'] | undefined = from; node !== undefined; node = node.parent) {
    if (node.section.level > 1 && exampleWords.test(node.section.title)) return true
    if (!isPartTitle(node.section.title)) return false
  }
  return false
}

/**
 * `curl …/_node/jvm` below "JVM info": what its heading names is no example of `/_node/{types}`. `spelled`: what is written with
 * its variables; `…/ports/oslo/boats` is an example of `/ports/{port}/boats`.
 */
export function hasOwnHeading(it: Placed, outline: Outline, spelled: PathIndex<Placed>): boolean {
  const { finding, method, path } = it
  if (finding.form !== 'sample' || finding.by !== 'curl' || method === undefined) return false
  const last = segmentsOf(path).at(-1) ?? ''
  const { level, title } = itemOf(it, outline).node.section
  if (/(?:^|[_-])(?:example|sample|demo)$/.test(last)) return false
  if (level < 2 || title.includes('/') || exampleWords.test(title) || !/^[a-z]{2,}(?:[_-][a-z]+)*$/.test(last))
    return false
  const words = title
    .toLowerCase()
    .split(/[^a-z]+/)
    .map(one)
  return (
    words.length > 1 &&
    words.includes(one(last.split(/[_-]/)[0] ?? '')) &&
    !spelled.fitting(path).some((other) => other.path !== path && segmentsOf(other.path).at(-1) === last)
  )
}

const one = (word: string): string => word.replace(/(?<=[a-rt-z])s$/, '')

/** A list that holds one call and what is said of it, in the same section: `- **GET** /boats/:id`, `- **Query**`. */
const isShortList = (upper: Item | undefined, item: Item): boolean =>
  upper?.block?.kind === 'list' &&
  upper.node === item.node &&
  upper.block.items.filter(({ markdown }) => /\b(?:GET|POST|PUT|PATCH|DELETE)\b[^\n]{0,20}\//.test(markdown)).length ===
    1

/** The last line right above a block. */
function lastWords(item: Item, outline: Outline): string {
  const before = outline.items[item.at - 1]
  return before?.node === item.node && before.block?.kind === 'text'
    ? (before.marked.trim().split('\n').at(-1) ?? '').slice(-80)
    : ''
}

/** `/db/_local/id` of `/{db}/_local/{docid}`: where the paths differ, the one writes out what the variable is called. */
export function spellsVariables(template: string, concrete: string): boolean {
  const values = segmentsOf(concrete)
  const segments = segmentsOf(template)
  if (segments.length !== values.length) return false
  const names = segments.map((segment) => variablesOf(segment)[0])
  return (
    names.some((name, index) => name !== undefined && !isVariable(values[index] ?? '')) &&
    segments.every((segment, index) => {
      const value = values[index] ?? ''
      const name = names[index]
      if (name === undefined) return segment.toLowerCase() === value.toLowerCase()
      return isVariable(value) || isNameOf(fold(value), fold(name))
    })
  )
}

/** `/crews/ada/boats/erna` of `/crews/{crew}/boats/{boat}`: with two variables filled at once it is no sibling, as `/crews/me` may be. */
export const fillsVariables = (template: string, concrete: string): boolean => {
  const values = segmentsOf(concrete)
  return segmentsOf(template).filter((segment, at) => isVariable(segment) && !isVariable(values[at] ?? '')).length >= 2
}

const fold = (word: string): string => word.toLowerCase().replace(/[^a-z0-9]/g, '')

const isNameOf = (said: string, name: string): boolean =>
  said.length > 1 && (said === name || (/^(?:id|name|key)$/.test(said) && name.endsWith(said)))

/** Whether a segment that is a variable in the template reads like a name made up for an example. */
export function hasExampleName(template: string, concrete: string): boolean {
  const values = segmentsOf(concrete)
  return segmentsOf(template).some(
    (segment, index) =>
      isVariable(segment) && !isVariable(values[index] ?? '') && exampleName.test(values[index] ?? ''),
  )
}

/** "Example URI" beside the heading of what it is an example of, at the same level. */
function isBeside(upper: Item | undefined, item: Item): boolean {
  for (let node: Item['node'] | undefined = item.node; node !== undefined; node = node.parent) {
    if (!isPartTitle(node.section.title)) return false
    const siblings = node.parent?.children ?? []
    const before = siblings.slice(0, siblings.indexOf(node)).findLast(({ section }) => !isPartTitle(section.title))
    if (before !== undefined) return before === upper?.node
  }
  return false
}

function isAboveOrSame(upper: Item | undefined, item: Item): boolean {
  for (let node: Item['node'] | undefined = item.node; node?.parent !== undefined; node = node.parent)
    if (node === upper?.node) return true
  return upper?.node === item.node
}
