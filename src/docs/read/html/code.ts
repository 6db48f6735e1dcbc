import type { Building } from './building.ts'
import { attribute, elementsOf, isElement, isText, textOf, type Element, type Parent } from './parse.ts'
import { beginsLikePath, headingTags, methodOf, wordsOf } from './tags.ts'

export interface CodeText {
  readonly text: string
  readonly language: string
  readonly label: string | undefined
}

const lineClass =
  /^(?:line|token-line|code-line|view-line|ec-line|cm-line|hljs-ln-line|CodeMirror-line|react-code-line|blob-code)$/
const numberClass =
  /^(?:lineno|linenos|linenodiv|line-?numbers?(?:-rows)?|gutter|ln|hljs-ln-numbers|hljs-ln-n|blob-num|rouge-gutter|gl|lnt|lntd-num|copy.*|btn.*|button|codeblock-?(?:copy|button).*|expressive-code-copy)$/i

/** `<pre data-type="get">/pets</pre>`: the method that a style sheet draws in front of a path. */
function methodDrawn(element: Element, text: string): string {
  if (text.includes('\n') || !beginsLikePath(text.trim())) return ''
  for (const name of ['data-type', 'data-method', 'data-verb']) {
    const method = methodOf(attribute(element, name) ?? '')
    if (method !== undefined) return `${method} `
  }
  return ''
}

/** The code of a `<pre>` (or of the table that a highlighter makes of it): lines kept, line numbers and buttons dropped. */
export function codeBlock(element: Element, state: Building): CodeText {
  const parts: string[] = []
  let ending = '\n' // nothing was written: a line begins
  const write = (text: string): void => {
    if (text === '') return
    parts.push(text)
    ending = text.slice(-1)
  }
  const walk = (parent: Parent): void => {
    let index = -1
    for (const node of parent.childNodes) {
      index++
      if (isText(node)) write(node.value)
      if (!isElement(node) || isMark(node)) continue
      if (node.tagName === 'br') {
        write('\n')
        continue
      }
      const isLine =
        /^(?:div|p|li|tr)$/.test(node.tagName) || wordsOf(attribute(node, 'class')).some((it) => lineClass.test(it))
      if (isLine && node.tagName !== 'span' && ending !== '\n') write('\n')
      const { length } = parts
      walk(node)
      if (!isLine) continue
      // An empty line is a line; one that is followed by a line feed of the page's own needs none of ours.
      const after = parent.childNodes[index + 1]
      const own = after !== undefined && isText(after) && after.value.startsWith('\n')
      if (!own && after !== undefined && (parts.length === length || ending !== '\n')) write('\n')
    }
  }
  const isMark = (it: Element): boolean =>
    state.dropped.has(it) ||
    it.tagName === 'button' ||
    wordsOf(attribute(it, 'class')).some((name) => numberClass.test(name))
  walk(element)
  const shown = parts
    .join('')
    .replaceAll('\u00a0', ' ')
    .replace(/\r\n?/g, '\n')
    .replace(/^(?:[ \t]*\n)+/, '')
    .trimEnd()
  return {
    text: `${methodDrawn(element, shown)}${shown.replace(/^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)(?=\/(?!(?:GET|POST|PUT|PATCH|DELETE)\b)|https?:|\{)/gm, '$1 ')}`,
    language: languageOf(element),
    label: labelOf(element, state),
  }
}

const noLanguage = new Set(
  'text txt plain plaintext plain-text none default auto notranslate nohighlight no-highlight literal-block code undefined null output highlight'.split(
    ' ',
  ),
)

/** What the code is written in, by the class names that highlighters use, on the code or on what holds it. */
function languageOf(element: Element): string {
  const inner = element.childNodes.find((it): it is Element => isElement(it) && it.tagName === 'code')
  const chain: Element[] = inner === undefined ? [element] : [inner, element]
  for (let up = element.parentNode, steps = 0; up !== null && isElement(up) && steps < 3; up = up.parentNode, steps++) {
    if (up.tagName === 'body' || up.tagName === 'main' || up.tagName === 'section' || up.tagName === 'article') break
    chain.push(up)
  }
  for (const it of chain) {
    const found = languageAmong(it)
    if (found !== '') return noLanguage.has(found) ? '' : found
  }
  return ''
}

