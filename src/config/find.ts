import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { environmentVariable } from './environment.ts'
import type { Folders, FoundConfig } from './model.ts'

/** The name looked for in the working directory. */
export const configFileName = 'custom-api-mcp.json'

export interface Search {
  /** `--config FILE`, as given. */
  readonly flag?: string | undefined
  readonly cwd: string
  readonly folders: Folders
}

/**
 * The config file that counts: the flag, else `$CUSTOM_API_MCP_CONFIG`, else `./custom-api-mcp.json`, else `config.json`
 * in the user's config folder; `undefined` when there is none.
 *
 * A file that was named (flag, variable) is returned whether it exists or not: loading it says what is wrong.
 */
export function findConfig({ flag, cwd, folders }: Search): FoundConfig | undefined {
  if (flag !== undefined) return { path: resolve(cwd, flag), how: 'flag' }
  const variable = environmentVariable('CUSTOM_API_MCP_CONFIG')
  if (variable !== undefined) return { path: resolve(cwd, variable), how: 'variable' }
  const near = join(cwd, configFileName)
  if (existsSync(near)) return { path: near, how: 'cwd' }
  const own = join(folders.config, 'config.json')
  return existsSync(own) ? { path: own, how: 'user' } : undefined
}
