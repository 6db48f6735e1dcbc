import { readSheet, type Declaration, type SheetRule } from './read-sheet.ts'
import { readSelectors, type Condition, type Selector } from './selector.ts'

/** One selector of a rule. */
export interface Row {
  readonly selector: Selector
  readonly declarations: readonly Declaration[]
  /** Whether it holds on every screen. */
  readonly always: boolean
  /** Whether nothing of its selector is what clicks and scripts change. */
  readonly steady: boolean
  /** Place in the page: what comes later wins. */
  readonly order: number
}

/** Classes and attributes that scripts set and take away as people click, and while a page loads. */
const passing =
  /^(?:(?:is|has|not|no|js)[-_]\w[\w-]*|js|no-?js|in|on|off|active|inactive|open(?:ed)?|closed?|show(?:n|ing)?|collaps(?:e|ed|ing)|expanded|folded|minimi[sz]ed|selected|current|loading|loaded|ready|fade|[\w-]*cloak|preload|disabled|enabled)$/i
const passingAttribute =
  /^(?:aria-(?:selected|expanded|hidden|current|pressed|checked|busy)|data-(?:state|active|open|show\w*|selected|visible|expanded|collapsed|theme|mode)|open|[\w-]*cloak)$/

export function readRows(sheets: readonly { readonly text: string; readonly when: SheetRule['when'] }[]): Row[] {
  const rows: Row[] = []
  for (const sheet of sheets)
    for (const { selectors, declarations, when } of readSheet(sheet.text, sheet.when))
      for (const selector of readSelectors(selectors))
        if (rows.length < mostRows)
          rows.push({
            selector,
            declarations,
            always: when === 'always',
            steady: isSteady(selector),
            order: rows.length,
          })
  return rows
}

const mostRows = 400_000

function isSteady({ compounds }: Selector): boolean {
  return compounds.every(({ conditions }) =>
    conditions.every((it) => {
      if (it.is === 'class') return !passing.test(it.name)
      if (it.is === 'attribute') return !passingAttribute.test(it.name)
      if (it.is === 'any') return it.of.every(isSteady)
      if (it.is === 'none')
        return it.of.every((one) => one.compounds.every((compound) => compound.conditions.every(lasts)))
      return it.is !== 'state' && it.is !== 'other'
    }),
  )
}

/** What an element keeps, so that it is never the other way round either. */
const lasts = ({ is }: Condition): boolean => is === 'tag' || is === 'id' || is === 'root' || is === 'nth'

/** Rows by what their subject must have: an id, a class, a tag, or nothing that can be looked up. */
export class RowIndex {
  readonly #byKey = new Map<string, Row[]>()

  /** `broad`: under every name of the subject, for rows that may come to match; under the surest one otherwise. */
  constructor(rows: readonly Row[], broad: boolean) {
    for (const row of rows) {
      const keys = keysOf(row.selector)
      for (const key of broad ? keys : keys.slice(0, 1)) {
        const list = this.#byKey.get(key)
        if (list === undefined) this.#byKey.set(key, [row])
        else list.push(row)
      }
    }
  }

  get(key: string): readonly Row[] {
    return this.#byKey.get(key) ?? []
  }
}

function keysOf({ compounds: [subject] }: Selector): string[] {
  const conditions = subject?.conditions ?? []
  const of = (is: 'id' | 'class' | 'tag', sign: string): string[] =>
    conditions.flatMap((it) => (it.is === is && 'name' in it ? [sign + it.name] : []))
  const named = [...of('id', '#'), ...of('class', '.')]
  if (named.length > 0) return named
  const tags = of('tag', '')
  return tags.length > 0 ? tags : ['*']
}
