import { createApp } from './app.ts'
import { processIo, run } from './cli/index.ts'

declare const __VERSION__: string

/** Runs the program and resolves to its exit code. */
export const start = (argv: readonly string[], ingestWorker: URL): Promise<number> =>
  run(argv, {
    io: processIo(),
    version: __VERSION__,
    createApp: (config, options) => createApp(config, { ...options, ingestWorker }),
  })
