import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isDeepStrictEqual } from 'node:util'
import { load } from 'js-yaml'
import { createAuthorizer } from '../../src/auth/index.ts'
import { createCatalog, type Description, type Operation, type OperationRow } from '../../src/catalog/index.ts'
import { CustomApiError, createRedactor, pointerSegments, silentLog } from '../../src/core/index.ts'
import { perform, planOperation, withFiles, type OperationCall, type Target } from '../../src/execute/index.ts'
import { FileValue } from '../../src/files/index.ts'
import { createDoor } from '../../src/http/index.ts'
import { operationTool, prepareCall } from '../../src/tools/index.ts'
import { generate, nothing } from '../support/generate.ts'
import { differences, type Arrived } from './decode.ts'
import { readMultipartBody } from './multipart.ts'
import { readXmlBody } from './xml.ts'
import { knownReasons } from './known.ts'
import { judge, readOperation, sliceOf, type Finding, type ReadOperation } from './prism.ts'

/** What became of the requests of one description. */
export interface Tally {
  accepted: number
  /** Requests that Prism refused for a named reason of its own or of the description, by reason. */
  readonly known: Record<string, number>
  /** Requests whose operation Prism could not read or judge, and why; their values were compared where it had read them. */
  readonly unjudged: string[]
  /** Operations or bodies that the product itself says come later. */
  later: number
  /** No arguments could be generated, mostly for a pattern. */
  readonly skipped: string[]
  readonly misses: string[]
}

let arrived: Arrived | undefined
const upstream = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    const body = Buffer.concat(chunks).toString()
    arrived = { method: request.method ?? '', target: request.url ?? '', headers, body }
    response.setHeader('content-type', 'application/json')
    response.end('{}')
  })
})

function targetOn(origin: string, documentServers: Description['servers']): Target {
  const redactor = createRedactor()
  const origins = new Set([origin])
  const timeouts = { connect: 5, response: 5 }
  const policy = { origins, privateConsent: new Set([new URL(origin).host]), allowInsecureHttp: true }
  return {
    api: 'fidelity',
    baseUrl: origin,
    baseUrlFromConfig: true,
    documentServers,
    headers: {},
    query: {},
    door: createDoor({ name: 'fidelity', policy, timeouts, log: silentLog }),
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
      credentials: { get: () => Promise.resolve(undefined), howToSet: () => 'set it' },
      secretHeaders: [],
      redactor,
    }),
  }
}

/** Sends every operation of a description twice, with the required arguments and with all, and judges what arrives. */
export async function measure(file: string, every: number): Promise<Tally> {
  await new Promise<void>((done) => upstream.listen(0, '127.0.0.1', done))
  const { port } = upstream.address() as AddressInfo // TCP
  const origin = `http://127.0.0.1:${port}`
  const fetchText = (): Promise<never> => Promise.reject(new Error('offline'))
  const catalog = createCatalog({ cacheFolder: undefined, log: silentLog, fetchText })
  const description = await catalog.load({ kind: 'file', path: file }, new AbortController().signal)
  const target = targetOn(origin, description.servers)
  const text = readFileSync(file, 'utf8')
  const root = (file.endsWith('.json') ? JSON.parse(text) : load(text, { json: true })) as Record<string, unknown> // it loaded: an object
  const tally: Tally = { accepted: 0, known: {}, unjudged: [], later: 0, skipped: [], misses: [] }
  try {
    for (const [index, row] of description.rows.entries()) {
      if (index % every !== 0) continue
      await measureOperation(tally, { description, row, root, target, origin })
    }
  } finally {
    description.close()
    await target.door.close()
    upstream.close()
  }
  return tally
}

interface Subject {
  readonly description: Description
  readonly row: OperationRow
  readonly root: Record<string, unknown>
  readonly target: Target
  readonly origin: string
}

