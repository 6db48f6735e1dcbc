import { setImmediate as turn } from 'node:timers/promises'
import { insidesOf, mask } from './redactor-impl.ts'
import type { Redactor } from './redactor.ts'

/** A text stream on its way out: what `push`, `settle` and `end` return may be written. */
export interface StreamRedactor {
  push(text: string): string
  /** Nothing more comes for now: all but what may be the beginning of a secret. What follows is still seen with it. */
  settle(): string
  /** The rest. The stream may be used again afterwards, as a new one. */
  end(): string
}

/**
 * Redacts a text that comes in chunks; a secret across any number of chunk borders is found.
 *
 * Held back is what might be the beginning of an encoded secret: at most the longest encoded form, and no more than what
 * follows the last blank when no secret holds any. A line break is no such blank: a secret that was wrapped goes on after it.
 *
 * @throws TypeError for a redactor that `createRedactor` did not make
 */
export function createStreamRedactor(redactor: Redactor): StreamRedactor {
  const { ranges, reach, unfinished } = insidesOf(redactor)
  let held = ''
  let shown = 0 // bytes at the beginning of `held` that were given out already

  return {
    push(text) {
      held += text
      const { bytes: longest, spaced } = reach()
      if (longest === 0) return release()
      const bytes = Buffer.from(held)
      let cut = wholeCharacter(bytes, Math.max(0, bytes.length - (longest - 1)))
      if (!spaced) cut = Math.max(cut, afterBlank(bytes))
      if (cut === 0) return ''
      const found = ranges(bytes)
      // A match across the cut is shown as one mark now; nothing of it may be read a second time.
      for (const [start, end] of found) if (start < cut && end > cut) cut = end
      const out = mask(bytes, found, cut, shown)
      const rest = bytes.toString('utf8', cut)
      shown = Math.max(0, shown - cut)
      // A chunk may end between the halves of a surrogate pair; the half is not in the bytes.
      held = endsInHalf(held) && cut < bytes.length ? rest.slice(0, -1) + held.slice(-1) : rest
      return out
    },
    settle() {
      if (reach().bytes === 0) return release()
      const bytes = Buffer.from(endsInHalf(held) ? held.slice(0, -1) : held)
      const found = ranges(bytes)
      let cut = wholeCharacter(bytes, unfinished(bytes))
      for (const [start, end] of found) if (start < cut && end > cut) cut = end
      if (cut <= shown) return ''
      const out = mask(bytes, found, cut, shown)
      shown = cut
      return out
    },
    end() {
      const bytes = Buffer.from(held)
      const out = shown === 0 ? redactor.text(held) : mask(bytes, ranges(bytes), bytes.length, shown)
      held = ''
      shown = 0
      return out
    },
  }

  function release(): string {
    const cut = endsInHalf(held) ? held.length - 1 : held.length
    const out = held.slice(0, cut)
    held = held.slice(cut)
    return out
  }
}

/** So many characters are looked through before others have their turn: a large text must not stop everything else. */
const atOnce = 256 * 1024

/**
 * A text redacted a little at a time. Of one that is not `complete` what could be the beginning of a secret is left off: the
 * cut may go through one.
 */
export async function redactLong(text: string, redactor: Redactor, complete = true): Promise<string> {
  if (complete && text.length <= atOnce) return redactor.text(text)
  const stream = createStreamRedactor(redactor)
  let clean = ''
  for (let from = 0; from < text.length; from += atOnce) {
    if (from > 0) await turn()
    clean += stream.push(text.slice(from, from + atOnce))
  }
  return complete ? clean + stream.end() : clean
}

function endsInHalf(text: string): boolean {
  const last = text.charCodeAt(text.length - 1)
  return last >= 0xd800 && last <= 0xdbff
}

/** After the last blank that does not indent a line, where nothing goes on that was begun before it; else 0. */
function afterBlank(bytes: Buffer): number {
  for (let end = bytes.length; end > 0;) {
    while (end > 0 && !isBlank(bytes[end - 1])) end--
    let start = end
    while (start > 0 && isBlank(bytes[start - 1])) start--
    if (start < end && !goesOn.test(bytes.toString('latin1', Math.max(0, start - 8), start))) return end
    end = start
  }
  return 0
}

const isBlank = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x09

/**
 * What a blank may follow within one secret: a line break, also as JSON, percent-encoding and HTML write it, the field name
 * and the quotation mark of a line, a number of a list.
 */
const goesOn =
  /(?:^data:|\ndata:|\n>|[,;]|(?:^|[^0-9a-z])(?:0x)?[0-9a-f]{1,3}|[\r\n]|\\[nr]|\\u000[ad]|%0[ad]|&#(?:0{0,2}1[03]|x0?[ad]);|&NewLine;)$/i

/** The first byte of the character that the byte at `i` belongs to. */
function wholeCharacter(bytes: Uint8Array, i: number): number {
  let start = i
  while (start > 0 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start--
  return start
}
