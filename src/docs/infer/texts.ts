import type { Finding } from '../extractors/index.ts'
import { stripInvisible } from '../../core/index.ts'
import type { Details } from './collect/index.ts'
import type { Merged } from './merge.ts'
import type { Outline, SectionNode } from './outline.ts'
import { toDescription } from './parameters/words.ts'
import { bareLabel, isPartTitle, toCaption } from './words.ts'

export interface Texts {
  readonly summary?: string
  readonly description?: string
  readonly tag?: string
  readonly deprecated?: boolean
}

/** Summary, description and tag of an operation: the heading it stands under, the first sentences there, the heading above. */
export function toTexts(operation: Merged, details: Details | undefined, outline: Outline): Texts {
  const best = operation.findings.toSorted((a, b) => b.weight - a.weight)
  const [main] = best
  const node = main === undefined ? undefined : outline.items[main.at]?.node
  const topic = node === undefined ? undefined : topicNode(node)
  const alone = main !== undefined && main.form !== 'listed' && main.form !== 'mention'
  const title =
    alone && topic !== undefined && !isCall(topic.section.title) ? clean(topic.section.title, 120) : undefined
  const said = best.map(({ summary }) => summary).find((text) => text !== undefined)
  const prose = alone && main !== undefined ? proseOf(main, details) : []
  const summary = firstOf(
    title,
    said === undefined ? undefined : clean(said, 120),
    prose[0] === undefined ? undefined : clean(prose[0], 120),
  )
  const description = clean([...(said !== undefined && said !== summary ? [said] : []), ...prose].join(' '), 1000)
  const above = alone ? topic?.parent : topic
  const tag =
    above === undefined || above.section.level === 0 || above.section.title === ''
      ? undefined
      : clean(above.section.title, 60)
  const deprecated =
    /\bdeprecated\b/i.test(`${topic?.section.title ?? ''} ${said ?? ''}`) ||
    prose.some((text) =>
      /^(?:this (?:endpoint|method|api|operation|call) (?:is|has been) |\W*)deprecated\b/i.test(text),
    )
  return {
    ...(summary === undefined ? {} : { summary }),
    ...(description === '' || description === summary ? {} : { description }),
    ...(tag === undefined || tag === '' || isCall(tag) ? {} : { tag }),
    ...(deprecated ? { deprecated } : {}),
  }
}

/** The section whose heading names the operation: not "HTTP Request" but what that is a part of. */
function topicNode(node: SectionNode): SectionNode {
  let topic = node
  while (
    topic.parent !== undefined &&
    topic.parent.section.level > 0 &&
    (isPartTitle(topic.section.title) || onlyCall(topic))
  )
    topic = topic.parent
  return topic
}

/** Whether a heading is a call and the only one below the heading above it, which then says what it does. */
function onlyCall({ section, parent }: SectionNode): boolean {
  if (parent === undefined || !isCall(section.title)) return false
  const count = callsBelow.get(parent) ?? parent.children.filter((it) => isCall(it.section.title)).length
  callsBelow.set(parent, count)
  return count === 1
}

/** How many of the headings right below one are calls. */
const callsBelow = new WeakMap<SectionNode, number>()

const isCall = (title: string): boolean =>
  /^\W*(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+\S*\/|^\W*\/\S*$|^\W*https?:/i.test(title)

/** Sentences about the operation itself: no labels, no captions, no markup. */
function proseOf(main: Finding, details: Details | undefined): string[] {
  const texts = (details?.texts ?? []).filter(({ at }) => Math.abs(at - main.at) <= 8).map(({ text }) => text)
  return texts
    .flatMap((text) =>
      text
        .split('\n')
        .filter((line) => !/^\s*(?:<|\{%|:::|!!!|import |\|)/.test(line))
        .join('\n')
        .split(/\n{2,}/),
    )
    .map((text) => text.replaceAll('`', '').replace(/\s+/g, ' ').trim())
    .filter(
      (text) => text.length > 12 && /\p{L}{3}/u.test(text) && !/[:：]$/.test(text) && !isCall(text) && !isLabel(text),
    )
    .slice(0, 4)
}

const isLabel = (text: string): boolean =>
  text.length < 40 &&
  !/[.!?。]$/.test(text) &&
  (isPartTitle(text) || !['other', undefined].includes(toCaption(bareLabel(text))))

const clean = (text: string, longest: number): string =>
  toDescription(stripInvisible(text).replaceAll('`', ''), longest)

const firstOf = (...texts: readonly (string | undefined)[]): string | undefined =>
  texts.find((text) => text !== undefined && text !== '')
