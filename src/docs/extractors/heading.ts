import { fits } from '../infer/match.ts'
import { toMethod } from '../infer/methods.ts'
import { isBelow, type Item, type Outline, type SectionNode } from '../infer/outline.ts'
import { readTarget, targetEnd, variablesOf, type Target } from '../infer/target.ts'
import { toColumn } from '../infer/words.ts'
import type { Extractor, Finding } from './extractor.ts'
import { findCalls, findPaths, isApiPath, isLikelyPath, readLonePath, toSummary } from './scan.ts'

const bareVariable =
  /^`?(GET|POST|PUT|PATCH|DELETE|HEAD)`?\s{1,3}`?(\{[A-Za-z][\w-]*\}|<[A-Za-z][\w-]*>)(?:\?[^\s`]*)?`?$/

/** `DELETE {place}` where other headings go on from it, `GET {place}/config`: a variable that is all of the path. */
function rootOf({ at, marked }: Item, { items }: Outline): Finding | undefined {
  const [whole = '', verb = '', variable = ''] = bareVariable.exec(marked.trim()) ?? []
  const method = toMethod(verb)
  if (
    method === undefined ||
    !items.some(({ block, marked: other }) => block === undefined && other.includes(`${variable}/`))
  )
    return undefined
  const target = readTarget(whole.slice(whole.indexOf(variable)).replace(/`$/, ''), { relative: true })
  return target === undefined ? undefined : { at, row: 0, method, target, form: 'declared', weight: 0.9, by: 'heading' }
}

const anyCase = /(?<![\p{L}\p{N}_])(get|post|put|patch|delete|head|options)\s*[:\s]\s*(?=\/|https?:)/giu

/** Headings: `## GET /v1/items/{id}`, `## List items [GET /items]`, `### /v1/items`, `## Item [/items/{id}]`. */
export const heading: Extractor = {
  id: 'heading',
  read(item, outline) {
    if (item.block !== undefined) return []
    if (isCommand(item)) return []
    const title = item.marked
    const calls = findCalls(title)
    if (calls.length > 0)
      return calls.flatMap((call) =>
        call.methods.map((method): Finding => {
          const around = toSummary(`${title.slice(0, call.from)} ${title.slice(call.to)}`)
          return {
            at: item.at,
            row: 0,
            method,
            target: call.target,
            form: 'declared',
            weight: 0.95,
            by: 'heading',
            ...around,
          }
        }),
      )
    const root = rootOf(item, outline)
    if (root !== undefined) return [root]
    const resource = resourceOf(item, outline)
    if (resource !== undefined) return [resource]
    for (const match of title.matchAll(anyCase)) {
      const start = match.index + match[0].length
      const target = readTarget(title.slice(start, targetEnd(title, start)))
      const method = toMethod(match[1] ?? '')
      if (target !== undefined && method !== undefined && isApiPath(target) && !isAlternative(title, start))
        return [{ at: item.at, row: 0, method, target, form: 'declared', weight: 0.9, by: 'heading' }]
    }
    // API Blueprint: a method alone in brackets takes the path of the heading above
    const blueprint = /\[(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\]\s*$/.exec(title)
    if (blueprint !== null) {
      const above = /\[([^\]\s]+)\]\s*$/.exec(item.node.parent?.section.title ?? '')?.[1]
      const target = readTarget(above ?? '')
      const method = toMethod(blueprint[1] ?? '')
      if (target === undefined || method === undefined) return []
      const summary = toSummary(title.slice(0, blueprint.index))
      return [{ at: item.at, row: 0, method, target, form: 'declared', weight: 0.95, by: 'heading', ...summary }]
    }
    return findPaths(title)
      .filter(({ target }) => isLikelyPath(target))
      .filter(
        (path, index, all) =>
          index === 0 ||
          /^`?\s*(?:,|and|or|&|\/|und|и|和|、)\s*`?$/i.test(title.slice(all[index - 1]?.to ?? 0, path.from)),
      )
      .filter(({ to }) => title[to] !== ']' || title.includes('`'))
      .filter(({ target }) => !isGroup(target, item.node))
      .map(({ target, from, to }): Finding => {
        const summary = toSummary(
          `${title.slice(0, from)} ${title.slice(to)}`.replace(/\S*\/\S*|\b(?:and|or|und)\b/g, ' '),
        )
        const alone = summary.summary === undefined
        return { at: item.at, row: 0, target, form: 'declared', weight: alone ? 0.75 : 0.6, by: 'heading', ...summary }
      })
  },
}

