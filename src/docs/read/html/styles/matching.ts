import { attribute, isElement, isText, type Element, type Parent } from '../parse.ts'
import { wordsOf } from '../tags.ts'
import type { Compound, Condition, Selector } from './selector.ts'

/** Thrown when a page and its style sheet ask for more comparisons than any page needs. */
export class TooMuch extends Error {}

interface Place {
  readonly index: number
  readonly ofType: number
  count: number
  types: ReadonlyMap<string, number>
  readonly before: Element | undefined
}

/** Matches selectors against elements; counts its steps, so that their sum is bounded whatever page and sheet are like. */
export class Matcher {
  readonly #places = new Map<Element, Place>()
  readonly #classes = new Map<Element, ReadonlySet<string>>()
  #left: number

  constructor(steps: number) {
    this.#left = steps
  }

  classesOf(element: Element): ReadonlySet<string> {
    let classes = this.#classes.get(element)
    if (classes === undefined) {
      classes = new Set(wordsOf(attribute(element, 'class')))
      this.#classes.set(element, classes)
    }
    return classes
  }

  /** Whether a selector matches as the page stands; `withStates`: as if everything hovered, open and checked were so. */
  matches({ compounds }: Selector, element: Element, withStates = false): boolean {
    return this.#matchesFrom(0, compounds, element, withStates)
  }

  #matchesFrom(at: number, compounds: readonly Compound[], element: Element, withStates: boolean): boolean {
    const compound = compounds[at]
    if (compound === undefined || !this.#fits(compound, element, withStates)) return false
    const further = (it: Element | undefined): boolean =>
      it !== undefined && this.#matchesFrom(at + 1, compounds, it, withStates)
    switch (compound.combinator) {
      case undefined:
        return true
      case '>':
        return further(parentOf(element))
      case '+':
        return further(this.#placeOf(element)?.before)
      case '~': {
        for (let it = this.#placeOf(element)?.before; it !== undefined; it = this.#placeOf(it)?.before)
          if (further(it)) return true
        return false
      }
      case ' ': {
        for (let it = parentOf(element); it !== undefined; it = parentOf(it)) if (further(it)) return true
        return false
      }
    }
  }

  /** Whether scripts and clicks may make the subject match: what it is called is there, what passes need not be. */
  mayCome({ compounds: [subject] }: Selector, element: Element): boolean {
    this.step()
    let named = false
    for (const it of subject?.conditions ?? []) {
      if (it.is === 'tag' && it.name !== element.tagName) return false
      if (it.is === 'id' && attribute(element, 'id') !== it.name) return false
      if (it.is === 'id' || (it.is === 'class' && this.classesOf(element).has(it.name))) named = true
    }
    return named
  }

  /** The element before, among those of the same parent. */
  before(element: Element): Element | undefined {
    return this.#placeOf(element)?.before
  }

  /** @throws TooMuch once all steps are used up */
  step(): void {
    if (--this.#left < 0) throw new TooMuch()
  }

  #fits({ conditions }: Compound, element: Element, withStates: boolean): boolean {
    this.step()
    return conditions.every((it) => this.#holds(it, element, withStates))
  }

  #holds(it: Condition, element: Element, withStates: boolean): boolean {
    switch (it.is) {
      case 'tag':
        return element.tagName === it.name
      case 'id':
        return attribute(element, 'id') === it.name
      case 'class':
        return this.classesOf(element).has(it.name)
      case 'attribute':
        return hasAttribute(attribute(element, it.name), it)
      case 'nth':
        return this.#isNth(it, element)
      case 'any':
        return it.of.some((one) => this.matches(one, element, withStates))
      case 'none':
        return !it.of.some((one) => this.matches(one, element, withStates))
      case 'root':
        return element.tagName === 'html'
      case 'empty':
        return element.childNodes.every((node) => !isElement(node) && !isText(node))
      case 'state':
        return withStates
      case 'other':
        return false
    }
  }

  #isNth({ step, offset, last, ofType }: Condition & { is: 'nth' }, element: Element): boolean {
    const place = this.#placeOf(element)
    if (place === undefined) return false
    const count = ofType ? (place.types.get(element.tagName) ?? 0) : place.count
    const index = ofType ? place.ofType : place.index
    const away = (last ? count + 1 - index : index) - offset
    return step === 0 ? away === 0 : away % step === 0 && away / step >= 0
  }

  #placeOf(element: Element): Place | undefined {
    if (!this.#places.has(element) && element.parentNode !== null) this.#count(element.parentNode)
    return this.#places.get(element)
  }

  #count(parent: Parent): void {
    const types = new Map<string, number>()
    const places: Place[] = []
    let before: Element | undefined
    for (const node of parent.childNodes) {
      if (!isElement(node)) continue
      this.step()
      const ofType = (types.get(node.tagName) ?? 0) + 1
      types.set(node.tagName, ofType)
      const place: Place = { index: places.length + 1, ofType, count: 0, types, before }
      places.push(place)
      this.#places.set(node, place)
      before = node
    }
    for (const place of places) place.count = places.length
  }
}

export function parentOf({ parentNode }: Element): Element | undefined {
  return parentNode !== null && isElement(parentNode) ? parentNode : undefined
}

function hasAttribute(
  value: string | undefined,
  { operator, value: wanted }: Condition & { is: 'attribute' },
): boolean {
  if (value === undefined) return false
  switch (operator) {
    case '':
      return true
    case '=':
      return value === wanted
    case '~=':
      return wordsOf(value).includes(wanted)
    case '|=':
      return value === wanted || value.startsWith(`${wanted}-`)
    case '^=':
      return wanted !== '' && value.startsWith(wanted)
    case '$=':
      return wanted !== '' && value.endsWith(wanted)
    default:
      return wanted !== '' && value.includes(wanted)
  }
}
