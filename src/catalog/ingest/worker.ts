import { parentPort, type MessagePort } from 'node:worker_threads'
import { CustomApiError } from '../../core/index.ts'
import type { Overview } from '../bundle/format.ts'
import { performJob, type Job } from './job.ts'
import type { Reply, Said, Told } from './messages.ts'

/** The ingest worker: jobs in, bundles out; what has to be fetched is asked of the thread that owns the way out. */
function serve(port: MessagePort): void {
  const waiting = new Map<number, { resolve(text: string): void; reject(fault: Error): void }>()
  let asked = 0

  const fetch = (say: (said: Said) => void) => (url: string) =>
    new Promise<string>((resolve, reject) => {
      asked += 1
      waiting.set(asked, { resolve, reject })
      say({ type: 'fetch', ask: asked, url })
    })

  const serveOne = async (job: number, work: Job): Promise<void> => {
    const say = (said: Said): void => port.postMessage({ job, said })
    const reply = (it: Reply): void => port.postMessage({ job, reply: it })
    try {
      const tell = ({ head, index }: Overview): void => say({ type: 'overview', head, index })
      reply({ type: 'done', result: await performJob(work, fetch(say), tell) })
    } catch (thrown) {
      const { code, message, hint, cause } = CustomApiError.from(thrown)
      reply({ type: 'failed', code, message, hint, cause: cause instanceof Error ? cause.message : undefined })
    }
  }

  port.on('message', (message: { readonly job: number; readonly work: Job } | { readonly told: Told }) => {
    if ('work' in message) return void serveOne(message.job, message.work)
    const { told } = message
    const waiter = waiting.get(told.ask)
    waiting.delete(told.ask)
    if (told.type === 'text') waiter?.resolve(told.text)
    else waiter?.reject(new CustomApiError(told.code, told.message))
  })
}

if (parentPort) serve(parentPort)
