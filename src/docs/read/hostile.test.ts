import { describe, expect, test } from 'vitest'
import { readPage } from './read-page.ts'

/**
 * Pages made to be slow or to break the reader: large enough that a walk of walks would not end within the time that a test
 * may take, and each with something behind it that must still be read, or read in part with `cut` set.
 */
const url = 'https://docs.example.com/'
const size = 300_000
const fill = (unit: string, length = size): string => unit.repeat(Math.ceil(length / unit.length))
const numbered = (write: (n: number) => string, length = size): string => {
  const parts: string[] = []
  for (let n = 0, written = 0; written < length; n++) {
    const part = write(n)
    parts.push(part)
    written += part.length
  }
  return parts.join('')
}
const html = (body: string) =>
  readPage({ text: `<!doctype html><body><h1>Begin</h1>${body}`, mediaType: 'text/html', url })
const markdown = (text: string) => readPage({ text: `# Begin\n\n${text}`, mediaType: 'text/markdown', url })

describe('hostile HTML', () => {
  test.each([
    ['elements 100,000 deep', `${'<div>'.repeat(100_000)}<p>end</p>${'</div>'.repeat(100_000)}`],
    ['quotes and lists without end', fill('<blockquote><ul><li>x') + '<p>end</p>'],
    ['inline elements without end', fill('<span><b><i>x') + 'end'],
    ['formatting that each block would open again', numbered((n) => `<p><b c=${n}>x`) + '<p>end'],
    ['tables within tables', fill('<table><tr><td>x') + 'end'],
    [
      'a cell full of tables',
      `<table><tr><th>a<th>b<tr><td>n<td>${fill('<table><tr><td>x<td>y</table>', 60_000)}</table><p>end`,
    ],
    [
      'cells that claim a thousand columns and rows',
      `<table>${fill('<tr><td colspan=1000 rowspan=65534>x</td></tr>')}</table><p>end`,
    ],
    ['attributes without end', `<div ${numbered((n) => `a${n}=1 `)}>end</div>`],
    ['entities', `<p>${fill('&amp;&notin;&#x41;&bogus')}</p><p>end`],
    ['open angle brackets', `<p>${fill('<')} end`],
    ['headings that share a title', `${fill('<h2>Same</h2>')}<p>end`],
    ['pieces of code side by side', `<p>${fill('<code>x</code>')} end`],
    ['links side by side', `<p>${fill('<a href=x>x</a>')} end`],
    ['blanks', `<p>${fill(' \u00a0<i> </i>')} end`],
    ['underscores and stars', `<p>${fill('_*')} end`],
    [
      'groups of tabs in groups of tabs',
      `${fill('<div class="tabs"><ul class="nav-tabs"><li>a</li></ul>')}<div class="tab-pane"><p>end`,
    ],
    ['blanks in code', `<pre>x${fill(' ', 1_000_000)}y</pre><p>end`],
    ['lines of code as elements', `<pre>${fill('<div class="line">x</div>')}</pre><p>end`],
    ['NULs', `<p>${fill('\0')}end`],
    [
      'paragraphs that draw tables of a thousand columns',
      `${`<p>${fill('|a', 20_000)}\n|---|---|\n${'|x\n'.repeat(490)}</p>`.repeat(30)}<p>end`,
    ],
    ['bars without a table', `${`<p>${fill('|', 49_000)}</p>`.repeat(20)}<p>end`],
    ['no end of anything', '<p>end</p><table><tr><td><select><option><textarea><script>'],
  ])('%s', { timeout: 60_000 }, (_name, body) => {
    const page = html(body)
    expect(page.sections[0]?.title).toBe('Begin')
    expect(page.markdown).toContain('end')
    expect(page.cut).toBeUndefined()
  })

  test('a page of more nodes than are read is cut, and says so', { timeout: 60_000 }, () => {
    const page = html('<i></i>'.repeat(610_000))
    expect(page.cut).toBe(true)
    expect(page.sections[0]?.title).toBe('Begin')
  })

  test('a short link that stands for a long address is not written out without end', () => {
    const base = `https://docs.example.com/${'x'.repeat(3_900)}/`
    const page = html(`<base href="${base}">${'<p><a href="y">z</a></p>'.repeat(20_000)}`)
    expect(page.markdown.length).toBeLessThan(30_000_000)
  })
})

