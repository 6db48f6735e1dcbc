import { parentPort, type MessagePort } from 'node:worker_threads'
import { CustomApiError } from '../../core/index.ts'
import type { Overview } from '../bundle/format.ts'
import { performJob, type Job } from './job.ts'
import type { FromWorker, ToWorker } from './messages.ts'

/** The ingest worker: jobs in, bundles out; what has to be fetched is asked of the thread that owns the way out. */
function serve(port: MessagePort): void {
  const waiting = new Map<number, { resolve(text: string): void; reject(fault: Error): void }>()
  let asked = 0
  const say = (message: FromWorker): void => port.postMessage(message)

  const fetch = (job: number) => (url: string) =>
    new Promise<string>((resolve, reject) => {
      asked += 1
      waiting.set(asked, { resolve, reject })
      say({ type: 'fetch', job, ask: asked, url })
    })

  const work = async (id: number, job: Job): Promise<void> => {
    try {
      const tell = ({ head, index }: Overview): void => say({ type: 'overview', job: id, head, index })
      say({ type: 'done', job: id, result: await performJob(job, fetch(id), tell) })
    } catch (thrown) {
      const { code, message, hint, cause } = CustomApiError.from(thrown)
      say({ type: 'failed', job: id, code, message, hint, cause: cause instanceof Error ? cause.message : undefined })
    }
  }

  port.on('message', (message: ToWorker) => {
    if (message.type === 'job') return void work(message.job, message.work)
    const waiter = waiting.get(message.ask)
    waiting.delete(message.ask)
    if (message.type === 'text') waiter?.resolve(message.text)
    else waiter?.reject(new CustomApiError(message.code, message.message))
  })
}

if (parentPort) serve(parentPort)
