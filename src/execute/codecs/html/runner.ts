import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'

/** What one page may take; who asks sees to its length. */
export const pageLimits = { characters: 5_000_000, milliseconds: 8_000, megabytes: 400 }
const idleMilliseconds = 20_000

/** The converter is large and rarely needed, and pages may be hostile: it lives in a file and a thread of its own. */
const file = new URL('./html-worker.js', import.meta.url)

let worker: Worker | undefined
let idle: NodeJS.Timeout | undefined
let count = 0
let last: Promise<unknown> = Promise.resolve()

/** A page as Markdown; `undefined` when that takes more than a page may. One after the other. */
export function pageToMarkdown(html: string): Promise<string | undefined> {
  const mine = last.then(() => (existsSync(fileURLToPath(file)) ? inWorker(html) : inThread(html)))
  last = mine.catch(() => undefined)
  return mine
}

/** From source there is no worker file. The specifier is no literal, so that no bundle takes the converter in. */
async function inThread(html: string): Promise<string | undefined> {
  const converter = './to-markdown.ts'
  const { toMarkdown } = (await import(converter)) as typeof import('./to-markdown.ts') // the module named above
  return toMarkdown(html)
}

function inWorker(html: string): Promise<string | undefined> {
  clearTimeout(idle)
  const thread = (worker ??= start())
  const ask = (count += 1)
  thread.ref()
  return new Promise((resolve) => {
    const end = (markdown: string | undefined): void => {
      clearTimeout(timer)
      thread.off('message', onMessage).off('error', onLost).off('exit', onLost)
      if (markdown === undefined) stop()
      else rest()
      resolve(markdown)
    }
    const onLost = (): void => end(undefined)
    const onMessage = (reply: { readonly ask: number; readonly markdown: string }): void => {
      if (reply.ask === ask) end(reply.markdown)
    }
    const timer = setTimeout(onLost, pageLimits.milliseconds)
    thread.on('message', onMessage).on('error', onLost).on('exit', onLost)
    thread.postMessage({ ask, html })
  })
}

function start(): Worker {
  const thread = new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: pageLimits.megabytes } })
  thread.on('error', () => {}) // told to whoever waits; one that dies while idle is no one's loss
  thread.on('exit', () => void (worker = worker === thread ? undefined : worker))
  return thread
}

function rest(): void {
  worker?.unref()
  idle = setTimeout(stop, idleMilliseconds)
  idle.unref()
}

function stop(): void {
  const thread = worker
  worker = undefined
  void thread?.terminate()
}