async function measureOperation(tally: Tally, subject: Subject): Promise<void> {
  const { row, root, description, origin } = subject
  const built = await description.operation(row.key)
  if (row.method === 'TRACE') return void (tally.later += 2)
  const operation = {
    ...built,
    servers: built.servers.map((server) => ({ ...server, url: local(server.url, origin) })),
  }
  const [, template = '', ...steps] = pointerSegments(row.at)
  const slice = sliceOf(root, template, steps, row.path)
  let resource: ReadOperation | undefined
  let failure = 'not found'
  try {
    resource = slice && (await readOperation(slice, row.path, row.method))
  } catch (thrown) {
    failure = String(thrown) // counted with the requests of this operation
  }
  const tool = operationTool('x', operation)
  for (const full of [false, true]) {
    const input = generate(tool.inputSchema, full)
    if (input === nothing) tally.skipped.push(`${row.key}: ${JSON.stringify(tool.inputSchema).slice(0, 3000)}`)
    else
      for (const contentType of [undefined, ...otherXml(operation)]) {
        const how = [full ? 'all arguments' : '', contentType ?? ''].filter(Boolean).join(', ')
        const where = `${row.key}${how === '' ? '' : ` (${how})`}`
        await measureCall(tally, subject, operation, resource ?? failure, { input, contentType, where })
      }
  }
}

/** The XML types of a body that has others before: they are sent, too. */
const otherXml = ({ body }: Operation): readonly string[] =>
  (body?.media ?? []).slice(1).flatMap(({ mediaType }) => (/[/+]xml\b/.test(mediaType) ? [mediaType] : []))

interface Trial {
  readonly input: unknown
  readonly contentType: string | undefined
  readonly where: string
}

/** An operation's own server, as an operator who lists its host would have it here. */
const local = (url: string, origin: string): string => {
  const parsed = URL.canParse(url, origin) ? new URL(url, origin) : undefined
  return `${origin}${parsed?.pathname ?? ''}`
}

async function measureCall(
  tally: Tally,
  { target }: Subject,
  operation: Operation,
  resource: ReadOperation | string,
  { input, contentType, where }: Trial,
): Promise<void> {
  let call: OperationCall
  let prefix: string
  arrived = undefined
  try {
    call = await withFiles(prepareCall(operation, input, contentType), { open: inMemory })
    const plan = planOperation(target, call)
    prefix = operation.ownServers ? new URL(operation.servers[0]?.url ?? '/', plan.request.origin).pathname : ''
    await perform(target, plan, new AbortController().signal)
  } catch (thrown) {
    const error = CustomApiError.from(thrown)
    tally.misses.push(`${where}: not sent: ${error.message} ${error.code === 'internal' ? String(error.cause) : ''}`)
    return
  }
  const request = arrived as Arrived | undefined // set by the upstream meanwhile
  if (request === undefined) return void tally.misses.push(`${where}: nothing arrived`)
  const target2 = request.target.slice(prefix.replace(/\/+$/, '').length)
  const seen = { ...request, target: target2 }
  if (typeof resource === 'string') return void tally.unjudged.push(`${where}: not read: ${resource}`)
  const read = await multipartValue(resource, seen)
  const parts = read === undefined ? undefined : withStyled(read, call)
  const said = parts ?? xmlValue(resource, seen)
  const wrong = [
    ...differences(seen, resource, call),
    ...(said === undefined || isDeepStrictEqual(said, given(call.body?.value, parts !== undefined))
      ? []
      : [`body: ${JSON.stringify(said)}`]),
  ]
  if (wrong.length > 0) return void tally.misses.push(`${where}: ${shown(seen)}\n      ${wrong.slice(0, 3).join('; ')}`)
  const findings = parts === undefined ? judged(resource, seen) : judged(asJson(resource), seen, parts)
  if (typeof findings === 'string') return void tally.unjudged.push(`${where}: ${findings}`)
  if (findings.length === 0) return void (tally.accepted += 1)
  const reasons = findings.map(
    (finding) => knownReasons.find((it) => it.recognises(finding, { resource, call, request: seen }))?.id,
  )
  const [reason] = reasons
  if (reason !== undefined && !reasons.includes(undefined)) tally.known[reason] = (tally.known[reason] ?? 0) + 1
  else {
    const says = findings.map((it) => `${it.path?.join('.') ?? ''} ${it.message}`).slice(0, 3)
    tally.misses.push(`${where}: ${shown(seen)}\n      ${says.join('; ')}`)
  }
}

const shown = ({ target, body }: Arrived): string => `${target.slice(0, 300)} ${body.slice(0, 300)}`

