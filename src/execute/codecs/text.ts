import { isText } from '../media.ts'
import { toText } from '../scalar.ts'
import { inCharset, textIn } from './charsets.ts'
import { defineCodec } from './codec.ts'

/** Text in whatever charset it says, shows or proves to be in. */
export const text = defineCodec({
  id: 'text',
  takes: isText,
  decode: (data, { type }) => ({ kind: 'text', text: textIn(data, type, true) }),
  encode: (value, _, { parameters }) => inCharset(toText(value), parameters.get('charset')),
})