/** `## Boats (/api/boats)` over `### GET /api/boats/{id}`, `### POST /api/boats/launch`: a chapter, and no call of its own. */
const isGroup = ({ path, query }: Target, { items, children }: SectionNode): boolean => {
  if (query.length > 0 || items.some(({ block }) => block?.kind === 'code' || block?.kind === 'table')) return false
  if (isGroupOfLines(path, children)) return true
  const calls = children.flatMap(({ section }) => findCalls(section.title)).map(({ target }) => target.path)
  return (
    calls.length > 0 &&
    calls.every((it) => it !== path) &&
    ((calls.length === children.length && calls.every((it) => it.startsWith(`${path}/`))) ||
      (calls.length * 2 > children.length && calls.every((it) => variablesOf(it).length > 1 && fits(it, path))))
  )
}

/** `# /api/boats` over sections that each open with a call of their own, all of them further down. */
function isGroupOfLines(path: string, children: readonly SectionNode[]): boolean {
  const opening = children.map(({ items }) => items.find(({ block }) => block?.kind === 'text')?.marked ?? '')
  const calls = opening.map((text) => findCalls(text.split('\n')[0] ?? '').find(({ from }) => from <= 1)?.target.path)
  const known = calls.filter((it) => it !== undefined)
  return known.length > 1 && known.length * 2 >= calls.length && known.every((it) => it.includes(`${path}/`))
}

/** The slash of `POST` / `PUT`. */
const isAlternative = (title: string, slash: number): boolean =>
  /^\/[\s`]*(?:get|post|put|patch|delete|head|options)\b/i.test(title.slice(slash))

/** `HTTP POST` as a heading of its own: a method of the resource whose path stands alone above, in the section it is part of. */
function resourceOf(item: Item, outline: Outline): Finding | undefined {
  const [, word = ''] =
    /^(?:HTTP )?(GET|POST|PUT|PATCH|DELETE)(?: (?:method|request))?$/.exec(item.marked.replaceAll('`', '').trim()) ?? []
  const method = toMethod(word)
  const parent = item.node.parent
  if (method === undefined || parent === undefined || parent.section.level === 0) return undefined
  const next = outline.items[item.at + 1]
  if (
    next?.node === item.node &&
    /^(?:not (?:supported|allowed|available|implemented)|n\/a|unsupported|nicht (?:erlaubt|unterstützt|verfügbar)|non (?:supporté|autorisé|permitido|consentito)|no (?:soportado|permitido|disponible)|não (?:suportado|permitido)|не поддерживается|недоступно|不支持|不可用)(?![\p{L}])/iu.test(
      next.marked,
    )
  )
    return undefined
  const inOwn = item.node.items.some((other) => other !== item && loneTarget(other) !== undefined)
  if (inOwn) return undefined
  const target = resourceAbove(item, parent, outline)
  return target === undefined
    ? undefined
    : { at: item.at, row: 0, method, target, form: 'declared', weight: 0.85, by: 'heading' }
}

/** The path that stands alone nearest above; where examples of it stand between, the one with variables. */
function resourceAbove(item: Item, parent: SectionNode, outline: Outline): Target | undefined {
  let nearest: Target | undefined
  for (let at = item.at - 1; at >= 0 && at >= item.at - 200; at--) {
    const other = outline.items[at]
    if (other === undefined || (other.node !== parent && other.node.parent !== parent)) {
      if (other !== undefined && isBelow(other.node, parent)) continue
      return nearest
    }
    const target = loneTarget(other)
    if (target !== undefined && variablesOf(target.path).length > 0) return target
    nearest ??= target
    if (other.node === parent && other.block === undefined) return nearest
  }
  return nearest
}

/** A path or URL that is all of a block or of a heading. */
function loneTarget(item: Item): Target | undefined {
  const text = item.block?.kind === 'code' ? item.block.text : (labelledPath(item) ?? item.marked)
  const target = text.trim().includes('\n') ? undefined : readLonePath(text)
  return target === undefined || target.query.length > 0 ? undefined : target
}

/** `URI | https://…` in a small table, or `URL: /x` on a line. */
function labelledPath({ block, marked }: Item): string | undefined {
  if (block?.kind === 'table' && block.header.length === 2)
    return [block.header, ...block.rows].find(([label = '']) => toColumn(label, ['path']) !== undefined)?.[1]
  const [, label = '', value] = /^([^:：\n]{2,30})[:：]\s*(\S+)$/u.exec(marked) ?? []
  return label !== '' && toColumn(label, ['path']) !== undefined ? value : undefined
}

/** `get /path` beside `put KEY VALUE`: words of a command line, no methods. */
const isCommand = ({ marked, node }: Item): boolean =>
  /^[a-z]/.test(marked) &&
  node.parent?.children.some(({ section }) => /^`?[a-z]+(?: [\w-]+)? (?:[A-Z]{2,}\b|<|\[|--)/.test(section.title)) ===
    true
