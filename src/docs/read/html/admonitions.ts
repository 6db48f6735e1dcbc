import { attribute, beginningOf, elementsOf, type Element } from './parse.ts'
import { headingTags, wordsOf } from './tags.ts'

const admonitionKinds =
  /^(?:admonition|theme-admonition|alert|callout|notice|starlight-aside|custom-block|markdown-alert|hint|note|warning|tip|important|caution|danger|aside)(?:-(?:note|tip|info|warning|danger|caution|important|success|error))?$/
const kindWords =
  /(?:^|[\s_-])(note|tip|info|information|warning|danger|caution|important|success|error|hint|deprecated)(?=$|[\s_-])/i

/** What an admonition is called when it does not say so itself; `undefined` when an element is none, `''` needs no title. */
export function admonitionTitle(element: Element): string | undefined {
  if (!/^(?:div|aside|section|p)$/.test(element.tagName)) return undefined
  const names = attribute(element, 'class') ?? ''
  if (names === '' || !wordsOf(names).some((it) => admonitionKinds.test(it))) return undefined
  const text = beginningOf(element, 4_001).replace(/\s+/g, ' ').trim()
  if (text.length >= 4_000 || text === '') return undefined
  for (const it of elementsOf(element)) if (headingTags.has(it.tagName) && it.tagName < 'h4') return undefined
  const kind = kindWords.exec(names)?.[1] ?? 'note'
  const shown = kind.charAt(0).toUpperCase() + kind.slice(1).toLowerCase()
  return text.toLowerCase().startsWith(kind.toLowerCase()) || hasTitle(element) ? '' : shown
}

const hasTitle = (element: Element): boolean => {
  for (const it of elementsOf(element)) if (/title|heading/i.test(attribute(it, 'class') ?? '')) return true
  return false
}
