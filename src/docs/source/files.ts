import { lstat, open, readdir, realpath } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CustomApiError } from '../../core/index.ts'
import { decodeText } from '../../http/index.ts'
import { metaCharset } from '../read/charset.ts'
import { limits } from './limits.ts'

/** Documents by the ends of their names; the rest of a folder is not read. */
const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.htm': 'text/html',
  '.xhtml': 'text/html',
  '.md': 'text/markdown',
  '.mdx': 'text/markdown',
  '.markdown': 'text/markdown',
  '.rst': 'text/x-rst',
  '.apib': 'text/vnd.apiblueprint',
  '.http': 'text/plain',
  '.rest': 'text/plain',
  '.adoc': 'text/asciidoc',
  '.org': 'text/org',
  '.txt': 'text/plain',
}
/** Files of requests often hold somebody's tokens: they are read where they are named, not where a folder is. */
const onlyNamed = new Set(['.http', '.rest'])
const descriptions = new Set(['.json', '.yaml', '.yml'])
const skipped = new Set(['node_modules', '__pycache__', 'vendor'])
const mostFiles = 1_000
const deepest = 12

export interface LocalFile {
  readonly path: string
  /** As `file://…`. */
  readonly url: string
  /** Changes when the file does. */
  readonly stamp: string
  readonly mediaType: string
  readonly mayDescribe: boolean
}

/**
 * The documents behind a path: the file itself, whatever it is called, or everything in a folder that looks like a
 * document or a description, sorted by name, hidden ones and links left out.
 *
 * @throws CustomApiError `description.invalid` when nothing is there or it cannot be read
 */
export async function listDocuments(
  path: string,
): Promise<{ readonly files: readonly LocalFile[]; readonly more: boolean }> {
  try {
    const place = await realpath(path) // what the operator wrote may be a link, what is found in a folder may not
    const stat = await lstat(place)
    if (stat.isFile()) return { files: [toLocal(place, stat)], more: false }
    if (!stat.isDirectory()) throw new Error('neither a file nor a folder')
    const files: LocalFile[] = []
    await walk(place, files, 0)
    return { files: files.slice(0, mostFiles), more: files.length > mostFiles }
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
    const why = isMissing ? ': there is no such file or folder' : ''
    throw new CustomApiError('description.invalid', `the documentation ${path} cannot be read${why}`, {
      hint: 'check the path; a relative one begins at the folder of the config file',
      cause,
    })
  }
}

/** Changes when any document behind a path does; `''` while nothing is there. */
export async function documentStamp(path: string): Promise<string> {
  const { files } = await listDocuments(path).catch(() => ({ files: [] }))
  return files.map(({ url, stamp }) => `${url} ${stamp}`).join('\n')
}

async function walk(folder: string, files: LocalFile[], depth: number): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (files.length > mostFiles) return
    if (entry.name.startsWith('.') || skipped.has(entry.name)) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory() && depth < deepest) await walk(path, files, depth + 1)
    const end = extname(entry.name).toLowerCase()
    if (entry.isFile() && (mediaTypes[end] !== undefined || descriptions.has(end)) && !onlyNamed.has(end))
      files.push(toLocal(path, await lstat(path)))
  }
}

function toLocal(path: string, { mtimeMs, size }: { mtimeMs: number; size: number }): LocalFile {
  const end = extname(path).toLowerCase()
  return {
    path,
    url: pathToFileURL(path).href,
    stamp: `${mtimeMs}-${size}`,
    mediaType: mediaTypes[end] ?? '',
    mayDescribe: descriptions.has(end) || /openapi|swagger/i.test(basename(path)),
  }
}

/**
 * The text of a file, by its byte order mark, what it says itself (`<meta charset>`), or as UTF-8.
 *
 * @throws CustomApiError `description.invalid` for one that is too large or no text
 */
export async function readDocument(path: string, mostBytes: number = limits.pageBytes): Promise<string> {
  const handle = await open(path, 'r')
  try {
    const stat = await handle.stat()
    if (!stat.isFile() || stat.size > mostBytes) throw tooLarge(path, mostBytes)
    const data = await handle.readFile()
    if (data.length > mostBytes) throw tooLarge(path, mostBytes)
    const text = decodeText(data, metaCharset(data) ?? '')
    if (text.slice(0, 4096).includes('\0')) throw new CustomApiError('description.invalid', `${path} is no text`)
    return text
  } finally {
    await handle.close()
  }
}

function tooLarge(path: string, mostBytes: number): CustomApiError {
  return new CustomApiError(
    'description.invalid',
    `${path} is larger than ${Math.round(mostBytes / 1048576)} MB, or no file`,
    {
      hint: 'split it',
    },
  )
}
