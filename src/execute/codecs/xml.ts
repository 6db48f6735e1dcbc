import { CustomApiError } from '../../core/index.ts'
import { isXml } from '../media.ts'
import { inCharset, textIn } from './charsets.ts'
import { defineCodec } from './codec.ts'
import { jsonToXml } from './xml/write.ts'

/** `image/svg+xml` is a picture to its reader, XHTML a page. */
const isData = (essence: string): boolean => isXml(essence) && !/^(?:image\/|application\/xhtml\+)/.test(essence)

/** XML as JSON by the description's hints, or by a mapping of our own where there are none; JSON as XML by the same. */
export const xml = defineCodec({
  id: 'xml',
  takes: isData,
  looksLike: (start) => /^\ufeff?\s*<\?xml[\s?]/.test(start),
  async decode(data, { type, xml: shape }) {
    const { readXml, XmlFault } = await import('./xml/tree.ts') // most APIs speak JSON
    const { xmlToJson } = await import('./xml/read.ts')
    try {
      const text = textIn(data, type, true).trim()
      if (text === '') return { kind: 'empty' }
      return { kind: 'json', text: xmlToJson(await readXml(text), shape), shownAs: 'application/json' }
    } catch (thrown) {
      if (!(thrown instanceof XmlFault)) throw thrown
      if (thrown.refused) throw new CustomApiError('upstream.unreadable', thrown.message, { cause: thrown })
      return { kind: 'other', why: thrown.message }
    }
  },
  encode(value, { xml: shape }, { parameters }) {
    if (typeof value === 'string' && (shape === undefined || /^\s*</.test(value)))
      return inCharset(value, parameters.get('charset'))
    const encoding = parameters.get('charset') ?? 'UTF-8'
    return inCharset(jsonToXml(value, shape, encoding), parameters.get('charset'))
  },
})
