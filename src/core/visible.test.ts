import { describe, expect, test } from 'vitest'
import { stripInvisible, toVisible } from './visible.ts'

describe('toVisible', () => {
  test.each([
    ['plain text with breaks', 'one\n\ttwo ~!'],
    ['letters of other scripts', 'Grüße Привет 日本語 ελ'],
    ['a joined family', '👨‍👩‍👧‍👦 hi'],
    ['a skin tone', '👍🏽'],
    ['a joined skin tone', '👩🏽‍🚀'],
    ['a heart with its selector', '❤️'],
    ['a flag', '🇩🇪'],
    ['the rainbow flag', '🏳️‍🌈'],
    ['the flag of Wales', '🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}'],
    ['a keycap', '1️⃣ #️⃣'],
    ['a Persian word with its non-joiner', 'می\u200cخواهم'],
    ['a Hindi word with its joiner', 'क्\u200dष'],
  ])('leaves %s as it is', (_name, text) => {
    expect(toVisible(text)).toBe(text)
    expect(stripInvisible(text)).toBe(text)
  })

  test.each([
    ['a control character', 'a\u0000b\u001b[31m', 'a\\u{0}b\\u{1b}[31m', 'ab[31m'],
    ['a lone carriage return', 'shown\rhidden', 'shown\\u{d}hidden', 'shownhidden'],
    ['Windows line ends', 'a\r\nb', 'a\nb', 'a\nb'],
    ['C1 controls', 'a\u009bb', 'a\\u{9b}b', 'ab'],
    ['a right-to-left override', 'a\u202eb\u202c', 'a\\u{202e}b\\u{202c}', 'ab'],
    ['isolates and marks', '\u2066x\u2069\u200e\u061c', '\\u{2066}x\\u{2069}\\u{200e}\\u{61c}', 'x'],
    ['zero-width characters', 'pass\u200bword\u2060\ufeff', 'pass\\u{200b}word\\u{2060}\\u{feff}', 'password'],
    ['a joiner among Latin letters', 'a\u200db', 'a\\u{200d}b', 'ab'],
    ['tag characters', 'hi\u{e0041}\u{e0042}', 'hi\\u{e0041}\\u{e0042}', 'hi'],
    ['tags behind another emoji', '😀\u{e0041}\u{e007f}', '😀\\u{e0041}\\u{e007f}', '😀'],
    ['variation selectors that carry bytes', 'x\ufe00\ufe01\u{e0100}', 'x\\u{fe00}\\u{fe01}\\u{e0100}', 'x'],
    ['many selectors behind an emoji', '😀\ufe0f\ufe0f', '😀\ufe0f\\u{fe0f}', '😀\ufe0f'],
    ['a soft hyphen', 'co\u00adop', 'co\\u{ad}op', 'coop'],
    ['line and paragraph separators', 'a\u2028b\u2029', 'a\\u{2028}b\\u{2029}', 'a\nb\n'],
    ['Hangul fillers', '\u3164\u115f\uffa0', '\\u{3164}\\u{115f}\\u{ffa0}', ''],
    ['a lone surrogate', 'a\ud800b', 'a\\u{d800}b', 'ab'],
    ['private use', '\ue000', '\\u{e000}', ''],
  ])('shows %s', (_name, text, visible, stripped) => {
    expect(toVisible(text)).toBe(visible)
    expect(stripInvisible(text)).toBe(stripped)
  })
})

test('a large text is rewritten in pieces, and no sequence is cut', () => {
  const family = '👨‍👩‍👧'
  const text = `${family} x\u0000`.repeat(30_000)
  expect(toVisible(text)).toBe(`${family} x\\u{0}`.repeat(30_000))
  expect(toVisible('\0'.repeat(20_000_000)).length).toBe(100_000_000)
})
