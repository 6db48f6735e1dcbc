import type { Config, Folders } from '../config/index.ts'
import { CustomApiError } from '../core/index.ts'
import { noConfig } from './no-config.ts'

/**
 * The config of a verb that uses credentials or gives access: one that is met by chance in the working directory may not.
 *
 * @throws CustomApiError `config.invalid` where there is none, or nobody trusted it; `may` says what it is kept from
 */
export function trustedConfig(
  config: Config | undefined,
  folders: Folders,
  may: 'use no credential' | 'give no access',
): Config {
  if (config === undefined) throw noConfig(folders)
  if (config.trusted) return config
  throw new CustomApiError('config.invalid', `this config was found in the working directory and may ${may}`, {
    hint: 'if it is yours, run `custom-api-mcp trust` first, or name it with --config',
  })
}
