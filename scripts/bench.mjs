// `npm run bench`: figures as ratios against a floor measured in the same run. Nothing here passes or fails.
import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt, ensureInstalled, root, say } from './setup.mjs'

ensureInstalled()
await ensureBuilt()
const { build } = await import('esbuild')
const { startClient, median, quantile } = await import('../bench/client.mjs')

const shared = join(root, '..', 'shared', 'specs')
const work = mkdtempSync(join(tmpdir(), 'custom-api-mcp-bench-'))
const program = join(root, 'dist', 'custom-api-mcp.js')
const banner = { js: "import { createRequire as __r } from 'node:module'; const require = __r(import.meta.url);" }
const bundle = (name) =>
  build({
    entryPoints: [join(root, 'bench', `${name}.ts`)],
    outfile: join(work, `${name}.js`),
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    target: 'node20',
    banner,
    external: ['@photostructure/sqlite', 'node:sqlite'],
    define: { __VERSION__: '"bench"' },
    logLevel: 'error',
  })
writeFileSync(join(work, 'package.json'), '{"type":"module"}')

const row = (name, ...cells) => console.log([name.padEnd(58), ...cells].join('  '))
const ms = (value) => `${value.toFixed(value < 10 ? 2 : 0)} ms`.padStart(9)
const times = (a, b) => `${(a / b).toFixed(2)} ×`.padStart(8)
const env = { ...process.env, CUSTOM_API_MCP_HOME: join(work, 'home') }
const rss = (pid) => {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
  } catch {
    return NaN
  }
}

/** A config whose APIs read the named shared descriptions. */
function config(name, apis, extra = {}) {
  const file = join(work, `${name}.json`)
  writeFileSync(file, JSON.stringify({ apis, ...extra }))
  return file
}

const large = ['github-rest.json', 'stripe.yaml', 'openai.yaml']
const haveLarge = large.every((file) => existsSync(join(shared, file)))

async function startUp(bare) {
  console.log('\nStart-up: spawn to the answer of initialize (warm cache; median of 15, floor and product in turn)')
  const apis = haveLarge
    ? large.map((file) => ({
        name: file.split(/[-.]/)[0],
        openapi: join(shared, file),
        baseUrl: 'https://api.example.com',
      }))
    : []
  const args = [program, 'serve', '--config', config('large', apis)]
  const once = async (argv) => {
    const client = startClient(argv, env)
    const took = await client.initialize()
    const listed = performance.now()
    await client.ask('tools/list', {})
    const list = performance.now() - listed
    const memory = rss(client.pid)
    await client.close()
    return { took, list, memory }
  }
  await once(args)
  const floor = []
  const ours = []
  for (let round = 0; round < 15; round++) {
    floor.push(await once([bare]))
    ours.push(await once(args))
  }
  const pick = (rows, key) => median(rows.map((it) => it[key]))
  row('bare SDK server, bundled', ms(pick(floor, 'took')))
  row(
    haveLarge ? 'GitHub + Stripe + OpenAI' : 'no APIs (the shared descriptions are not here)',
    ms(pick(ours, 'took')),
    times(pick(ours, 'took'), pick(floor, 'took')),
    ' goal ≤ 1.5 ×',
  )
  row('  first tools/list after it', ms(pick(ours, 'list')))
  row(
    '  memory then',
    `${pick(ours, 'memory').toFixed(0)} MB`.padStart(9),
    times(pick(ours, 'memory'), pick(floor, 'memory')),
  )
}

/** The reading worker and what it loads, beside the bundle that starts it. */
function copyWorkers() {
  for (const name of readdirSync(join(root, 'dist')))
    if (/^(?:ingest-worker|part-.*)\.js$/.test(name)) copyFileSync(join(root, 'dist', name), join(work, name))
}

