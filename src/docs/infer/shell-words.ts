export interface Command {
  readonly words: readonly string[]
  /** Whether its output goes on to a shell: `curl … | sh` installs something. */
  readonly piped: boolean
}

/**
 * A shell script in commands of words: quotes, escapes and line continuations undone, what a variable is set to read as a command
 * (`TOKEN=$(curl …)`), other `$( )` and variables left.
 */
export function toCommands(script: string): Command[] {
  const commands: Command[] = []
  let words: string[] = []
  let word = ''
  let open = false // a word has begun, maybe an empty one
  const endWord = (): void => {
    if (open) words.push(word)
    word = ''
    open = false
  }
  const endCommand = (piped: boolean): void => {
    endWord()
    if (words.length > 0) commands.push({ words, piped })
    words = []
  }
  let lineStart = true
  let inside = 0 // substitutions that are read as commands
  for (let i = 0; i < script.length; i++) {
    const char = script[i] ?? ''
    if (lineStart) {
      const prompt = /(?:[ \t]*(?:[$>%#]|PS>|~\$|\w+@[\w.-]+[:~][^\s$#]*[$#])[ \t]+(?=[\w"'/-]))/y
      prompt.lastIndex = i
      const found = prompt.exec(script)?.[0]
      if (found !== undefined && !/^\s*#/.test(found)) i += found.length
      lineStart = false
    }
    const now = script[i] ?? ''
    if (now === '\\' || now === '^' || now === '`') {
      const after = /[\\^`][ \t]*\r?\n/y
      after.lastIndex = i
      const continued = after.exec(script)?.[0]
      if (continued !== undefined) {
        endWord()
        i += continued.length - 1
        continue
      }
      if (now === '\\') {
        word += script[++i] ?? ''
        open = true
        continue
      }
    }
    const set = /^[A-Za-z_]\w*=$/.test(word) ? substitution.exec(script.slice(i, i + 40)) : null
    if (set !== null) {
      word = ''
      open = false
      words = []
      inside++
      i += set[0].length - 1
      continue
    }
    if (now === ')' && inside > 0) {
      endCommand(false)
      inside--
      if (script[i + 1] === '"') i++
      continue
    }
    if (now === '"' || now === "'") {
      const { text, end } = quoted(script, i)
      word += text
      open = true
      i = end
    } else if (now === '\n' || now === ';') {
      // a quoted URL or an option on the next line belongs to a call whose author forgot the backslash
      const next = /\n[ \t]+(?:-{1,2}[A-Za-z]|["']?https?:)/y
      next.lastIndex = i
      if (now === '\n' && next.test(script) && words.some((it) => it.endsWith('curl'))) endWord()
      else endCommand(false)
      lineStart = now === '\n'
    } else if (now === '|') {
      endCommand(/^\|\s*(?:sudo\s+)?(?:ba|z|da)?sh\b/.test(script.slice(i, i + 20)))
    } else if (now === '&' && script[i + 1] === '&') {
      endCommand(false)
      i++
    } else if (now === '#' && !open && /(?:^|[\s])$/.test(script.slice(Math.max(0, i - 1), i))) {
      const end = script.indexOf('\n', i)
      i = (end < 0 ? script.length : end) - 1
    } else if (/\s/.test(char)) endWord()
    else if (now === '<' && script[i + 1] === '<') {
      endCommand(false)
    } else {
      word += now
      open = true
    }
  }
  endCommand(false)
  return commands
}

/** What begins a substitution that calls curl. */
const substitution = /^"?\$\(\s*(?=curl\b)/

function quoted(script: string, start: number): { text: string; end: number } {
  const quote = script[start]
  let text = ''
  let i = start + 1
  // an apostrophe within the words of a JSON sample, which a shell would not forgive
  const inWord = (at: number): boolean =>
    quote === "'" && /[[{]/.test(script[start + 1] ?? '') && /^\p{L}'\p{L}$/u.test(script.slice(at - 1, at + 2))
  for (; i < script.length && (script[i] !== quote || inWord(i)); i++) {
    if (quote === '"' && script[i] === '\\' && /["\\$`\n]/.test(script[i + 1] ?? '')) {
      i++
      if (script[i] !== '\n') text += script[i] ?? ''
    } else text += script[i] ?? ''
  }
  return { text, end: i }
}
