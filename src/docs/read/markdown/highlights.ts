import { Fences } from './fences.ts'
import { append } from '../append.ts'

/** `{% highlight sh %}` of Jekyll, `{{< highlight json >}}` and `{{< code shell >}}` of Hugo, alone on their lines. */
const opening =
  /^(\s*)(?:\{%-?\s*(highlight|code)|\{\{[<%]\s*(highlight|code))\s+"?([A-Za-z][\w+#-]{0,30})"?(?![\w.=-])[^{}]{0,200}?-?(?:%\}|[>%]\}\})\s*$/
const closing = /^\s*(?:\{%-?\s*end(highlight|code)\s*-?%\}|\{\{[<%]\s*\/\s*(highlight|code)\s*[>%]\}\})\s*$/

/** So far ahead the end of a block is looked for. */
const longest = 3_000

/** Blocks of code between shortcodes as the fences that they mean; those that hold fences of their own stay as they are. */
export function withHighlights(lines: readonly string[]): readonly string[] {
  if (!lines.some((line) => opening.test(line))) return lines
  const fences = new Fences()
  const out: string[] = []
  let none = 0
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as string
    const found = fences.take(line) || at < none ? null : opening.exec(line)
    if (found === null) {
      out.push(line)
      continue
    }
    const [, indent = '', jekyll, hugo, language = ''] = found
    const end = endOf(lines, at, jekyll ?? hugo ?? '')
    if (end < 0) {
      // what closes nowhere ahead closes nowhere for those that follow either
      none = at + longest
      out.push(line)
      continue
    }
    const inside = lines.slice(at + 1, end)
    const ticks = '`'.repeat(
      inside.reduce((most, it) => Math.max(most, (/^\s*(`{3,})/.exec(it)?.[1]?.length ?? 0) + 1), 3),
    )
    const fenced = /^\s*(?:```|~~~)/.test(inside.find((it) => it.trim() !== '') ?? '')
    append(out, fenced ? lines.slice(at, end + 1) : [`${indent}${ticks}${language}`, ...inside, `${indent}${ticks}`])
    at = end
  }
  return out
}

function endOf(lines: readonly string[], from: number, name: string): number {
  for (let at = from + 1; at < Math.min(lines.length, from + longest); at++) {
    const found = closing.exec(lines[at] as string)
    if ((found?.[1] ?? found?.[2]) === name) return at
    if (opening.test(lines[at] as string)) return -1
  }
  return -1
}
