import { configFileName, type Folders } from '../config/index.ts'
import { CustomApiError } from '../core/index.ts'

/** Where a config was looked for, and how to begin one. */
export const howToBegin = (folders: Folders): string =>
  `looked for ./${configFileName} and config.json in ${folders.config}; name one with --config FILE, or begin one with custom-api-mcp add NAME --openapi URL`

/** For verbs that are about the config. */
export const noConfig = (folders: Folders): CustomApiError =>
  new CustomApiError('config.invalid', 'no config was found', { hint: howToBegin(folders) })
