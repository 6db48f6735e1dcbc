import type { Item, Outline } from './outline.ts'

/** Parts that proposals have, and much else has as well. */
const parts: readonly RegExp[] = [
  /^(?:summary and )?motivations?(?: and .*)?$|^reasoning$/i,
  /^(?:design )?goals(?: and non-?goals)?$|^(?:\S+ )?目标$/iu,
  /^(?:rationale|background|context|overview|abstract|summary|concept)$|^(?:项目)?背景$/iu,
  /^(?:the )?problems?(?: (?:statement|description|definition))?$|^(?:业务)?需求/iu,
  /^(?:the )?(?:solution|specification|(?:detailed|current|technical|high-level) design|design details|api extensions)$|(?:详细|总体)设计$/iu,
  /^(?:user stor(?:y|ies)|use cases|test plan|rollout(?: plan)?|risks|future (?:work|possibilities|directions)|backwards?[- ]compatib\w+|dependencies|consequences|security considerations|additional considerations|milestones|next steps|related works?)$/i,
  /^implementation(?: (?:plan|phases|details|notes))?$/i,
]

/** Parts of proposals and of nothing else. */
const own: readonly RegExp[] = [
  /^(?:goals and )?non-? ?goals$|^out of scope$/i,
  /^(?:rationale and )?alternatives(?: considered)?(?: and .*)?$|^(?:considered|rejected) (?:alternatives|options)$|^options considered$/i,
  /^drawbacks?(?: and .*)?$/i,
  /^(?:current )?(?:unresolved|open|outstanding) (?:questions?|issues)$/i,
  /^prior art$/i,
  /^graduation criteria$|^acceptance criteria$|^definition of done$/i,
  /^implementation history$|^production readiness\b.*$/i,
  /^risks (?:and|&) mitigations?$/i,
  /^(?:guide|reference)-level explanation$/i,
  /^decision(?: outcome)?$|^decision drivers$/i,
  /^(?:api|performance|security|data model|end user|deployment) impact$/i,
  /^proposal$|^proposed (?:\w+ )?(?:design|solution|change|api|implementation|cli|endpoint)s?\b|\bapi proposal$/i,
]

/** "Proposal: …", "Boats API proposal": nothing else is called so. */
const entitled = /^(?:(?:draft|design) )?proposal ?[:–—-]|\b(?:api|enhancement|feature|design|change|protocol) proposal$|^rfc ?[:–—-]|^\[(?:rfc|proposal)\]/i // prettier-ignore
/** `KEP-7 …`, "Boats design doc", "API design". */
const titled =
  /^(?:rfc|kep|adr|pep|sep|msc|hip|cip|eip|poem)[- #:_]*\d+\b|\bdesign(?: doc(?:ument)?s?| proposal| plan)?$|\brequest for comments\b|\bdecision record\b|^(?!.*(?:接口|api)).*设计(?:文档|方案)$/iu
const called = /\/(?:rfcs?|keps?|proposals?|adrs?|decisions|design-?(?:docs?|documents|proposals?|plans?)|enhancements)\/[^?#]+$/i // prettier-ignore
const opening =
  /^(?:this|the following) (?:document |page )?(?:is an? |describes an? )?(?:\w+ )?(?:proposal|proposes|rfc)\b/i
const states = '(?:draft|proposed|proposal|accepted|approved|implementable|provisional|(?:in|under) (?:review|discussion)|in[- ]progress|rejected|superseded|withdrawn)' // prettier-ignore
/** `Status: Draft`, as a line of its own. */
const status = new RegExp(String.raw`(?:^|\n)\W{0,4}(?:current )?(?:state|status)\W{1,8}${states}\W{0,4}(?:$|\n)`, 'i')
const onlyStatus = new RegExp(String.raw`^\W{0,4}(?:current state\W{1,4})?${states}\b.{0,40}$`, 'i')

/**
 * Whether the pages propose something: what they call may never have come to be. By the parts that proposals have and nothing
 * else, fewer of which are needed where the title, the address, the opening or a status says so.
 */
export function isProposal({ roots, items }: Outline): boolean {
  if (roots.every(({ page }) => entitled.test(page.title.trim()))) return true
  const titles = items.flatMap(({ block, marked }) => (block === undefined ? [bare(marked)] : []))
  const count = (patterns: readonly RegExp[]): number =>
    patterns.filter((pattern) => titles.some((title) => pattern.test(title))).length
  const sure = count(own)
  const all = sure + count(parts)
  if (sure >= 2 && all >= 4) return true
  if (titles.filter((title) => /^proposed (?!\w+ed\b)|\bapi proposal$/i.test(title)).length >= 2) return true
  const says =
    roots.every(({ page }) => titled.test(page.title.trim()) || called.test(page.url)) ||
    items.slice(0, 14).some((it, index, first) => hasStatus(it, first[index - 1]))
  return says && (sure >= 1 || all >= 2)
}

const bare = (title: string): string => title.replace(/^[\d.]+\s+|[`*_:]|\s*[({[（].*$/g, '').trim()

function hasStatus({ block, marked }: Item, before: Item | undefined): boolean {
  if (block === undefined) return false
  if (block.kind === 'list') return status.test(block.items.map((it) => it.markdown).join('\n').slice(0, 2_000)) // prettier-ignore
  if (block.kind === 'table') return status.test([block.header, ...block.rows].map((cells) => cells.join(': ')).join('\n').slice(0, 2_000)) // prettier-ignore
  if (block.kind !== 'text') return false
  const line = marked.slice(0, 2_000)
  return (
    status.test(line) ||
    opening.test(line) ||
    (before?.block === undefined && /^status$/i.test(before?.marked.trim() ?? '') && onlyStatus.test(line))
  )
}
