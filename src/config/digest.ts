import { createHash } from 'node:crypto'

/** What tells one content of the config file from another. */
export const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
