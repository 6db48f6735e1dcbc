import { stripInvisible } from '../core/index.ts'
import { suggestedName } from './disposition.ts'
import { extensionOf } from './media-type.ts'

const mostBytes = 180 // of 255 that file systems take: room for a number and for our temporary names

/** Names that Windows gives to devices, with any extension. */
const devices = /^(?:con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3]|conin\$|conout\$|clock\$)$/i

/**
 * A name from somewhere as the name of a file in one folder, on every system: no folder, nothing hidden, no device, no
 * character that a system, a shell's listing or an eye could take for something else. `''` when nothing is left.
 */
export function safeName(given: string): string {
  const last = given.split(/[\\/]/).at(-1) ?? ''
  const visible = stripInvisible(last.normalize('NFC'))
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\ufffd]/gu, '')
    .replace(/\p{Cs}/gu, '') // half a character
    .replace(/[<>:"|?*]/g, '_')
    .replace(/\p{Zs}+/gu, ' ')
    .replace(/^[ .~-]+/, '') // nothing hidden, no home folder, no option of a command
    .replace(/[ .]+$/, '') // Windows drops them, so that two names would be one
  const shortened = shorten(visible)
  const [stem = ''] = shortened.split('.', 1)
  return devices.test(stem.trim()) ? `_${shortened}` : shortened
}

function shorten(name: string): string {
  if (Buffer.byteLength(name) <= mostBytes) return name
  const extension = /\.[A-Za-z0-9]{1,10}$/.exec(name)?.[0] ?? ''
  let stem = name.slice(0, name.length - extension.length)
  while (Buffer.byteLength(stem) > mostBytes - extension.length) stem = Array.from(stem).slice(0, -8).join('')
  return `${stem.trimEnd()}${extension}`
}

/** What is known of an answer that becomes a file. */
export interface Suggestion {
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** Where it came from; only the last segment of the path is looked at. */
  readonly url?: string | undefined
  readonly mediaType: string
}

/** The name that an answer asks for, safe: `Content-Disposition`, else the end of its path, else `download`. */
export function nameFor({ headers, url = '', mediaType }: Suggestion): string {
  const [, disposition = ''] = headers.find(([name]) => name.toLowerCase() === 'content-disposition') ?? []
  const extension = extensionOf(mediaType)
  const told = safeName(suggestedName(disposition) ?? '')
  if (told !== '') return /\.[^.]+$/.test(told) ? told : `${told}${extension}`
  const ofPath = safeName(lastSegment(url))
  if (/\.[A-Za-z0-9]{1,10}$/.test(ofPath)) return ofPath
  return `${ofPath === '' ? 'download' : ofPath}${extension}`
}

function lastSegment(url: string): string {
  const [path = ''] = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '').split(/[?#]/, 1)
  const segment = path.split('/').findLast((part) => part !== '') ?? ''
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment // no encoding: as it stands
  }
}

/** `report.pdf` → `report-2.pdf`. */
export function numbered(name: string, number: number): string {
  const [, stem = name, extension = ''] = /^(.*?)((?:\.tar)?\.[A-Za-z0-9]{1,10})?$/s.exec(name) ?? []
  return `${stem}-${number}${extension}`
}