describe('hostile Markdown', () => {
  test.each([
    ['brackets', fill('[')],
    ['links without end', fill('[](x')],
    ['emphasis', fill('**a *')],
    ['quotes', `${fill('> ')}x`],
    ['lists in lists', `${fill('- ')}x`],
    ['runs of backticks, each longer', numbered((n) => `${'`'.repeat(n)}a`)],
    ['backticks', numbered((n) => `${'`'.repeat(1 + (n % 300))}a `)],
    ['tables of many columns', `|${'a|'.repeat(1_000)}\n|${'-|'.repeat(1_000)}\n${fill('|x|\n', 50_000)}`],
    ['tags without end', fill('<a ')],
    ['scripts side by side', fill('<script></script>')],
    ['scripts without end', fill('<script>')],
    ['shortcodes without end', fill('{{< redoc ')],
    ['elements without end', fill('<table>\n')],
    ['comments on one line', fill('<!-- a -->')],
    ['notes in notes', fill(':::note\n')],
    ['components', fill('<Tabs a={{}} b="x">\n')],
    ['components without end', fill('<Tabs a={\n')],
    ['shortcodes', fill('{% x y="z" %}\n')],
    ['references', numbered((n) => `[r${n}]: http://x.example/${n}\n`) + fill('[r1] ')],
    ['escapes', fill('\\')],
    ['blanks', fill('\u00a0 \t')],
    ['numbers', fill('1. ')],
    ['imports', fill('import   ') + '\n'],
  ])('%s', { timeout: 60_000 }, (_name, text) => {
    const page = markdown(`${text}\n\n</Tabs>\n\n# End\n\nend`)
    expect(page.title).toBe('Begin')
    expect(page.markdown).toContain('end')
  })

  test('a comment without an end hides what follows, as it does in a browser', () => {
    expect(markdown('a\n\n<!-- b\n\nc').markdown).toBe('# Begin\n\na')
  })
})

describe('hostile texts of other kinds', () => {
  const action = 'FORMAT: 1A\n# A [/a]\n'
  test.each([
    [
      'a blueprint whose actions share much',
      'apib',
      `${action}+ Parameters\n${fill('    + b\n', 50_000)}${fill('## B [GET]\n')}## end\n`,
    ],
    [
      'a blueprint whose actions share a large body',
      'apib',
      `${action}+ Attributes\n${numbered((n) => `    + b${n}\n`, 50_000)}${fill('## B [POST]\n+ Response 200\n\n')}## end\n`,
    ],
    ['blanks in a line', 'md', `# A\n\nx${fill(' ', 1_000_000)}end`],
    ['blocks of Org without end', 'org', `* A\n${fill('#+begin_src sh\n')}end`],
  ])('%s', { timeout: 60_000 }, (_name, ending, text) => {
    const page = readPage({ text, mediaType: 'text/plain', url: `${url}x.${ending}` })
    expect(page.markdown).toContain('end')
    expect(page.markdown.length).toBeLessThan(20_000_000)
  })

  test('variables of a file of requests that hold each other', () => {
    const many = (name: string): string => `{{${name}}}`.repeat(80)
    const text = `@a = ${many('b')}\n@b = ${many('c')}\n@c = https://${'x'.repeat(480)}\nGET ${'{{a}}'.repeat(20)}/end\n`
    const { markdown } = readPage({ text, mediaType: 'text/plain', url: `${url}x.http` })
    expect(markdown).toContain('/end')
    expect(markdown.length).toBeLessThan(200_000)
  })
})

const lines = 200_000

test.each([
  ['code of reStructuredText', 'rst', `A\n=\n\n::\n\n${'   x\n'.repeat(lines)}`],
  ['a table of AsciiDoc', 'adoc', `= A\n\n|===\n${'| x\n'.repeat(lines)}|===\n`],
  ['a listing of AsciiDoc', 'adoc', `= A\n\n----\n${'x\n'.repeat(lines)}----\n`],
  ['code of Org', 'org', `* A\n#+BEGIN_SRC\n${'x\n'.repeat(lines)}#+END_SRC\n`],
  ['lines of Org', 'org', `* A\n${': x\n'.repeat(lines)}`],
  ['an answer of a blueprint', 'apib', `FORMAT: 1A\n# A\n## GET /x\n+ Response 200\n\n${'        x\n'.repeat(lines)}`],
])('no number of lines is too many: %s', (_, extension, text) => {
  const page = readPage({ text, mediaType: 'text/plain', url: `https://docs.test/page.${extension}` })
  expect(page.markdown.length).toBeGreaterThan(lines)
})
