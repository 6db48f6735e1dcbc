const classes: Readonly<Record<string, string>> = { d: '7', w: 'a', s: ' ', S: 'a', D: 'a', W: '-', n: '\n', t: '\t' }
const repeated = /^(?:([*?])|(\+)|\{(\d+)(?:,(\d*))?\})\??/

/**
 * A text for the patterns that people write: letters, classes, groups and counts, the first alternative of each, as few
 * repeats as allowed. No promise: whoever asks tests the text against the pattern.
 */
export function fromPattern(pattern: string): string {
  let rest = pattern
  const piece = (): string => {
    const made: string[] = []
    while (rest !== '' && rest[0] !== '|' && rest[0] !== ')') {
      const one = atom()
      const [whole = '', optional, plus, least] = repeated.exec(rest) ?? []
      rest = rest.slice(whole.length)
      const times = optional !== undefined ? 0 : plus !== undefined || least === undefined ? 1 : Number(least)
      made.push(one.repeat(times))
    }
    return made.join('')
  }
  const either = (): string => {
    const first = piece()
    while (rest[0] === '|') {
      rest = rest.slice(1)
      piece()
    }
    return first
  }
  const atom = (): string => {
    const [next = ''] = rest
    if (next === '(') {
      rest = rest.slice(1).replace(/^\?(?::|<\w+>)/, '')
      const inner = either()
      rest = rest.slice(1)
      return inner
    }
    if (next === '[') return fromClass()
    rest = rest.slice(next.length)
    if (next === '^' || next === '$') return ''
    if (next === '.') return 'a'
    if (next !== '\\') return next
    const [escaped = ''] = rest
    rest = rest.slice(1)
    return escaped === 'b' ? '' : (classes[escaped] ?? escaped)
  }
  const fromClass = (): string => {
    const [whole = '', negated, first = '', escaped] = /^\[(\^?)(\\(.)|[^\\])(?:\\.|[^\]\\])*\]/.exec(rest) ?? []
    rest = rest.slice(Math.max(whole.length, 1))
    if (negated === '^') return ['a', '7', '-', ' '].find((it) => !whole.includes(it)) ?? 'Z'
    return escaped === undefined ? first : (classes[escaped] ?? escaped)
  }
  return either()
}
