import type { Building } from './building.ts'
import { MdElement, MdText } from './md-node.ts'
import { attribute, beginningOf, isElement, isText, type Element, type Node } from './parse.ts'
import { beginsLikePath, isNoTag, methodOf, methodOfPicture } from './tags.ts'

/** A paragraph (a heading, a cell) while it is written. */
export interface Run {
  readonly element: MdElement
  /** The last characters that were written, for deciding what stands between two parts. */
  tail: string
  holdsImage: boolean
  /** Whether anything but blanks was written. */
  hasText: boolean
  /** The raw text of the code that is all of the run so far. */
  code: string | undefined
  /** Headings carry text and code alone. */
  plain: boolean
}

/** Marks nested deeper are dropped, their text kept. */
const deepestMarks = 6

export function newRun(state: Pick<Building, 'link' | 'facts'> | undefined): Run {
  const element = new MdElement('p')
  const run: Run = {
    element,
    tail: '',
    holdsImage: false,
    hasText: false,
    code: undefined,
    plain: false,
  }
  const href = state?.link === undefined ? undefined : state.facts.address(state.link)
  if (href === undefined) return run
  const link = element.append(new MdElement('a', { href }))
  targets.set(run, link)
  return run
}

/** Where a run writes: within the link that stands around it, if one does. */
const targets = new WeakMap<Run, MdElement>()
const targetOf = (run: Run): MdElement => targets.get(run) ?? run.element

/** Words of the page; every kind of blank is a space. */
export function appendText(run: Run, value: string, into: MdElement = targetOf(run)): void {
  const text = value.replace(/[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+/g, ' ')
  if (text === '') return
  if (text !== ' ') {
    run.code = undefined
    run.hasText = true
  }
  into.append(new MdText(between(run, text) + text))
  run.tail = (run.tail + text).slice(-24)
}

/** A method and the path after it are two words, whatever a style sheet puts between them. */
function between(run: Run, next: string): string {
  if (run.tail === '' || /\s$/.test(run.tail) || /^\s/.test(next)) return ''
  const word = /[^\s]+$/.exec(run.tail)?.[0] ?? ''
  return methodOf(word) !== undefined && beginsLikePath(next) ? ' ' : ''
}

/** An inline element and what it holds. */
export function appendInline(run: Run, element: Element, state: Building, before?: Node): void {
  separate(run, element, before, targetOf(run))
  inline(run, element, state, targetOf(run), 0)
}

function inline(run: Run, element: Element, state: Building, into: MdElement, depth: number): void {
  if (state.dropped.has(element)) return
  switch (element.tagName) {
    case 'br':
      if (run.plain) appendText(run, ' ', into)
      else into.append(new MdElement('br'))
      run.tail += ' '
      run.code = run.code === undefined ? undefined : `${run.code}\n`
      return
    case 'wbr':
      return
    case 'img':
      return image(run, element, state, into)
    case 'code':
    case 'tt':
    case 'samp':
    case 'kbd':
      return inlineCode(run, element, state, into)
    case 'a':
      return anchor(run, element, state, into, depth)
    case 'b':
    case 'strong':
      return marked(run, 'strong', element, state, into, depth)
    case 'em':
    case 'i':
    case 'cite':
    case 'dfn':
    case 'var':
      if (isPlaceholder(run, element)) return appendText(run, `{${beginningOf(element, 80).trim()}}`, into)
      return marked(run, 'em', element, state, into, depth)
    default:
      if (isLostVariable(run.tail, element)) appendText(run, `{${element.tagName}}`, into)
      return children(run, element, state, into, depth)
  }
}

function children(run: Run, element: Element, state: Building, into: MdElement, depth: number): void {
  const method = badgeMethod(element)
  if (method !== undefined) return appendText(run, method, into)
  let before: Node | undefined
  for (const node of element.childNodes) {
    if (isText(node)) appendText(run, node.value, into)
    else if (isElement(node)) {
      separate(run, node, before, into)
      inline(run, node, state, into, depth)
    }
    before = node
  }
}

const badgeHint = /badge|label|method|verb|http|operation|pill|tag|chip/i

/** `get` in a badge is shown in capitals; Redoc says `del`. */
function badgeMethod(element: Element): string | undefined {
  if (!/^(?:span|div|b|small|label|button|mark)$/.test(element.tagName)) return undefined
  const hints = `${attribute(element, 'class') ?? ''} ${attribute(element, 'type') ?? ''} ${attribute(element, 'data-method') ?? ''}`
  const method = hints.trim() === '' ? undefined : methodOf(beginningOf(element, 12))
  return method !== undefined && (badgeHint.test(hints) || methodOf(attribute(element, 'type') ?? '') !== undefined)
    ? method
    : undefined
}

/** Parts that a style sheet sets apart are words of their own: badges, and blocks within a line. */
function separate(run: Run, element: Element, before: Node | undefined, into: MdElement): void {
  if (run.tail === '' || /\s$/.test(run.tail)) return
  const text = beginningOf(element, 100)
  if (text === '' || /^\s/.test(text)) return
  const word = /\S+$/.exec(run.tail)?.[0] ?? ''
  const afterMethod = methodOf(word) !== undefined && beginsLikePath(text)
  const apart = element.tagName === 'div' || isBadge(element) || isBadge(before)
  if (afterMethod || (apart && /[\p{L}\p{N}})\]*]$/u.test(run.tail) && /^[\p{L}\p{N}{(<*]/u.test(text))) {
    into.append(new MdText(' '))
    run.tail += ' '
  }
}

