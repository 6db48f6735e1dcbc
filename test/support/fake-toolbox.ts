import { request } from 'node:http'
import { CustomApiError, ExactNumber } from '../../src/core/index.ts'
import {
  UnknownTool,
  type CallContext,
  type Concerns,
  type Engine,
  type ToolDefinition,
  type ToolResult,
  type Toolbox,
  type Updated,
} from '../../src/tools/index.ts'

type Run = (input: Record<string, unknown>, context: CallContext) => Promise<ToolResult> | ToolResult

const text = (said: string, isError = false): ToolResult => ({
  content: [{ type: 'text', text: said }],
  isError,
  meta: { 'custom-api-mcp/status': isError ? 404 : 200 },
})

const define = (name: string, description: string): ToolDefinition => ({
  name,
  title: name,
  description,
  inputSchema: { type: 'object', properties: { text: { type: 'string' } } },
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
})

/** Prints a value with numbers as their digits came. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shown).join(',')}]`
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype)
    return `{${Object.entries(value)
      .map(([key, member]) => `${JSON.stringify(key)}:${shown(member)}`)
      .join(',')}}`
  return value instanceof ExactNumber ? value.text : JSON.stringify(value)
}

/** A request that lasts until the upstream answers or the signal aborts. */
function hang(url: string, signal: AbortSignal): Promise<ToolResult> {
  return new Promise((done) => {
    const outgoing = request(url, { signal }, (response) => {
      response.resume()
      response.on('end', () => done(text('answered')))
      response.on('error', () => done(text('cancelled: stopped', true)))
    })
    outgoing.on('error', () => done(text('cancelled: stopped', true)))
    outgoing.end()
  })
}

const steps = (context: CallContext): Promise<ToolResult> =>
  new Promise((done) => {
    let step = 0
    const timer = setInterval(() => {
      step += 1
      if (step <= 3) return context.progress?.(step, 3, `step ${step}`)
      clearInterval(timer)
      done(text('walked'))
    }, 20)
  })

const upstreamUrl = (input: Record<string, unknown>): string => String(input['url'])

const tools: Readonly<Record<string, Run>> = {
  echo: (input) => text(shown(input)),
  who: (_, { caller }) => text(`${caller.app ?? 'nobody'} via ${caller.via}`),
  refuse: () => text('upstream.status: HTTP 404 Not Found', true),
  hang: (input, { signal }) => hang(upstreamUrl(input), signal),
  steps: (_, context) => steps(context),
  broken: () => {
    throw new Error('cannot read /home/someone/private with key sk-fake-0000')
  },
  huge: (input) => text('x'.repeat(Number(input['megabytes']) * 1024 * 1024)),
}

/** A small whole toolbox for tests of the protocol: a value that is passed in, with a list that can grow. */
export function fakeToolbox(): Toolbox & { grow(name: string): void } {
  const listeners = new Set<(concerns: Concerns, updated: Updated) => void>()
  const published = new Map(Object.entries(tools))
  const grow = (name: string): void => {
    published.set(name, () => text(`I am ${name}`))
    for (const listener of listeners)
      listener(
        () => true,
        () => [],
      )
  }
  published.set('grow', (input) => {
    grow(String(input['name']))
    return text('grown')
  })
  return {
    grow,
    instructions: () => Promise.resolve('Find an operation, then call it.'),
    list: () => Promise.resolve([...published.keys()].map((name) => define(name, `does ${name}`))),
    has: (name) => Promise.resolve(published.has(name)),
    async call(name, input, context) {
      const run = published.get(name)
      if (run === undefined) throw new UnknownTool(name)
      return run(input as Record<string, unknown>, context)
    },
    resources: async () => [],
    resourceTemplates: () =>
      Promise.resolve([
        {
          uriTemplate: 'openapi://pets/{operation}',
          name: 'pets',
          title: 'Operations of Pets',
          description: 'One operation as OpenAPI',
          mimeType: 'application/json',
        },
      ]),
    readResource: (uri) => {
      if (uri === 'openapi://pets/broken') return Promise.reject(new Error('a path /home/someone'))
      if (uri !== 'openapi://pets/list_pets')
        return Promise.reject(new CustomApiError('operation.unknown', `no operation at ${uri}`))
      return Promise.resolve({ uri, mimeType: 'application/json', text: '{"openapi":"3.1.0"}' })
    },
    bill: () => Promise.resolve({ budget: 0, apis: [], tokens: { now: 0, search: 0, direct: 0 } }),
    complete: (_template, _variable, value) =>
      Promise.resolve(['list_pets', 'get_pet', 'add_pet'].filter((name) => name.startsWith(value))),
    engine: undefined as unknown as Engine, // the protocol never asks the engine
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
