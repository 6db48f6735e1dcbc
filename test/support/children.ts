import { spawn, type ChildProcess } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, onTestFinished } from 'vitest'

/** A process of its own, and what it has said by lines. */
export interface Child {
  /** Whole lines: one that was cut by the end of the process was not acknowledged. */
  readonly lines: () => string[]
  readonly err: () => string
  /** Its exit code, when it has ended. */
  readonly ended: Promise<number | null>
  /** Waits for so many lines. @throws when it ends before */
  said(wanted: number): Promise<void>
  kill(): Promise<void>
}

/** A TypeScript file that the tests of a file start as processes; each ends with its test. Call it outside of tests. */
export function fixtureProcess(entry: string): (...args: readonly string[]) => Child {
  let folder = ''
  beforeAll(async () => {
    const cache = resolve(import.meta.dirname, '../../.cache') // inside the checkout, where the add-on is found
    await mkdir(cache, { recursive: true })
    folder = await mkdtemp(join(cache, 'process-'))
    await build({
      entryPoints: [entry],
      outfile: join(folder, 'process.mjs'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'silent',
    })
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  return (...args) => {
    const program = join(folder, 'process.mjs')
    const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    return listenTo(child)
  }
}

function listenTo(child: ChildProcess): Child {
  let out = ''
  let err = ''
  let isOver = false
  let heard: () => void = () => undefined
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString()
    heard()
  })
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const ended = new Promise<number | null>((done) =>
    child.once('close', (code) => {
      isOver = true
      heard()
      done(code)
    }),
  )
  const lines = (): string[] => out.split('\n').slice(0, -1)
  return {
    lines,
    err: () => err,
    ended,
    async said(wanted) {
      while (lines().length < wanted) {
        if (isOver) throw new Error(`it ended by itself: ${err}`)
        await new Promise<void>((done) => (heard = done))
      }
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}