function languageAmong(element: Element): string {
  const said =
    attribute(element, 'data-lang') ?? attribute(element, 'data-language') ?? attribute(element, 'language') ?? ''
  if (/^[\w+#.-]{1,30}$/.test(said)) return said.toLowerCase()
  const value = attribute(element, 'class') ?? ''
  const brush = /\bbrush:\s*([\w+#-]{1,30})/.exec(value)
  if (brush !== null) return (brush[1] ?? '').toLowerCase()
  const names = wordsOf(value)
  for (const name of names) {
    const named =
      /^(?:language|lang|highlight-source|highlight|code-block|sourceCode|syntax|src)-([\w+#.-]{1,30})$/i.exec(name)
    if (named !== null) return (named[1] ?? '').toLowerCase()
  }
  // `highlight shell tab-shell`, `hljs json`, `sourceCode json`: a bare name beside the highlighter's own.
  const beside = names.findIndex((it) => /^(?:highlight|hljs|sourceCode|prettyprint|CodeRay|prism|code)$/.test(it))
  const bare = beside === -1 ? undefined : names.find((it, index) => index !== beside && known.has(it.toLowerCase()))
  return bare?.toLowerCase() ?? ''
}

const known = new Set(
  (
    'bash sh shell console curl http https json jsonc json5 javascript js typescript ts jsx tsx node python py ruby rb php java ' +
    'kotlin swift go golang rust rs c cpp c++ csharp cs c# objc objective-c perl r scala dart elixir powershell xml html yaml yml ' +
    'toml ini graphql sql diff css text plaintext'
  ).split(' '),
)

/** The caption or file name over a block of code; the tab that it stands in is the caller's matter. */
function labelOf(element: Element, state: Building): string | undefined {
  const said = attribute(element, 'data-title') ?? attribute(element, 'data-label') ?? attribute(element, 'title')
  const own = state.facts.tabs.panels.get(element)
  for (const it of [own, said]) if (it !== undefined && it.trim() !== '' && it.length <= 80) return it.trim()
  let at: Element = element
  for (let steps = 0; steps < 2; steps++) {
    const { parentNode } = at
    if (parentNode === null || !isElement(parentNode) || headingTags.has(parentNode.tagName)) return undefined
    if (/title|caption|filename|header/i.test(attribute(parentNode, 'data-title') ?? ''))
      return attribute(parentNode, 'data-title')
    at = parentNode
  }
  return undefined
}

/** Whether a table is a highlighter's: line numbers beside code. Then the cell of the code. */
export function codeOfTable(table: Element): Element | undefined {
  let code: Element | undefined
  let codes = 0
  let seen = 0
  const look = (parent: Parent): void => {
    for (const node of parent.childNodes) {
      if (!isElement(node) || ++seen > 40) continue
      if (
        node.tagName === 'td' &&
        wordsOf(attribute(node, 'class')).some((it) => /^(?:code|rouge-code|lntd|hljs-ln-code)$/.test(it))
      ) {
        code = node
        codes++
      } else if (node.tagName !== 'td') look(node) // the numbers of a long listing are many
    }
  }
  look(table)
  // a table of data may call its cells so; a highlighter's has one row
  return code !== undefined && codes === 1 && !hasHeader(table) && textOf(code).trim() !== '' ? code : undefined
}

const hasHeader = (table: Element): boolean =>
  table.childNodes.some((it) => isElement(it) && it.tagName === 'thead' && textOf(it).trim() !== '')

const boxClass = /^(?:code|code-?(?:block|box|example|sample|snippet|area)|snippet|(?:example|sample)-code|terminal)$/i

/** Lines of code in an element that is no `<pre>`, which only its class name tells: `<div class="code-block">`. */
export function isCodeBox(element: Element, state: Building): boolean {
  if (element.tagName !== 'div' && element.tagName !== 'p') return false
  if (!wordsOf(attribute(element, 'class')).some((it) => boxClass.test(it))) return false
  let seen = 0
  for (const it of elementsOf(element)) {
    if (state.dropped.has(it)) continue
    if (++seen > 2_000 || !/^(?:span|b|i|em|strong|code|br|a|mark|small|button|font|u)$/.test(it.tagName)) return false
  }
  const text = textOf(element, (it) => state.dropped.has(it) || it.tagName === 'button').trim()
  return text.includes('\n') && !/^\s*[\p{Lu}][^\n]*[\p{Ll}]\.\s*\n/u.test(text)
}

/** Samples of JSON that a viewer draws as lists to fold. */
export const isJsonTree = (element: Element): boolean =>
  wordsOf(attribute(element, 'class')).some((it) =>
    /^(?:redoc-json|json-(?:viewer|tree|formatter|view)|jsonview)$/i.test(it),
  )

/** Such a sample as JSON again, an entry to a line. */
export function jsonOfTree(element: Element): string {
  let text = ''
  const walk = (parent: Parent, depth: number): void => {
    for (const node of parent.childNodes) {
      if (isText(node)) text += node.value
      if (!isElement(node) || node.tagName === 'button') continue
      if (wordsOf(attribute(node, 'class')).some((it) => /^(?:collapser|ellipsis|toggle)$/.test(it))) continue
      const item = node.tagName === 'li'
      if (item) text = `${text.trimEnd()}\n${'  '.repeat(depth)}`
      walk(node, item ? depth + 1 : depth)
      if (/^(?:ul|ol)$/.test(node.tagName)) text = `${text.trimEnd()}\n${'  '.repeat(Math.max(0, depth - 1))}`
    }
  }
  walk(element, 1)
  return text.replaceAll('\u00a0', ' ').trim()
}
