#!/usr/bin/env node
import './first.ts'

// Everything else is loaded after that: a package looks at load time whether it may make code from text.
const { start } = await import('./start.ts')

// The bundle lies beside the worker's; the sources are run by tests only, where nothing needs a worker.
process.exitCode = await start(process.argv.slice(2), new URL('./ingest-worker.js', import.meta.url))
