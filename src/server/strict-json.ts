/** Objects and arrays inside each other; deeper is an attack on whoever walks it. */
const maxDepth = 100

const quote = 34
const backslash = 92

/**
 * What a JSON text has that two readers could read differently, or that goes too deep; `undefined` when all is well.
 * Says nothing about validity: `JSON.parse` does.
 */
export function faultOf(text: string): string | undefined {
  const open: (Set<string> | undefined)[] = []
  let expectsKey = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) {
      const end = endOfString(text, at)
      const keys = open.at(-1)
      if (expectsKey && keys !== undefined) {
        const key = keyIn(text, at, end)
        if (key === undefined) return 'a member name that is no JSON string'
        if (keys.has(key)) return 'a member name that stands twice in one object'
        keys.add(key)
        expectsKey = false
      }
      at = end
    } else if (code === 123 || code === 91) {
      if (open.length === maxDepth) return `more than ${maxDepth} levels`
      open.push(code === 123 ? new Set() : undefined)
      expectsKey = code === 123
    } else if (code === 125 || code === 93) {
      open.pop()
      expectsKey = false
    } else if (code === 44) expectsKey = open.at(-1) !== undefined
  }
  return undefined
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (end !== -1) {
    let slashes = 0
    while (text.charCodeAt(end - 1 - slashes) === backslash) slashes++
    if (slashes % 2 === 0) return end
    end = text.indexOf('"', end + 1)
  }
  return text.length
}

function keyIn(text: string, start: number, end: number): string | undefined {
  const raw = text.slice(start + 1, end)
  if (!raw.includes('\\')) return raw
  try {
    return String(JSON.parse(`"${raw}"`))
  } catch {
    return undefined // no valid string: the parser will say so too
  }
}

const envelope = ['jsonrpc', 'id', 'method', 'params', 'result', 'error']
const parameters = ['name', 'arguments', 'uri', '_meta', 'protocolVersion', 'capabilities', 'clientInfo', 'requestId']

/** A message member that a careless reader would take for one of the protocol's: another case, or a NUL at its end. */
export function lookalikeIn(body: unknown): string | undefined {
  for (const message of Array.isArray(body) ? body : [body]) {
    const params: unknown = isObject(message) ? message['params'] : undefined
    const found = lookalike(message, envelope) ?? lookalike(params, parameters)
    if (found !== undefined) return found
  }
  return undefined
}

function lookalike(value: unknown, known: readonly string[]): string | undefined {
  if (!isObject(value)) return undefined
  return Object.keys(value).find((key) => !known.includes(key) && known.some((name) => folded(name) === folded(key)))
}

/** NULs dropped and case folded, the way readers that match loosely do. */
const folded = (name: string): string => name.replaceAll('\0', '').toLowerCase()

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
