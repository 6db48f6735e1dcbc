import { parentPort } from 'node:worker_threads'
import { toMarkdown } from './to-markdown.ts'

/** The page worker: HTML in, Markdown out. What it cannot convert is an error, which ends it; see the runner. */
parentPort?.on('message', ({ ask, html }: { readonly ask: number; readonly html: string }) => {
  parentPort?.postMessage({ ask, markdown: toMarkdown(html) })
})
