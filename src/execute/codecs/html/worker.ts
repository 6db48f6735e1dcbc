import { parentPort } from 'node:worker_threads'
import { toMarkdown } from './to-markdown.ts'

/** The page worker: HTML in, Markdown out. What it cannot convert is an error, which ends it; see the runner. */
parentPort?.on('message', ({ job, work }: { readonly job: number; readonly work: string }) => {
  parentPort?.postMessage({ job, reply: toMarkdown(work) })
})
