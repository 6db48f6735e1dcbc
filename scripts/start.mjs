// `npm start`: installs and builds what is missing, then serves MCP over HTTP: the config it finds, else
// config.example.json with the sample API as a process of its own and a fresh key for both.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { ensureBuilt, ensureInstalled, root, say } from './setup.mjs'

ensureInstalled()
await ensureBuilt()

const program = join(root, 'dist', 'custom-api-mcp.js')
const given = process.argv.slice(2)
const node = ['--disallow-code-generation-from-strings']

const ownConfig =
  process.env.CUSTOM_API_MCP_CONFIG ??
  (existsSync(join(root, 'custom-api-mcp.json')) ? join(root, 'custom-api-mcp.json') : undefined)
const useExample = ownConfig === undefined && !given.includes('--config')

const children = []
let stopping = false
function stop(code) {
  if (stopping) return
  stopping = true
  process.exitCode = code
  for (const child of children) if (child.exitCode === null) child.kill()
}
// A terminal sends Ctrl+C to every process of the group: the children end themselves; this one waits for them.
process.on('SIGINT', () => stop(0))
process.on('SIGTERM', () => stop(0))

const start = (args, env, stdio) => {
  const child = spawn(process.execPath, [...node, ...args], { cwd: root, env, stdio })
  children.push(child)
  child.on('exit', (code) => stop(code ?? 0))
  return child
}

const isFree = (port) =>
  new Promise((done) => {
    const probe = createServer()
    probe.once('error', () => done(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => done(true)))
  })

/** The sample API on the first free port from 8322; its key exists only in the environment of the two processes. */
async function startSample(env) {
  let port = 8322
  while (!(await isFree(port)) && port < 8422) port++
  const child = start([join(root, 'dist', 'sample-api.js'), '--port', String(port)], env, ['ignore', 'pipe', 'inherit'])
  child.stdout.setEncoding('utf8')
  let printed = ''
  await new Promise((done, fail) => {
    child.once('exit', (code) => fail(new Error(`the sample API ended with code ${code}`)))
    child.stdout.on('data', (text) => {
      printed += text
      process.stderr.write(text)
      if (printed.includes('listening on')) done()
    })
  })
  return port
}

const env = { ...process.env }
let config = ownConfig ? ['--config', ownConfig] : []
if (useExample) {
  say('No config of yours found: serving config.example.json with the built-in sample API.')
  env.CUSTOM_API_SAMPLE_SHOP = randomBytes(24).toString('base64url')
  env.SAMPLE_PORT = String(await startSample(env))
  config = ['--config', join(root, 'config.example.json')]
}
const wanted = ['--port', '-p'].some((flag) => given.includes(flag))
start(
  [
    program,
    'serve',
    '--http',
    ...config,
    ...given,
    ...(wanted || ownConfig ? [] : ['--port', (await isFree(8321)) ? '8321' : '0']),
  ],
  env,
  ['ignore', 'inherit', 'inherit'],
)
