import type { Facts } from './facts.ts'
import { lineOf } from './facts.ts'
import { isHidden } from './hidden.ts'
import { attribute, elementsOf, isElement, nodesOf, isText, type Element, type Parent } from './parse.ts'
import { beginsLikePath, headingTags, methodOf, silentTags, wordsOf } from './tags.ts'

const roles = new Set(
  'navigation banner contentinfo search menu menubar dialog alertdialog tooltip toolbar status progressbar scrollbar'.split(
    ' ',
  ),
)

/** Class names of what surrounds the content, whatever it holds. */
const surely =
  /^(?:headerlink|header-?anchor|anchor-?link|hash-?link|heading-?anchor|permalink|toc-?anchor|anchorjs-link|octicon.*|material-(?:icons|symbols).*|copy-?b(?:utto|t)n?.*|btn-copy|clipboard.*|collapse-(?:button|toggle|link)|copy-to-clipboard.*|skip-?(?:link|to).*|skipToContent.*|breadcrumbs?(?:$|[_-].*)|theme-doc-(?:footer|toc|breadcrumbs|sidebar|version-badge).*|tocCollapsible.*|tocMobile.*|tableOfContents.*|table-of-contents|toc|toc-?(?:tree|wrapper|container|sidebar|list|menu|mobile|content)?|toctree-wrapper|on-?this-?page|page-?toc|pagination(?:$|[_-].*)|pager|prev-?next.*|page-?nav.*|edit-?(?:this-?page|link|page|on-?github|button).*|feedback.*|page-?feedback.*|helpful.*|was-?this.*|rate-?this.*|share-?(?:buttons?|links?)|social-?(?:links?|icons?|share)|cookie.*|consent.*|gdpr.*|onetrust.*|newsletter.*|back-?to-?top.*|sphinxsidebar|wy-nav-(?:side|top)|rst-versions|rst-footer-buttons|related-?(?:pages|articles|posts|links|topics)|md-(?:sidebar|header|footer|tabs|search|dialog|skip|announce|banner|content__button|source-file)(?:$|[_-].*)|navbar(?:$|[_-].*)|side-?nav.*|sidebar(?:$|[_-].*)|site-?(?:header|footer|nav).*|page-?footer|global-?(?:header|nav|footer).*|nav-?(?:chapters|wrapper|wide-wrapper)|mobile-?(?:nav|menu).*|menu-?(?:bar|toggle)|VPNav.*|VPSidebar.*|VPLocalNav.*|VPDocFooter|VPDocAside.*|vp-doc-footer|carbon-?ads?|disqus.*|giscus|lang(?:uage)?-?(?:selector|switcher|picker).*|version-?(?:switcher|selector|picker).*|theme-?(?:toggle|switcher).*|search-?(?:box|bar|form|input|results?|button)|DocSearch.*|announcement-?(?:bar)?|print-?only|toolbar-(?:button|item).*|ad-?banner|line-?numbers(?:-rows)?|linenos?|linenodiv|gutter|rouge-gutter|hljs-ln-numbers|tooltip(?:text)?|last-?updated|contributors)$/i

/** Words that stand alone where a page speaks of itself; several languages. */
const phrases =
  /^(?:(?:was|is) this (?:page|article|section|doc\w*|content|information|topic|answer)?\s*(?:helpful|useful)\b.*|did this (?:page|answer|article) .{0,60}|(?:edit|improve|view|suggest (?:an )?edits?(?: to)?|report an? \w+(?: (?:on|with))?)( (?:this page|this doc\w*|page|source|on|in|with|via|github|gitlab|bitbucket|the))*\.?|suggest edits?|on this page|in this (?:article|page|section)|table of contents|skip to (?:main )?(?:content|navigation)|copy (?:page|code|link|as markdown|to clipboard|for llm)|last (?:updated|modified|edited)(?: (?:on|by|at))?:?(?: .{0,60})?|powered by .{0,30}|(?:copyright )?©.{0,120}|copyright (?:\d{4}|\(c\)).{0,100}|all rights reserved\.?|(?:we use|this (?:web)?site uses) cookies\b.{0,300}|accept (?:all )?(?:cookies)?|back to top|scroll to top|menu|toggle (?:navigation|menu|sidebar)|ask (?:ai|a question)|(?:go to )?(?:next|previous) page|share this(?: page)?|try it(?: out)?!?|expand all|collapse all|loading(?:\.\.\.|…)?|(?:link to this (?:heading|definition|section))|permalink(?: .{0,60})?|direct link to .{0,100}|war diese seite hilfreich\b.*|auf dieser seite|seite bearbeiten|inhaltsverzeichnis|modifier cette page|sur cette page|cette page vous a-t-elle .{0,40}|sommaire|editar esta página|en esta página|nesta página|¿te (?:resultó|ha) .{0,40}|esta página foi útil\b.*|この(?:ページ|記事)は.{0,20}|このページの内容|目次|目录|本页目录|此页内容|编辑(?:此|本)页.{0,20}|在 github 上编辑.{0,20}|на этой странице|содержание|редактировать эту страницу|была ли .{0,40})$/i

