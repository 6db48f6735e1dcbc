import type { Merged } from '../merge.ts'
import { isBelow, type Item, type Outline, type SectionNode } from '../outline.ts'
import { isVariable, segmentsOf } from '../target.ts'

/** "All list endpoints accept these parameters:", "are common to every request". */
const ofAll =
  /(?<!\bnot )\b(?:all|every|each)(?: of)?(?: (?:the|our|these|those))?((?: [\w/`-]+){0,4}?) (?:endpoints?|requests?|calls?|methods?|operations?|routes?)\b/i
const takesThem =
  /\b(?:accepts?|takes?|supports?|allows?|shares?|understands?|recogni[sz]es?|can (?:be (?:given|used|passed|called)|have|take)|may (?:be (?:given|used|passed|called)|have|take)|common (?:to|for)|shared (?:by|among|with)|available (?:for|on|in|to|with)|appl(?:y|ies) to|valid for|(?:supported|accepted|taken|understood) (?:by|on|in|for)|used (?:with|in|on|by))\b/i
/** Who calls, how much comes and what fails is said elsewhere. */
const otherwise = /\b(?:auth\w*|credentials?|tokens?|keys?|sign(?:ed|ing|ature)?|respon\w+|return\w*|errors?)\b/i
const mostSharing = 200

/**
 * The operations that an item without any of its own is about, where the words in front of it say that it is about all: those of
 * its chapter, or of the nearest one around it that has some; of "all list endpoints" those that read lists.
 */
export function sharing(item: Item, all: readonly Merged[], outline: Outline): Merged[] {
  const { node, block } = item
  if (block?.kind !== 'table' && block?.kind !== 'list') return []
  const before = outline.items[item.at - 1]
  if (before?.node !== node || before.block?.kind !== 'text' || otherwise.test(node.section.title)) return []
  const said = before.marked.split(/(?<=[.!?])\s+|\n/).find((it) => ofAll.test(it) && takesThem.test(it))
  if (said === undefined || otherwise.test(said)) return []
  const [, which = ''] = ofAll.exec(said) ?? []
  const method = /\b(?:GET|POST|PUT|PATCH|DELETE)\b/.exec(which)?.[0]
  const lists = /\b(?:list\w*|collection|index|paginated|search)\b/i.test(which)
  for (let scope: SectionNode | undefined = node; scope !== undefined; scope = scope.parent) {
    const here = all.filter(({ findings }) => findings.some((it) => isIn(it.at, scope, outline)))
    if (here.length === 0) continue
    const meant = here.filter(
      (it) =>
        (method === undefined || it.method === method) &&
        (!lists || (it.method === 'GET' && !isVariable(segmentsOf(it.path).at(-1) ?? ''))),
    )
    return meant.length <= mostSharing ? meant : []
  }
  return []
}

function isIn(at: number, scope: SectionNode | undefined, { items }: Outline): boolean {
  const node = items[at]?.node
  return node !== undefined && scope !== undefined && isBelow(node, scope)
}