async function reading() {
  if (!haveLarge) return row('Reading: skipped, the shared descriptions are not here')
  console.log('\nReading a description (against JSON.parse of the same as JSON; a process of its own each)')
  await bundle('read')
  copyWorkers()
  const { load } = await import('js-yaml')
  for (const [file, goal] of [
    ['github-rest.json', 5],
    ['stripe.yaml', 20],
    ['openai.yaml', 20],
    ['asana.yaml', 20],
  ]) {
    const path = join(shared, file)
    let json = path
    if (!file.endsWith('.json')) {
      json = join(work, `${file}.json`)
      writeFileSync(json, JSON.stringify(load(readFileSync(path, 'utf8'), { json: true })))
    }
    const runs = []
    for (let round = 0; round < 3; round++) {
      const cache = join(work, `cache-${file}-${round}`)
      runs.push(
        JSON.parse(execFileSync(process.execPath, [join(work, 'read.js'), path, cache, json], { encoding: 'utf8' })),
      )
    }
    const pick = (key) => median(runs.map((it) => it[key]))
    row(`${file}: JSON.parse`, ms(pick('parse')))
    row('  first read', ms(pick('cold')), times(pick('cold'), pick('parse')), ` goal ≤ ${goal} ×`)
    row('  cached read', ms(pick('warm')), times(pick('warm'), pick('parse')))
    row('  one operation out of the cache', ms(pick('operation')))
    row(
      '  process at its largest',
      `${pick('peak').toFixed(0)} MB`.padStart(9),
      file === 'github-rest.json' ? ' goal ≤ 250 MB' : '',
    )
  }
}

async function calls(bare) {
  console.log('\ntools/call of a trivial GET over stdio (loopback upstream in this process)')
  const body = JSON.stringify({ id: '1', name: 'a thing', tags: ['x', 'y'] })
  const upstream = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(body)
  })
  await new Promise((done) => upstream.listen(0, '127.0.0.1', done))
  const origin = `http://127.0.0.1:${upstream.address().port}`
  const description = {
    openapi: '3.1.0',
    info: { title: 'Bench', version: '1' },
    servers: [{ url: origin }],
    paths: {
      '/items/{id}': {
        get: {
          operationId: 'getItem',
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
          responses: { 200: { description: 'ok', content: { 'application/json': { schema: { type: 'object' } } } } },
        },
      },
    },
  }
  writeFileSync(join(work, 'bench-api.json'), JSON.stringify(description))
  const api = { name: 'bench', openapi: './bench-api.json', baseUrl: origin, rateLimit: { concurrent: 64 } }
  const args = [program, 'serve', '--config', config('calls', [api])]
  const withKey = [program, 'serve', '--config', config('keyed', [{ ...api, auth: { type: 'bearer' } }])]
  const floor = startClient([bare, origin], env)
  const ours = startClient(args, env)
  const keyed = startClient(withKey, { ...env, CUSTOM_API_BENCH: 'fake-key-of-the-benchmark' })
  for (const client of [floor, ours, keyed]) await client.initialize()
  await keyed.ask('tools/list', {})
  const list = await ours.ask('tools/list', {})
  const name = list.tools.find((tool) => tool.name.includes('item'))?.name
  const askFloor = () => floor.ask('tools/call', { name: 'get', arguments: { id: '1' } })
  const askOurs = () => ours.ask('tools/call', { name, arguments: { id: '1' } })
  const { request, Agent } = await import('undici')
  const agent = new Agent({ connections: 64 })
  const alone = async () => (await request(`${origin}/items/1`, { dispatcher: agent })).body.text()

  const latency = async (ask, count) => {
    const values = []
    for (let round = 0; round < count; round++) {
      const began = performance.now()
      await ask()
      values.push(performance.now() - began)
    }
    return values
  }
  const throughput = async (ask, count) => {
    const began = performance.now()
    let left = count
    const lane = async () => {
      while (left-- > 0) await ask()
    }
    await Promise.all(Array.from({ length: 32 }, lane))
    return (count / (performance.now() - began)) * 1000
  }
  const askKeyed = () => keyed.ask('tools/call', { name, arguments: { id: '1' } })
  const asks = { alone, floor: askFloor, ours: askOurs, keyed: askKeyed }
  const seen = { alone: [], floor: [], ours: [], keyed: [] }
  const rate = { alone: [], floor: [], ours: [], keyed: [] }
  for (const ask of Object.values(asks)) await throughput(ask, 1500)
  for (let round = 0; round < 5; round++) {
    for (const [key, ask] of Object.entries(asks)) seen[key].push(...(await latency(ask, 200)))
    for (const [key, ask] of Object.entries(asks)) rate[key].push(await throughput(ask, 1000))
  }
  for (const [label, key] of [
    ['undici alone', 'alone'],
    ['bare SDK handler, same request', 'floor'],
    ['custom-api-mcp', 'ours'],
    ['custom-api-mcp, with a credential', 'keyed'],
  ]) {
    const p50 = quantile(seen[key], 0.5)
    row(
      `${label}: p50 / p99`,
      ms(p50),
      ms(quantile(seen[key], 0.99)),
      times(p50, quantile(seen.floor, 0.5)),
      key === 'ours' ? ' goal ≤ 1.3 ×' : '',
    )
    row(
      '  throughput, 32 at once',
      `${median(rate[key]).toFixed(0)}/s`.padStart(9),
      times(median(rate[key]), median(rate.floor)),
      key === 'ours' ? ' goal ≥ 0.8 ×' : '',
    )
  }
  row('  memory after it', `${rss(ours.pid).toFixed(0)} MB`.padStart(9), times(rss(ours.pid), rss(floor.pid)))
  await floor.close()
  await ours.close()
  await keyed.close()
  await agent.close()
  upstream.closeAllConnections()
  upstream.close()
}

