/**
 * What a reader sees of inline Markdown: links as their text, marks of code and emphasis gone, escapes undone. Linear; what
 * is not well formed stays as it is.
 */
export function plainText(markdown: string): string {
  const out: string[] = []
  const brackets: number[] = []
  const unclosed = new Set<number>()
  // past the last one that can close emphasis, a mark that begins a word is a letter of it: `/_search`, `/*path`
  const lastUnderscore = [...markdown.matchAll(/(?<=[^\s_])_+(?![\p{L}\p{N}_])/gu)].at(-1)?.index ?? -1
  const lastStar = [...markdown.matchAll(/(?<=[^\s*/])\*+/g)].at(-1)?.index ?? -1
  let at = 0
  while (at < markdown.length) {
    const next = nextMark(markdown, at)
    out.push(markdown.slice(at, next))
    if (next >= markdown.length) break
    const char = markdown[next]
    if (char === '[' || char === '!') {
      const mark = char === '!' ? '![' : '['
      brackets.push(out.length)
      out.push(mark)
      at = next + mark.length
    } else if (char === ']') {
      const open = brackets.pop()
      const end = open === undefined ? undefined : destinationEnd(markdown, next + 1)
      if (open === undefined || end === undefined) out.push(']')
      else out[open] = ''
      at = end ?? next + 1
    } else {
      const [shown, end] = readMark(markdown, next, unclosed)
      const opens =
        (char === '_' && next > lastUnderscore) || (char === '*' && next > lastStar && markdown[next - 1] === '/')
      out.push(shown === '' && opens ? markdown.slice(next, end) : shown)
      at = end
    }
  }
  return out
    .join('')
    .replace(/(?<![ \t])[ \t]+\n/g, '\n')
    .trim()
}

function nextMark(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const char = text[i]
    if (char === '\\' || char === '`' || char === '*' || char === '_' || char === '~' || char === '[' || char === ']')
      return i
    if (char === '!' && text[i + 1] === '[') return i
  }
  return text.length
}

/** After `](` … `)`: a destination without blanks, as our Markdown writes it, and a title. */
const destination =
  /\((?:<[^<>\n]{0,2000}>|[^\s()]{0,4000}(?:\([^\s()]{0,400}\)[^\s()]{0,2000})?)(?:\s"[^"\n]{0,400}")?\)/y

function destinationEnd(text: string, from: number): number | undefined {
  if (text[from] !== '(') return undefined
  destination.lastIndex = from
  const found = destination.exec(text)
  return found === null ? undefined : from + found[0].length
}

const wordLike = /[\p{L}\p{N}]/u

/** `GET /__heartbeat__`: a path that begins with such a word is called so, whatever Markdown makes of it. */
export const ownUnderscores = /(?<=(?:^|[\s`(>])\/)__[a-z][a-z0-9]{0,40}(?:_[a-z0-9]{1,40}){0,4}__(?=[/?\s`)]|$)/gm

function ownWord(text: string, at: number): string | undefined {
  if (text[at - 1] !== '/') return undefined
  ownUnderscores.lastIndex = at
  const found = ownUnderscores.exec(text.slice(0, at + 300))
  return found?.index === at ? found[0] : undefined
}

function readMark(text: string, at: number, unclosed: Set<number>): [shown: string, end: number] {
  const char = text[at] ?? ''
  if (char === '\\') {
    const next = text[at + 1] ?? ''
    if (next === '\n') return ['\n', at + 2]
    return /[!-/:-@[-`{-~]/.test(next) ? [next, at + 2] : ['\\', at + 1]
  }
  if (char === '`') return codeSpan(text, at, unclosed)
  const own = char === '_' ? ownWord(text, at) : undefined
  if (own !== undefined) return [own, at + own.length]
  let end = at
  while (text[end] === char) end++
  const run = text.slice(at, end)
  const before = text[at - 1] ?? ' '
  const after = text[end] ?? ' '
  const literal =
    (/\s/.test(before) && /\s/.test(after)) ||
    (char === '_' && wordLike.test(before) && wordLike.test(after)) ||
    (char === '~' && run.length !== 2)
  return [literal ? run : '', end]
}

/** Nobody writes longer ones; each length that is looked for costs a walk to the end. */
const longestRun = 32

/** A code span ends at a run of as many backticks as began it (CommonMark 6.1); without one the backticks are text. */
function codeSpan(text: string, at: number, unclosed: Set<number>): [shown: string, end: number] {
  let open = at
  while (text[open] === '`') open++
  const size = open - at
  // What no run of this length closed before, none closes further on.
  if (size > longestRun || unclosed.has(size)) return [text.slice(at, open), open]
  for (let i = text.indexOf('`', open); i !== -1; i = text.indexOf('`', i)) {
    let end = i
    while (text[end] === '`') end++
    if (end - i === size) {
      const code = text.slice(open, i).replaceAll('\n', ' ')
      return [/^ .*\S.* $/.test(code) ? code.slice(1, -1) : code, end]
    }
    i = end
  }
  unclosed.add(size)
  return [text.slice(at, open), open]
}

/** An emphasised word within a path: `/calendars/*calendarId*`. */
export const emphasisedVariable = /(?<=\/)(\*{1,3}|_{1,2})([A-Za-z][\w -]{0,40}?)\1(?=[/\s?.)]|$)/g

/** The same with such words written as variables: `/calendars/{calendarId}`. */
export const withVariables = (markdown: string): string =>
  /\/`?[*_]/.test(markdown)
    ? mapOutsideCode(markdown, (text) =>
        text.replace(emphasisedVariable, (whole: string, _mark: string, name: string, at: number) =>
          ownWord(text, at) !== undefined ? whole : `{${name}}`,
        ),
      )
    : markdown

/** A path in code that an emphasised variable interrupts: `` `/users/`*name*`/posts` ``, `` `/users/`*name* ``. */
const brokenCode =
  /(?<=[\w}-])\/`(?:\{([A-Za-z][\w -]{0,40})\}|\*{1,2}([A-Za-z][\w -]{0,40})\*{1,2}|_([A-Za-z][\w -]{0,40})_)(?:(`)(?=[/.?&])|(?![\w`*_]))/g

/** Inline Markdown with what is no code replaced; links whose text is code are code. */
export function mapOutsideCode(markdown: string, map: (text: string) => string): string {
  // links whose text is code are links all the same
  const linked = markdown
    .replace(/\[(`[^`\n]{1,200}`)\]\((?:[^()\n]|\([^()\n]{0,200}\)){0,2000}\)/g, '$1')
    .replace(
      brokenCode,
      (_, a?: string, b?: string, c?: string, opens?: string) =>
        `/{${a ?? b ?? c ?? ''}}${opens === undefined ? '`' : ''}`,
    )
  const pieces = linked.split(/((?<!`)`+[^`]+`+)/)
  return pieces
    .map((piece, index) => (index % 2 === 1 ? piece.replace(/`+ ?/, '`').replace(/ ?`+$/, '`') : map(piece)))
    .join('')
}
