import { toMethod, type Method } from '../infer/methods.ts'
import type { Item, Outline, SectionNode } from '../infer/outline.ts'
import { readTarget, segmentsOf, type Target } from '../infer/target.ts'
import { toColumn } from '../infer/words.ts'
import type { Extractor, Finding } from './extractor.ts'
import { findCalls, forExample, isApiPath, readLoneMethod, readLonePath, toSummary, type Call } from './scan.ts'

/** Lines of text: `GET /v1/items`, `Endpoint: GET /v1/items`, a badge `GET` beside or above a path, `get/pet/{id}`. */
export const line: Extractor = {
  id: 'line',
  read(item, outline) {
    if (item.block?.kind !== 'text') return []
    const lines = item.marked.split('\n')
    const found: Finding[] = []
    for (const [row, line] of lines.entries()) {
      const text = withHost(line)
      const glued = /^`?(get|post|put|patch|delete|del|head|options)(\/[^\s`]*|https?:\/\/[^\s`]+)`?$/i.exec(
        text.trim(),
      )
      const gluedTarget = glued === null ? undefined : readTarget(glued[2] ?? '')
      const gluedMethod = toMethod(glued?.[1] ?? '')
      if (gluedTarget !== undefined && gluedMethod !== undefined && isApiPath(gluedTarget)) {
        found.push({
          at: item.at,
          row,
          method: gluedMethod,
          target: gluedTarget,
          form: 'declared',
          weight: 0.9,
          by: 'line',
        })
        continue
      }
      const labelled = linkedPath(text, item.block.markdown) ?? labelledCall(text)
      if (labelled !== undefined) {
        found.push({ at: item.at, row, ...labelled, form: 'declared', weight: 0.85, by: 'line' })
        continue
      }
      const calls = findCalls(text)
      const onlyCalls = calls.length > 1 && isOnlyCalls(text, calls)
      for (const [nth, call] of calls.entries())
        for (const method of call.methods) {
          const before = bare(text.slice(0, call.from))
          const near = before.length > reach ? ` ${before.slice(-reach)}` : before
          const leads =
            nth === 0
              ? isLead(before) || /^[\p{L}\p{N} ]{0,40}[:：]$/u.test(before)
              : onlyCalls ||
                (series.test(text.slice(calls[nth - 1]?.to ?? 0, call.from)) &&
                  isLead(bare(text.slice(0, calls[0]?.from))))
          const after = toSummary(text.slice(call.to))
          if (leads && isInstance(method, call.target, item.node)) {
            found.push({ at: item.at, row, method, target: call.target, form: 'sample', weight: 0.5, by: 'line' })
            continue
          }
          // "e.g." on the line above
          const shown = call.target.origin !== undefined && exampleLine.test(lines[row - 1] ?? '')
          // a line of its own declares; in running text it is a mention, in code a better one
          found.push({
            at: item.at,
            row,
            method,
            target: call.target,
            form: leads ? (shown ? 'sample' : 'declared') : 'mention',
            weight: leads
              ? shown
                ? 0.7
                : 0.9
              : told.test(near)
                ? 0.65
                : call.code && !forExample.test(near)
                  ? 0.55
                  : 0.45,
            by: 'line',
            ...(leads && /^\s*`?\s*(?:[-–—:|]|$)/.test(text.slice(call.to)) ? after : {}),
          })
        }
    }
    return found.length > 0 ? found : badge(item, outline)
  },
}

/** `GET /boats POST /boats`: a line of calls and nothing else, drawn below each other. */
const isOnlyCalls = (text: string, calls: readonly Call[]): boolean =>
  calls.every(({ to }, nth) => /^[\s`|,;•·–-]*$/.test(text.slice(to, calls[nth + 1]?.from))) &&
  /^[\s`>•*–-]*$/.test(text.slice(0, calls[0]?.from))

/** `GET https://api.example.com /boats`: the host and the path, in pieces of their own. */
const withHost = (text: string): string =>
  text.length > 400
    ? text
    : text.replace(
        /^(\W{0,5}`?(?:GET|POST|PUT|PATCH|DELETE)`?\s{1,3}`?https?:\/\/[^\s/`]{1,200})\/?`?\s{1,3}`?(\/[^\s`]{1,300}`?\s*)$/,
        '$1$2',
      )

/** `GET /boats/erna` below a title that has `GET /boats/{name}`: an example of it. */
function isInstance(method: Method, { path }: Target, node: SectionNode): boolean {
  const segments = segmentsOf(path)
  let up: SectionNode | undefined = node
  for (let steps = 0; up !== undefined && steps < 3; steps++, up = up.parent)
    for (const { methods, target } of findCalls(up.section.title)) {
      const pattern = segmentsOf(target.path)
      const isVariable = (segment: string): boolean => /^\{[^{}]*\}$/.test(segment)
      if (!methods.includes(method) || pattern.length !== segments.length || !pattern.some(isVariable)) continue
      if (pattern.every((segment, at) => isVariable(segment) || segment === segments[at]))
        return target.path !== path && !segments.some(isVariable)
    }
  return false
}

/** `GET-Request sent: /boats`, `Requête POST : /boats`: a label of a few words that has the method, and nothing but the path. */
function labelledCall(text: string): Pick<Finding, 'method' | 'target'> | undefined {
  if (text.length > 400) return undefined
  const [, before = '', verb = '', after = '', path = ''] =
    /^[\s>*•-]*((?:[\p{L}’']+ ){0,3})`?(GET|POST|PUT|PATCH|DELETE)`?((?:[- ]?[\p{L}’']+){0,4})\s*[:：]\s*`?((?:\/|https?:\/\/)[^\s`]+)`?[\s.]*$/u.exec(
      text,
    ) ?? []
  const method = toMethod(verb)
  if (method === undefined || (before === '' && after === '')) return undefined
  const target = readTarget(path)
  return target === undefined || !isApiPath(target) ? undefined : { method, target }
}

/** `GET [boats/{id}](…)` as all of a line: a path without its slash, which leads to where it is described. */
function linkedPath(text: string, markdown: string): Pick<Finding, 'method' | 'target'> | undefined {
  const [, verb = '', path = ''] =
    /^`?(GET|POST|PUT|PATCH|DELETE)`?\s+`?([a-z][\w-]*(?:\/[\w{}<>:.-]+)*\/?)`?$/.exec(text.trim()) ?? []
  const method = toMethod(verb)
  if (method === undefined || !markdown.includes('](')) return undefined
  const linked = /\[`?([^\]`\n]{1,300})`?\]\([^()\s]{1,2000}\)/g
  if (![...markdown.matchAll(linked)].some(([, words = '']) => words.replaceAll('\\', '').endsWith(path)))
    return undefined
  const target = readTarget(path, { relative: true })
  return target === undefined || !isApiPath(target) ? undefined : { method, target }
}

/** What may stand before a call that opens its line: nothing, a bullet, a label. */
function isLead(before: string): boolean {
  const label = before.replace(/^[\s>•*–—-]+/, '').trim()
  return label === '' || /^\d+[.)]$/.test(label) || toColumn(label, ['path', 'method', 'example']) !== undefined
}

/** `GET` alone, or with the operation's title behind it: `POST Reserve a place`. */
const titledMethod = (text: string): ReturnType<typeof toMethod> =>
  readLoneMethod(text) ??
  (/^[A-Z]{3,7}\s[^/{}<>`.:]{2,60}$/.test(text) ? toMethod(text.split(/\s/)[0] ?? '') : undefined)

/** `GET` as a block of its own, and the path in the block before or after it. */
function badge(item: Item, outline: Outline): Finding[] {
  const lines = item.marked.split('\n').map((text) => text.trim())
  const pairs: [string, string][] = []
  // `/boats/latest GET 100/min`: the badge behind the path
  for (const text of lines.slice(0, 3)) {
    const [, path = '', verb = ''] =
      /^(\S{2,200})\s+`?(GET|POST|PUT|PATCH|DELETE)`?(?:\s+[^\s/]\S{0,20}){0,3}$/.exec(text) ?? []
    if (path !== '') pairs.push([path, verb])
  }
  for (let i = 0; i + 1 < lines.length; i++) pairs.push([lines[i] ?? '', lines[i + 1] ?? ''])
  if (lines.length === 1) {
    const next = outline.items[item.at + 1]
    const after = next?.node.page === item.node.page ? next : undefined
    const text =
      after?.block?.kind === 'code'
        ? after.block.text
        : after?.block === undefined || after.block.kind === 'text'
          ? (after?.marked ?? '')
          : ''
    pairs.push([lines[0] ?? '', text.trim()])
  }
  for (const [row, [first, second]] of pairs.entries()) {
    const method = titledMethod(first) ?? readLoneMethod(second)
    const target = titledMethod(first) === undefined ? readLonePath(first) : readLonePath(second)
    if (method !== undefined && target !== undefined)
      return [{ at: item.at, row, method, target, form: 'declared', weight: 0.9, by: 'line' }]
  }
  return []
}

/** So far in front of a call is looked for what is said of it. */
const reach = 300

const bare = (text: string): string => text.replace(/(?<![`\s])[`\s]+$/, '')

/** `PUT /boats/{id}` (body: …) · `GET /boats/{id}`: one call beside the other. */
const series = /^`?\s*(?:\([^()]{0,200}\)\s*)?(?:[·•|;/]\s*)`?$/u
/** "Call GET /ping to …": what the reader is told to do. */
const told =
  /(?:^|[.!?:;,]\s+|\b(?:can|must|should|to|please|then|just|simply) )(?:call|use|send|issue|make|perform|invoke|execute)(?: (?:an?|the|your|http|api|new|simple|authenticated))*(?: (?:requests?|calls?)(?: to)?)?:?$/i

const exampleLine =
  /^\s*(?:e\.g\.|for (?:example|instance)|examples?|z\. ?b\.|par exemple|por ejemplo|例如|例えば|например)\s*[:：,.]?\s*$/iu
