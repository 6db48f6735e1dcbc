import { describe, expect, test } from 'vitest'
import { brief, firstSentence, plain } from './prose.ts'
import { cpuSeconds } from '../../test/support/cpu-time.ts'

describe('foreign prose', () => {
  test.each([
    ['HTML', '<p>List <b>all</b> pets.</p><br/><a href="x">More</a>', 'List all pets. More'],
    ['placeholders stay', 'use <owner>/<repo>', 'use <owner>/<repo>'],
    ['links', 'See [the guide](https://x.example/y) now', 'See the guide now'],
    ['images', '![logo](x.png)A', 'A'],
    ['headings and lists', '# Title\n- one\n* two', 'Title one two'],
    ['emphasis', '**Note** that `id` is __big__', 'Note that id is big'],
    ['code fences', 'a\n```json\n{}\n```\nb', 'a b'],
    ['tables', 'a\n| x | y |\n|---|---|\nb', 'a b'],
    ['entities', 'a &amp; b &lt;c&gt; &#x41;&#66;', 'a & b <c> AB'],
    ['invisible characters', 'a\u200bb\u202ec\u0007d\u{E0041}e', 'abcde'],
  ])('%s', (_, text, line) => expect(plain(text)).toBe(line))

  test('a decoded entity cannot bring an invisible character back', () =>
    expect(plain('a&#8238;b&#x200b;c')).toBe('abc'))

  test.each([
    ['First one here. Second one is long enough to go.', 30, 'First one here.'],
    ['no sentence end in this rather long text of words', 20, 'no sentence end in…'],
    ['short', 20, 'short'],
    [undefined, 20, ''],
  ])('%s within %d', (text, limit, expected) => expect(brief(text, limit)).toBe(expected))

  test('the first sentence', () => expect(firstSentence('Lists the pets. Also cats.', 200)).toBe('Lists the pets.'))

  test('hostile text costs no time', () => {
    const texts = [
      '<a '.repeat(1e5),
      '['.repeat(1e5),
      '**a'.repeat(1e5),
      '`'.repeat(1e5),
      '|'.repeat(1e5),
      '```'.repeat(1e5),
      '- - '.repeat(1e5),
    ]
    expect(cpuSeconds(() => void texts.map(plain))).toBeLessThan(2)
  })
})
