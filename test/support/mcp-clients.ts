import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client as CurrentClient, StreamableHTTPClientTransport as CurrentHttp } from '@modelcontextprotocol/client'
import { StdioClientTransport as CurrentStdio } from '@modelcontextprotocol/client/stdio'
import { ElicitRequestSchema, ResourceUpdatedNotificationSchema } from '@modelcontextprotocol/sdk/types.js'
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport as OldStdio } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport as OldHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { build } from 'esbuild'
import { onTestFinished } from 'vitest'

/** Clients of both eras; `modern` says whether a session over HTTP or an `initialize` is not used. */
export const clientKinds = [
  { kind: '2025 SDK client', modern: false },
  { kind: 'current client, default', modern: false },
  { kind: 'current client, auto', modern: true },
  { kind: 'current client, pinned to 2026-07-28', modern: true },
] as const

export type ClientKind = (typeof clientKinds)[number]['kind']

/** Where a client connects: a program to spawn, or a URL with its token. */
export type Where =
  | { readonly command: string; readonly args: readonly string[]; readonly env?: Readonly<Record<string, string>> }
  | { readonly url: string; readonly token?: string | undefined }

export interface ToolAnswer {
  readonly text: string
  readonly isError: boolean
  readonly meta: Readonly<Record<string, unknown>>
}

/** What the tests do with any client. */
export interface AnyClient {
  readonly instructions: string | undefined
  tools(): Promise<readonly string[]>
  call(
    name: string,
    input?: Record<string, unknown>,
    options?: { signal?: AbortSignal; onprogress?: (done: number) => void },
  ): Promise<ToolAnswer>
  /** The resource links of a call's result. */
  links(
    name: string,
    input: Record<string, unknown>,
  ): Promise<readonly { uri: string; name: string; mimeType?: string; size?: number }[]>
  templates(): Promise<readonly string[]>
  resources(): Promise<readonly string[]>
  read(uri: string): Promise<string>
  /** Follows a resource, as the client's revision has it; `updated` fills with the URIs that changes are told of. */
  subscribe(uri: string): Promise<void>
  readonly updated: readonly string[]
  complete(uri: string, variable: string, value: string): Promise<readonly string[]>
  /** Resolves when the server announces that its tools changed. */
  readonly toolsChanged: Promise<void>
  /** Resolves when the server has announced that the list of resources changed. */
  readonly resourcesChanged: Promise<void>
  readonly stderr: () => string
  /** Of the program that was spawned; 0 over HTTP. */
  readonly pid: number
  close(): Promise<void>
}

const info = { name: 'test-client', version: '1.0.0' }

const negotiation = {
  'current client, default': undefined,
  'current client, auto': { mode: 'auto' },
  'current client, pinned to 2026-07-28': { mode: { pin: '2026-07-28' } },
} as const

/** What the person before the client says to a question. */
export type Ask = (question: string) => 'accept' | 'decline' | 'cancel'

