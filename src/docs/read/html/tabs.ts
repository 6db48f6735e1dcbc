import { attribute, elementsOf, isElement, textOf, type Element } from './parse.ts'
import { wordsOf } from './tags.ts'

interface Tabs {
  readonly panels: ReadonlyMap<Element, string>
  readonly bars: ReadonlySet<Element>
}

const panelClass =
  /^(?:tab-?pane|tab-?panel|tab-?content|tab-?item|tabbed-block|sd-tab-content|sphinx-tabs-panel|react-tabs__tab-panel.*|tabItem.*)$/i
const barClass =
  /^(?:nav-tabs|tabbed-labels|tabs?-(?:nav|list|header|labels|bar)|tab-?list|tabs__list|nav-pills|lang-selector|CodeTabs-toolbar)$/i
const groupClass =
  /^(?:tabs|tabbed-set|tab-group|tab-container|tabs-container|code-?tabs|code-?group|vp-code-group|CodeTabs|sd-tab-set|tabset|sphinx-tabs)$/i

/** Groups may hold groups: so many elements are looked at in all for tabs that nothing names. */
const mostLooks = 100_000

const hasClass = (element: Element, pattern: RegExp): boolean =>
  wordsOf(attribute(element, 'class')).some((it) => pattern.test(it))
const isPanel = (element: Element): boolean =>
  attribute(element, 'role') === 'tabpanel' || hasClass(element, panelClass)
const isBar = (element: Element): boolean => attribute(element, 'role') === 'tablist' || hasClass(element, barClass)

/**
 * Which element is the panel of which tab. A tab names its panel (`aria-controls`, `href="#id"`), the panel names its tab
 * (`aria-labelledby`), or they stand in the same order in one group.
 */
export function tabLabels(elements: readonly Element[], ids: ReadonlyMap<string, Element>): Tabs {
  const panels = new Map<Element, string>()
  const bars = new Set<Element>()
  const budget = { left: mostLooks }
  const note = (panel: Element | undefined, label: string): void => {
    if (panel !== undefined && label !== '' && label.length <= 80 && !panels.has(panel)) panels.set(panel, label)
  }
  for (const element of elements) {
    if (attribute(element, 'role') === 'tab' || /^(?:tab|pill)$/.test(toggleOf(element))) {
      note(ids.get(targetOf(element)), labelOf(element))
    } else if (isPanel(element)) {
      const tab = ids.get(attribute(element, 'aria-labelledby') ?? '')
      if (tab !== undefined) note(element, labelOf(tab))
      else
        note(
          element,
          attribute(element, 'data-label') ?? attribute(element, 'data-tab-label') ?? attribute(element, 'label') ?? '',
        )
    }
    if (isBar(element)) bars.add(element)
    if (isBar(element) || hasClass(element, groupClass)) pairByOrder(element, panels, bars, budget)
  }
  return { panels, bars }
}

const toggleOf = (element: Element): string =>
  attribute(element, 'data-toggle') ?? attribute(element, 'data-bs-toggle') ?? ''
const labelOf = (tab: Element): string => textOf(tab).replace(/\s+/g, ' ').trim()

function targetOf(tab: Element): string {
  const target =
    attribute(tab, 'aria-controls') ??
    attribute(tab, 'data-bs-target') ??
    attribute(tab, 'data-target') ??
    attribute(tab, 'href')
  return (target ?? '').replace(/^#/, '')
}

/** Tabs and panels of one group, as many of the one as of the other, none of them named. */
function pairByOrder(from: Element, panels: Map<Element, string>, bars: Set<Element>, budget: { left: number }): void {
  const group = isBar(from) ? from.parentNode : from
  if (group === null || !isElement(group)) return
  const tabs: Element[] = []
  const contents: Element[] = []
  let seen = 0
  const nested = (element: Element): boolean => contents.some((it) => it === element.parentNode)
  for (const element of elementsOf(group, nested)) {
    if (++seen > 2_000 || --budget.left < 0) return
    const inBar = bars.has(element.parentNode as Element) || isBar(element.parentNode as Element)
    const isTab =
      attribute(element, 'role') === 'tab' ||
      (element.tagName === 'label' && !isPanel(element)) ||
      ((element.tagName === 'button' || element.tagName === 'li' || element.tagName === 'a') && inBar)
    if (isTab) tabs.push(element)
    else if (isPanel(element) || (element.tagName === 'pre' && !contents.some((it) => holds(it, element))))
      contents.push(element)
  }
  if (tabs.length < 1 || tabs.length !== contents.length) return
  contents.forEach((panel, index) => {
    const tab = tabs[index] as Element
    if (panels.has(panel)) return
    panels.set(panel, labelOf(tab))
    bars.add(tab)
  })
}

function holds(outer: Element, inner: Element): boolean {
  for (let up = inner.parentNode; up !== null && isElement(up); up = up.parentNode) if (up === outer) return true
  return false
}
