import { isForm } from '../media.ts'
import { formBody } from '../form.ts'
import { textIn, utf8 } from './charsets.ts'
import { defineCodec } from './codec.ts'

const mostFields = 10_000

/** `application/x-www-form-urlencoded` (WHATWG URL §5.1) as an object of texts; a name that comes again is a list. */
export const form = defineCodec({
  id: 'form',
  takes: isForm,
  async decode(data, { type, clean }) {
    const text = (await clean(textIn(data, type))).trim() // before a `+` of a secret becomes a space
    const pairs = [...new URLSearchParams(text)]
    if (pairs.length === 0) return { kind: 'empty' }
    if (!text.includes('=') || /[\s<>{}]/.test(text) || pairs.length > mostFields)
      return { kind: 'other', why: 'it is no form' }
    const fields = new Map<string, string[]>()
    for (const [name, value] of pairs) {
      const before = fields.get(name)
      if (before === undefined) fields.set(name, [value])
      else before.push(value)
    }
    const members = [...fields].map(
      ([name, values]) => `${JSON.stringify(name)}:${JSON.stringify(values.length === 1 ? values[0] : values)}`,
    )
    return { kind: 'json', text: `{${members.join(',')}}` }
  },
  encode: (value, { encoding }) => utf8(formBody(value, encoding)),
})
