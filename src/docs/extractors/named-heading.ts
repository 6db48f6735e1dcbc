import { readCurl } from '../infer/curl.ts'
import type { Item, Outline, SectionNode } from '../infer/outline.ts'
import { readTarget, segmentsOf, type Target } from '../infer/target.ts'
import { isPartTitle } from '../infer/words.ts'
import type { Extractor, Finding } from './extractor.ts'

/** Headings side by side that must be called like endpoints before their neighbours are believed to be. */
const enoughNamed = 2

/** By the last word of its path: where a call of the page goes. */
type Called = ReadonlyMap<string, Target>

const calledIn = new WeakMap<Outline, Called>()

/**
 * Headings that are the last word of the path and nothing else (`render.png`, `status`), on pages whose samples call their
 * neighbours in full: `curl http://localhost:8050/render.html?url=…` below `render.html`.
 */
export const namedHeading: Extractor = {
  id: 'named-heading',
  read(item, outline) {
    const appended = appendedName(item, outline)
    if (appended !== undefined)
      return [{ at: item.at, row: 0, target: appended, form: 'declared', weight: 0.6, by: 'named-heading' }]
    const name = nameOf(item)
    if (name === undefined) return []
    const called = calledOf(outline)
    const own = called.get(name)
    const beside = calledBelow(item.node.parent, called)
    const [first] = beside
    if (first === undefined || beside.length < enoughNamed || !takesArguments(item)) return []
    const front = frontOf(first)
    if (beside.some((target) => frontOf(target) !== front)) return []
    const path = `${front}/${name}`
    const target: Target = {
      path,
      query: [],
      raw: path,
      ...(first.origin === undefined ? {} : { origin: first.origin }),
    }
    // what is called in full says more itself; here it is the place that its arguments belong to
    return [
      {
        at: item.at,
        row: 0,
        target,
        form: 'declared',
        weight: own === undefined ? 0.6 : 0.7,
        by: 'named-heading',
      } satisfies Finding,
    ]
  },
}

/** What the headings right below one are called by, in their order. */
function calledBelow(parent: SectionNode | undefined, called: Called): readonly Target[] {
  if (parent === undefined) return []
  const known = belowOf.get(parent)
  if (known !== undefined) return known
  const found = parent.children.flatMap(({ items: [head] }) =>
    head === undefined ? [] : (called.get(nameOf(head) ?? '') ?? []),
  )
  belowOf.set(parent, found)
  return found
}

const belowOf = new WeakMap<SectionNode, readonly Target[]>()

const nameOf = ({ block, marked }: Item): string | undefined =>
  block === undefined ? /^`?([a-z][a-z0-9_-]*(?:\.[a-z]+)?)`?$/.exec(marked.trim())?.[1] : undefined

/** "Just append them to the IP, e.g. …": headings of one word are what is appended. */
const appends =
  /\b(?:append(?:ed|ing)?|add(?:ed|ing)?)\b (?:(?:it|them|these|the|one|any|of|a|its?|their|names?|commands?|endpoints?|paths?|words?|following|below) ){1,5}to (?:the |your |its )?(?:(?:base|device|server|root)(?:'s)? )?(?:ip|url|uri|address|host(?:name)?)\b/i

const appendsIn = new WeakMap<Outline, boolean>()

function appendedName({ block, marked, node }: Item, outline: Outline): Target | undefined {
  const name = marked.trim().replace(/^`|`$/g, '')
  if (block !== undefined || node.section.level < 2 || node.children.length > 0) return undefined
  if (!/^[a-z][\w-]*(?:\/[\w-]+)*(?:\.[a-z]{2,4})?$/i.test(name)) return undefined
  const isHeader = /^(?:x-|authorization$|accept|content-|cookie$|user-agent$)/i.test(name)
  if (isHeader || isPartTitle(name)) return undefined
  let says = appendsIn.get(outline)
  if (says === undefined) {
    says = outline.items.slice(0, 40).some((it) => it.block?.kind === 'text' && appends.test(it.marked.slice(0, 2000)))
    appendsIn.set(outline, says)
  }
  return says ? readTarget(`/${name}`) : undefined
}

const frontOf = ({ path }: Target): string =>
  segmentsOf(path)
    .slice(0, -1)
    .map((segment) => `/${segment}`)
    .join('')

const takesArguments = ({ node }: Item): boolean =>
  [node, ...node.children].some(({ items }) =>
    items.some(
      ({ block, marked }) =>
        block?.kind === 'definitions' ||
        block?.kind === 'table' ||
        (block?.kind === 'list' && (block.items[0]?.markdown ?? '').startsWith('`')) ||
        /\b(?:arguments?|parameters?)\b/i.test(marked),
    ),
  )

function calledOf(outline: Outline): Called {
  const known = calledIn.get(outline)
  if (known !== undefined) return known
  const called = new Map<string, Target>()
  for (const { block } of outline.items.slice(0, 5000)) {
    if (block?.kind !== 'code' || block.text.length > 20_000 || !block.text.includes('curl')) continue
    for (const { url } of readCurl(block.text)) {
      const target = readTarget(url, { relative: false })
      const last = target === undefined ? undefined : segmentsOf(target.path).at(-1)
      if (target?.origin !== undefined && last !== undefined && !called.has(last)) called.set(last, target)
    }
  }
  calledIn.set(outline, called)
  return called
}
