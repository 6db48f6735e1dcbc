import { setImmediate as turn } from 'node:timers/promises'
import { SaxesParser } from 'saxes'

/** One element as it stands in a document. */
export interface XmlElement {
  /** With its prefix, as written. */
  readonly name: string
  readonly local: string
  readonly attributes: readonly XmlAttribute[]
  readonly children: readonly XmlElement[]
  /** All character data directly inside, CDATA included, joined. */
  readonly text: string
}

export interface XmlAttribute {
  readonly name: string
  readonly local: string
  readonly value: string
}

/** The limits of one document; each is an answer that nobody would read. */
const deepest = 200
const mostElements = 200_000
const mostAttributes = 1_000 // of one element
export const mostCharacters = 4_000_000
/** So many characters are read before others have their turn. */
const atOnce = 64 * 1024

interface Open {
  readonly name: string
  readonly local: string
  readonly attributes: XmlAttribute[]
  readonly children: XmlElement[]
  text: string
}

/** What keeps a document from being read: `refused` is one that must not be, the rest is badly written or too much. */
export class XmlFault extends Error {
  readonly refused: boolean

  constructor(says: string, refused = false) {
    super(says)
    this.refused = refused
  }
}

const localOf = (name: string): string => name.slice(name.indexOf(':') + 1)

/**
 * The root element of a document. Only the five entities of XML itself and character references are known; a document
 * type with declarations in it is refused, one that only names an outside definition is passed over and never fetched.
 *
 * @throws XmlFault
 */
export async function readXml(text: string): Promise<XmlElement> {
  if (text.length > mostCharacters) throw new XmlFault(`it is longer than ${mostCharacters} characters`)
  const reader = new TreeReader()
  for (let from = 0; from < text.length; from += atOnce) {
    if (from > 0) await turn()
    reader.feed(text.slice(from, from + atOnce))
  }
  return reader.end()
}

class TreeReader {
  readonly #parser = new SaxesParser({ xmlns: false, position: true })
  readonly #open: Open[] = []
  #root: XmlElement | undefined
  #elements = 0
  #attributes = 0

  constructor() {
    const parser = this.#parser
    parser.on('error', (error) => {
      throw new XmlFault(`it is no well-formed XML (${placeOf(error.message)})`)
    })
    parser.on('doctype', (doctype) => {
      if (doctype.includes('[')) throw new XmlFault('it declares a document type of its own (DTD)', true)
    })
    parser.on('attribute', () => {
      if (++this.#attributes > mostAttributes)
        throw new XmlFault(`an element has more than ${mostAttributes} attributes`)
    })
    parser.on('opentag', ({ name, attributes }) => this.#start(name, attributes))
    parser.on('text', (text) => this.#add(text))
    parser.on('cdata', (text) => this.#add(text))
    parser.on('closetag', () => this.#close())
  }

  feed(piece: string): void {
    this.#parser.write(piece)
  }

  end(): XmlElement {
    this.#parser.close()
    if (this.#root === undefined) throw new XmlFault('there is no element in it')
    return this.#root
  }

  #start(name: string, attributes: Readonly<Record<string, string>>): void {
    if (this.#open.length >= deepest) throw new XmlFault(`it nests deeper than ${deepest} elements`)
    if (++this.#elements > mostElements) throw new XmlFault(`it has more than ${mostElements} elements`)
    this.#attributes = 0
    const listed = Object.entries(attributes).map(([key, value]) => ({ name: key, local: localOf(key), value }))
    this.#open.push({ name, local: localOf(name), attributes: listed, children: [], text: '' })
  }

  #add(text: string): void {
    const open = this.#open.at(-1)
    if (open !== undefined) open.text += text
  }

  #close(): void {
    const done = this.#open.pop()
    if (done === undefined) return
    const parent = this.#open.at(-1)
    if (parent === undefined) this.#root = done
    else parent.children.push(done)
  }
}

/** saxes names the place and then quotes the document: only its words of its own are kept. */
const placeOf = (message: string): string =>
  /^\d+:\d+/.exec(message)?.[0].replace(':', ', column ').replace(/^/, 'line ') ?? 'somewhere'
