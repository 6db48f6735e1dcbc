import { findConfig, loadConfig, trustConfig } from '../../config/index.ts'
import { CustomApiError } from '../../core/index.ts'
import type { Command } from '../command.ts'
import { noConfig } from '../no-config.ts'
import { counted } from '../output.ts'

export const trust: Command = {
  name: 'trust',
  usage: '',
  summary: 'let the config in this folder use credentials',
  options: [],
  help: [
    'A config that is found in the working directory by chance may use no credential and no ${VAR}, until this was run for',
    'it. What is trusted is its content and that of its description files: after a change it asks again.',
    '--json: { "config", "pinned": ["…"], "apis": [{ "slug", "baseUrl" }] }',
  ],

  async run(context) {
    const { io, out, folders } = context
    const found = findConfig({ flag: undefined, cwd: io.cwd, folders })
    if (found === undefined) throw noConfig(folders)
    if (found.how !== 'cwd')
      throw new CustomApiError('config.invalid', `${found.path} needs no trust: it was not found by chance`, {
        hint: 'trust is for ./custom-api-mcp.json in the working directory',
      })
    const config = await loadConfig(found.path, 'flag') // checked as what it will be
    const pinned = await trustConfig(folders, config)
    const apis = config.apis.map(({ slug, baseUrl }) => ({ slug, baseUrl }))
    if (context.json) out.json({ config: config.path, pinned, apis })
    else
      out.print(
        [
          `trusted: ${config.path}, ${counted(apis.length, 'API')}, as long as it stays as it is`,
          ...apis.map(({ slug, baseUrl }) => `  ${slug}: ${baseUrl ?? 'where its description says'}`),
        ].join('\n'),
      )
    return 0
  },
}
