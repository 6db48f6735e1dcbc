import { toMarked } from './inline.ts'
import type { InferredOperation, InferredPaging, InferredRateLimit, Source } from './model.ts'
import type { Outline } from './outline.ts'

const per: Readonly<Record<string, number>> = {
  second: 1,
  sec: 1,
  s: 1,
  minute: 60,
  min: 60,
  hour: 3600,
  hr: 3600,
  h: 3600,
  day: 86_400,
  секунду: 1,
  минуту: 60,
  час: 3600,
  秒: 1,
  分钟: 60,
  小时: 3600,
  sekunde: 1,
  stunde: 3600,
}
const rate =
  /(\d{1,3}(?:[ ,.]\d{3})+|\d{1,7})\s*(?:api\s+)?(?:requests?|calls?|queries|hits|req\.?|запрос\p{L}*|次(?:请求)?|anfragen|requêtes|solicitudes)\s*(?:per|\/|a|an|each|every|в|每|pro|par|por)\s*(?:(\d{1,4})[ -]?)?(second|sec|minute|min|hour|hr|day|секунду|минуту|час|秒|分钟|小时|sekunde|stunde|s\b|h\b)s?/iu

/** The limit that the pages state for calls, in a section about limits first. */
export function inferRateLimit(outline: Outline, sourceAt: (at: number) => Source): InferredRateLimit | undefined {
  let best: (InferredRateLimit & { readonly weight: number }) | undefined
  for (const item of outline.items) {
    const block = item.block
    if (block === undefined || item.node.history || (block.kind !== 'text' && block.kind !== 'list')) continue
    const text = block.kind === 'text' ? item.marked : block.items.map(({ markdown }) => toMarked(markdown)).join('\n')
    const match = rate.exec(text.slice(0, 5000))
    const unit = per[(match?.[3] ?? '').toLowerCase()]
    if (match === null || unit === undefined) continue
    const requests = Number((match[1] ?? '').replace(/[ ,.]/g, ''))
    const weight = /\b(?:rate|limit|throttl|quota)|лимит|限/iu.test(`${item.node.section.title} ${text}`) ? 2 : 1
    if (requests > 0 && weight > (best?.weight ?? 0))
      best = { requests, per: unit * Number(match[2] ?? 1), source: sourceAt(item.at), weight }
  }
  if (best === undefined || best.weight < 2) return undefined
  const { weight: _, ...limit } = best
  return limit
}

const cursors =
  /^(?:cursor|page_?token|next_?token|after|starting_after|continuation(?:_?token)?|next_cursor|page\[after\]|marker|since_id|scroll_id)$/i
const offsets = /^(?:offset|skip|start|startat|from)$/i
const pages = /^(?:page|page_?(?:number|num|no|index)|pageno|p|page\[number\]|current)$/i
const limits = /^(?:limit|per_?page|page_?size|size|count|max_?results|first|rows|page\[size\]|num|pagesize|take|n)$/i

/** How lists are paged, by the parameters that operations have in common and by what the text says of `Link` headers. */
export function inferPaging(
  outline: Outline,
  operations: readonly InferredOperation[],
  sourceAt: (at: number) => Source,
): InferredPaging | undefined {
  const names = operations
    .filter(({ method }) => method === 'GET')
    .flatMap(({ parameters }) =>
      parameters.filter((it) => it.in === 'query').map((it) => ({ name: it.name, source: it.source })),
    )
  const said = outline.items.find(
    (item) =>
      /pagin|paging|пагинац|分页|seitenn|ページネーション|페이지/iu.test(item.node.section.title) &&
      item.block !== undefined,
  )
  const spoken =
    said?.node.items
      .flatMap(({ marked, block }) => [
        marked,
        ...(block?.kind === 'list' ? block.items.map(({ markdown }) => markdown) : []),
      ])
      .join('\n') ?? ''
  const coded =
    said === undefined
      ? []
      : [...spoken.matchAll(/`([\w[\]]{1,30})`/g)].map((match) => ({ name: match[1] ?? '', source: sourceAt(said.at) }))
  const all = [...coded, ...names]
  const first = (pattern: RegExp): { name: string; source: Source } | undefined =>
    all.find(({ name }) => pattern.test(name))
  const limit = first(limits)
  const [style, found] = pick()
  if (style === undefined || found === undefined) return undefined
  return {
    style,
    ...(found.name === '' ? {} : { param: found.name }),
    ...(limit === undefined ? {} : { limit: limit.name }),
    source: found.source,
  }

  function pick(): [InferredPaging['style'], { name: string; source: Source }] | [undefined, undefined] {
    if (said !== undefined && /`?\bLink\b`? header/i.test(spoken))
      return ['link', { name: '', source: sourceAt(said.at) }]
    const cursor = first(cursors)
    const offset = first(offsets)
    const page = first(pages)
    const enough = (name: string): boolean =>
      said !== undefined || names.filter((it) => it.name === name).length >= 2 || limit !== undefined
    if (cursor !== undefined && enough(cursor.name)) return ['cursor', cursor]
    if (page !== undefined && enough(page.name)) return ['page', page]
    if (offset !== undefined && enough(offset.name)) return ['offset', offset]
    return [undefined, undefined]
  }
}
