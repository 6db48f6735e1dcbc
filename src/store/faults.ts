import { CustomApiError } from '../core/index.ts'

/** Primary result codes (https://sqlite.org/rescode.html) that a person can do something about. */
const bySqlite: Readonly<Record<number, Fault>> = {
  3: 'denied',
  5: 'locked',
  6: 'locked',
  8: 'readOnly',
  10: 'failing',
  11: 'damaged',
  13: 'full',
  14: 'denied',
  15: 'locked',
  23: 'denied',
  26: 'damaged',
}
const bySystem: Readonly<Record<string, Fault>> = {
  EACCES: 'denied',
  EPERM: 'denied',
  EROFS: 'readOnly',
  ENOSPC: 'full',
  EDQUOT: 'full',
  EFBIG: 'full',
  ENOTDIR: 'denied',
  EEXIST: 'denied',
  EISDIR: 'denied',
  EIO: 'failing',
}

const texts = {
  denied: ['cannot be opened', 'check that its folder exists and belongs to you, or set storage.url to another file'],
  locked: [
    'stayed locked by another process',
    'end the program that holds it (a backup, a database browser), then call again',
  ],
  readOnly: ['cannot be written', 'make the file and its folder writable, or set storage.url to another file'],
  failing: [
    'cannot be read or written: the disk reports errors',
    'check the disk, then restore the file from a backup',
  ],
  damaged: ['is damaged or no database', 'move it away to start with an empty one, or restore it from a backup'],
  full: ['cannot grow: the disk is full', 'free some space, then call again; nothing stored before is lost'],
  newer: [
    'was written by a newer version of custom-api-mcp',
    'update this program, or set storage.url to another file',
  ],
  foreign: ['belongs to another program', 'set storage.url to another file'],
} as const

export type Fault = keyof typeof texts

/** The error for one fault of the data file. */
export function storeFault(fault: Fault, path: string, cause?: unknown): CustomApiError {
  const [says, hint] = texts[fault]
  return new CustomApiError('store.unavailable', `the data file ${path} ${says}`, { hint, cause })
}

/** Which fault an error of SQLite or of the file system is; `undefined` for what no person can mend (a bug of ours). */
export function toFault(thrown: unknown): Fault | undefined {
  if (typeof thrown !== 'object' || thrown === null) return undefined
  if ('errcode' in thrown && typeof thrown.errcode === 'number') return bySqlite[thrown.errcode & 0xff]
  if ('code' in thrown && typeof thrown.code === 'string') return bySystem[thrown.code]
  return undefined
}

/** Ours, whatever SQLite or the file system threw; what is no fault of the file passes as it is. */
export function toStoreError(thrown: unknown, path: string): unknown {
  const fault = thrown instanceof CustomApiError ? undefined : toFault(thrown)
  return fault === undefined ? thrown : storeFault(fault, path, thrown)
}
