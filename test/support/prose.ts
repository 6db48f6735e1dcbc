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
