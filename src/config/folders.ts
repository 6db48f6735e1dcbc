import { join, resolve } from 'node:path'
import envPaths from 'env-paths'
import { environmentVariable } from './environment.ts'
import type { Folders } from './model.ts'

/**
 * The user's folders of this program, by the platform's convention (`env-paths`).
 *
 * `CUSTOM_API_MCP_HOME` puts all of them into one folder instead, for containers and tests: the config itself in that
 * folder, `data` and `cache` below it. Nothing is created here.
 */
export function folders(): Folders {
  const home = environmentVariable('CUSTOM_API_MCP_HOME')
  if (home !== undefined) {
    const root = resolve(home)
    return { config: root, data: join(root, 'data'), cache: join(root, 'cache') }
  }
  const { config, data, cache } = envPaths('custom-api-mcp', { suffix: '' })
  return { config, data, cache }
}
