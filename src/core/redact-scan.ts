import { createMatcher, shortestPattern, type Matcher } from './redact-matcher.ts'
import { insidesOf } from './redactor-impl.ts'
import type { Redactor } from './redactor.ts'

/** So much of a text is read with every encoding undone. */
const mostRead = 4 * 1024 * 1024

const matchers = new WeakMap<readonly Uint8Array[], Matcher>()

/**
 * Whether a known secret stands in bytes that come in chunks, across any chunk border: as it is, in UTF-16, base64 (any
 * alignment, both alphabets), hex, percent-encoded, as JSON and as HTML write it. The first 4 MiB of it are read as the
 * redactor reads a text, whatever encodings are mixed or nested there; what follows runs at some hundred MB a second.
 *
 * @throws TypeError for a redactor that `createRedactor` did not make
 */
export function createScan(redactor: Redactor): (chunk: Uint8Array) => boolean {
  const { patterns, ranges, reach } = insidesOf(redactor)
  let tail = new Uint8Array()
  let before = new Uint8Array()
  let read = 0
  return (chunk) => {
    const known = patterns()
    if (known.length === 0) return false
    const matcher = matchers.get(known) ?? createMatcher(known.flatMap(encoded))
    matchers.set(known, matcher)
    const seen = Buffer.concat([tail, chunk])
    if (matcher.find(seen, () => true)) return true
    tail = seen.subarray(Math.max(0, seen.byteLength - matcher.longest + 1))
    if (read > mostRead) return false
    read += chunk.byteLength
    const text = Buffer.concat([before, chunk])
    before = text.subarray(Math.max(0, text.byteLength - reach().bytes))
    return ranges(text).length > 0
  }
}

/** A pattern in the encodings that a program would use for all of it. */
function encoded(pattern: Uint8Array): Uint8Array[] {
  const bytes = Buffer.from(pattern)
  const hex = bytes.toString('hex')
  const percent = hex.replaceAll(/../g, '%$&')
  const text = bytes.toString()
  const forms = [hex, hex.toUpperCase(), percent, percent.toUpperCase(), ...aligned(bytes)]
  if (Buffer.from(text).equals(bytes)) {
    const component = encodeURIComponent(text)
    const lower = component.replaceAll(/%../g, (escape) => escape.toLowerCase())
    const form = new URLSearchParams([['', text]]).toString().slice(1)
    const html = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    forms.push(component, lower, form, JSON.stringify(text).slice(1, -1), html, html.replaceAll('"', '&quot;'))
  }
  const unique = new Set(forms.filter((one) => one !== text))
  return [pattern, ...[...unique].map((one) => Buffer.from(one))].filter((one) => one.length >= shortestPattern)
}

/** The characters of base64 that are the same whatever stands around the bytes, at each alignment, in both alphabets. */
function aligned(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const cut = (shift + bytes.length) % 3 === 0 ? 0 : 1
    const core = whole.slice([0, 2, 3][shift], whole.length - cut)
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')]
  })
}
