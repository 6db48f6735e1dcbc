import { spawn, type ChildProcess } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { onTestFinished } from 'vitest'
import { connectClient, type AnyClient, type Ask, type ClientKind } from './mcp-clients.ts'

/** The built program; `npm test` builds it first. */
export const program = resolve(import.meta.dirname, '../../dist/custom-api-mcp.js')
export const sampleProgram = resolve(import.meta.dirname, '../../dist/sample-api.js')
const nodeFlags = ['--disallow-code-generation-from-strings']

export interface Workspace {
  readonly folder: string
  readonly config: string
  readonly env: Readonly<Record<string, string>>
  /** Writes a file into the workspace; objects as JSON. */
  write(name: string, content: unknown): Promise<string>
  /** Runs the program to its end. */
  run(args: readonly string[], options?: { input?: string; env?: Record<string, string> }): Promise<Ran>
  /** Removes the folder; needed only with `keep`. */
  remove(): Promise<void>
  /** A client of the kind on the program's stdio. */
  connect(kind?: ClientKind, args?: readonly string[], options?: { ask?: Ask }): Promise<AnyClient>
  /** `serve --http` on a free port. */
  serveHttp(
    args?: readonly string[],
  ): Promise<{ url: string; token: string | undefined; stderr: () => string; stop(): Promise<number | null> }>
}

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Ends the child and waits for it. */
async function stop(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode
  const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)))
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), 12_000)
  const code = await ended
  clearTimeout(timer)
  return code
}

/** A folder of its own with a config and a home of its own, removed when the test ends unless `keep` is set. */
export async function workspace(
  config: unknown,
  options: { env?: Record<string, string>; files?: Record<string, unknown>; keep?: boolean } = {},
): Promise<Workspace> {
  const folder = await mkdtemp(join(tmpdir(), 'custom-api-mcp-test-'))
  const keep = options.keep === true
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true })
  if (!keep) onTestFinished(remove)
  const write = async (name: string, content: unknown): Promise<string> => {
    const path = join(folder, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(
      path,
      typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content),
    )
    return path
  }
  for (const [name, content] of Object.entries(options.files ?? {})) await write(name, content)
  const configPath =
    config === undefined ? join(folder, 'custom-api-mcp.json') : await write('custom-api-mcp.json', config)
  const env: Record<string, string> = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    CUSTOM_API_MCP_HOME: join(folder, 'home'),
    ...(config === undefined ? {} : { CUSTOM_API_MCP_CONFIG: configPath }),
    ...options.env,
  }

  return {
    folder,
    config: configPath,
    env,
    write,
    remove,
    run(args, { input = '', env: more = {} } = {}) {
      return new Promise((done) => {
        const child = spawn(process.execPath, [...nodeFlags, program, ...args], {
          cwd: folder,
          env: { ...env, ...more },
        })
        let stdout = ''
        let stderr = ''
        child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
        child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
        child.on('close', (code) => done({ code, stdout, stderr }))
        child.stdin.end(input)
      })
    },
    connect: (kind = '2025 SDK client', args = [], more = {}) =>
      connectClient(
        kind,
        { command: process.execPath, args: [...nodeFlags, program, ...args], env },
        { keep, ...more },
      ),
    async serveHttp(args = []) {
      const child = spawn(process.execPath, [...nodeFlags, program, 'serve', '--http', '--port', '0', ...args], {
        cwd: folder,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      if (!keep) onTestFinished(async () => void (await stop(child)))
      let stderr = ''
      const url = await new Promise<string>((done, fail) => {
        child.stderr.setEncoding('utf8').on('data', (text: string) => {
          stderr += text
          const found = /listening on (http:\/\/\S+)/.exec(stderr)?.[1]
          if (found !== undefined) done(found)
        })
        child.once('exit', (code) => fail(new Error(`serve ended with ${String(code)}: ${stderr}`)))
      })
      const readToken = async (): Promise<string | undefined> => {
        const { readFile } = await import('node:fs/promises')
        return readFile(join(folder, 'home', 'data', 'http-token'), 'utf8').then(
          (text) => text.trim(),
          () => undefined,
        )
      }
      return { url, token: await readToken(), stderr: () => stderr, stop: () => stop(child) }
    },
  }
}