/** The largest that a process was, in MB; where the platform does not tell, what it is now. */
const peak = (pid) => {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
  } catch {
    return rss(pid)
  }
}

async function paging() {
  console.log('\ncollect_pages: 100,000 items of about 200 bytes (loopback upstream in this process, 500 a page)')
  const item = (n) => `{"id":${n},"name":"item ${n}","status":"open","note":"${'x'.repeat(140)}"}`
  const pages = Array.from({ length: 200 }, (_, page) =>
    Array.from({ length: 500 }, (__, at) => item(page * 500 + at)).join(','),
  )
  const upstream = createServer((request, response) => {
    const query = new URL(request.url, 'http://x').searchParams
    const from = Number(query.get('cursor') ?? query.get('offset') ?? 0)
    const place = query.has('style')
      ? `"next_cursor":${from + 500 < 100_000 ? `"${from + 500}"` : null}`
      : `"offset":${from},"total":100000`
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(`{"items":[${pages[from / 500] ?? ''}],${place}}`)
  })
  await new Promise((done) => upstream.listen(0, '127.0.0.1', done))
  const origin = `http://127.0.0.1:${upstream.address().port}`
  const bytes = pages.reduce((sum, page) => sum + page.length, 0)
  const { request, Agent } = await import('undici')
  const agent = new Agent()
  const began = performance.now()
  for (let from = 0; from < 100_000; from += 500)
    JSON.parse(await (await request(`${origin}/items?offset=${from}`, { dispatcher: agent })).body.text())
  const floor = performance.now() - began
  row('undici and JSON.parse, one page after the other', ms(floor), `${Math.round(bytes / 1e6)} MB`.padStart(9))
  for (const [name, query] of [
    ['by cursor, one page after the other', { style: 'cursor', cursor: 0 }],
    ['by offset and total, five at a time', {}],
  ]) {
    const args = [program, 'serve', '--config', config('pages', [{ name: 'bench', baseUrl: origin }])]
    const client = startClient(args, env)
    await client.initialize()
    await client.ask('tools/call', { name: 'http_get', arguments: { api: 'bench', path: '/items' } })
    const before = peak(client.pid)
    const start = performance.now()
    const { content } = await client.ask('tools/call', {
      name: 'collect_pages',
      arguments: { api: 'bench', path: '/items', query },
    })
    const took = performance.now() - start
    const whole = content[0].text.startsWith('100000 ') ? '' : `  ${content[0].text}`
    row(name, ms(took), times(took, floor), `+ ${(peak(client.pid) - before).toFixed(0)} MB`.padStart(9), whole)
    await client.close()
  }
  await agent.close()
  upstream.closeAllConnections()
  upstream.close()
}

