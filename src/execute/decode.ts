import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { XmlShape } from '../catalog/index.ts'
import { CustomApiError } from '../core/index.ts'
import { isUtf8, textIn } from './codecs/charsets.ts'
import type { Codec, Decoded, DecodeContext, ReadBody } from './codecs/codec.ts'
import { codecs, json, text } from './codecs/index.ts'
import { kindOf, looksBinary } from './codecs/magic.ts'
import { parseMediaType, type MediaType } from './media.ts'
import type { BodyNote, OutcomeBody } from './model.ts'

export type { ReadBody } from './codecs/codec.ts'

/** What is known of an answer beside its bytes and their type. */
export interface DecodeHints {
  readonly xml?: XmlShape | undefined
  /** Masks secrets in text; see `DecodeContext`. */
  readonly clean?: ((text: string) => Promise<string>) | undefined
}

/** Types that are sent by mistake, or that say nothing: their content is looked at. */
const vague =
  /^(?:|\*\/\*|(?:application|binary)\/octet-stream|application\/(?:(?:x-)?javascript|x-www-form-urlencoded|force-download|x-download|unknown)|text\/(?:plain|html|javascript|xml))$/
/** Multipart answers within multipart answers. */
const deepest = 3

/**
 * A body by its media type, or by what it turns out to be where that says nothing or is wrong: JSON as text or HTML, a
 * page as JSON, bytes as text. What is not what it is called is shown as the text that it is, and said.
 *
 * @throws CustomApiError `upstream.unreadable` for what must not be read, or can be shown in no way
 */
export function decodeBody(
  { data, complete }: ReadBody,
  contentType: string,
  hints: DecodeHints = {},
): OutcomeBody | Promise<OutcomeBody> {
  const type = parseMediaType(contentType)
  return (complete ? plainJson(data, type) : undefined) ?? new Decoding(data, complete, hints, 0).as(type)
}

/** What nearly every answer is, on the short way: JSON that says so and begins so. */
function plainJson(data: Uint8Array, type: MediaType): OutcomeBody | undefined {
  if ((data[0] !== 0x7b && data[0] !== 0x5b) || data[1] === 0 || !json.takes(type.essence)) return undefined
  const decoded = json.decode(data, { type, clean: asItIs, inner: noParts })
  if (decoded instanceof Promise || decoded.kind === 'empty' || decoded.kind === 'other') return undefined
  return { ...decoded, complete: true, bytes: data.byteLength }
}

const asItIs = (text: string): Promise<string> => Promise.resolve(text)
const noParts = (): Promise<OutcomeBody> => Promise.resolve({ kind: 'empty' })

/** One body, or one part of one, on its way. */
class Decoding {
  readonly #data: Uint8Array
  readonly #complete: boolean
  readonly #hints: DecodeHints
  readonly #depth: number

  constructor(data: Uint8Array, complete: boolean, hints: DecodeHints, depth: number) {
    this.#data = data
    this.#complete = complete
    this.#hints = hints
    this.#depth = depth
  }

