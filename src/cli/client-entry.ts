import type { Config } from '../config/index.ts'
import type { HttpServing } from './app-contract.ts'
import type { Io } from './io.ts'

const quoted = (word: string): string => (/^[\w@%+=:,./\\-]+$/.test(word) ? word : `"${word.replaceAll('"', '\\"')}"`)

/** What a client starts for this config over stdio. */
function stdioEntry(io: Io, config: Config | undefined): { command: string; args: string[] } {
  const [command, ...args] = io.program
  return { command, args: config === undefined ? args : [...args, '--config', config.path] }
}

/** The command line and the JSON that add this server to a client over stdio. */
export function stdioEntryText(io: Io, config: Config | undefined): string {
  const entry = stdioEntry(io, config)
  const line = [entry.command, ...entry.args].map(quoted).join(' ')
  return [
    'Claude Code:',
    `  claude mcp add custom-apis -- ${line}`,
    'Claude Desktop, Cursor and others ("mcpServers" in their config; VS Code: "servers"):',
    indent(JSON.stringify({ 'custom-apis': entry }, undefined, 2)),
  ].join('\n')
}

/**
 * The entry that adds this server to a client over HTTP, ready to paste: with the local token where we made it, with a
 * placeholder where a variable gave it.
 */
export function httpEntryText(serving: HttpServing): string {
  const { mcpUrl: url, token, tokenFile } = serving
  const shown = token === undefined ? undefined : tokenFile === undefined ? '<CUSTOM_API_MCP_TOKEN>' : token.reveal()
  const headers = shown === undefined ? {} : { headers: { Authorization: `Bearer ${shown}` } }
  const flag = shown === undefined ? '' : ` --header "Authorization: Bearer ${shown}"`
  return [
    'Claude Code:',
    `  claude mcp add --transport http custom-apis ${url}${flag}`,
    'Cursor and others ("mcpServers" in their config; VS Code: "servers"):',
    indent(JSON.stringify({ 'custom-apis': { type: 'http', url, ...headers } }, undefined, 2)),
  ].join('\n')
}

const indent = (text: string): string => text.replaceAll(/^/gm, '  ')
