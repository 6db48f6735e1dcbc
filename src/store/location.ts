import { isAbsolute, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CustomApiError } from '../core/index.ts'

export type Location = { readonly kind: 'memory' } | { readonly kind: 'file'; readonly path: string }

/**
 * Where a storage URL points: `memory:`, `file:./data.db`, `file:/var/lib/x.db`, `file:C:\x.db` or a whole `file:///…`.
 *
 * @throws CustomApiError `config.invalid`
 */
export function readLocation(url: string): Location {
  if (url === 'memory:') return { kind: 'memory' }
  const path = url.startsWith('file://') ? fromFileUrl(url) : url.startsWith('file:') ? url.slice('file:'.length) : ''
  if (path === '' || path.includes('\0'))
    throw new CustomApiError('config.invalid', 'config.storage.url names no store', {
      hint: 'write `file:` and a path, such as file:./data.db',
    })
  return { kind: 'file', path: isAbsolute(path) ? path : resolve(path) }
}

function fromFileUrl(url: string): string {
  try {
    return fileURLToPath(url)
  } catch {
    return '' // no local path; the caller refuses it
  }
}
