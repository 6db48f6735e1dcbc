import { recogniseText } from '../catalog/index.ts'
import { createHash } from 'node:crypto'
import { CustomApiError, stringifyJson } from '../core/index.ts'
import { inferOperations, toOpenApi } from './infer/index.ts'
import { packPage, unpackPage, type PageHead, type PageText } from './page-text.ts'
import { readPage } from './read/read-page.ts'
import { findDescription, findInConfiguration, type Clue } from './source/find-description.ts'

/** What is done away from the main thread: plain data, fit to be sent to a worker. */
export type Work =
  | { readonly do: 'read'; readonly text: string; readonly mediaType: string; readonly url: string }
  /** Whether a text is a description; a viewer's configuration gives further clues. */
  | {
      readonly do: 'recognise'
      readonly text: string
      readonly url: string
      readonly clues: boolean
      readonly base?: string
      /** What the addresses of a configuration are relative to, where it is not the configuration itself. */
      readonly page?: string
    }
  | { readonly do: 'infer'; readonly pages: readonly PackedPage[]; readonly title: string }

/** A page as it goes from thread to thread. */
export interface PackedPage {
  readonly url: string
  readonly head: PageHead
  readonly text: PageText
}

export interface ReadAnswer {
  readonly url: string
  readonly head: PageHead
  readonly text: PageText
  readonly clues: readonly Clue[]
  /** The address that the page calls its own (`rel="canonical"`). */
  readonly canonical: string | undefined
}

export interface RecogniseAnswer {
  readonly title: string | undefined
  readonly openapi: string | undefined
  readonly paths: number
  readonly clues: readonly Clue[]
}

/** Operations that were read out of prose, as OpenAPI documents. */
export interface InferAnswer {
  readonly operations: number
  readonly drafts: number
  /** Without the drafts, and with them. */
  readonly published: string
  readonly all: string
  /** As the pages state it. */
  readonly baseUrl: string | undefined
  /** Drafts and why, what is not stated; each with its place. */
  readonly problems: readonly { readonly at: string; readonly says: string }[]
  /** SHA-256 of the documents. */
  readonly digest: string
}

export interface Answers {
  readonly read: ReadAnswer
  readonly recognise: RecogniseAnswer
  readonly infer: InferAnswer
}

export type Reply =
  | { readonly ok: true; readonly answer: Answers[keyof Answers] }
  | { readonly ok: false; readonly code: string; readonly message: string }

/** Does a job. @throws whatever a bug throws: no page is one */
export async function performJob(work: Work): Promise<Answers[keyof Answers]> {
  if (work.do === 'read') return read(work)
  return work.do === 'infer' ? infer(work) : recognise(work)
}

const mostLinks = 5_000

function read(source: { text: string; mediaType: string; url: string }): ReadAnswer {
  const page = readPage(source)
  const canonical = page.hints.linkRels.find(({ rel }) => rel.toLowerCase() === 'canonical')?.href
  return {
    url: page.url,
    ...packPage(page, page.links.slice(0, mostLinks)),
    clues: findDescription(page),
    canonical,
  }
}

async function recognise({ text, url, clues, base, page }: Work & { do: 'recognise' }): Promise<RecogniseAnswer> {
  const found = await recogniseText(text)
  return {
    title: found?.title,
    openapi: found?.openapi,
    paths: found?.paths ?? 0,
    clues: found === undefined && clues ? findInConfiguration(text, url, base, page) : [],
  }
}

function infer({ pages, title }: Work & { do: 'infer' }): InferAnswer {
  const inference = inferOperations(pages.map(({ url, head, text }) => unpackPage(url, head, text)))
  const drafts = inference.operations.filter((operation) => operation.draft).length
  const published = stringifyJson(toOpenApi(inference, { title }))
  const all = stringifyJson(toOpenApi(inference, { title, drafts: true }), 2)
  return {
    operations: inference.operations.length - drafts,
    drafts,
    published,
    all,
    baseUrl: inference.baseUrl,
    problems: inference.problems,
    digest: createHash('sha256').update(published).update(all).digest('base64url'),
  }
}

/** What of a reply is handed over to the other thread, not copied. */
export const handedOver = (reply: Reply): ArrayBuffer[] =>
  reply.ok && 'text' in reply.answer
    ? [reply.answer.text.parts, reply.answer.text.blocks].flatMap(({ buffer }) =>
        buffer instanceof ArrayBuffer ? [buffer] : [],
      )
    : []

/** The same job with its fault as data, as it crosses a thread border. */
export async function replyTo(work: Work): Promise<Reply> {
  try {
    return { ok: true, answer: await performJob(work) }
  } catch (thrown) {
    const { code, message, cause } = CustomApiError.from(thrown)
    return { ok: false, code, message: cause instanceof Error ? `${message}: ${cause.message}` : message }
  }
}