async function files() {
  // 1 GB unless told: BENCH_FILE_GB=5 for the 5 GB that are promised. Nothing of it is ever whole in memory or, going up, on the disk.
  const size = Math.round(Number(process.env.BENCH_FILE_GB ?? 1) * 1e9)
  console.log(`\nFiles: ${size / 1e9} GB up (a sparse file, as multipart) and down (to the disk), over loopback`)
  const chunk = Buffer.alloc(1 << 20, 'abcdefgh\0')
  let taken = 0
  const upstream = createServer(async (request, response) => {
    for await (const piece of request) taken += piece.length
    if (request.method !== 'GET') return response.end('{}')
    response.writeHead(200, { 'content-type': 'application/zip', 'content-length': size })
    for (let left = size; left > 0; left -= chunk.length)
      if (!response.write(left < chunk.length ? chunk.subarray(0, left) : chunk))
        await new Promise((drained) => response.once('drain', drained))
    response.end()
  })
  await new Promise((done) => upstream.listen(0, '127.0.0.1', done))
  const uploads = join(work, 'uploads')
  mkdirSync(uploads)
  writeFileSync(join(uploads, 'big.bin'), '')
  truncateSync(join(uploads, 'big.bin'), size)
  const place = { roots: [uploads], downloads: join(work, 'downloads'), maxBytes: size }
  const path = config('files', [{ name: 'bench', baseUrl: `http://127.0.0.1:${upstream.address().port}` }], {
    files: place,
  })
  const client = startClient([program, 'serve', '--config', path], env)
  await client.initialize()
  const call = (name, args) => client.ask('tools/call', { name, arguments: { api: 'bench', ...args } })
  await call('upload_file', { path: '/x', file: 'data:,warm', field: 'f' })
  const start = peak(client.pid)
  for (const [name, args] of [
    ['upload_file', { path: '/x', file: 'big.bin', field: 'f' }],
    ['download_file', { path: '/big.zip' }],
  ]) {
    const began = performance.now()
    const { content, isError } = await call(name, args)
    if (isError) throw new Error(content[0].text)
    const seconds = (performance.now() - began) / 1000
    const grown = peak(client.pid) - start
    row(
      name,
      `${(size / 1e6 / seconds).toFixed(0)} MB/s`.padStart(9),
      `${seconds.toFixed(1)} s`.padStart(8),
      `memory at most +${grown.toFixed(0)} MB`,
    )
  }
  if (taken < size) throw new Error('less arrived than was sent')
  await client.close()
  upstream.closeAllConnections()
  upstream.close()
}

async function listTokens() {
  if (!haveLarge) return
  console.log('\ntools/list: tokens as a model sees them (o200k), by exposure')
  const { countTokens } = await import('gpt-tokenizer')
  for (const file of ['github-rest.json', 'stripe.yaml', 'openai.yaml', 'box.json', 'notion.json']) {
    for (const exposure of ['search', 'direct']) {
      const path = config(`list-${file}-${exposure}`, [
        {
          name: file.split(/[-.]/)[0],
          openapi: join(shared, file),
          baseUrl: 'https://api.example.com',
          tools: { exposure },
        },
      ])
      const client = startClient([program, 'serve', '--config', path], env)
      await client.initialize()
      const { tools } = await client.ask('tools/list', {})
      const tokens = tools.reduce(
        (sum, tool) =>
          sum +
          countTokens(
            JSON.stringify({ name: tool.name, description: tool.description, input_schema: tool.inputSchema }),
            { disallowedSpecial: new Set() }, // descriptions may speak of them
          ),
        0,
      )
      row(
        `${file}, ${exposure}`,
        `${tools.length} tools`.padStart(11),
        `${tokens} tokens`.padStart(15),
        exposure === 'search' ? ' goal ≤ 1,000' : '',
      )
      await client.close()
    }
  }
}

function sharedFiles(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:json|ya?ml|html?|md|txt)$/.test(name))
    .map((name) => join(folder, name))
    .sort()
}

async function searching() {
  if (!haveLarge) return
  console.log('\nsearch_operations over 20,000 operations (the shared descriptions, repeated; a process of its own)')
  await bundle('search')
  copyWorkers()
  const index = JSON.parse(readFileSync(join(shared, 'index.json'), 'utf8'))
  const files = index.filter((one) => one.operations > 0).map((one) => join(shared, one.file))
  const requests = join(root, 'bench', 'requests.jsonl')
  const args = ['--expose-gc', join(work, 'search.js'), join(work, 'cache-search'), requests].concat(files)
  const { build: built, memory, p50, p95 } = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }))
  row('index built', ms(built), `${memory.toFixed(0)} MB`.padStart(9))
  row('a search: p50 / p95', ms(p50), ms(p95), ' goal p95 ≤ 20 ms')
}

