import type { CaptionOf } from '../captions.ts'
import type { Merged } from '../merge.ts'
import { hasBody } from '../methods.ts'
import type { Item, Outline } from '../outline.ts'
import type { RawParameter } from '../parameters/raw.ts'
import { bareLabel, isPartTitle } from '../words.ts'
import type { Details, Placed } from './collecting.ts'

/** Words of headings that say what kind of thing the name is that stands with them. */
const around =
  /\b(?:the|an?|each|of|in|for|json|request|nested|child|object|objects|fields?|attributes?|propert(?:y|ies)|param(?:eter)?s?|schema|structure|array|list|items?|elements?|entry|entries|type|model|entity|details|definition|contains|has|following|objeto|objekt|objet|объект)\b|对象|字段|参数|オブジェクト|객체/giu
const deepest = 5

/**
 * A table or list of the fields of a parameter that was named before: below a heading "Address" or "The `address` object" where
 * the operation has a parameter `address` or one of the type `Address`. What it says goes into that parameter.
 */
export function asFieldsOf(
  own: Details,
  operation: Merged,
  item: Item,
  outline: Outline,
  caption: CaptionOf,
  fields: readonly RawParameter[],
): Placed | undefined {
  if (!hasBody(operation.method) || fields.length === 0) return undefined
  const { section, items } = item.node
  const heads = items.some(({ at }) => operation.findings.some((it) => it.at === at && it.form === 'declared'))
  const title = heads || isPartTitle(section.title) ? '' : section.title
  const label = item.block?.kind === 'table' ? (item.block.caption ?? '') : ''
  const lead = outline.items[item.at - 1]
  const before = lead?.node === item.node && lead.block?.kind === 'text' && lead.marked.length < 80 ? lead.marked : ''
  for (const text of [label, before, caption.text, title]) {
    const key = subjectOf(text)
    const path =
      key === ''
        ? undefined
        : find(
            own.parameters.filter(({ at }) => at < item.at),
            key,
            0,
          )
    const [root, ...inner] = path ?? []
    if (root === undefined || isTopLevel(own, fields)) continue
    const innermost: readonly RawParameter[] = fields
    const children = inner
      .toReversed()
      .reduce<readonly RawParameter[]>((below, it) => [{ ...it, children: below }], innermost)
    const { at: _, ...raw } = root
    return { ...raw, children, weight: 0.5, at: item.at }
  }
  return undefined
}

/** The one name that a heading speaks of, folded; `''` when it speaks of more. */
function subjectOf(text: string): string {
  const bare = bareLabel(text)
  if (bare === '' || bare.length > 60) return ''
  const rest = bare.replace(around, ' ').replace(/\s+/g, ' ').trim()
  return /^[\p{L}_$][\p{L}\p{N}_$.[\]-]*$/u.test(rest) ? fold(rest) : ''
}

/** Without case, marks and the plural. */
const fold = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/s$/, '')

/** The type that a cell names: `Line` of `Line[]`, `array of Line`. */
const typeOf = (of = ''): string => /([\p{L}_]\w+)\W*$/u.exec(of)?.[1] ?? ''

function find<T extends RawParameter>(
  among: readonly T[],
  key: string,
  depth: number,
): readonly [T, ...RawParameter[]] | undefined {
  if (depth > deepest) return undefined
  for (const it of among.slice(0, 300)) {
    if (it.evidence === 'url' || it.evidence === 'text' || it.in === 'query' || it.in === 'path' || it.in === 'header')
      continue
    const { type } = it.schema
    const plain = type !== undefined && type !== 'object' && type !== 'array'
    if (!plain && (fold(it.name) === key || fold(typeOf(it.of)) === key)) return [it]
  }
  for (const it of among.slice(0, 300)) {
    const inner = find(it.children ?? [], key, depth + 1)
    if (inner !== undefined) return [it, ...inner]
  }
  return undefined
}

/** Whether a body that is shown has these names at its top. */
function isTopLevel({ bodies }: Details, fields: readonly RawParameter[]): boolean {
  return bodies.some(
    ({ value }) =>
      typeof value === 'object' &&
      value !== null &&
      fields.filter(({ name }) => Object.hasOwn(value, name)).length * 2 >= fields.length,
  )
}
