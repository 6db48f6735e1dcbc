import type { Block } from '../../model.ts'
import type { CaptionOf } from '../captions.ts'
import type { RawParameter } from '../parameters/raw.ts'
import { bareLabel, toColumn } from '../words.ts'
import type { Details, Placed } from './collecting.ts'

/** Words behind a parameter's name that make a caption or a header one of what it may be. */
const ofValues = /\s*(?:names?|criteri(?:a|on|um)|values?|options?|types?|modes?|kinds?)[:：]?$/i

/** What headers say beside a name or a value. */
const told = ['description', 'type', 'values', 'example', 'default'] as const

/** Without case, marks and the plural. */
const fold = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/s$/, '')

/** The parameter, read before, whose values a table or list is of: "Sort options", a first column "Sort value" or `{kind}`. */
export function chosenOf(
  block: Block,
  caption: CaptionOf,
  own: Details,
  variables: readonly string[],
): Placed | undefined {
  const known = own.parameters.filter(({ evidence }) => evidence !== 'text')
  if (block.kind === 'table') {
    const [first = '', ...others] = block.header
    const head = bareLabel(first.replace(/[{}]/g, ''))
    // else the header may be the first of the parameters
    const isHeader = others.some((cell) => toColumn(cell, told) !== undefined)
    if (isHeader && head !== '' && head.length < 40 && toColumn(head, ['name']) === undefined) {
      const word = fold(head.replace(ofValues, ''))
      const of = word === '' ? undefined : known.find(({ name }) => fold(name) === word)
      if (of !== undefined) return of
      const variable = variables.find((name) => fold(name) === word)
      if (variable !== undefined)
        return { name: variable, in: 'path', schema: {}, evidence: 'table', weight: 0.5, at: 0 }
    }
  }
  const text = bareLabel((block.kind === 'table' ? block.caption : undefined) ?? caption.text)
  const [, about = ''] = /^(\w{2,40}) (?:options|values|types|modes|kinds|criteria)$/i.exec(text) ?? []
  return about === '' ? undefined : known.find(({ name }) => name.toLowerCase() === about.toLowerCase())
}

/** The parameter with what it may be. */
export const withValues = (of: Placed, values: readonly RawParameter[], at: number): Placed => {
  return { ...of, schema: { ...of.schema, enum: values.map(({ name }) => name) }, weight: 0.5, at }
}
