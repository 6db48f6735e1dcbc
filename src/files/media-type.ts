import { lookup, mimes } from 'mrmime'

/** How many bytes of the beginning tell the type of a content. */
export const sniffBytes = 512

const text = (bytes: string): Buffer => Buffer.from(bytes, 'latin1')

/** Signatures at a fixed place (WHATWG MIME Sniffing §6, §7, and what they leave out). */
const signatures: readonly { readonly at: number; readonly bytes: Buffer; readonly type: string }[] = [
  { at: 0, bytes: text('\x89PNG\r\n\x1a\n'), type: 'image/png' },
  { at: 0, bytes: text('\xff\xd8\xff'), type: 'image/jpeg' },
  { at: 0, bytes: text('GIF87a'), type: 'image/gif' },
  { at: 0, bytes: text('GIF89a'), type: 'image/gif' },
  { at: 8, bytes: text('WEBPVP'), type: 'image/webp' },
  { at: 4, bytes: text('ftypavif'), type: 'image/avif' },
  { at: 4, bytes: text('ftypheic'), type: 'image/heic' },
  { at: 0, bytes: text('II*\0'), type: 'image/tiff' },
  { at: 0, bytes: text('MM\0*'), type: 'image/tiff' },
  { at: 0, bytes: text('%PDF-'), type: 'application/pdf' },
  { at: 0, bytes: text('PK\x03\x04'), type: 'application/zip' },
  { at: 0, bytes: text('\x1f\x8b\x08'), type: 'application/gzip' },
  { at: 0, bytes: text('BZh'), type: 'application/x-bzip2' },
  { at: 0, bytes: text('7z\xbc\xaf\x27\x1c'), type: 'application/x-7z-compressed' },
  { at: 257, bytes: text('ustar'), type: 'application/x-tar' },
  { at: 0, bytes: text('SQLite format 3\0'), type: 'application/vnd.sqlite3' },
  { at: 0, bytes: text('\0asm'), type: 'application/wasm' },
  { at: 8, bytes: text('WAVEfmt '), type: 'audio/wav' },
  { at: 0, bytes: text('ID3'), type: 'audio/mpeg' },
  { at: 0, bytes: text('\xff\xfb'), type: 'audio/mpeg' },
  { at: 0, bytes: text('fLaC'), type: 'audio/flac' },
  { at: 0, bytes: text('OggS'), type: 'audio/ogg' },
  { at: 4, bytes: text('ftypM4A'), type: 'audio/mp4' },
  { at: 4, bytes: text('ftyp'), type: 'video/mp4' },
  { at: 0, bytes: text('\x1aE\xdf\xa3'), type: 'video/webm' },
]

/** Types that the list of names does not know, or knows under a name that APIs refuse. */
const more: Readonly<Record<string, string>> = {
  jsonl: 'application/x-ndjson',
  ndjson: 'application/x-ndjson',
  parquet: 'application/vnd.apache.parquet',
  yaml: 'application/yaml',
  yml: 'application/yaml',
  ts: 'text/plain', // not a film (video/mp2t)
  py: 'text/x-python',
  wav: 'audio/wav',
}

const byName = (name: string): string | undefined => {
  const extension = /\.([A-Za-z0-9]{1,10})$/.exec(name)?.[1]?.toLowerCase()
  if (extension === undefined) return undefined
  return Object.hasOwn(more, extension) ? more[extension] : lookup(extension)
}

const byContent = (head: Uint8Array): string | undefined =>
  signatures.find(({ at, bytes }) => Buffer.from(head.subarray(at, at + bytes.length)).equals(bytes))?.type

/** Whether bytes are the beginning of a UTF-8 text. */
export function looksLikeText(head: Uint8Array): boolean {
  if (head.includes(0)) return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true }) // the last character may be cut
    return true
  } catch {
    return false // no UTF-8
  }
}

/** Whether bytes are the beginning of a UTF-16 text: its mark, or a zero as every second byte and nowhere else. */
export function looksLikeWideText(head: Uint8Array): boolean {
  if (head.length < 2) return false
  const [first, second] = head
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true
  return [0, 1].some((zero) => head.every((byte, at) => (byte === 0) === (at % 2 === zero)))
}

/**
 * The media type of a file by its name, and by the first bytes of its content where the name does not tell or says
 * something that the content plainly is not (a PNG called `photo.jpg`). `undefined`: nobody can tell.
 */
export function mediaTypeOf(name: string | undefined, head: Uint8Array): string | undefined {
  const called = name === undefined ? undefined : byName(name)
  const named = called === 'application/octet-stream' ? undefined : called // `.bin` says nothing
  const seen = byContent(head)
  if (named === undefined) return seen ?? called ?? (head.length > 0 && looksLikeText(head) ? 'text/plain' : undefined)
  const media = /^(?:image|audio|video)\//
  return seen !== undefined && media.test(seen) && media.test(named) && seen.split('/')[0] === 'image' ? seen : named
}

/** Extensions as people write them, where the table has others first. */
const usual: Readonly<Record<string, string>> = {
  'text/plain': 'txt',
  'image/jpeg': 'jpg',
  'text/html': 'html',
  'text/markdown': 'md',
  'audio/mpeg': 'mp3',
  'video/mp4': 'mp4',
  'audio/wav': 'wav',
  'application/yaml': 'yaml',
  'application/x-ndjson': 'ndjson',
  'application/gzip': 'gz',
  'application/x-gzip': 'gz',
  'application/x-zip-compressed': 'zip',
  'application/xml': 'xml',
}

/** `.pdf` for `application/pdf`; `''` for what has none. */
export function extensionOf(mediaType: string): string {
  const essence = (mediaType.split(';', 1)[0] ?? '').trim().toLowerCase()
  if (Object.hasOwn(usual, essence)) return `.${usual[essence] ?? ''}`
  const found = Object.entries(mimes).find(([, type]) => type === essence)?.[0]
  if (found !== undefined) return `.${found}`
  return essence.endsWith('+json') ? '.json' : essence.endsWith('+xml') ? '.xml' : ''
}
