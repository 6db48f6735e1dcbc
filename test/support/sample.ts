import { spawn } from 'node:child_process'
import { sampleProgram } from './program.ts'

/** What the sample API asks for in tests. */
export const sampleKey = 'fake-sample-key-0f9e8d7c6b5a'

/** The built sample API as a process of its own on a free port, and a config that publishes it. */
export async function startSampleProgram() {
  const child = spawn(process.execPath, ['--disallow-code-generation-from-strings', sampleProgram, '--port', '0'], {
    env: { PATH: process.env['PATH'] ?? '', CUSTOM_API_SAMPLE_SHOP: sampleKey },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await new Promise<string>((done, fail) => {
    child.stdout.setEncoding('utf8').once('data', (text: string) => done(text.trim().split(' ').at(-1) ?? ''))
    child.once('exit', (code) => fail(new Error(`the sample API ended with ${String(code)}`)))
  })
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  return {
    url,
    env: { CUSTOM_API_SAMPLE_SHOP: sampleKey },
    config: {
      apis: [
        {
          name: 'Sample Shop',
          openapi: `${url}/openapi.json`,
          baseUrl: url,
          auth: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        },
      ],
    },
    async stop(): Promise<void> {
      child.kill()
      await ended
    },
  }
}
