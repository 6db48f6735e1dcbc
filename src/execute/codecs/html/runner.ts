import { existsSync } from 'node:fs'
import { WorkerJobs } from '../../../core/index.ts'

/** What one page may take; who asks sees to its length. */
export const pageLimits = { characters: 5_000_000, seconds: 8, megabytes: 400, idleMilliseconds: 20_000 } as const

/** The converter is large and rarely needed, and pages may be hostile: it lives in a file and a thread of its own. */
const file = new URL('./html-worker.js', import.meta.url)

const lost = (): Error => new Error('the page takes more than a page may')
const jobs = new WorkerJobs<string, string>(file, pageLimits, { cancelled: lost, tooSlow: lost, died: lost })

/** A page as Markdown; `undefined` when that takes more than a page may. One after the other. */
export async function pageToMarkdown(html: string): Promise<string | undefined> {
  return existsSync(file) ? jobs.run(() => ({ work: html })).catch(() => undefined) : inThread(html)
}

/** From source there is no worker file. The specifier is no literal, so that no bundle takes the converter in. */
async function inThread(html: string): Promise<string | undefined> {
  const converter = './to-markdown.ts'
  const { toMarkdown } = (await import(converter)) as typeof import('./to-markdown.ts') // the module named above
  return toMarkdown(html)
}
