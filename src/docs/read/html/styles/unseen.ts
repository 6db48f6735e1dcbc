import { hides, isFarAway, isTiny, isZero, type Style } from '../hidden.ts'
import { attribute, elementsOf, type Element } from '../parse.ts'
import { headingTags, wordsOf } from '../tags.ts'
import { colourOf, isUnseenOn, white, type Colour } from './colours.ts'
import { Matcher, parentOf, TooMuch } from './matching.ts'
import { isInLanguage, languageNames, opensByControl, scriptNames } from './opening.ts'
import { readInline, type Declaration } from './read-sheet.ts'
import { readRows, RowIndex, type Row } from './rows.ts'
import { sheetsOf } from './sheets.ts'

/** Comparisons of an element with a selector: a second at the worst, many times what large pages need. */
const mostSteps = 1_000_000

/**
 * Elements that the page's own style sheets take out of sight for good. Whatever a rule, a script, a control or another
 * screen may show is not among them: what opens at a click is content. Sheets elsewhere are not fetched.
 */
export function unseenElements(elements: readonly Element[]): ReadonlySet<Element> {
  const { sheets, elsewhere } = sheetsOf(elements)
  const rows = sheets.length === 0 ? [] : readRows(sheets)
  return rows.length === 0 ? new Set() : new Unseen(elements, rows, elsewhere).find()
}

class Unseen {
  readonly #elements: readonly Element[]
  readonly #matcher = new Matcher(mostSteps)
  readonly #hiding: RowIndex
  readonly #all: RowIndex
  readonly #coming: RowIndex
  readonly #elsewhere: boolean
  readonly #grounds = new Map<Element, Colour | 'unknown'>()
  #named: ReadonlySet<string> | undefined
  #languages: ReadonlySet<string> | undefined

