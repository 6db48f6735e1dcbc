// `npm run conformance`: the official conformance suite against the built program over HTTP, for both protocol eras.
// Fails when a scenario or check outside the baselines of test/conformance/ fails, or a baselined one passes.
//
// The suite and, where ours is too old for it, a newer Node come from the package registry for this run alone: into a
// cache folder outside the project, without install scripts. `--url URL` tests a server that runs already.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt, ensureInstalled, root, say } from './setup.mjs'

const suite = '@modelcontextprotocol/conformance@0.2.0-alpha.12'
const revisions = ['2025-11-25', '2026-07-28']
const leastNode = 22
const newerNode = 24

const [flag, givenUrl] = process.argv.slice(2)
if (flag !== undefined && (flag !== '--url' || givenUrl === undefined)) {
  say('usage: node scripts/conformance.mjs [--url http://127.0.0.1:8321/mcp]')
  process.exit(2)
}

// What the fixture's upstream answers.
const texts = { '/simple-text': 'This is a simple text response for testing.' }
const files = {
  '/image': [
    'image/png',
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  ],
  '/audio': ['audio/wav', 'UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAAAAA=='],
}

const { node, program } = ensureSuite()
const work = mkdtempSync(join(tmpdir(), 'custom-api-mcp-conformance-run-'))
const stops = [() => rmSync(work, { recursive: true, force: true })]
let failed = true
try {
  const url = givenUrl ?? (await startProgram())
  const outcomes = []
  for (const revision of revisions) outcomes.push(await run(revision, url))
  failed = !outcomes.every(Boolean)
} finally {
  for (const stop of stops.reverse()) await stop()
}
process.exit(failed ? 1 : 0)

/** The name of the registry's package that holds a Node binary for this machine. */
function nodePackage() {
  const platform = process.platform === 'win32' ? 'win' : process.platform
  return `node-${platform}-${process.arch}`
}

/** Installs the suite once per version and says where it and a Node that can run it are. */
function ensureSuite() {
  const old = Number(process.versions.node.split('.')[0]) < leastNode
  const packages = old ? [suite, `${nodePackage()}@${newerNode}`] : [suite]
  const cache = join(tmpdir(), 'custom-api-mcp-conformance', packages.join('+').replaceAll(/[^\w.+-]/g, '_'))
  const mark = join(cache, '.installed')
  if (!existsSync(mark)) {
    say(`Fetching ${packages.join(' and ')} into ${cache} (once) …`)
    mkdirSync(cache, { recursive: true })
    writeFileSync(join(cache, 'package.json'), '{"private":true}')
    const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...packages]
    const windows = process.platform === 'win32'
    const done = spawnSync(windows ? 'npm.cmd' : 'npm', args, { cwd: cache, stdio: ['ignore', 2, 2], shell: windows })
    if (done.status !== 0) {
      say('The conformance suite could not be fetched from the package registry: see the lines above.')
      process.exit(1)
    }
    writeFileSync(mark, '')
  }
  const binary = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node'
  return {
    node: old ? join(cache, 'node_modules', nodePackage(), binary) : process.execPath,
    program: join(cache, 'node_modules/@modelcontextprotocol/conformance/dist/index.js'),
  }
}

/** The built program, serving an API whose operations have the names that scenarios call. */
async function startProgram() {
  ensureInstalled()
  await ensureBuilt()
  const api = createServer(answer)
  await new Promise((done) => api.listen(0, '127.0.0.1', done))
  stops.push(() => api.close())
  const openapi = join(root, 'test/conformance/openapi.json')
  const baseUrl = `http://127.0.0.1:${api.address().port}`
  const config = join(work, 'config.json')
  writeFileSync(config, JSON.stringify({ apis: [{ name: 'Test', openapi, baseUrl, tools: { exposure: 'direct' } }] }))
  const args = ['serve', '--http', '--port', '0', '--insecure-no-token', '--config', config]
  const server = spawn(process.execPath, [join(root, 'dist/custom-api-mcp.js'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CUSTOM_API_MCP_HOME: join(work, 'home') },
  })
  stops.push(() => end(server))
  return `${await listening(server)}/mcp`
}

function answer({ url }, response) {
  if (texts[url] !== undefined) return response.setHeader('content-type', 'text/plain').end(texts[url])
  if (files[url] !== undefined)
    return response.setHeader('content-type', files[url][0]).end(Buffer.from(files[url][1], 'base64'))
  response.statusCode = 500
  response.end('this operation always fails')
}

function listening(server) {
  return new Promise((done, lost) => {
    let printed = ''
    const hear = (chunk) => {
      printed += chunk
      const url = /listening on (http:\/\/\S+?)(?:\/mcp)?\/?\s/.exec(printed)?.[1]
      if (url !== undefined) done(url)
    }
    server.stdout.on('data', hear)
    server.stderr.on('data', hear)
    server.on('exit', (code) => lost(new Error(`the program ended with ${code} before it listened:\n${printed}`)))
    setTimeout(() => lost(new Error(`the program does not listen:\n${printed}`)), 30_000).unref()
  })
}

async function end(server) {
  if (server.exitCode !== null) return
  const over = new Promise((done) => server.once('exit', done))
  server.kill('SIGTERM')
  setTimeout(() => server.kill('SIGKILL'), 12_000).unref()
  await over
}

/** Waits for a child without holding up this process, in which the fixture's upstream answers. */
function finished(child) {
  return new Promise((done) => {
    let printed = ''
    child.stdout.on('data', (chunk) => (printed += chunk))
    child.stderr.on('data', (chunk) => (printed += chunk))
    child.on('close', (status) => done({ status, printed }))
  })
}

/** Runs one revision's requirements, prints what matters of it, and says whether all is as the baseline has it. */
async function run(revision, url) {
  const results = join(work, revision)
  const baseline = join(root, 'test/conformance', `${revision}.yaml`)
  const args = ['server', '--url', url, '--requirements', revision, '--expected-failures', baseline, '-o', results]
  const done = await finished(spawn(node, [program, ...args], { cwd: work }))
  const { printed } = done
  const from = printed.indexOf('=== SUMMARY ===')
  console.log(`\n${revision}\n${from === -1 ? printed : printed.slice(from)}`)
  const counts = countChecks(results)
  const outcome = done.status === 0 ? 'as expected' : 'NOT as expected: see above'
  console.log(
    `conformance ${revision}: ${counts.SUCCESS ?? 0} checks passed, ${counts.FAILURE ?? 0} failed; ${outcome}`,
  )
  return done.status === 0
}

function countChecks(folder) {
  const counts = {}
  for (const scenario of existsSync(folder) ? readdirSync(folder) : []) {
    const file = join(folder, scenario, 'checks.json')
    if (!existsSync(file)) continue
    for (const { status } of JSON.parse(readFileSync(file, 'utf8'))) counts[status] = (counts[status] ?? 0) + 1
  }
  return counts
}
