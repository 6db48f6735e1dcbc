/**
 * The fidelity run: see scripts/fidelity.mjs. Catalog → tool schema → generated arguments → tools → execute → wire, and
 * there Prism, which read the same description by itself, says whether the request is what the description asks for.
 */
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createCatalog } from '../../src/catalog/index.ts'
import { CustomApiError, createRedactor, silentLog } from '../../src/core/index.ts'
import { perform, planOperation, unsupportedReason, type Target } from '../../src/execute/index.ts'
import { createDoor } from '../../src/http/index.ts'
import { createAuthorizer } from '../../src/auth/index.ts'
import { operationTool, prepareCall } from '../../src/tools/index.ts'
import { generate, nothing } from '../support/generate.ts'

declare const __FIDELITY__: string
declare const __SHARED__: string

const specs = [
  'petstore-v3.json',
  'petstore-v2.json',
  'notion.json',
  'parameter-styles.json',
  'redocly-cafe.yaml',
  'speakeasy-bar.yaml',
  'alertmanager.yaml',
  'uspto.yaml',
  'qdrant.json',
  'ory-kratos.json',
  'spotify.yaml',
  'discourse.json',
  'sonarr.json',
  'svix.json',
  'immich.json',
  'jsr.yaml',
  'netlify.yaml',
  'slack-web.json',
  'box.json',
  'stripe.yaml',
  'firefly-iii.yaml',
  'pachca-ru.yaml',
  'wazuh.yaml',
  'star-trek-stapi.yaml',
  'paypal-invoicing.json',
  'amazon-sp-pricing.json',
  'amazon-sp-shipping.json',
  'clerk.yaml',
  'open-meteo.yaml',
  'docker-engine.yaml',
]

interface HttpOperation {
  readonly method: string
  readonly path: string
}
interface Finding {
  readonly path?: readonly string[]
  readonly code?: string | number
  readonly message: string
}
interface Prism {
  readonly getHttpOperationsFromSpec: (file: string) => Promise<readonly HttpOperation[]>
  readonly validateInput: (input: unknown) => { readonly _tag: 'Left' | 'Right'; readonly left?: readonly Finding[] }
}
const require = createRequire(join(__FIDELITY__, 'package.json'))
const prism: Prism = {
  ...require('@stoplight/prism-http/dist/utils/operations'),
  ...require('@stoplight/prism-http/dist/validator'),
}

interface Arrived {
  readonly method: string
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}
let arrived: Arrived | undefined
const upstream = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    arrived = {
      method: request.method ?? '',
      target: request.url ?? '',
      headers,
      body: Buffer.concat(chunks).toString(),
    }
    response.setHeader('content-type', 'application/json')
    response.end('{}')
  })
})
await new Promise<void>((done) => upstream.listen(0, '127.0.0.1', done))
const { port } = upstream.address() as AddressInfo // TCP
const origin = `http://127.0.0.1:${port}`

const redactor = createRedactor()
const origins = new Set([origin])
const timeouts = { connect: 5, response: 5 }
const door = createDoor({
  name: 'fidelity',
  policy: { origins, privateConsent: new Set([`127.0.0.1:${port}`]), allowInsecureHttp: true },
  timeouts,
  log: silentLog,
})
const noCredential = { get: () => Promise.resolve(undefined), howToSet: () => 'set it' }
const target: Target = {
  api: 'fidelity',
  baseUrl: origin,
  baseUrlFromConfig: true,
  headers: {},
  query: {},
  door,
  origins,
  timeouts,
  limits: { decoded: 1e6, wire: 1e6 },
  attempts: 1,
  userAgent: 'fidelity',
  redactor,
  authorizer: createAuthorizer({
    api: 'fidelity',
    name: 'fidelity',
    auth: [{ type: 'none' }],
    schemes: {},
    requiresSecurity: false,
    boundOrigins: origins,
    credentials: noCredential,
    secretHeaders: [],
    redactor,
  }),
}

