/** Where and why, without quoting the text: it may be somebody's data. */
export function misread(text: string, position: number, says: string): SyntaxError {
  const before = text.slice(0, position)
  const line = before.split('\n').length
  const column = position - before.lastIndexOf('\n')
  return new SyntaxError(`invalid JSON at position ${position} (line ${line}, column ${column}): ${says}`)
}

const tokens =
  /[ \t\n\r]*(?:([[\]{},:])|"[ !#-[\]-\uffff]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[ !#-[\]-\uffff]*)*"|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-]))/y

/** What one place in a document may hold. */
type Want = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or ]' | ', or }' | 'end'
const wanted: Readonly<Record<Want, string>> = {
  value: 'a value was expected',
  'value or ]': 'a value or "]" was expected',
  key: 'a quoted name was expected',
  'key or }': 'a quoted name or "}" was expected',
  ':': '":" was expected',
  ', or ]': '"," or "]" was expected',
  ', or }': '"," or "}" was expected',
  end: 'nothing more was expected',
}

/** The first place where text that the engine refused stops being JSON. Only runs on that path. */
export function explain(text: string): SyntaxError {
  const open: ('[' | '{')[] = []
  let want: Want = 'value'
  const afterValue = (): Want => (open.length === 0 ? 'end' : open.at(-1) === '[' ? ', or ]' : ', or }')
  for (let i = 0; ;) {
    tokens.lastIndex = i
    const found = tokens.exec(text)
    const start = found === null ? i + (/^[ \t\n\r]*/.exec(text.slice(i))?.[0].length ?? 0) : tokens.lastIndex
    if (found === null) {
      const says = start >= text.length ? 'it ends too early' : wanted[want]
      return misread(text, start, says)
    }
    const token = found[0].trimStart()
    const here = tokens.lastIndex - token.length
    const isKey = token.startsWith('"')
    const isValue = isKey || found[2] !== undefined || token === '{' || token === '['
    if (token === ']' && (want === 'value or ]' || want === ', or ]')) open.pop()
    else if (token === '}' && (want === 'key or }' || want === ', or }')) open.pop()
    else if ((want === 'key' || want === 'key or }') && isKey) {
      want = ':'
      i = tokens.lastIndex
      continue
    } else if (want === ':' && token === ':') {
      want = 'value'
      i = tokens.lastIndex
      continue
    } else if ((want === ', or ]' || want === ', or }') && token === ',') {
      want = want === ', or ]' ? 'value' : 'key'
      i = tokens.lastIndex
      continue
    } else if ((want === 'value' || want === 'value or ]') && isValue) {
      if (token === '{' || token === '[') {
        open.push(token)
        want = token === '{' ? 'key or }' : 'value or ]'
        i = tokens.lastIndex
        continue
      }
    } else return misread(text, here, wanted[want])
    want = afterValue()
    i = tokens.lastIndex
  }
}
