import type { Outline } from './outline.ts'

const good =
  /^(?:[✅✔👍]|good\b|do\b(?!n)|correct\b|right\b|better\b|preferred\b|recommended\b|良い例|好的|正确|推荐|bien\b|bueno\b|correcto\b|bon\b|gut\b|richtig\b|хорошо|правильно|좋은)/iu
const bad =
  /^(?:[❌✗👎]|bad\b|don'?t\b|do not\b|avoid\b|incorrect\b|wrong\b|worse\b|not recommended\b|悪い例|不好|错误|不推荐|mal\b|malo\b|incorrecto\b|mauvais\b|schlecht\b|falsch\b|плохо|неправильно|나쁜)/iu

/**
 * Whether the pages teach how to design an API, judging made-up examples: tables with a column of bad and one of good paths,
 * or code whose comments call some requests good and others bad. Not: ticks and crosses of a list of features.
 */
export function teachesDesign({ items }: Outline): boolean {
  let praised = 0
  let blamed = 0
  if (comparesCalls(items)) return true
  for (const { block } of items) {
    if (block?.kind === 'table') {
      const header = block.header.map((cell) => cell.replace(/[*_`]/g, '').trim())
      if (header.some((cell) => good.test(cell)) && header.some((cell) => bad.test(cell))) {
        const judged = block.rows.filter(isJudged).length
        praised += judged
        blamed += judged
      }
    }
    if (block?.kind === 'code' && /\b(?:GET|POST|PUT|PATCH|DELETE) \S*\//.test(block.text)) {
      const notes = block.text.split('\n').map((line) => line.replace(/^[\s/#*<!-]+/, ''))
      if (notes.some((note) => good.test(note))) praised++
      if (notes.some((note) => bad.test(note))) blamed++
    }
  }
  return praised >= 2 && blamed >= 2
}

/** `| Sign up | POST /signup | POST /persons |`: the same deed in two styles, column beside column. */
const comparesCalls = (items: Outline['items']): boolean =>
  items.some(({ block }) => {
    if (block?.kind !== 'table' || block.rows.length < 3) return false
    const twice = block.rows.filter((cells) => new Set(cells.filter((cell) => opensWithCall.test(cell))).size >= 2)
    return (
      twice.length * 2 > block.rows.length && !/^(?:old|new|before|after|deprecated|v\d)/i.test(block.header.join())
    )
  })

const opensWithCall = /^[`*\s]*(?:GET|POST|PUT|PATCH|DELETE)[`*\s]+\//

/** Whether the pages are a standard in the words of RFC 2119: what its requests show is made up. */
export const isStandard = ({ items }: Outline): boolean =>
  items.some(({ marked }) => /\bto be\s+interpreted\s+as\s+described\s+in\b|\bboilerplate bcp14/.test(marked))

/** A row with a path that is praised or blamed. */
const isJudged = (cells: readonly string[]): boolean => cells.some((cell) => /^`?(?:[A-Z]{3,7} )?\//.test(cell))

/** Columns of a table that show what is wrong beside what is right. */
export function wrongColumns(header: readonly string[]): ReadonlySet<number> {
  const labels = header.map((cell) => cell.replace(/[*_`]/g, '').trim())
  return new Set(
    labels.flatMap((label, index) => (bad.test(label) && labels.some((it) => good.test(it)) ? [index] : [])),
  )
}

/**
 * Whether the pages explain what each method is for, by made-up requests: a row for every method, the requests in a column of
 * examples.
 */
export const explainsMethods = ({ items }: Outline): boolean =>
  items.some(({ block }) => {
    if (block?.kind !== 'table') return false
    const column = block.header.findIndex((cell) => exampleColumn.test(cell.replace(/[*_`]/g, '').trim()))
    const shown = block.rows.filter((cells) => /^`?[A-Z]{3,7} \//.test((cells[column] ?? '').trim()))
    const methods = shown.map((cells) => /[A-Z]{3,7}/.exec(cells[column] ?? '')?.[0])
    return methods.length >= 4 && new Set(methods).size === methods.length
  })

const exampleColumn =
  /^(?:examples?|example (?:request|call|url)|пример|示例|例|例子|beispiel|exemple|ejemplo|esempio|exemplo|예시?)$/iu

/** So many headings that command or allow make a page one of rules. */
const manyRules = 4

/** Whether the headings of the pages are rules of a standard (RFC 2119): `MUST use nouns`, `[SHOULD] …`, `{MAY} …`. */
export const setsRules = ({ items }: Outline): boolean =>
  items.filter(
    ({ block, marked }) =>
      block === undefined &&
      /^(?:\d[\d.]*\s+)?[`[({*]{0,2}(?:MUST|SHOULD|SHALL|MAY|Must|Should|RECOMMENDED)(?:[ -]NOT|[ -]not)?[`\])}*:]{0,3}\s+\S/.test(
        marked,
      ),
  ).length >= manyRules

/** Whether a page teaches by its title (cheat sheets, best practices, guidelines), or is of a client of other people's APIs. */
export const isLesson = ({ roots, items }: Outline): boolean =>
  (roots.every(({ page }) => /^recommendations$/i.test(page.title.trim())) &&
    items.filter(({ marked }) => recommends.test(marked)).length >= 3) ||
  roots.every(({ page }) =>
    /\bcheat ?sheets?\b|\bbest practices?\b|\b(?:design|style) guides?\b|\bguidelines?\b|\btutorial\b|\bbenchmarks?\b|\binterview questions\b|\bfundamentals\b|^building an? |\b(?:build|creat|develop|implement|writ|design)(?:e|ing)? (?:an? |your |the )?(?:\w+ ){0,4}apis?\b|\b(?:introduction to|what (?:is|are)|understanding) (?:\w+ )?(?:rest(?:ful)?|http|apis?)\b|教程|チュートリアル|튜토리얼|\b(?:REST|HTTP|API|GraphQL) client$/i.test(
      page.title.trim(),
    ),
  )

const recommends = /\b(?:is|are|be|also) recommended\b|\brecommendations for\b|\bwe recommend\b|\bSHOULD\b|\bMUST\b/

/** So many flags on a page make it the manual of a command. */
const manyFlags = 8

/** Whether the pages are the manual of a command: its flags are headings, or the first cells of tables and lists. */
export function isCommandManual({ items }: Outline): boolean {
  const flag = /^[`*\s]*--?[a-z][\w-]*/
  let flags = 0
  for (const { block, marked } of items) {
    if (block === undefined) flags += flag.test(marked) ? 1 : 0
    else if (block.kind === 'table') flags += block.rows.filter(([cell = '']) => flag.test(cell)).length
    else if (block.kind === 'list') flags += block.items.filter(({ markdown }) => flag.test(markdown)).length
    else if (block.kind === 'definitions') flags += block.rows.filter(({ term }) => flag.test(term)).length
  }
  return flags >= manyFlags
}

/** Whether a title or a heading names endpoints, or an API of something. */
export const speaksOfEndpoints = ({ roots, items }: Outline): boolean =>
  [
    ...roots.map(({ page }) => page.title),
    ...items.flatMap(({ block, marked }) => (block === undefined ? [marked] : [])),
  ].some((title) =>
    /\bapi\b.*\p{L}{3}|\p{L}{3}.*\bapi\b|\bendpoints?\b|接口|エンドポイント|schnittstelle/iu.test(title.slice(0, 300)),
  )