/** The query as Prism's own server hands it to the validator: repeated names become arrays. */
function queryOf(url: URL): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {}
  for (const [name, value] of url.searchParams) {
    const before = query[name]
    query[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value]
  }
  return query
}

function bodyOf({ headers, body }: Arrived): unknown {
  if (body === '') return undefined
  return /[/+]json\b/.test(headers['content-type'] ?? '') ? JSON.parse(body) : body
}

const same = (operation: HttpOperation, method: string, path: string): boolean =>
  operation.method.toUpperCase() === method && operation.path.split(/[?#]/)[0] === path.split(/[?#]/)[0]

interface Tally {
  sent: number
  accepted: number
  skipped: number
  readonly misses: string[]
}

async function measure(file: string): Promise<Tally> {
  const tally: Tally = { sent: 0, accepted: 0, skipped: 0, misses: [] }
  const catalog = createCatalog({
    cacheFolder: undefined,
    log: silentLog,
    fetchText: () => Promise.reject(new Error('offline')),
  })
  const description = await catalog.load({ kind: 'file', path: join(__SHARED__, file) }, new AbortController().signal)
  const independent = await prism.getHttpOperationsFromSpec(join(__SHARED__, file))
  for (const row of description.rows) {
    const resource = independent.find((it) => same(it, row.method, row.path))
    const operation = await description.operation(row.key).catch(() => undefined)
    if (resource === undefined || operation === undefined || unsupportedReason(operation) !== undefined) {
      tally.skipped++
      continue
    }
    for (const full of [false, true]) {
      const tool = operationTool('x', operation)
      const input = generate(tool.inputSchema, full)
      if (input === nothing) {
        tally.skipped++
        continue
      }
      arrived = undefined
      const where = `${file} ${row.key}${full ? ' (full)' : ''}`
      try {
        await perform(target, planOperation(target, prepareCall(operation, input)), new AbortController().signal)
      } catch (thrown) {
        const error = CustomApiError.from(thrown)
        tally.sent++
        tally.misses.push(
          `${where}: not sent: ${error.message} ${error.code === 'internal' ? String(error.cause) : ''}`,
        )
        continue
      }
      const request = arrived as Arrived | undefined // set by the upstream meanwhile
      if (request === undefined) continue
      tally.sent++
      const url = new URL(request.target, origin)
      const found = prism.validateInput({
        resource,
        element: {
          method: request.method.toLowerCase(),
          url: { path: url.pathname, query: queryOf(url) },
          headers: request.headers,
          body: bodyOf(request),
        },
      })
      if (found._tag === 'Right') tally.accepted++
      else
        tally.misses.push(
          `${where}: ${request.target.slice(0, 200)} ${request.body.slice(0, 300)}\n      ${found.left
            ?.map((it) => `${it.path?.join('.') ?? ''} ${it.message}`)
            .slice(0, 3)
            .join('; ')}`,
        )
    }
  }
  description.close()
  return tally
}

const asked = process.argv.slice(2).filter((it) => !it.startsWith('-'))
const verbose = process.argv.includes('--misses')
let sent = 0
let accepted = 0
if (!existsSync(__SHARED__)) console.log('skipped: the shared descriptions are not here')
else
  for (const file of asked.length > 0 ? asked : specs) {
    const tally = await measure(file).catch((error: unknown) => {
      console.log(`${file.padEnd(30)} not measured: ${error instanceof Error ? error.message.slice(0, 120) : ''}`)
      return undefined
    })
    if (tally === undefined) continue
    sent += tally.sent
    accepted += tally.accepted
    console.log(
      `${file.padEnd(30)} ${String(tally.accepted).padStart(5)} of ${String(tally.sent).padStart(5)} accepted, ${tally.skipped} skipped`,
    )
    if (verbose) for (const miss of tally.misses) console.log(`    ${miss}`)
  }
await door.close()
upstream.close()
const share = sent === 0 ? 1 : accepted / sent
console.log(`${accepted} of ${sent} requests accepted by the independent validator (${(share * 100).toFixed(1)} %)`)
process.exitCode = asked.length > 0 || share >= 0.95 ? 0 : 1
