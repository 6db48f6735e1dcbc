import { CustomApiError } from '../core/index.ts'
import type { Place } from './model.ts'
import { BrokenSeal } from './seal.ts'

const nameOf = ({ api, environment, part }: Place): string =>
  [`"${api}"`, environment && `environment "${environment}"`, part && `part "${part}"`].filter(Boolean).join(', ')

/** The command that stores a credential; names only. */
export const setCommand = ({ api, environment, part }: Place): string =>
  ['custom-api-mcp credentials set', api, environment && `--environment ${environment}`, part && `--part ${part}`]
    .filter(Boolean)
    .join(' ')

export const damaged = (place: Place, cause?: unknown): CustomApiError =>
  new CustomApiError('store.unavailable', `the stored credential of ${nameOf(place)} was changed or damaged`, {
    hint: `set it again: ${setCommand(place)}`,
    cause,
  })

export const withoutHeader = (): CustomApiError =>
  new CustomApiError('store.unavailable', 'the vault has credentials and no longer says with which key', {
    hint: 'restore the database from a backup, or `custom-api-mcp credentials delete --all` and set them anew',
    cause: new BrokenSeal('no header'),
  })
