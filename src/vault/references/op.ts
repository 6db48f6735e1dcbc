import { withoutFinalBreak, type ReferenceKind } from './reference.ts'
import { runFor } from './run.ts'

/** A field of 1Password, asked of its program `op`, which must be signed in or have a service account. */
export const op: ReferenceKind = {
  id: 'op',
  form: /^\/\/[^/\0\r\n]+\/[^/\0\r\n]+\/[^\0\r\n]+$/,
  written: 'op://vault/item/field',
  keep: 3 * 60_000,
  async read(_target, whole, means) {
    return withoutFinalBreak(await runFor(whole, ['op', 'read', '--no-newline', whole], means.childEnvironment()))
  },
}
