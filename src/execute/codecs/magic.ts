/** How kinds of files begin, for bodies whose type says nothing. */
const beginnings: readonly (readonly [type: string, bytes: readonly number[]])[] = [
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/gif', [0x47, 0x49, 0x46, 0x38]],
  ['application/pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['application/zip', [0x50, 0x4b, 0x03, 0x04]],
  ['application/gzip', [0x1f, 0x8b, 0x08]],
]

/** The media type that bytes show by their beginning; `undefined` where they do not. */
export function kindOf(data: Uint8Array): string | undefined {
  const found = beginnings.find(([, bytes]) => bytes.every((byte, at) => data[at] === byte))?.[0]
  if (found !== undefined) return found
  const start = Buffer.from(data.buffer, data.byteOffset, Math.min(data.byteLength, 16)).toString('latin1')
  return start.startsWith('RIFF') && start.slice(8, 12) === 'WEBP' ? 'image/webp' : undefined
}

/** As much is looked at: a few controls among this much text are somebody's mistake, not bytes. */
const looked = 1024

const isControl = (byte: number): boolean =>
  byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x0c && byte !== 0x1b && byte !== 0x1e

/** Whether bytes are no text in any charset: they begin like a file of another kind, or are full of control characters. */
export function looksBinary(data: Uint8Array): boolean {
  const first = data[0] ?? 0
  if (first !== 0x7b && first !== 0x5b && first !== 0x3c && kindOf(data) !== undefined) return true // not {, [ or <
  const length = Math.min(data.byteLength, looked)
  let controls = 0
  for (let at = 0; at < length; at++) if (isControl(data[at] ?? 0)) controls++
  return controls > length / 20 && !isWide(data, length)
}

/** UTF-16 or UTF-32: by its mark, or by the zeros that its ASCII characters leave at every second place, or at three of four. */
function isWide(data: Uint8Array, length: number): boolean {
  const [a, b, c, d] = data
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return true
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return true
  const zeros = [0, 0, 0, 0]
  for (let at = 0; at < length; at++) if (data[at] === 0) zeros[at % 4] = (zeros[at % 4] ?? 0) + 1
  const full = zeros.filter((count) => count >= (length / 4) * 0.6).length
  const clear = zeros.filter((count) => count <= (length / 4) * 0.25).length
  return (full === 2 && clear === 2) || (full === 3 && clear === 1)
}
