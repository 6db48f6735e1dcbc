import { RE2JS } from 're2js'

/** Foreign patterns longer than this are not enforced. */
const longestPattern = 2_000
/** Program size × characters that one check may cost; the engine is linear, but linear in both. */
const mostWork = 20_000_000
const kept = 2_000

export interface Pattern {
  /** Whether the pattern is found in the text (ECMA-262 search semantics); `true` when the text is too long to look. */
  test(text: string): boolean
}

const compiled = new Map<string, Pattern | undefined>()

/** A foreign pattern in a linear-time engine, or `undefined` when that engine cannot express it (look-around, …). */
export function compilePattern(source: string): Pattern | undefined {
  if (compiled.has(source)) return compiled.get(source)
  const pattern = compile(source)
  if (compiled.size >= kept) compiled.delete(compiled.keys().next().value ?? '')
  compiled.set(source, pattern)
  return pattern
}

function compile(source: string): Pattern | undefined {
  if (source.length > longestPattern) return undefined
  const whole = engine(source)
  // Some write a JavaScript literal, `/^a+$/i`: what fits either reading is let through.
  const [, inner, flags = ''] = /^\/(.+)\/([a-z]*)$/s.exec(source) ?? []
  const literal = inner === undefined ? undefined : engine(inner, flags)
  if (whole === undefined || inner === undefined) return whole
  return literal && { test: (text) => literal.test(text) || whole.test(text) }
}

function engine(source: string, flags = ''): Pattern | undefined {
  try {
    const expression = RE2JS.compile(RE2JS.translateRegExp(source), flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0)
    const cost = expression.programSize()
    return { test: (text) => cost * text.length > mostWork || expression.test(text) }
  } catch {
    return undefined // RE2 cannot express it: the schema says that it is not enforced
  }
}
