import { parentPort, type MessagePort } from 'node:worker_threads'
import { handedOver, replyTo, type Work } from './job.ts'

/** The worker that reads pages: what a page costs in time and memory is spent here, where it can be ended. */
function serve(port: MessagePort): void {
  port.on('message', ({ job, work }: { readonly job: number; readonly work: Work }) => {
    void replyTo(work).then((reply) => port.postMessage({ job, reply }, handedOver(reply)))
  })
}

if (parentPort) serve(parentPort)
