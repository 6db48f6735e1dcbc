import { compactJson, readJson, stringifyJson } from '../../core/index.ts'
import { isJson } from '../media.ts'
import { textIn, utf8 } from './charsets.ts'
import { defineCodec, type Decoded } from './codec.ts'
import { plainEscapes } from './json-escapes.ts'
import { mendJson } from './json-mend.ts'
import { countNames, repeatedName } from './json-names.ts'
import { mostValues, valuesOf } from './json-values.ts'

/** Names are counted up to here; a repeated one in a larger body goes unsaid. */
const mostCounted = 500_000

/** What APIs put before their JSON so that no page can load it as a script. */
const guard =
  /^\s*(?:\)\]\}'?,?|while\s{0,5}\((?:1|true)\);?|for\s{0,5}\(;;\);?|throw\s{1,5}\S{1,40};|\{\}\s{0,5}&&)\s*(?=[[{])/
const callback = /^\s*(?:\/\*\*\/\s*)?(?:typeof\s[\w$.]{1,100}\s*===\s*'function'\s*&&\s*)?[\w$.]{1,100}\(\s*(?=[[{])/

/** RFC 8259 and every `+json`: compact, every digit as it came; what is beside the one value is said. */
export const json = defineCodec({
  id: 'json',
  takes: isJson,
  looksLike: (start) => /^[\ufeff\s]*[[{]/.test(start) || guard.test(start) || callback.test(start),
  decode: (data, { type }) => decodeJson(textIn(data, type), type.essence === '' || isJson(type.essence)),
  encode: (value) => utf8(stringifyJson(value)),
})

/** `called`: whether it is said to be JSON; then what is nearly that is read as well. */
function decodeJson(text: string, called: boolean): Decoded {
  try {
    const read = readJson(text)
    const body = { kind: 'json', text: plainEscapes(read.text) } as const
    if (read.names === 0 || text.length > mostCounted || countNames(read.value) === read.names) return body
    const says = `a name stands twice in one object${placeOf(repeatedName(read.text))}: both are shown, a select sees the last`
    return { ...body, notes: [{ says }] }
  } catch (thrown) {
    return (
      beside(text) ??
      (called ? nearly(text) : undefined) ?? {
        kind: 'other',
        why: thrown instanceof SyntaxError ? thrown.message : 'not read',
      }
    )
  }
}

const placeOf = (at: string | undefined): string =>
  at === undefined || /[^\w/.-]/.test(at) || at.length > 100 ? '' : ` (at ${at})`

function nearly(text: string): Decoded | undefined {
  const mended = mendJson(text)
  return mended && { kind: 'json', text: mended.text, notes: [{ says: mended.says }] }
}

/** JSON with something before, around or after it. */
function beside(text: string): Decoded | undefined {
  if (text.trim() === '') return { kind: 'empty' }
  const guarded = guard.exec(text)?.[0]
  if (guarded !== undefined) return compacted(text.slice(guarded.length))
  const called = callback.exec(text)?.[0]
  const close = called === undefined ? undefined : /\)\s{0,100};?\s{0,100}$/.exec(text.slice(-300))
  if (called !== undefined && close) {
    const within = compacted(text.slice(called.length, text.length - close[0].length))
    if (within !== undefined) return { ...within, notes: [{ says: 'it came wrapped in a call of a script function' }] }
  }
  return several(text)
}

function compacted(text: string): { kind: 'json'; text: string } | undefined {
  try {
    return { kind: 'json', text: plainEscapes(compactJson(text)) }
  } catch {
    return undefined // no JSON there either
  }
}

/** Several values one after the other, or one and then something else. */
function several(text: string): Decoded | undefined {
  const { values, rest } = valuesOf(text)
  const [first] = values
  if (first === undefined) return undefined
  const cut = values.length === mostValues
  const what = cut ? 'and are not shown' : 'that are no JSON'
  const more = `after it come ${rest.length} characters ${what}`
  const after = rest === '' ? [] : [cut ? { says: more } : { says: more, quote: rest.slice(0, 200) }]
  if (values.length === 1) return { kind: 'json', text: plainEscapes(first), notes: after }
  const says = `${values.length} JSON values came one after the other: shown as a list`
  return { kind: 'json', text: plainEscapes(`[${values.join(',')}]`), notes: [{ says }, ...after] }
}