async function estimating() {
  if (!haveLarge) return
  console.log('\nTokens as estimated, against o200k, over the shared descriptions and pages')
  await bundle('estimate')
  const pages = join(root, '..', 'shared', 'docs-pages')
  const files = [shared, pages].flatMap((folder) => (existsSync(folder) ? sharedFiles(folder) : []))
  const argv = [join(work, 'estimate.js')].concat(files)
  const { texts, pieces } = JSON.parse(execFileSync(process.execPath, argv, { encoding: 'utf8' }))
  const percent = (share) => `${(100 * share).toFixed(1)} %`.padStart(9)
  for (const [name, seen, goal] of [
    [`${texts.count} texts up to 120,000 characters`, texts, ' goal ≤ 5 %'],
    [
      `${pieces.count} pieces of 4,000 characters`,
      pieces,
      `  (${percent(pieces.tooLow).trim()} of them more than 5 %)`,
    ],
  ]) {
    row(`${name}: mean error / p95`, percent(seen.mean), percent(seen.p95))
    row('  furthest under', percent(Math.max(0, seen.under)), goal)
    row('  furthest over', percent(seen.over))
  }
}

async function pages() {
  console.log('\nDocumentation pages of 10 MB, read in a process of their own')
  await bundle('page')
  for (const kind of ['html', 'markdown']) {
    const argv = [join(work, 'page.js'), kind]
    const found = JSON.parse(execFileSync(process.execPath, argv, { encoding: 'utf8' }))
    row(
      `${kind}: ${found.sections} sections`,
      ms(found.ms),
      ` goal ≤ 6 s`,
      `${found.peak.toFixed(0)} MB`.padStart(9),
      ' goal ≤ 800 MB',
    )
  }
  await whileReading()
}

/** How long another call waits at most while a server fetches such a page, reads it, keeps it and is asked about it. */
async function whileReading() {
  const file = join(work, 'page.html')
  execFileSync(process.execPath, [join(work, 'page.js'), 'html', file])
  const page = readFileSync(file)
  const upstream = createServer(({ url }, response) => {
    const isPage = url === '/docs'
    response.writeHead(isPage || url === '/ping' ? 200 : 404, { 'content-type': isPage ? 'text/html' : 'text/plain' })
    response.end(isPage ? page : 'pong')
  })
  await new Promise((done) => upstream.listen(0, '127.0.0.1', done))
  const origin = `http://127.0.0.1:${upstream.address().port}`
  const apis = [
    { name: 'other', baseUrl: origin },
    { name: 'pages', baseUrl: origin, documentation: [`${origin}/docs`] },
  ]
  const home = { CUSTOM_API_MCP_HOME: join(work, 'reading') }
  const client = startClient([program, 'serve', '--config', config('reading', apis)], { ...env, ...home })
  await client.initialize()
  const call = async (name, args) => (await client.ask('tools/call', { name, arguments: args })).content[0].text
  await call('http_get', { api: 'other', path: '/ping' })
  let longest = 0
  let rounds = 0
  let ended = false
  const others = (async () => {
    while (!ended) {
      const began = performance.now()
      await call('http_get', { api: 'other', path: '/ping' })
      longest = Math.max(longest, performance.now() - began)
      rounds += 1
      await new Promise((done) => setTimeout(done, 5))
    }
  })()
  const waited = async (name, work) => {
    longest = 0
    const before = rounds
    await work()
    while (rounds <= before) await new Promise((done) => setTimeout(done, 5))
    row(name, ms(longest), ' goal ≤ 100 ms')
  }
  await waited('longest wait of another call while it is fetched, read and kept', async () => {
    while (!/read out of 1 page/.test(await call('list_apis', {}))) await new Promise((done) => setTimeout(done, 200))
  })
  await waited('  while it is searched for the first time', () => call('search_docs', { query: 'newest things' }))
  await waited('  while the operations read out of it are searched', () =>
    call('search_operations', { query: 'list things 17' }),
  )
  await waited('  while a section of it is shown', () =>
    client.ask('resources/read', { uri: 'docs://pages/docs#op-7' }),
  )
  ended = true
  await others
  await client.close()
  upstream.closeAllConnections()
  upstream.close()
}

try {
  await bundle('bare-server')
  const bare = join(work, 'bare-server.js')
  const parts = {
    start: () => startUp(bare),
    read: reading,
    calls: () => calls(bare),
    paging,
    files,
    list: listTokens,
    search: searching,
    estimate: estimating,
    pages,
  }
  const asked = process.argv.slice(2)
  for (const [name, part] of Object.entries(parts)) if (asked.length === 0 || asked.includes(name)) await part()
} finally {
  rmSync(work, { recursive: true, force: true })
}
say('')
