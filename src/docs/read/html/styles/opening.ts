import { parentOf } from './matching.ts'
import { attribute, beginningOf, elementsOf, textOf, type Element } from '../parse.ts'
import { wordsOf } from '../tags.ts'

const mostScript = 2_000_000
const literal = /"([^"\\\n]{1,200})"|'([^'\\\n]{1,200})'|`([^`\\]{1,200})`/g

/** Words in the strings of a page's scripts: what they may look for and show. Data and foreign scripts are none. */
export function scriptNames(elements: readonly Element[]): ReadonlySet<string> {
  const names = new Set<string>()
  let left = mostScript
  const read = (text: string): void => {
    left -= text.length
    if (left < 0) return
    for (const [, a, b, c] of text.matchAll(literal))
      for (const name of (a ?? b ?? c ?? '').split(/[^\w-]+/)) if (name.length > 2) names.add(name)
  }
  for (const element of elements) {
    if (
      element.tagName === 'script' &&
      /^(?:|module|(?:text|application)\/(?:java|ecma)script)$/i.test(attribute(element, 'type')?.trim() ?? '')
    )
      read(textOf(element))
    for (const { name, value } of element.attrs) if (name.startsWith('on')) read(value)
  }
  return names
}

/** What controls call the language whose samples they show: `<button data-language-name="bash">`. */
export function languageNames(elements: readonly Element[]): ReadonlySet<string> {
  const names = new Set<string>()
  for (const element of elements)
    if (/^(?:a|button|li|option|label)$/.test(element.tagName))
      for (const { name, value } of element.attrs)
        if (/^data-(?:language(?:-name)?|lang|tab)$/.test(name) && /^[\w+#.-]{1,20}$/.test(value)) names.add(value)
  return names
}

const nearest = 3

/** Whether code is a sample in a language that a control shows: it, or what is around it, is called so (`bash-example`). */
export function isInLanguage(element: Element, languages: ReadonlySet<string>): boolean {
  if (languages.size === 0 || !/^(?:pre|code)$/.test(element.tagName)) return false
  let it: Element | undefined = element
  for (let up = 0; it !== undefined && up <= nearest; up++, it = parentOf(it))
    for (const name of wordsOf(attribute(it, 'class')))
      if (languages.has(name) || name.split('-').some((part) => languages.has(part))) return true
  return false
}

const controlClass =
  /(?:^|[-_])(?:toggle[rd]?|expander?|collapser?|accordion|disclosure|spoiler|trigger|opener)(?:$|[-_])/i
const looksBelow = 12

/** Whether what stands before something hidden is a control to click, or holds one and little else. */
export function opensByControl(before: Element | undefined): boolean {
  if (before === undefined) return false
  let seen = 0
  for (const it of [before, ...belowOf(before)]) {
    if (++seen > looksBelow) return false
    if (isControl(it)) return true
  }
  return false
}

function* belowOf(element: Element): Generator<Element> {
  if (beginningOf(element, 200).trim().length <= 150) yield* elementsOf(element)
}

function isControl(element: Element): boolean {
  const { tagName } = element
  if (attribute(element, 'aria-expanded') !== undefined || tagName === 'summary') return true
  if (element.attrs.some(({ name }) => name === 'onclick')) return true
  if (wordsOf(attribute(element, 'class')).some((it) => controlClass.test(it))) return true
  if (
    tagName === 'button' ||
    attribute(element, 'role') === 'button' ||
    (tagName === 'label' && attribute(element, 'for') !== undefined)
  )
    return !/^\s*cop(?:y|ied)/i.test(beginningOf(element, 40))
  if (tagName === 'input') return /^(?:checkbox|radio)$/i.test(attribute(element, 'type') ?? '')
  return (
    tagName === 'a' && /^(?:#|javascript:.*)?$/i.test(attribute(element, 'href')?.trim() ?? '') && !isAnchor(element)
  )
}

/** `<a name="x">` is a place, nothing to click. */
const isAnchor = (element: Element): boolean =>
  attribute(element, 'href') === undefined && (attribute(element, 'name') ?? attribute(element, 'id')) !== undefined
