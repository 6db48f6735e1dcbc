import type { Extractor, Finding } from './extractor.ts'
import { relativeCalls } from './relative-call.ts'
import { findCalls, findPaths, forExample, toSummary } from './scan.ts'
import { toMarked } from '../infer/inline.ts'
import { toMethod, toMethods, type Method } from '../infer/methods.ts'
import type { Item, Outline } from '../infer/outline.ts'
import { toColumn } from '../infer/words.ts'

/** Lists of endpoints: `- GET /items – all items`, `- [Items](…): GET /items`, `` - `/items`: all items ``. */
export const list: Extractor = {
  id: 'list',
  read(item, outline) {
    if (item.block?.kind !== 'list') return []
    const given = areValues(item, outline) || onManyHosts(item.block.items)
    const closed = closeWithPaths(item.block.items)
    const led = item.block.items.filter(({ markdown }) => isLed(markdown)).length >= 3
    const titled = endpoints.test(item.node.section.title)
    const found: Finding[] = []
    for (const [row, { markdown }] of item.block.items.entries()) {
      // "/boats" in quotes
      const text = toMarked(markdown).replace(/^["'“](\/[^\s"'“”]{1,300})["'”]/, '`$1`')
      const [first = ''] = text.split('\n')
      const relative = relativeCalls(first)
      for (const it of relative) found.push({ at: item.at, row, ...it, form: 'listed', weight: 0.85, by: 'list' })
      if (relative.length > 0) continue
      const calls = findCalls(text.length > 2000 ? first : text)
      for (const [nth, call] of calls.entries())
        for (const method of call.methods) {
          const before = text
            .slice(0, call.from)
            .replace(/(?<![`\s])[`\s]+$/, '')
            .trim()
          const after = text.slice(call.to).replace(/^`/, '')
          const behind = text.slice(calls.at(-1)?.to ?? call.to).replace(/^`/, '')
          const opens = (nth === 0 && before === '') || /\n[\s`]*$/.test(text.slice(0, call.from))
          const closes = nth === 0 && !opens && /^[\s.)]*$/.test(after) && before.length <= 200
          const series =
            nth > 0 &&
            /^`?\s*(?:,|and|or|;|\/|\||&)*\s*`?$/i.test(text.slice(calls[nth - 1]?.to ?? 0, call.from)) &&
            isListed(calls[0], text)
          const labelled = nth === 0 && call.to <= first.length && (label.test(before) || (led && colon.test(before)))
          const listed = opens || closes || series || labelled
          found.push({
            at: item.at,
            row,
            method,
            target: call.target,
            form: listed ? 'listed' : 'mention',
            weight: listed ? 0.85 : forExample.test(before) ? 0.45 : call.code ? 0.55 : leads.test(before) ? 0.6 : 0.4,
            by: 'list',
            ...(opens
              ? toSummary(behind.split(/\n|(?<=[.!?。])\s/)[0] ?? '')
              : closes
                ? toSummary(before.replace(/[:：–—-]\s*$/, ''))
                : labelled
                  ? { ...toSummary(before.replace(/[:：]\s*$/, '')), ...toSummary(after) }
                  : {}),
          })
        }
      if (calls.length > 0 || given || /^[*\s]*~~/.test(markdown)) continue
      const [path] = findPaths(first)
      if (
        closed &&
        path !== undefined &&
        closing.test(first.slice(0, path.from)) &&
        ending.test(first.slice(path.to))
      ) {
        const weight = (path.code ? 0.55 : 0.5) + (titled ? 0.1 : 0)
        const said = toSummary(first.slice(0, path.from).replace(/(?<![\s`([:：–—-])[\s`([:：–—-]+$/, ''))
        found.push({ at: item.at, row, target: path.target, form: 'listed', weight, by: 'list', ...said })
        continue
      }
      if (path === undefined || !/^[`\s*]*$/.test(first.slice(0, path.from))) continue
      const after = first.slice(path.to)
      // `/boats/*`: a group; `/b -> /boats`: another name of what is listed elsewhere
      if (isGroup(markdown, path.target.raw) || /^[`\s]*(?:->|=>|→|⇒)[`\s]*\//.test(after)) continue
      const recorded = methodsBelow(item.block.items, row)
      const behind = recorded.length > 0 ? recorded : methodsBehind(after)
      const said = behind.length > 0 ? behind : methodAbove(item, outline)
      for (const method of said)
        found.push({
          at: item.at,
          row,
          method,
          target: path.target,
          form: 'listed',
          weight: recorded.length > 0 ? 0.85 : 0.8,
          by: 'list',
        })
      if (said.length > 0) continue
      found.push({
        at: item.at,
        row,
        target: path.target,
        form: 'listed',
        weight: (path.code ? 0.55 : 0.45) + (titled ? 0.1 : 0),
        by: 'list',
        ...toSummary(after),
      })
    }
    return found
  },
}

/** "`POST` requests are supported on the following paths:" over a list of paths: the method of each. */
function methodAbove(item: Item, outline: Outline): readonly Method[] {
  const before = outline.items[item.at - 1]
  if (before?.node !== item.node || before.block?.kind !== 'text') return []
  const last = before.marked.trim().split(/(?<=[.!?。])\s+/).at(-1) ?? '' // prettier-ignore
  if (
    last.length > 200 ||
    !/[:：]$/.test(last) ||
    !/\b(?:following|these) (?:paths?|urls?|endpoints?|routes?)\b/i.test(last)
  )
    return []
  const found = new Set(last.match(/(?<![\p{L}/-])(?:GET|POST|PUT|PATCH|DELETE)(?![\p{L}/])/gu))
  return found.size === 1 ? toMethods([...found].join()) : []
}

/** What stands between the words of an entry and the path that closes it, and behind. */
const closing = /[\p{L}\p{N})][*_]*\s*(?:[([]|:|：|\s[–—-]|->|→|=>)\s*[`*]*$/u
const ending = /^[`*\s.)\]]*$/

/** "Create a boat (`/boat/create`)", "All boats – `/boats`": whether that is how every entry says what it is about. */
function closeWithPaths(items: readonly { readonly markdown: string }[]): boolean {
  const closed = items.filter(({ markdown }) => {
    const [first = ''] = toMarked(markdown).split('\n')
    const [path, ...others] = first.length > 400 ? [] : findPaths(first)
    return path !== undefined && others.length === 0 && closing.test(first.slice(0, path.from)) && ending.test(first.slice(path.to)) // prettier-ignore
  })
  return closed.length >= 3 && closed.length === items.length
}

/** "Boats: GET /boats": where three entries write so, a longer name in front is one as well. */
const isLed = (markdown: string): boolean =>
  /^[*_`]{0,3}\p{L}[^:：\n]{1,80}[:：][*_`\s]{1,6}(?:GET|POST|PUT|PATCH|DELETE)[`*]*\s+`?(?:\/|https?:)/u.test(markdown)
const colon = /^(?!.*\b(?:e\.g|i\.e|see|like|examples?|note)\b).{2,200}[:：]$/isu

/** `- Methods: GET` in the list below an entry: what is called with it. */
function methodsBelow(
  items: readonly { readonly depth: number; readonly markdown: string }[],
  row: number,
): readonly Method[] {
  const depth = items[row]?.depth ?? 0
  for (const [nth, { depth: other, markdown }] of items.slice(row + 1, row + 12).entries()) {
    // right behind it, not set in as it should be
    if (other < depth || (other === depth && nth > 0)) return []
    const [, label = '', value = ''] = /^([^:：\n]{2,30})[:：]\s*(\S[^\n]*)/u.exec(toMarked(markdown)) ?? []
    if (label !== '' && toColumn(label, ['method']) !== undefined) return toMethods(value)
  }
  return []
}

/** `Sign up: /crew/add (POST) …`, `getTides: GET /tides – …`: what a call is for, or is called, in front of it. */
const label = /^[#\s]*(?!.*\b(?:e\.g|i\.e|see|like|examples?|ex(?:e|em)mples?|note)\b)\p{L}[^.!?:：]{2,80}[:：]$/iu

/** "can be used to `GET` one, to `DELETE` it, or to add one (`POST`)": what is said of a path with methods in code. */
function methodsBehind(text: string): readonly Method[] {
  if (/\b(?:not|never|except|instead|unlike|deprecated)\b/i.test(text) || /\b(?:INSERT|SELECT|UPDATE|SQL)\b/.test(text))
    return []
  return [
    ...new Set([...text.matchAll(/`(GET|POST|PUT|PATCH|DELETE)`/g)].flatMap(([, verb = '']) => toMethod(verb) ?? [])),
  ]
}

/** What stands over a list of nothing but paths. */
const endpoints =
  /\bend-?points?\b|接口|エンドポイント|엔드포인트|\bendpunkte?\b|эндпоинт|\bpuntos? de (?:acceso|conexión|entrada)\b|\bpoints? (?:d'accès|d'entrée|de terminaison)\b/iu

/** Whether a star stands right behind a path that ends in a slash (as emphasis it would not be seen any more). */
function isGroup(markdown: string, path: string): boolean {
  const at = markdown.indexOf(path)
  return path.endsWith('/') && at >= 0 && /^\\?\*/.test(markdown.slice(at + path.length))
}

/** URLs of as many hosts as there are items: what a setting may be. */
function onManyHosts(items: readonly { readonly markdown: string }[]): boolean {
  const hosts = items.flatMap(({ markdown }) => /^[`\s*]*https?:\/\/([^/\s`]+)/.exec(markdown)?.[1] ?? [])
  return hosts.length >= 2 && hosts.length === items.length && new Set(hosts).size === hosts.length
}

/** "List them at", "send it with": what follows is called. */
const leads = /\b(?:at|via|with|using|through|to|by|call)$/i

/** "Three values make sense for `prefix`:" above a list: what a setting may be, no calls. */
function areValues(item: Item, outline: Outline): boolean {
  const before = outline.items[item.at - 1]
  if (before?.node !== item.node || before.block?.kind !== 'text') return false
  const last = before.marked.trim().split(/(?<=[.!?])\s+/).at(-1) ?? '' // prettier-ignore
  return (
    /\b(?:values?|settings?|prefix(?:es)?)\b[^.]*[:：]$/i.test(last) &&
    !/\b(?:endpoints?|routes?|calls?|requests?)\b/i.test(last)
  )
}

const isListed = (first: { from: number } | undefined, text: string): boolean =>
  first !== undefined && /^[`\s]*$/.test(text.slice(0, first.from))
