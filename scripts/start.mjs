// `npm start`: installs and builds what is missing, then serves MCP over HTTP: the config it finds, else
// config.example.json with the sample API as a process of its own and a fresh key for both.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { ensureBuilt, ensureInstalled, root, say } from './setup.mjs'

ensureInstalled()
await ensureBuilt()

const program = join(root, 'dist', 'custom-api-mcp.js')
const given = process.argv.slice(2)
const node = ['--disallow-code-generation-from-strings']

const asked = (flag) => given.some((it) => it === flag || it.startsWith(`${flag}=`))

/** The config that the program would find by itself (src/config/find.ts); `undefined` when there is none. */
async function findOwnConfig() {
  if (process.env.CUSTOM_API_MCP_CONFIG) return resolve(root, process.env.CUSTOM_API_MCP_CONFIG)
  const { default: envPaths } = await import('env-paths')
  const home = process.env.CUSTOM_API_MCP_HOME
  const folder = home ? resolve(root, home) : envPaths('custom-api-mcp', { suffix: '' }).config
  return [join(root, 'custom-api-mcp.json'), join(folder, 'config.json')].find((path) => existsSync(path))
}

const ownConfig = asked('--config') ? undefined : await findOwnConfig()
const useExample = ownConfig === undefined && !asked('--config')

const grace = 10_500 // milliseconds; the children have 10 s to finish
const children = []
let stopping = false
function stop(code) {
  if (stopping) return
  stopping = true
  process.exitCode = code
  for (const child of children) if (child.exitCode === null) child.kill()
}
// A terminal sends Ctrl+C to every process of the group: the children end by themselves, and a second signal would make
// them drop the calls that they are finishing. Elsewhere the signal is for this process alone and is handed on.
process.on('SIGINT', () => (process.stdin.isTTY ? setTimeout(stop, grace, 0).unref() : stop(0)))
process.on('SIGTERM', () => stop(0))
process.on('SIGHUP', () => stop(0))
// npm hands a signal to the shell between it and us, which ends without us: then nobody is left to stop us.
if (process.env.npm_lifecycle_event !== undefined) {
  const parent = process.ppid
  setInterval(() => (process.ppid === parent ? undefined : stop(0)), 500).unref()
}

const start = (args, env, stdio) => {
  const child = spawn(process.execPath, [...node, ...args], { cwd: root, env, stdio })
  children.push(child)
  child.on('exit', (code) => stop(code ?? 1))
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
let ours = ownConfig ? ['--config', ownConfig] : []
if (useExample) {
  say('No config of yours found: serving config.example.json with the built-in sample API.')
  env.CUSTOM_API_SAMPLE_SHOP = randomBytes(24).toString('base64url')
  env.SAMPLE_PORT = String(await startSample(env))
  ours = ['--config', join(root, 'config.example.json')]
  if (!asked('--port')) {
    const free = await isFree(8321)
    if (!free) say('Port 8321 is taken (by another npm start?): taking a free one.')
    ours.push('--port', free ? '8321' : '0')
  }
}
say('Starting the server; Ctrl+C stops it.')
start([program, 'serve', '--http', ...ours, ...given], env, ['ignore', 'inherit', 'inherit'])
