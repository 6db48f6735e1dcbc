import type { CreateApp } from './app-contract.ts'
import type { Io } from './io.ts'

/** What a command line runs on. */
export interface RunOptions {
  readonly io: Io
  readonly version: string
  readonly createApp: CreateApp
}
