import { toVisible } from '../core/index.ts'

/**
 * JSON text with invisible characters as JSON escapes: like `toVisible`, and still valid JSON with the same value.
 *
 * `\u{` after an odd number of backslashes never stands in valid JSON, so those are the escapes that `toVisible` made.
 */
export function visibleJson(text: string): string {
  const shown = toVisible(text)
  if (shown === text) return text
  return shown.replace(/(\\+)u\{([0-9a-fA-F]{1,6})\}/g, (whole: string, slashes: string, digits: string) =>
    slashes.length % 2 === 0 ? whole : `${slashes.slice(1)}${escapes(Number.parseInt(digits, 16))}`,
  )
}

function escapes(code: number): string {
  const units = (code > 0xffff ? [0, 1] : [0]).map((index) => String.fromCodePoint(code).charCodeAt(index))
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}
