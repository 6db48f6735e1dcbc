import type { Cut } from './model.ts'

/** What a `query_result` call says beside the handle. */
export interface Rest {
  readonly select?: string | undefined
  readonly offset?: number | undefined
}

/** The call, to be pasted as it stands. */
export const queryCall = (handle: string, rest: Rest): string =>
  `query_result ${JSON.stringify({ handle, ...(rest.select === undefined ? {} : { select: rest.select }), ...(rest.offset === undefined ? {} : { offset: rest.offset }) })}`

/** What asks for what a cut left off; `within`: the select under which it was cut. */
export function restOf(cut: Cut, within: string | undefined, from = 0): Rest {
  const path = cut.what === 'members' && cut.names?.[0] !== undefined ? [...cut.path, cut.names[0]] : cut.path
  const inner = pathExpression(path)
  const select = within === undefined ? inner : inner === undefined ? within : `${within} | ${inner}`
  if (cut.what === 'members') return cut.names?.[0] === undefined ? { select, offset: cut.shown } : { select }
  return { select, offset: cut.shown + (cut.path.length === 0 ? from : 0) }
}

/** The cut to go on with: the list itself, else the list that hides most, else the first. */
export function mainCut(cuts: readonly Cut[]): Cut | undefined {
  const root = cuts.find(({ path, what }) => path.length === 0 && what !== 'members')
  if (root !== undefined) return root
  const lists = cuts.filter(({ what }) => what === 'items' || what === 'lines' || what === 'rows')
  const [first] = cuts
  return lists.length === 0 ? first : lists.reduce((a, b) => (b.total - b.shown > a.total - a.shown ? b : a))
}

/** Names and indexes as JMESPath; `undefined` for the whole. */
export function pathExpression(path: Cut['path']): string | undefined {
  if (path.length === 0) return undefined
  let text = ''
  for (const segment of path) {
    if (typeof segment === 'number') text += `[${segment}]`
    else text += `${text === '' ? '' : '.'}${nameExpression(segment)}`
  }
  return text
}

export const nameExpression = (name: string): string =>
  /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : JSON.stringify(name)
