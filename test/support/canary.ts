/** A planted secret in every encoding that an echoing upstream may choose, and the eye that looks for it. */

type Encode = (text: string) => string

const bytesOf = (text: string): number[] => [...Buffer.from(text, 'utf8')]
const base64: Encode = (text) => Buffer.from(text).toString('base64')
const base64url: Encode = (text) => Buffer.from(text).toString('base64url')
const hex: Encode = (text) => Buffer.from(text).toString('hex')
const percentAll: Encode = (text) =>
  bytesOf(text)
    .map((byte) => `%${byte.toString(16).padStart(2, '0')}`)
    .join('')
const unicode: Encode = (text) => text.replace(/./g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
const decimal: Encode = (text) => text.replace(/./g, (one) => `&#${one.charCodeAt(0)};`)
const hexEntity: Encode = (text) => text.replace(/./g, (one) => `&#x${one.charCodeAt(0).toString(16)};`)
const entities: Encode = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
const jsonText: Encode = (text) => JSON.stringify(text).slice(1, -1)

const quotedPrintable: Encode = (text) =>
  bytesOf(text)
    .map((byte) =>
      byte < 33 || byte > 126 || byte === 61 ? `=${twoHex(byte).toUpperCase()}` : String.fromCharCode(byte),
    )
    .join('')
const twoHex = (byte: number): string => byte.toString(16).padStart(2, '0')

/** Ways of writing that belong to one format; what that does to them besides comes on top. */
export const formats = {
  jsonText,
  entities,
  quotedPrintable,
  'quoted-printable, folded': (text: string) => quotedPrintable(text).replace(/(?:=..|[^=]){10}/g, '$&=\r\n'),
  'doubled quotes': (text: string) => text.replaceAll('"', '""'),
  'doubled apostrophes': (text: string) => text.replaceAll("'", "''"),
  octal: (text: string) =>
    bytesOf(text)
      .map((byte) => `\\${byte.toString(8).padStart(3, '0')}`)
      .join(''),
  backslashes: (text: string) => text.replace(/[!-/:-@[-`{-~]/g, '\\$&'),
  'a list of bytes': (text: string) => JSON.stringify(bytesOf(text)),
  'a list of bytes, pretty': (text: string) => JSON.stringify(bytesOf(text), null, 2),
  'hex with colons': (text: string) => bytesOf(text).map(twoHex).join(':'),
  'hex in a program': (text: string) =>
    bytesOf(text)
      .map((byte) => `0x${twoHex(byte)}`)
      .join(', '),
  'two lines': (text: string) => `${text.slice(0, 9)}\n${text.slice(9)}`,
} satisfies Readonly<Record<string, Encode>>

/** One layer of each kind, then pairs: what SECURITY-PROMISES.md §1.1 names, alone and nested two deep. */
export const encodings: Readonly<Record<string, Encode>> = {
  raw: (text) => text,
  base64,
  'base64 one byte on': (text) => base64(`x${text}`),
  'base64 two bytes on': (text) => base64(`xy${text}z`),
  base64url,
  'base64url in a pair': (text) => base64url(`user:${text}`),
  'base64 in lines': (text) => base64(`${'x'.repeat(50)}${text}${'y'.repeat(50)}`).replace(/.{64}/g, '$&\r\n'),
  percent: encodeURIComponent,
  'percent, every byte': percentAll,
  'percent, upper case': (text) => percentAll(text).toUpperCase(),
  form: (text) => new URLSearchParams({ text }).toString(),
  'JSON escapes': jsonText,
  'JSON, every character': unicode,
  'HTML entities': entities,
  'decimal entities': decimal,
  'hexadecimal entities': hexEntity,
  hex,
  'hex, upper case': (text) => hex(text).toUpperCase(),
  'hex after an odd digit': (text) => `a${hex(text)}`,
  'base64 of base64': (text) => base64(base64(text)),
  'base64 of percent': (text) => base64(percentAll(text)),
  'percent of base64': (text) => encodeURIComponent(base64(text)),
  'hex of base64url': (text) => hex(base64url(text)),
  'base64 of hex': (text) => base64(hex(text)),
  'entities of percent': (text) => decimal(encodeURIComponent(text)),
  'JSON in JSON': (text) => jsonText(jsonText(`a "b" ${text}`)),
  'JSON escapes in base64': (text) => base64(unicode(text)),
  'a composed header': (text) => `Authorization: Bearer ${text}`,
  'a composed header in base64': (text) => base64(`Bearer ${text}`),
}

/** The part of a base64 text that does not depend on what stands around the secret, at each alignment. */
function alignments(secret: string): string[] {
  return [0, 1, 2].flatMap((shift) => {
    const whole = Buffer.from(`${'x'.repeat(shift)}${secret}`)
      .toString('base64')
      .replace(/=+$/, '')
    const core = whole.slice(shift === 0 ? 0 : shift + 1, -2)
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

/** Every text whose presence gives the secret away; a run of twelve of its characters is enough. */
function needlesOf(secret: string): ReadonlyMap<string, string> {
  const before = known.get(secret)
  if (before !== undefined) return before
  const needles = new Map<string, string>()
  for (let at = 0; at + 12 <= secret.length; at++) needles.set(secret.slice(at, at + 12), 'a piece of it')
  for (const [name, encode] of Object.entries({ ...formats, ...encodings })) needles.set(encode(secret), name)
  for (const core of alignments(secret)) needles.set(core, 'base64, its core')
  known.set(secret, needles)
  return needles
}

const known = new Map<string, ReadonlyMap<string, string>>()

function* layers(text: string): Generator<string> {
  yield text
  for (const decode of decoders) {
    const plain = decode(text)
    if (plain !== text) yield plain
  }
}
const decodePercent: Encode = (text) =>
  text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString())
const decodeEntities: Encode = (text) =>
  text
    .replace(/&#x([0-9a-f]{1,6});/gi, (_, digits: string) => String.fromCodePoint(Number.parseInt(digits, 16)))
    .replace(/&#(\d{1,7});/g, (_, digits: string) => String.fromCodePoint(Number(digits)))
const decodeUnicode: Encode = (text) =>
  text.replace(/\\u([0-9a-f]{4})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))

const decodeQuotedPrintable: Encode = (text) =>
  text
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
const decodeOctal: Encode = (text) =>
  text.replace(/\\([0-3][0-7]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))
const decodeList: Encode = (text) =>
  text.replace(/(?:\b\d{1,3}[,;\s]+){7,}/g, (list) =>
    String.fromCharCode(...[...list.matchAll(/\d+/g)].map(([number]) => Number(number) & 255)),
  )
const decodeHexList: Encode = (text) =>
  text.replace(/(?:(?:0x)?\b[0-9a-f]{2}[:,\- ]+){7,}/gi, (list) =>
    Buffer.from(list.replace(/0x|[^0-9a-f]/gi, ''), 'hex').toString('latin1'),
  )

const decoders: readonly Encode[] = [
  decodePercent,
  decodeEntities,
  decodeUnicode,
  decodeQuotedPrintable,
  decodeOctal,
  decodeList,
  decodeHexList,
  (text) => text.replaceAll('\0', ''), // UTF-16
  (text) => text.replaceAll('""', '"'),
  (text) => text.replaceAll("''", "'"),
  (text) => text.replace(/\\([!-/:-@[-`{-~])/g, '$1'),
  (text) => text.replace(/(?:\\[rn]|[\r\n])+(?:\s|data:|>)*/g, ''),
]

/** Where a secret shows in a text, by the name of the encoding; empty when it does not. */
export function leaks(text: string, secret: string): string[] {
  const found = new Set<string>()
  const needles = needlesOf(secret)
  const folded = text.toLowerCase()
  if (folded.includes(hex(secret))) found.add('hex in some case')
  if (folded.includes(percentAll(secret).toLowerCase())) found.add('percent in some case')
  for (const layer of layers(text))
    for (const [needle, name] of needles)
      if (layer.includes(needle)) found.add(layer === text ? name : `${name}, under`)
  return [...found]
}
