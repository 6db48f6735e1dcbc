import { spawn } from 'node:child_process'
import { program, type Workspace } from './program.ts'

export interface RawAnswer {
  readonly id: number | string | null
  readonly result?: Readonly<Record<string, unknown>>
  readonly error?: { readonly code: number; readonly message: string }
}

/** The program on its standard streams, every byte of them kept: for what no well-meaning client would do or look at. */
export function startStdio(space: Pick<Workspace, 'folder' | 'env'>, args: readonly string[] = []) {
  const child = spawn(process.execPath, ['--disallow-code-generation-from-strings', program, ...args], {
    cwd: space.folder,
    env: { ...space.env },
  })
  const texts = { stdout: '', stderr: '' }
  const waiting = new Map<number, (answer: RawAnswer) => void>()
  let seen = 0
  let lastId = 0
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    texts.stdout += text
    for (let end = texts.stdout.indexOf('\n', seen); end !== -1; end = texts.stdout.indexOf('\n', seen)) {
      const answer = JSON.parse(texts.stdout.slice(seen, end)) as RawAnswer // a line that is none fails the test
      seen = end + 1
      if (typeof answer.id !== 'number') continue
      waiting.get(answer.id)?.(answer)
      waiting.delete(answer.id)
    }
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => (texts.stderr += text))
  child.stdin.on('error', () => undefined) // it may have ended already, which is what some rows are about
  const ended = new Promise<number | null>((done) => child.once('close', (code) => done(code)))
  let over: { readonly code: number; readonly message: string } | undefined
  void ended.then((code) => {
    over = { code: -1, message: `the program ended with ${String(code)}: ${texts.stderr.slice(-2000)}` }
    for (const [id, done] of waiting) done({ id, error: over })
    waiting.clear()
  })
  const write = (text: string | Uint8Array): void => void child.stdin.write(text)

  return {
    write,
    ended,
    pid: child.pid,
    stdout: () => texts.stdout,
    stderr: () => texts.stderr,
    request(method: string, params: unknown = {}): Promise<RawAnswer> {
      const id = ++lastId
      if (over !== undefined) return Promise.resolve({ id, error: over })
      const answered = new Promise<RawAnswer>((done) => waiting.set(id, done))
      write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`)
      return answered
    },
    async initialize(): Promise<RawAnswer> {
      const clientInfo = { name: 'raw', version: '1' }
      const answer = await this.request('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo })
      write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`)
      return answer
    },
    call(name: string, input: unknown): Promise<RawAnswer> {
      return this.request('tools/call', { name, arguments: input })
    },
    async close(): Promise<number | null> {
      child.stdin.end()
      const timer = setTimeout(() => child.kill('SIGKILL'), 12_000)
      const code = await ended
      clearTimeout(timer)
      return code
    },
  }
}

/** All strings of a JSON value, keys among them, one a line: escapes of the envelope undone. */
export function stringsIn(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return String(value)
  return Object.entries(value)
    .map(([key, member]) => `${key}\n${stringsIn(member)}`)
    .join('\n')
}
