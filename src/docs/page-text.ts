import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { deflateSync, inflate, inflateSync } from 'node:zlib'
import { createBreaks } from './breaks.ts'
import type { Block, Link, Page, Section } from './model.ts'

/** What is known of a page without its text. */
export interface PageHead {
  readonly title: string
  readonly language?: string
  readonly cut?: boolean
  /** How many sections it has. */
  readonly sections: number
  readonly links: readonly Link[]
  /** SHA-256 of its Markdown; `''` for a page that says nothing. */
  readonly content: string
}

/**
 * The text of a page as it travels between threads and is kept: JSON in lines, one for each section, deflated. A page of
 * 10 MB is some hundred thousand objects, and whoever takes those apart in one go keeps everyone waiting.
 */
export interface PageText {
  /** Sections without their blocks. */
  readonly parts: Uint8Array
  /** The blocks of each. */
  readonly blocks: Uint8Array
}

export type Part = Omit<Section, 'blocks'>

/** Of a thread that may be kept busy. */
export function packPage(page: Page, links: readonly Link[]): { head: PageHead; text: PageText } {
  const { title, language, cut, markdown, sections } = page
  const parts = sections.map(toPart)
  return {
    head: {
      title,
      ...(language === undefined ? {} : { language }),
      ...(cut === undefined ? {} : { cut }),
      sections: sections.length,
      links,
      content: markdown.trim() === '' ? '' : createHash('sha256').update(markdown).digest('base64url'),
    },
    text: { parts: pack(parts), blocks: pack(sections.map(({ blocks }) => blocks)) },
  }
}

/** The page again, as far as operations are read out of it; of a thread that may be kept busy. */
export function unpackPage(url: string, { title, language, links }: PageHead, { parts, blocks }: PageText): Page {
  const all = linesOf(inflateSync(blocks)) as (readonly Block[])[] // as `packPage` wrote them
  const sections = (linesOf(inflateSync(parts)) as Part[]).map((part, at) => ({ ...part, blocks: all[at] ?? [] }))
  const markdown = sections.map((it) => `${'#'.repeat(it.level)} ${it.title}\n\n${it.markdown}`).join('\n\n')
  const hints = { scripts: [], linkRels: [], elements: [] }
  return { url, title, ...(language === undefined ? {} : { language }), markdown, sections, links, hints }
}

/** The sections of a page, taken apart a few at a time. */
export async function readParts({ parts }: PageText): Promise<readonly Part[]> {
  const lines = await promisify(inflate)(parts)
  const breaks = createBreaks()
  const read: Part[] = []
  for (let from = 0, end = lines.indexOf(10); end >= 0; from = end + 1, end = lines.indexOf(10, from)) {
    read.push(JSON.parse(lines.toString('utf8', from, end)) as Part) // as `packPage` wrote it
    await breaks()
  }
  return read
}

const toPart = ({ id, title, level, breadcrumb, markdown }: Section): Part => ({
  id,
  title,
  level,
  breadcrumb,
  markdown,
})

// Copied out of the buffers of zlib, so that it can be handed to another thread.
const pack = (rows: readonly unknown[]): Uint8Array =>
  new Uint8Array(deflateSync(rows.map((row) => `${JSON.stringify(row)}\n`).join(''), { level: 4 }))

const linesOf = (data: Buffer): unknown[] =>
  data
    .toString('utf8')
    .split('\n')
    .slice(0, -1)
    .map((line): unknown => JSON.parse(line))