/** Buttons are kept when they say something of the API (a method, a path) or head what opens below them. */
const buttonWords =
  /^(?:copy|copied|try|send|execute|run|play|expand|collapse|show|hide|toggle|search|log ?in|sign|next|prev|back|menu|close|open|edit|authorize|download|yes|no|submit|cancel|clear|ok|accept|reject|more|less|view|ask|share|\W*$).{0,30}$/i

/**
 * What on a page is not its content: what a reader does not see, and what leads around (menus, footers, banners, links to
 * edit, questions of whether it helped). In doubt it is content.
 */
export function droppedOf(facts: Facts): ReadonlySet<Element> {
  const dropped = new Set<Element>()
  const gone = new Set<Parent>()
  for (const element of facts.elements) {
    if (element.parentNode !== null && gone.has(element.parentNode)) {
      gone.add(element)
      continue
    }
    if (!isDropped(element, facts)) continue
    dropped.add(element)
    gone.add(element)
  }
  return dropped
}

function isDropped(element: Element, facts: Facts): boolean {
  const { tagName } = element
  if (tagName === 'html' || tagName === 'body') return false
  if (silentTags.has(tagName)) return !(tagName === 'noscript' && saysMuch(element, facts))
  const opens = facts.tabs.panels.has(element) || isDisclosed(element, facts)
  if (!opens && (isHidden(element) || facts.unseen.has(element))) return true
  if (facts.tabs.bars.has(element)) return true
  if (tagName === 'nav') return true
  if (tagName === 'button') return !speaks(element)
  const role = attribute(element, 'role') ?? ''
  if (roles.has(role)) return !(role === 'banner' && holdsHeading(element, /^h1$/))
  if (tagName === 'footer') return !isWithin(element, /^(blockquote|figure)$/)
  if (tagName === 'header') return isChrome(element)
  if (tagName === 'aside' || role === 'complementary') return isSideways(element)
  if (tagName === 'form')
    return (
      lineOf(element) === '' ||
      (/search|newsletter|subscri|feedback|login|signin/i.test(namesOf(element)) && !holdsHeading(element, /^code$/))
    )
  if (wordsOf(attribute(element, 'class')).some((it) => surely.test(it))) return !holdsContent(element)
  if (
    /^(?:toc|sidebar|navbar|menu|nav|navigation|cookie-?\w*|table-of-contents|footer|breadcrumbs?|skip-\w+)$/i.test(
      attribute(element, 'id') ?? '',
    )
  )
    return !holdsContent(element)
  return isPhrase(element) || isTrail(element, facts) || namesItsCode(element)
}

/** What a control opens, or what collapses by its class: hidden at first, and read like the rest. */
function isDisclosed(element: Element, facts: Facts): boolean {
  const id = attribute(element, 'id')
  if (id !== undefined && facts.disclosed.has(id)) return true
  const panel =
    /^(?:(?:accordion|collapsible|collapse|expand(?:able|er)?|details|toggle)(?:[_-]?\w*)?|tab-?(?:pane|panel|content|item)s?|opblock-body)$/i
  return attribute(element, 'role') === 'tabpanel' || wordsOf(attribute(element, 'class')).some((it) => panel.test(it))
}

const namesOf = (element: Element): string =>
  `${attribute(element, 'class') ?? ''} ${attribute(element, 'id') ?? ''} ${attribute(element, 'action') ?? ''}`

/** A page that is empty without scripts may say in `noscript` what it would show. */
function saysMuch(element: Element, facts: Facts): boolean {
  if (facts.elements.length > 200) return false
  return lineOf(element).length > 500
}

function speaks(button: Element): boolean {
  const [first = '', ...rest] = textsOf(button)
  if (isBesideTitle(button) && buttonWords.test([first, ...rest].join(' '))) return false
  if (isWithin(button, /^(?:h[1-6]|summary|dt|td|th)$/) || holdsHeading(button, /^h[1-6]$/)) return true
  const [word = '', next = ''] = first.split(/\s+/)
  if (methodOf(word) !== undefined && beginsLikePath(next === '' ? (rest[0] ?? '') : next)) return true
  if (/^[1-5]\d\d$/.test(word)) return true
  const text = [first, ...rest].join(' ')
  return attribute(button, 'aria-expanded') !== undefined && !buttonWords.test(text) && text.length > 3
}

/** `<h3>Request <button>Try it</button></h3>`: a title that is more than its button. */
function isBesideTitle(button: Element): boolean {
  const title = button.parentNode
  if (title === null || !isElement(title) || !headingTags.has(title.tagName)) return false
  const text = lineOf(title)
  return !/^\W*$/.test(text.slice(0, text.indexOf(lineOf(button))))
}

