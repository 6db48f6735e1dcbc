#!/usr/bin/env node
import './first.ts'

// Everything else is loaded after that: a package looks at load time whether it may make code from text.
const { start } = await import('./start.ts')

// The bundle lies beside those of the workers; the sources are run by tests only, where nothing needs a worker.
process.exitCode = await start(process.argv.slice(2), {
  ingestWorker: new URL('./ingest-worker.js', import.meta.url),
  queryWorker: new URL('./query-worker.js', import.meta.url),
  docsWorker: new URL('./docs-worker.js', import.meta.url),
})
