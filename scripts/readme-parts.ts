// The parts of README.md that the code knows best: written between their markers, held fresh by a test.
import { commands } from '../src/cli/commands/index.ts'
import { configJsonSchema } from '../src/config/index.ts'
import { errorCodes, type ErrorCode } from '../src/core/index.ts'
import { genericTools } from '../src/tools/generic/index.ts'

interface Node {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Node[]
  readonly properties?: Readonly<Record<string, Node>>
  readonly additionalProperties?: boolean | Node
  readonly items?: Node
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ').trim()

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n')
}

/** Keys that are refused with "not built yet" do not belong into a reference. */
const isBuilt = (node: Node): boolean => !(node.description ?? '').startsWith('Not built yet')

function configRows(node: Node, path: string): string[][] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    if (key === '$schema' || !isBuilt(child)) return []
    const at = path === '' ? key : `${path}.${key}`
    const inner = [child, child.items ?? {}, ...(child.anyOf ?? [])]
    const nested = typeof child.additionalProperties === 'object' ? [child.additionalProperties] : []
    const rows = [
      ...inner.flatMap((it) =>
        it.properties && at !== 'apis.auth' && at !== 'apis.openapi' ? configRows(it, at) : [],
      ),
      ...nested.flatMap((it) => configRows(it, `${at}.<name>`)),
    ]
    return [...(child.description === undefined ? [] : [[`\`${at}\``, child.description]]), ...rows]
  })
}

const meanings: Readonly<Record<ErrorCode, string>> = {
  'arguments.invalid': 'an argument is wrong, missing or unknown; nothing was sent',
  'operation.unknown': 'the API has no such operation; the nearest name is given',
  'api.unknown': 'no such API is visible',
  'auth.required': 'the operation needs a credential that is not set or not bound to that host',
  'auth.rejected': 'the API answered 401',
  'policy.denied': 'include, exclude, readOnly or the environment forbid it',
  'policy.unconfirmed': 'a change that needs a confirmation has none',
  'host.blocked': 'a host, address or redirect that the operator did not allow',
  'file.blocked': 'a file outside the allowed folders',
  'upstream.status': 'the API answered with an error status; its body follows',
  'upstream.rate_limited': 'the API answered 429',
  'upstream.timeout': 'no answer in time; a changing request may have happened',
  'upstream.unreachable': 'no connection',
  'upstream.unreadable': 'the answer is no HTTP, or coded in a way that is not read',
  'result.too_large': 'an answer past every limit',
  'handle.unknown': 'no such kept result',
  'environment.unknown': 'the API has no such environment',
  'credential.invalid': 'a credential that cannot be used as it is',
  'config.invalid': 'the configuration is wrong; the message names the key',
  'description.invalid': 'the OpenAPI description, or a corner of it, cannot be read',
  'store.unavailable': 'the database file cannot be used',
  cancelled: 'the caller cancelled',
  internal: 'a fault of ours; the cause is in the log under the reference',
}

const entry = `{ "command": "npx", "args": ["-y", "custom-api-mcp", "--config", "/path/to/custom-api-mcp.json"] }`
const clients = `Over stdio the client starts the server itself. \`command\` and \`args\` below are for the published package; in a clone use
\`"command": "node", "args": ["/path/to/clone/dist/custom-api-mcp.js", "--config", "…"]\`. On Windows: \`"command": "cmd"\` with
\`"/c", "npx"\` before the other arguments. Put credentials into the entry's \`env\`, or into the environment the client is
started from.

| client | where | what |
| --- | --- | --- |
| Claude Desktop | \`claude_desktop_config.json\` (Settings → Developer → Edit Config) | \`{ "mcpServers": { "custom-apis": ${entry} } }\` |
| Claude Code | a terminal | \`claude mcp add custom-apis -- npx -y custom-api-mcp --config /path/to/custom-api-mcp.json\` |
| Cursor | \`~/.cursor/mcp.json\` | \`{ "mcpServers": { "custom-apis": ${entry} } }\` |
| VS Code | \`.vscode/mcp.json\` | \`{ "servers": { "custom-apis": ${entry} } }\` |
| any, over HTTP | what \`npm start\` or \`custom-api-mcp serve --http\` prints | URL and \`Authorization: Bearer …\` |`

function sections(): Readonly<Record<string, string>> {
  return {
    clients,
    config: table(['key', 'meaning'], configRows(configJsonSchema() as Node, '')),
    tools: table(
      ['tool', 'arguments', 'does'],
      genericTools.map(({ definition: tool }) => [
        `\`${tool.name}\``,
        Object.keys(tool.inputSchema.properties)
          .map((name) => (tool.inputSchema.required?.includes(name) ? `\`${name}\`` : `\`${name}?\``))
          .join(', ') || '–',
        tool.description,
      ]),
    ),
    errors: table(
      ['code', 'means'],
      (Object.keys(errorCodes) as ErrorCode[]).map((code) => [`\`${code}\``, meanings[code]]),
    ), // its own keys
    commands: table(
      ['command', 'does'],
      commands.map((command) => [
        `\`${[command.name, command.usage.replace(command.name, '').trim()].join(' ').trim()}\``,
        command.summary,
      ]),
    ),
  }
}

/** The README with its generated parts as the code has them now. */
export function freshReadme(text: string): string {
  return Object.entries(sections()).reduce((readme, [name, content]) => {
    const marked = new RegExp(`(<!-- generated:${name} -->\n)[\\s\\S]*?(<!-- /generated:${name} -->)`)
    if (!marked.test(readme)) throw new Error(`README.md has no place for "${name}"`)
    return readme.replace(marked, (_, open: string, close: string) => `${open}${content}\n${close}`)
  }, text)
}
