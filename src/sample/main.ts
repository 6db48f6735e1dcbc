import { parseArgs } from 'node:util'
import { startSample } from './server.ts'

// The process entry of the sample API. It is a program of its own that shares nothing with the server, so it reads its
// one variable itself: the key must not stand among the arguments, where every user of the machine can see it.
const key = process.env['CUSTOM_API_SAMPLE_SHOP'] ?? ''

function readPort(): number | undefined {
  try {
    const { values } = parseArgs({ options: { port: { type: 'string', default: '8322' } } })
    const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : Number.NaN
    return port <= 65_535 ? port : undefined
  } catch {
    return undefined // an unknown argument: the usage line says what is taken
  }
}

function stop(message: string, code: number): never {
  process.stderr.write(`${message}\n`)
  process.exit(code)
}

const port = readPort()
if (port === undefined) stop('usage: sample-api [--port N], with N from 0 (a free one) to 65535', 2)
if (key === '') stop('the sample API needs a key: set the variable CUSTOM_API_SAMPLE_SHOP', 2)

try {
  const sample = await startSample({ port, key })
  process.stdout.write(`sample API listening on ${sample.url}\n`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void sample.close().then(() => process.exit(0)))
} catch (cause) {
  const taken = (cause as NodeJS.ErrnoException).code === 'EADDRINUSE' // listen() fails with system errors
  stop(
    taken ? `port ${port} is taken: choose another with --port N` : `the sample API cannot start: ${String(cause)}`,
    1,
  )
}