  as(type: MediaType): OutcomeBody | Promise<OutcomeBody> {
    if (this.#data.byteLength === 0) return { kind: 'empty' }
    const codec = this.#codecFor(type)
    if (codec === undefined) return this.#bytes(type)
    if (codec.ofBytes !== true && looksBinary(this.#data)) return this.#noText(type, codec)
    if (!this.#complete) return this.#beginning(type, codec)
    const decoded = codec.decode(this.#data, this.#context(type))
    if (decoded instanceof Promise) return decoded.then((it) => this.#body(it, type, codec))
    return this.#body(decoded, type, codec)
  }

  #codecFor({ essence }: MediaType): Codec | undefined {
    const own = codecs.find((codec) => codec.takes(essence))
    if (own === undefined && essence.startsWith('application/') && this.#beginsAsJson()) return json
    if (own === json || !vague.test(essence)) return own
    return this.#lookalike() ?? own ?? (isUtf8(this.#data) ? text : undefined)
  }

  /** A type of a vendor's own may be JSON without saying so: `application/vnd.acme.v1`. */
  #beginsAsJson(): boolean {
    return (this.#data[0] === 0x7b || this.#data[0] === 0x5b) && this.#complete && isUtf8(this.#data, false)
  }

  #lookalike(): Codec | undefined {
    const start = textIn(this.#data.subarray(0, 1024), parseMediaType(''))
    return codecs.find((codec) => codec.looksLike?.(start) === true)
  }

  #context(type: MediaType): DecodeContext {
    const { xml, clean = asItIs } = this.#hints
    const inner = async (data: Uint8Array, contentType: string): Promise<OutcomeBody> => {
      const inside = new Decoding(data, true, { clean }, this.#depth + 1)
      return this.#depth < deepest ? inside.as(parseMediaType(contentType)) : inside.#bytes(parseMediaType(contentType))
    }
    return { type, xml, clean, inner }
  }

  #body(decoded: Decoded, type: MediaType, codec: Codec): OutcomeBody | Promise<OutcomeBody> {
    if (decoded.kind === 'empty') return decoded
    const known = { complete: true, bytes: this.#data.byteLength } as const
    if (decoded.kind !== 'other') return { ...decoded, ...known }
    const called = codec.takes(type.essence)
    const other = called ? this.#lookalike() : undefined
    const shown = { ...known, kind: 'text', text: textIn(this.#data, type, true) } as const
    // what only looked like it, under a type that says nothing, is the text that it always was
    if (!called) return shown
    const asItCame = withNote(shown, { says: `called ${type.essence}, and shown as it came: ${decoded.why}` })
    return other === undefined || other === codec ? asItCame : this.#instead(other, type, asItCame)
  }

  /** Something else than it is called: an error page where JSON was promised. */
  async #instead(other: Codec, type: MediaType, asItCame: OutcomeBody): Promise<OutcomeBody> {
    const decoded = await other.decode(this.#data, this.#context(type))
    if (decoded.kind === 'empty' || decoded.kind === 'other') return asItCame
    const body = { ...decoded, complete: true, bytes: this.#data.byteLength }
    const is = other.id === 'html' ? 'an HTML page: perhaps a login page, or something in between answers' : other.id
    return withNote(body, { says: `called ${type.essence}, and is ${is}` })
  }

  #beginning(type: MediaType, codec: Codec): OutcomeBody {
    const kind = codec === json && json.takes(type.essence) ? 'json' : 'text'
    return { kind, text: textIn(this.#data, type, true), complete: false, bytes: this.#data.byteLength }
  }

  #bytes({ essence }: MediaType): OutcomeBody {
    const shownAs = vague.test(essence) || essence.startsWith('text/') ? kindOf(this.#data) : undefined
    const known = { kind: 'bytes', data: this.#data, complete: this.#complete, bytes: this.#data.byteLength } as const
    return shownAs === undefined ? known : { ...known, shownAs }
  }

  /** Bytes under a type that stands for text: packed without a word, another kind of file, or nothing that can be shown. */
  async #noText(type: MediaType, codec: Codec): Promise<OutcomeBody> {
    if (this.#complete && this.#depth === 0 && kindOf(this.#data) === 'application/gzip') {
      const unpacked = await unpack(this.#data)
      if (unpacked === undefined) return this.#bytes(type)
      const body = await new Decoding(unpacked, true, this.#hints, this.#depth + 1).as(type)
      return withNote(body, { says: 'it came packed with gzip, without a Content-Encoding that says so' })
    }
    if (codec === text || vague.test(type.essence) || this.#depth > 0) return this.#bytes(type)
    throw new CustomApiError('upstream.unreadable', `it is called ${type.essence}, and is no text at all`)
  }
}

export function withNote(body: OutcomeBody, note: BodyNote): OutcomeBody {
  if (body.kind === 'empty' || body.kind === 'stream') return body
  return { ...body, notes: [note, ...(body.notes ?? [])] }
}

const unzip = promisify(gunzip)
/** What an answer that was packed without a word may unpack to. */
const mostUnpacked = 16 * 1024 * 1024

async function unpack(data: Uint8Array): Promise<Uint8Array | undefined> {
  try {
    return await unzip(data, { maxOutputLength: Math.min(mostUnpacked, data.byteLength * 100 + 65_536) })
  } catch {
    return undefined // damaged, or a bomb: it stays what it is
  }
}
