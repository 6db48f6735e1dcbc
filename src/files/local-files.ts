import { join } from 'node:path'
import type { Caller } from '../core/index.ts'
import type { FileValue } from './file-value.ts'
import { openLocal } from './local.ts'
import { beginSaving, type Saving, type SavingOptions } from './saving.ts'

/** The operator's word on local files; every path absolute. */
export interface FilesSettings {
  /** Folders that files may be read from. */
  readonly roots: readonly string[]
  /** The folder that downloads are written to. */
  readonly downloads: string
  /** The largest file that is sent or saved. */
  readonly maxBytes: number
}

/** What holds where the operator says nothing: nothing is read, downloads go into the data folder, at most 1 GiB each. */
export const defaultFiles = (data: string): FilesSettings => ({
  roots: [],
  downloads: join(data, 'downloads'),
  maxBytes: 1024 ** 3,
})

export interface LocalFilesOptions {
  /** What holds now: the config may change while we run. */
  readonly settings: () => FilesSettings
  /** Our own folders, whose files are never sent. */
  readonly own: readonly string[]
}

/** The files of this machine, as far as calls may reach them. */
export interface LocalFiles {
  /**
   * A file by its path, in one of the roots. Whoever runs a command names files of their own: there any file may be sent,
   * and a relative path starts in the working directory.
   *
   * @throws CustomApiError `file.blocked`
   */
  open(path: string, caller: Caller): Promise<FileValue>
  /**
   * Begins a file in the folder of downloads; of an app, in a folder of its own in there: which names others have taken is
   * not its business, and their files are not its to replace.
   *
   * @throws CustomApiError `file.blocked`
   */
  save(caller: Caller, options?: Pick<SavingOptions, 'exactly' | 'overwrite'>): Promise<Saving>
  /** Bytes of the largest file that is saved. */
  readonly maxBytes: number
}

export function createLocalFiles({ settings, own }: LocalFilesOptions): LocalFiles {
  return {
    open(path, { via }) {
      const { roots, downloads, maxBytes } = settings()
      return openLocal(path, {
        roots: via === 'cli' ? undefined : roots,
        cwd: process.cwd(),
        own: { folders: own, except: [downloads] },
        maxBytes: via === 'cli' ? Number.POSITIVE_INFINITY : maxBytes,
      })
    },
    save({ app }, options) {
      const { downloads, maxBytes } = settings()
      return beginSaving({ folder: app === undefined ? downloads : join(downloads, app), maxBytes, ...options })
    },
    get maxBytes() {
      return settings().maxBytes
    },
  }
}
