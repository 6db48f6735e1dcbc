import { inferOperations, type Inference } from '../../src/docs/infer/index.ts'
import { readPage } from '../../src/docs/read/read-page.ts'

/** A code block of Markdown. */
export const fence = (language: string, ...lines: string[]): string =>
  ['```' + language, ...lines, '```', ''].join('\n')

/** What is read out of one page: Markdown, or what its name says. */
export const inferFrom = (text: string, name = 'page.md'): Inference =>
  inferOperations([
    readPage({
      text,
      mediaType: name.endsWith('.md') ? 'text/markdown' : 'text/plain',
      url: `https://docs.example/${name}`,
    }),
  ])

/** `METHOD /path name,name` of each operation of a page, without path variables; the drafts left out. */
export const operationsOf = (text: string, name?: string): string[] =>
  inferFrom(text, name)
    .operations.filter(({ draft }) => !draft)
    .map(({ method, path, parameters }) =>
      [`${method} ${path}`, parameters.filter((it) => it.in !== 'path').map((it) => it.name)]
        .filter((it) => it.length > 0)
        .join(' '),
    )

/** A way of writing, and the calls that are read out of it. */
export interface WayOfWriting {
  readonly says: string
  readonly text: string
  readonly operations: readonly string[]
  readonly mediaType?: string
}

/** `METHOD /path` of each operation that is published of a page, in its order. */
export const callsInOrder = (text: string, mediaType = 'text/markdown'): string[] =>
  inferOperations([readPage({ text, mediaType, url: 'https://docs.example/page' })])
    .operations.filter(({ draft }) => !draft)
    .map(({ method, path }) => `${method} ${path}`)

/** The same, sorted. */
export const callsOf = (text: string, mediaType = 'text/markdown'): string[] => callsInOrder(text, mediaType).toSorted()

/** `METHOD /path place:name …` of each operation that is published of a page of HTML, without path variables. */
export const callsOfHtml = (title: string, body: string): string[] =>
  inferOperations([
    readPage({
      text: `<!doctype html><html><head><title>${title}</title></head><body><main>${body}</main></body></html>`,
      mediaType: 'text/html',
      url: 'https://docs.example/page.html',
    }),
  ])
    .operations.filter(({ draft }) => !draft)
    .map(({ method, path, parameters }) =>
      [`${method} ${path}`, ...parameters.filter((it) => it.in !== 'path').map((it) => `${it.in}:${it.name}`)].join(
        ' ',
      ),
    )

/** A code block of HTML. */
export const pre = (...lines: string[]): string => `<pre><code>${lines.join('\n').replaceAll('<', '&lt;')}</code></pre>`
