/** What may open an optional part of a path: `[/{size}]`, `[@2x]`, `[?since=…]`, `[.{format}]`, `[,{pitch}]`. */
export const optionalStart = /^(?:\/[\w{<:]|[@?&.,;][\w{<:])/

/** `(/*path)` of Rails: a last part that may be left out, and that says what it is. */
export const optionalGlob = /^\(\/[*:]\w{1,40}\)/

/** The index after an optional part, which may hold others, or −1 when it does not close within 80 characters. */
export function optionalEnd(text: string, at: number): number {
  let depth = 0
  for (let i = at; i < Math.min(text.length, at + 80); i++) {
    const char = text[i] ?? ''
    // blanks stand only in the name of a variable: `[/{minutes to wait}]`
    if (char === '{') {
      const end = text.indexOf('}', i)
      if (end > 0 && end - i < 60 && !text.slice(i, end).includes('\n')) i = end
      continue
    }
    if (/[\s`]/.test(char)) return -1
    if (char === '[') depth++
    else if (char === ']' && --depth === 0) return i + 1
  }
  return -1
}

/** `/boats[/{id}]` written out, or `undefined` where no variable of its own may be left out at the end. */
export function withOptionalVariable(written: string): string | undefined {
  const [, before = '', last = ''] =
    /^([^[\]]{2,300})\[(\/(?:\{[^{}[\]]{1,60}\}|<[^<>[\]]{1,60}>|:[A-Za-z_]\w{0,60}))\]$/.exec(written) ?? []
  return before === '' ? undefined : `${before}${last}`
}

/** A path without the parts that may be left out: `/tiles[/{size}]/{z}[@2x].png` → `/tiles/{z}.png`. */
export function withoutOptional(written: string): string {
  const text = written.replace(/\((\/[*:]\w{1,40})\)(?=$|\?)/, '$1')
  let out = ''
  for (let at = 0; at < text.length;) {
    const end =
      text[at] === '[' && (at > 0 || text[1] === '/') && optionalStart.test(text.slice(at + 1, at + 3))
        ? optionalEnd(text, at)
        : -1
    if (end < 0) out += text[at++]
    else {
      const query = text[at + 1] === '?' && !out.includes('?') ? text.slice(at + 1, end - 1).replace(/[[\]]/g, '') : ''
      out += query
      at = end
    }
  }
  return out
}
