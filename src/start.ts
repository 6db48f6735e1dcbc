import { createApp } from './app.ts'
import { processIo, run } from './cli/index.ts'

declare const __VERSION__: string

/** The files of the worker threads. */
export interface Workers {
  readonly ingestWorker: URL
  readonly queryWorker: URL
  readonly docsWorker: URL
}

/** Runs the program and resolves to its exit code. */
export const start = (argv: readonly string[], workers: Workers): Promise<number> =>
  run(argv, {
    io: processIo(),
    version: __VERSION__,
    createApp: (config, options) => createApp(config, { ...options, ...workers }),
  })