/** What an XML body says to the reader that goes by the hints to the letter; nothing for other bodies and for plain texts. */
function xmlValue({ request }: ReadOperation, { headers, body }: Arrived): unknown {
  const type = headers['content-type'] ?? ''
  if (!/[/+]xml\b/.test(type)) return undefined
  const schema = request?.body?.contents?.find(({ mediaType }) => mediaType === type.split(';', 1)[0])?.schema
  if (schema === undefined || (schema as { readonly type?: unknown }).type === 'string') return undefined // read from JSON
  const read = readXmlBody(body, schema)
  return 'value' in read ? read.value : `unreadable: ${read.wrong}`
}

/** What is joined or bracketed by a style has no reader here (the tables beside the code have them): it counts as it was given. */
function withStyled(read: unknown, { body }: OperationCall): unknown {
  const whole = given(body?.value, true) as Readonly<Record<string, unknown>>
  const styled = Object.entries(body?.media.encoding ?? {}).filter(([, { style }]) => style !== undefined)
  const names = new Set(styled.map(([name]) => name))
  const inside = new Set([...names].flatMap((name) => Object.keys(Object(whole[name]) as object)))
  const rest = Object.entries(Object(read) as object).filter(
    ([name]) => !names.has(name) && !(inside.has(name) && !Object.hasOwn(whole, name)),
  )
  const kept = [...names].filter((name) => Object.hasOwn(whole, name)).map((name) => [name, whole[name]] as const)
  return Object.fromEntries([...rest, ...kept])
}

/** The value that was given: of a form what can be seen of it, files as their bytes. */
function given(value: unknown, isForm: boolean): unknown {
  const plain = JSON.parse(
    JSON.stringify(value ?? null, (_, inner: unknown) => (isFile(inner) ? textOf(inner) : inner)),
  ) as unknown
  if (!isForm || typeof plain !== 'object' || plain === null) return plain
  const seen = Object.entries(plain).filter(
    ([, inner]) => inner !== null && !(Array.isArray(inner) && inner.length === 0),
  )
  return Object.fromEntries(seen)
}

/** Every file is the text that names it. */
const inMemory = (text: string): Promise<FileValue> =>
  Promise.resolve(FileValue.of(Buffer.from(text), { name: 'x.bin' }))

const isFile = (value: unknown): value is FileValue => value instanceof FileValue
const textOf = ({ data }: FileValue): string => Buffer.from(data ?? []).toString()

/** What a multipart body says to another reader; nothing for other bodies. */
async function multipartValue({ request }: ReadOperation, { headers, body }: Arrived): Promise<unknown> {
  const type = headers['content-type'] ?? ''
  if (!/^multipart\/form-data\b/.test(type)) return undefined
  const schema = request?.body?.contents?.find(({ mediaType }) => mediaType === 'multipart/form-data')?.schema
  return readMultipartBody(type, body, schema)
}

/** Prism keeps one part of a name and knows no JSON in parts: it is given what the other reader found. */
function asJson(resource: ReadOperation): ReadOperation {
  const { request } = resource
  const contents = (request?.body?.contents ?? [])
    .filter(({ mediaType }) => mediaType === 'multipart/form-data')
    .map((content) => ({ ...content, mediaType: 'application/json' }))
  return { ...resource, request: { ...request, body: { ...request?.body, contents } } }
}

/** Prism's findings, or how it failed; `value` stands for a body that is no JSON. */
function judged(resource: ReadOperation, request: Arrived, value?: unknown): readonly Finding[] | string {
  const url = new URL(request.target, 'http://x.invalid')
  const query: Record<string, string | string[]> = {} // as Prism's own server hands it on: repeated names become arrays
  for (const [name, value] of url.searchParams) {
    const before = query[name]
    query[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value]
  }
  const { method, headers, body } = request
  const isJson = /[/+]json\b/.test(headers['content-type'] ?? '')
  const element = {
    method: method.toLowerCase(),
    url: { path: url.pathname, query },
    headers: value === undefined ? headers : { ...headers, 'content-type': 'application/json' },
    body:
      value !== undefined
        ? value
        : body === ''
          ? undefined
          : isJson
            ? (JSON.parse(body) as unknown)
            : (xmlValue(resource, request) ?? body),
  }
  try {
    return judge(resource, element)
  } catch (thrown) {
    return String(thrown) // such as "Cannot read properties of undefined", on optional parameters that are not there
  }
}
