import './first.ts'
import { createApp } from './app.ts'
import { processIo, run } from './cli/index.ts'

declare const __VERSION__: string

// The bundle lies beside the worker's; the sources are run by tests only, where nothing needs a worker.
const ingestWorker = new URL('./ingest-worker.js', import.meta.url)

process.exitCode = await run(process.argv.slice(2), {
  io: processIo(),
  version: __VERSION__,
  createApp: (config, options) => createApp(config, { ...options, ingestWorker }),
})