function isBadge(element: Node | undefined): boolean {
  if (element === undefined || !isElement(element)) return false
  return /badge|label|pill|chip|method|verb|\btype\b|required|optional|deprecated|param-|-name\b|-type\b/i.test(
    attribute(element, 'class') ?? '',
  )
}

function marked(run: Run, tag: string, element: Element, state: Building, into: MdElement, depth: number): void {
  if (run.plain || depth >= deepestMarks || into.nodeName === tag.toUpperCase())
    return children(run, element, state, into, depth)
  children(run, element, state, into.append(new MdElement(tag)), depth + 1)
}

/** `/users/<em>id</em>`: slanted letters are how many pages write a placeholder. */
function isPlaceholder(run: Run, element: Element): boolean {
  return /\S\/$/.test(run.tail) || /(?:^|\s)\/$/.test(run.tail)
    ? /^[A-Za-z_][\w-]{0,60}$/.test(beginningOf(element, 80).trim())
    : false
}

/** `/boats/<boat_name>/sail` with brackets that the page does not escape: an element to a browser, a variable to its author. */
const isLostVariable = (before: string, { tagName, attrs }: Element): boolean =>
  /[/=]$/.test(before) && attrs.length === 0 && isNoTag(tagName)

function anchor(run: Run, element: Element, state: Building, into: MdElement, depth: number): void {
  const href = attribute(element, 'href')
  const address = href === undefined ? undefined : state.facts.address(href)
  if (run.plain || address === undefined || targets.has(run) || into.nodeName === 'A')
    return children(run, element, state, into, depth)
  children(run, element, state, into.append(new MdElement('a', { href: address })), depth + 1)
}

function inlineCode(run: Run, element: Element, state: Building, into: MdElement): void {
  const raw = codeText(element, state)
  const text = raw.replace(/\s+/g, ' ').trim()
  if (text === '') return
  const space = between(run, text)
  const whole = !run.hasText
  run.hasText = true
  if (space !== '') into.append(new MdText(space))
  // Code beside code is one piece of it: marks side by side would be read as others.
  const last = into.lastChild
  const target = space === '' && last instanceof MdElement && last.nodeName === 'CODE' ? last : new MdElement('code')
  target.append(new MdText(text))
  if (target !== last) into.append(target)
  run.tail = (run.tail + space + text).slice(-24)
  run.code = whole ? raw : undefined
}

/** The text of code in a line: `<br>` is a line feed, slanted words after a slash are placeholders, a method is a word. */
function codeText(element: Element, state: Building): string {
  let text = ''
  const walk = (parent: Element): void => {
    for (const node of parent.childNodes) {
      if (isText(node)) text += node.value
      else if (isElement(node) && !state.dropped.has(node)) {
        if (node.tagName === 'br') text += '\n'
        else if (
          /^(?:em|i|var)$/.test(node.tagName) &&
          text.endsWith('/') &&
          /^[A-Za-z_][\w-]{0,60}$/.test(beginningOf(node, 80).trim())
        )
          text += `{${beginningOf(node, 80).trim()}}`
        else {
          if (isLostVariable(text.slice(-24), node)) text += `{${node.tagName}}`
          walk(node)
        }
      }
    }
  }
  walk(element)
  return text.replaceAll('\u00a0', ' ').replace(/^\s*(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)(?=\/|https?:)/, '$1 ')
}

function image(run: Run, element: Element, state: Building, into: MdElement): void {
  const alt = (attribute(element, 'alt') ?? '').replace(/\s+/g, ' ').trim().slice(0, 300)
  const src = attribute(element, 'src')
  const method = methodOf(alt) ?? (leadsToPath(element) ? methodOfPicture(src ?? '', alt) : undefined)
  if (method !== undefined) return appendText(run, method, into)
  const address = src === undefined ? undefined : state.facts.address(src)
  if (alt === '' || address === undefined || run.plain) return
  into.append(new MdElement('img', { alt, src: address }))
  run.holdsImage = true
  run.code = undefined
}

/** Whether what stands behind an element, before any other picture, is a path. */
function leadsToPath(element: Element): boolean {
  const siblings = element.parentNode?.childNodes ?? []
  const at = siblings.indexOf(element)
  for (const node of siblings.slice(at + 1, at + 5)) {
    const text = isText(node) ? node.value : isElement(node) ? beginningOf(node, 80) : ''
    if (text.trim() !== '') return beginsLikePath(text.trim())
  }
  return false
}