/** Connects a client of the kind; it closes itself when the test ends unless `keep` is set. */
export async function connectClient(
  kind: ClientKind,
  where: Where,
  options: { keep?: boolean; ask?: Ask } = {},
): Promise<AnyClient> {
  let announce = (): void => {}
  const toolsChanged = new Promise<void>((done) => (announce = done))
  let announceResources = (): void => {}
  const resourcesChanged = new Promise<void>((done) => (announceResources = done))
  const changed = {
    tools: { autoRefresh: false, debounceMs: 0, onChanged: () => announce() },
    resources: { autoRefresh: false, debounceMs: 0, onChanged: () => announceResources() },
  }
  const updated: string[] = []
  let printed = ''
  let pid = 0
  const hear = (stream: { on(event: 'data', hear: (chunk: Buffer) => void): unknown } | null): void =>
    void stream?.on('data', (chunk) => (printed += chunk.toString()))
  const headers = 'url' in where && where.token !== undefined ? { authorization: `Bearer ${where.token}` } : {}
  const spawn =
    'command' in where
      ? { command: where.command, args: [...where.args], env: { ...where.env }, stderr: 'pipe' as const }
      : undefined

  const { ask } = options
  const capabilities = ask === undefined ? {} : { capabilities: { elicitation: {} } }

  const connect = async (): Promise<OldClient> => {
    if (kind === '2025 SDK client') {
      const client = new OldClient(info, { listChanged: changed, ...capabilities })
      if (ask !== undefined)
        client.setRequestHandler(ElicitRequestSchema, ({ params }) => ({ action: ask(params.message) }))
      client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => void updated.push(params.uri))
      const transport = spawn
        ? new OldStdio(spawn)
        : new OldHttp(new URL((where as { url: string }).url), { requestInit: { headers } })
      if (transport instanceof OldStdio) hear(transport.stderr)
      await client.connect(transport as Parameters<OldClient['connect']>[0])
      if (transport instanceof OldStdio) pid = transport.pid ?? 0
      return client
    }
    const mode = negotiation[kind]
    const client = new CurrentClient(info, {
      listChanged: changed,
      ...capabilities,
      ...(mode && { versionNegotiation: mode }),
    })
    if (ask !== undefined)
      client.setRequestHandler('elicitation/create', ({ params }) => ({ action: ask(params.message) }))
    client.setNotificationHandler('notifications/resources/updated', ({ params }) => void updated.push(params.uri))
    const transport = spawn
      ? new CurrentStdio(spawn)
      : new CurrentHttp(new URL((where as { url: string }).url), { requestInit: { headers } })
    if (transport instanceof CurrentStdio) hear(transport.stderr)
    await client.connect(transport)
    if (transport instanceof CurrentStdio) pid = transport.pid ?? 0
    return client as unknown as OldClient // the same methods under the same names, as far as these tests go
  }
  const client = await connect()
  const close = (): Promise<void> => client.close()
  if (!options.keep) onTestFinished(close)
  return {
    instructions: client.getInstructions(),
    toolsChanged,
    resourcesChanged,
    stderr: () => printed,
    pid,
    close,
    tools: async () => (await client.listTools()).tools.map((tool) => tool.name),
    async call(name, input = {}, options = {}) {
      const { onprogress, ...rest } = options
      const asked = {
        ...rest,
        ...(onprogress && { onprogress: ({ progress }: { progress: number }) => onprogress(progress) }),
      }
      const call = { name, arguments: input }
      const result = await (kind === '2025 SDK client'
        ? client.callTool(call, undefined, asked)
        : (client as unknown as CurrentClient).callTool(call, asked))
      const blocks = result.content as readonly { type: string; text?: string }[]
      return {
        text: blocks.map((block) => block.text ?? '').join('\n'),
        isError: result.isError === true,
        meta: result._meta ?? {},
      }
    },
    async links(name, input) {
      const { content } = (await client.callTool({ name, arguments: input })) as { content: { type: string }[] }
      return content.filter((block) => block.type === 'resource_link') as unknown as Awaited<
        ReturnType<AnyClient['links']>
      >
    },
    resources: async () => (await client.listResources()).resources.map(({ uri }) => uri),
    templates: async () =>
      (await client.listResourceTemplates()).resourceTemplates.map(({ uriTemplate }) => uriTemplate),
    read: async (uri) =>
      ((await client.readResource({ uri })).contents as { text: string }[]).map((c) => c.text).join(''),
    updated,
    async subscribe(uri) {
      const isModern = clientKinds.some((it) => it.kind === kind && it.modern)
      if (isModern) await (client as unknown as CurrentClient).listen({ resourceSubscriptions: [uri] })
      else await client.subscribeResource({ uri })
    },
    async complete(uri, name, value) {
      const answer = await client.complete({ ref: { type: 'ref/resource', uri }, argument: { name, value } })
      return answer.completion.values
    },
  }
}

/** Bundles a TypeScript program so that plain `node` runs it, into a folder that goes when the returned function runs. */
export async function bundle(entry: string): Promise<{ file: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'custom-api-mcp-test-'))
  const file = join(folder, 'program.mjs')
  await build({
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  })
  return { file, remove: () => rm(folder, { recursive: true, force: true }) }
}
