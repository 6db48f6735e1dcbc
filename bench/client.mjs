// A client with no SDK inside: JSON-RPC lines over stdio, so that what is measured is the server.
import { spawn } from 'node:child_process'

export function startClient(args, env = process.env) {
  const began = performance.now()
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'], env })
  const waiting = new Map()
  let rest = ''
  let id = 0
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text) => (errors += text))
  child.stdout.setEncoding('utf8').on('data', (text) => {
    rest += text
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
      const message = JSON.parse(rest.slice(0, end))
      rest = rest.slice(end + 1)
      waiting.get(message.id)?.(message)
      waiting.delete(message.id)
    }
  })
  const ended = new Promise((done) => child.once('exit', done))
  const ask = (method, params) =>
    new Promise((done, fail) => {
      const mine = ++id
      waiting.set(mine, (message) =>
        message.error ? fail(new Error(JSON.stringify(message.error))) : done(message.result),
      )
      void ended.then(() => fail(new Error(`the server ended: ${errors}`)))
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: mine, method, params })}\n`)
    })
  const initialize = async () => {
    await ask('initialize', {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'bench', version: '0' },
    })
    const took = performance.now() - began
    child.stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n')
    return took
  }
  const close = async () => {
    child.stdin.end()
    const timer = setTimeout(() => child.kill('SIGKILL'), 3000)
    await ended
    clearTimeout(timer)
  }
  return { ask, initialize, close, pid: child.pid, errors: () => errors }
}

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
export const quantile = (values, q) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))]