/** The pieces of text below, each trimmed; the first few are enough to judge by. */
function textsOf(element: Element): string[] {
  const texts: string[] = []
  for (const node of nodesOf(element)) {
    if (isText(node) && node.value.trim() !== '') texts.push(node.value.trim().slice(0, 200))
    if (texts.length >= 12) break
  }
  return texts
}

/** How far up an element's surroundings are asked for. */
function isWithin(element: Element, tag: RegExp): boolean {
  let up: Parent | null = element.parentNode
  for (let steps = 0; up !== null && isElement(up) && steps < 6; steps++, up = up.parentNode)
    if (tag.test(up.tagName)) return true
  return false
}

/** So many nodes below an element are looked at before it is judged: enough for a menu, nothing for a whole page. */
const looksBelow = 3_000

function* below(element: Element): Generator<Element> {
  let seen = 0
  for (const it of elementsOf(element)) {
    if (++seen > looksBelow) return
    yield it
  }
}

function holdsHeading(element: Element, tag: RegExp): boolean {
  for (const it of below(element)) if (tag.test(it.tagName)) return true
  return false
}

/** A header of the site, not of the article. */
function isChrome(header: Element): boolean {
  if (holdsHeading(header, /^h[1-6]$/)) return false
  if (isWithin(header, /^(?:main|article|section)$/)) return false
  return true
}

function isSideways(element: Element): boolean {
  if (
    wordsOf(attribute(element, 'class')).some((it) => surely.test(it)) ||
    /toc|side(?:bar|nav)|drawer|related|promo/i.test(namesOf(element))
  )
    return !holdsContent(element)
  return linkShare(element) > 0.6 && !holdsContent(element)
}

/** How much of the text is the text of links. */
export function linkShare(element: Element): number {
  let all = 0
  let linked = 0
  let seen = 0
  for (const node of nodesOf(element)) {
    if (++seen > looksBelow) break
    if (!isText(node)) continue
    const { length } = node.value.trim()
    all += length
    if (isWithin({ parentNode: node.parentNode } as Element, /^a$/)) linked += length
  }
  return all === 0 ? 0 : linked / all
}

/** Code, tables of data or a title: then a name that sounds like a menu's is only a name. */
function holdsContent(element: Element): boolean {
  if (headingTags.has(element.tagName)) return true
  for (const it of below(element)) {
    if (it.tagName === 'h1' || it.tagName === 'main' || it.tagName === 'article') return true
    if (it.tagName === 'pre' || it.tagName === 'table') return lineOf(it).length > 20
  }
  return false
}

/** `Docs › API › Users`: links to the folders that the page lies in, and its own title behind them. */
function isTrail(element: Element, facts: Facts): boolean {
  if (!/^(?:div|p|ul|ol|span)$/.test(element.tagName)) return false
  const links: string[] = []
  let rest = ''
  let seen = 0
  for (const node of nodesOf(element)) {
    if (++seen > 80 || rest.length > 200) return false
    if (isElement(node) && node.tagName === 'a') links.push(attribute(node, 'href') ?? '#')
    if (isText(node) && !isWithin({ parentNode: node.parentNode } as Element, /^a$/)) rest += node.value // as `linkShare` asks
  }
  if (links.length === 0 || links.length > 8) return false
  const said = rest.replace(/[\s›»>/·|→\u00a0]+/g, ' ').trim()
  if (said === '' ? links.length < 2 : !facts.titles.has(said)) return false
  const here = facts.address('.') ?? ''
  return links.every((href) => {
    const address = facts.address(href)?.replace(/(?:index\.html?)?(?:[?#].*)?$/, '') ?? ''
    return address !== '' && !href.startsWith('#') && here.startsWith(address.endsWith('/') ? address : `${address}/`)
  })
}

/** The name of a language in a corner of its code. */
function namesItsCode(element: Element): boolean {
  const { parentNode } = element
  if (!wordsOf(attribute(element, 'class')).some((it) => languageClass.test(it))) return false
  if (parentNode === null || !parentNode.childNodes.some((it) => isElement(it) && it.tagName === 'pre')) return false
  return lineOf(element).length <= 20
}

const languageClass =
  /^(?:lang|language|code-?lang(?:uage)?|lang(?:uage)?-(?:name|label|tag)|code-block-lang(?:uage)?)$/i

function isPhrase(element: Element): boolean {
  if (!/^(?:p|div|a|section|small|label|span)$/.test(element.tagName) || element.childNodes.length > 12) return false
  let text = ''
  let seen = 0
  for (const node of nodesOf(element)) {
    if (++seen > 40) return false
    if (isText(node)) text += node.value
    if (text.length > 400) return false
  }
  const line = text.replace(/\s+/g, ' ').trim()
  return line !== '' && phrases.test(line)
}
