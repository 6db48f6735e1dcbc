import { cmd } from './cmd.ts'
import { env } from './env.ts'
import { file } from './file.ts'
import { keychain } from './keychain.ts'
import { op } from './op.ts'

/** Every kind of reference there is. Config, docs and the contract test read this list. */
export const referenceKinds = [env, file, keychain, op, cmd] as const