  constructor(elements: readonly Element[], rows: readonly Row[], elsewhere: boolean) {
    this.#elements = elements
    this.#elsewhere = elsewhere
    const grounds = groundsIn(rows)
    const hiding = rows.filter((row) => row.always && row.steady && row.declarations.some((it) => mayHide(it, grounds)))
    this.#hiding = new RowIndex(hiding, false)
    this.#all = new RowIndex(
      rows.filter((row) => row.always),
      false,
    )
    this.#coming = new RowIndex(rows, true)
  }

  find(): ReadonlySet<Element> {
    const unseen = new Set<Element>()
    let exhausted = false
    for (const element of this.#elements) {
      const keys = keysOf(element)
      const mayBe = keys.some((key) => this.#hiding.get(key).length > 0)
      if (!mayBe && !/color/i.test(attribute(element, 'style') ?? '')) continue
      try {
        if (exhausted ? this.#isNamed(keys) : this.#isUnseen(element, keys)) unseen.add(element)
      } catch (thrown) {
        if (!(thrown instanceof TooMuch)) throw thrown
        exhausted = true // made so that nobody can tell: what a rule may hide counts as hidden from here on
        if (this.#isNamed(keys)) unseen.add(element)
      }
    }
    return unseen
  }

  #isNamed(keys: readonly string[]): boolean {
    return keys.some((key) => /^[#.]/.test(key) && this.#hiding.get(key).length > 0)
  }

  #isUnseen(element: Element, keys: readonly string[]): boolean {
    if (/^(?:html|body|br)$/.test(element.tagName)) return false
    const isStyled = attribute(element, 'style') !== undefined
    const isHit = (row: Row): boolean => this.#matcher.matches(row.selector, element)
    if (!isStyled && !keys.some((key) => this.#hiding.get(key).some(isHit))) return false
    const matching = this.#matching(element, keys)
    const inline = readInline(attribute(element, 'style') ?? '')
    const steady = matching.filter((row) => row.steady)
    if (!this.#outOfSight(styleOf(steady, inline), element)) return false
    if (steady.length < matching.length && !this.#outOfSight(styleOf(matching, inline), element)) return false
    return !this.#mayAppear(element, keys, matching, inline) && !this.#isFrame(element)
  }

  #matching(element: Element, keys: readonly string[]): Row[] {
    return keys.flatMap((key) => this.#all.get(key)).filter((row) => this.#matcher.matches(row.selector, element))
  }

  #outOfSight(style: Style, element: Element): boolean {
    if (hides(style)) return !this.#isGivenBack(style, element)
    const colour = colourOf(style.get('color') ?? '')
    if (colour === undefined) return false
    const ground = this.#groundOf(element)
    return ground !== 'unknown' && isUnseenOn(colour, ground) && !this.#isGivenBack(style, element)
  }

  /** Size, colour and visibility are inherited: elements below may set their own, and then only the gaps are hidden. */
  #isGivenBack(style: Style, element: Element): boolean {
    if (hides(withoutInherited(style))) return false
    let seen = 0
    for (const it of elementsOf(element)) {
      if (++seen > 200) return false
      const own = this.#restStyle(it)
      if (
        ['font-size', 'color', 'visibility', 'text-indent'].some(
          (name) => style.has(name) && own.has(name) && style.get(name) !== own.get(name),
        )
      )
        return true
    }
    return false
  }

  #restStyle(element: Element): Style {
    return styleOf(this.#matching(element, keysOf(element)), readInline(attribute(element, 'style') ?? ''))
  }

  /** What an element stands on, its own ground first. Pictures, variables and sheets elsewhere are not known. */
  #groundOf(element: Element): Colour | 'unknown' {
    const known = this.#grounds.get(element)
    if (known !== undefined) return known
    const chain: Element[] = []
    let ground: Colour | 'unknown' | undefined
    for (let it: Element | undefined = element; it !== undefined && ground === undefined; it = parentOf(it)) {
      ground = this.#grounds.get(it) ?? groundIn(this.#restStyle(it), it)
      if (ground === undefined || ground === 'unknown') chain.push(it)
      // a class may get its ground from a sheet that was not read
      if (ground === undefined && this.#elsewhere && attribute(it, 'class') !== undefined) ground = 'unknown'
    }
    const found = ground ?? (this.#elsewhere ? 'unknown' : white)
    for (const it of chain) this.#grounds.set(it, found)
    this.#grounds.set(element, found)
    return found
  }

  /** Whether a state, a script, a control or another screen may bring it into sight. */
  #mayAppear(
    element: Element,
    keys: readonly string[],
    matching: readonly Row[],
    inline: readonly Declaration[],
  ): boolean {
    const at = new Set(matching)
    for (const row of new Set(keys.flatMap((key) => this.#coming.get(key)))) {
      if (at.has(row)) continue
      const may = this.#matcher.mayCome(row.selector, element) || this.#matcher.matches(row.selector, element, true)
      if (may && !this.#outOfSight(styleOf([...matching, row], inline), element)) return true
    }
    this.#named ??= scriptNames(this.#elements)
    this.#languages ??= languageNames(this.#elements)
    if (isInLanguage(element, this.#languages)) return true
    const names = [...this.#matcher.classesOf(element), attribute(element, 'id') ?? '']
    return (
      names.some((name) => name.length > 2 && this.#named?.has(name) === true) ||
      opensByControl(this.#matcher.before(element))
    )
  }

  /** What holds the page itself is shown by its script once it runs. */
  #isFrame(element: Element): boolean {
    if (/^(?:main|article)$/.test(element.tagName) || attribute(element, 'role') === 'main') return true
    let headings = 0
    let seen = 0
    for (const it of elementsOf(element)) {
      this.#matcher.step()
      if (++seen > 5_000) return true
      if (/^(?:main|article|h1)$/.test(it.tagName)) return true
      if (headingTags.has(it.tagName)) headings += 1
    }
    return headings > 5
  }
}

function keysOf(element: Element): string[] {
  const id = attribute(element, 'id')
  const classes = new Set(wordsOf(attribute(element, 'class')))
  return [...(id === undefined ? [] : [`#${id}`]), ...[...classes].map((name) => `.${name}`), element.tagName, '*']
}

const inlineRank = 1e15
const importantRank = 4e15

/** What the cascade leaves of the declarations: important ones, then those of the element, then the closer selector, then the later one. */
function styleOf(rows: readonly Row[], inline: readonly Declaration[]): Style {
  const style = new Map<string, string>()
  const ranks = new Map<string, number>()
  const put = ({ property, value, important }: Declaration, base: number): void => {
    const rank = base + (important ? importantRank : 0)
    if (rank < (ranks.get(property) ?? -1)) return
    ranks.set(property, rank)
    style.set(property, value)
  }
  for (const { declarations, selector, order } of rows)
    for (const it of declarations) put(it, selector.specificity * 0x80000 + order)
  for (const it of inline) put(it, inlineRank)
  return style
}

function withoutInherited(style: Style): Style {
  const rest = new Map(style)
  for (const name of ['font-size', 'font', 'color', 'visibility', 'text-indent']) rest.delete(name)
  return rest
}

const groundText = (style: Style): string | undefined => {
  const own = ['background-image', 'background-color', 'background'].map((name) => style.get(name))
  return own.find((it) => it !== undefined && !/^(?:none|transparent|inherit|initial|unset|0)$/.test(it))
}

function groundIn(style: Style, element: Element): Colour | 'unknown' | undefined {
  const text = groundText(style) ?? attribute(element, 'bgcolor')
  if (text === undefined) return undefined
  const colour = colourOf(text) ?? colourOf(/^\S+/.exec(text)?.[0] ?? '')
  if (colour === undefined || (colour[3] > 0 && colour[3] < 1)) return 'unknown'
  return colour[3] === 0 ? undefined : colour
}

function groundsIn(rows: readonly Row[]): readonly Colour[] {
  const found = new Map<string, Colour>([['', white]])
  for (const { declarations } of rows)
    for (const { property, value } of declarations) {
      const colour = property.startsWith('background') ? colourOf(value) : undefined
      if (colour !== undefined && found.size < 200) found.set(colour.join(), colour)
    }
  return [...found.values()]
}

/** Whether a declaration may be a part of what hides: most rules of a sheet are none. */
function mayHide({ property, value }: Declaration, grounds: readonly Colour[]): boolean {
  switch (property) {
    case 'color': {
      const colour = colourOf(value)
      return colour !== undefined && grounds.some((ground) => isUnseenOn(colour, ground))
    }
    case 'width':
    case 'height':
    case 'max-width':
    case 'max-height':
      return isTiny(value)
    case 'left':
    case 'top':
    case 'right':
    case 'bottom':
    case 'inset':
      return isFarAway(value)
    case 'opacity':
      return isZero(value)
    default:
      return hides(new Map([[property, value]]))
  }
}
