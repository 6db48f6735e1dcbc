import { CustomApiError, pointer } from '../../core/index.ts'
import { absolute } from '../documents.ts'
import { sha256 } from '../digest.ts'
import type { Problem } from '../model.ts'
import { decode } from './decode.ts'
import { confine, readRegular, type Stamp } from './files.ts'
import { limits, tooBig } from './limits.ts'
import { parseText } from './parse-text.ts'
import { scan, type Scan, type Spent } from './scan.ts'

export interface LoadedDocument {
  readonly uri: string
  readonly value: unknown
  readonly digest: string
  readonly stamp?: Stamp | undefined
  readonly scan: Scan
}

export interface ExternalOptions {
  /** Absolute URL of the description. */
  readonly uri: string
  readonly kind: 'file' | 'url'
  /** The folder that file references may not leave. */
  readonly folder: string
  /** Texts of the description's own origin. */
  fetch(url: string): Promise<string>
  readonly spent: Spent
  readonly problems: Problem[]
  /** Gets the URL of whatever could not be had. */
  readonly missing: string[]
}

/**
 * Reads every file and URL that a description refers to, each once. What cannot be had costs its corner and leaves a
 * problem. Files stay in the description's folder, URLs on its origin; a description from a URL never reads a file, one
 * from a file never reaches a host.
 *
 * `SwaggerParser.resolve` walks the files. It is given skeletons that hold nothing but the references which our own
 * scan found outside of examples and extensions, so that no odd corner of a real document can stop it.
 *
 * @throws CustomApiError `description.invalid` when all files together exceed the limits
 */
export async function loadExternal(root: LoadedDocument, options: ExternalOptions): Promise<LoadedDocument[]> {
  const loaded = new Map<string, LoadedDocument>([[options.uri, root]])
  const start = skeleton(root, options)
  if (start.length === 0) return [root]
  let bytes = 0
  let fatal: unknown
  const { default: SwaggerParser } = await import('@apidevtools/swagger-parser')
  const frame = { openapi: '3.0.3', info: { title: '', version: '' }, paths: {}, 'x-refs': start }

  const read = async (uri: string): Promise<unknown> => {
    if (fatal !== undefined || loaded.has(uri)) return {}
    try {
      const document = await readOne(uri, options)
      bytes += document.bytes
      if (bytes > limits.bytes) throw tooBig('is larger than 64 MB with all its files')
      if (loaded.size >= limits.files) throw tooBig(`refers to more than ${limits.files} files`)
      loaded.set(uri, document)
      return { refs: skeleton(document, options) }
    } catch (fault) {
      if (!(fault instanceof Refused)) fatal = fault
      else {
        options.missing.push(uri)
        options.problems.push(problem(root, loaded, uri, options.uri, fault.message))
      }
      return {}
    }
  }
  const ours = {
    order: 1,
    canRead: true,
    read: (file: { url: string }) => read(file.url).then((value) => JSON.stringify(value)),
  }
  const parse = {
    order: 1,
    allowEmpty: true,
    canParse: true,
    parse: (file: { data: unknown }) => JSON.parse(String(file.data)),
  }
  const resolving: unknown = SwaggerParser.resolve(
    options.uri,
    frame as never,
    {
      // `frame` is a description as far as the parser looks; its type wants every OpenAPI version at once
      resolve: { external: true, file: false, http: false, ours },
      parse: { json: false, yaml: false, text: false, binary: false, ours: parse },
    } as never,
  )
  await (resolving as Promise<unknown>) // its type takes the form with a callback, which returns nothing
  if (fatal !== undefined) throw fatal
  return [...loaded.values()]
}

/** Why one file could not be had; costs that file only. */
class Refused extends Error {}

async function readOne(uri: string, options: ExternalOptions): Promise<LoadedDocument & { bytes: number }> {
  const found = options.kind === 'file' ? readFile(uri, options.folder) : await readUrl(uri, options)
  let value: unknown
  try {
    value = (await parseText(found.text)).value
  } catch (cause) {
    if (!(cause instanceof CustomApiError)) throw cause
    if (!/\.(md|txt|html?)$/i.test(new URL(uri).pathname))
      throw new Refused(cause.message.replace('the description', 'it'), { cause })
    value = found.text // a Markdown file that a description text refers to
  }
  return { ...found, uri, value, scan: scan(value, options.spent) }
}

function readFile(uri: string, folder: string) {
  const place = confine(uri, folder)
  if ('refused' in place) throw new Refused(place.refused)
  try {
    const { bytes, stamp } = readRegular(place.path)
    return { text: decode(bytes), digest: sha256(bytes), stamp, bytes: bytes.length }
  } catch (cause) {
    throw new Refused('cannot be read', { cause })
  }
}

async function readUrl(uri: string, options: ExternalOptions) {
  if (!/^https?:/.test(uri)) throw new Refused('is not on the web, and a description from a URL reads nothing else')
  if (new URL(uri).origin !== new URL(options.uri).origin)
    throw new Refused("is on another origin than the description's")
  try {
    const text = await options.fetch(uri)
    return { text, digest: sha256(text), bytes: text.length }
  } catch (cause) {
    if (cause instanceof CustomApiError && cause.code === 'cancelled') throw cause
    throw new Refused(`cannot be fetched: ${cause instanceof Error ? cause.message : 'no answer'}`, { cause })
  }
}

/** The external references of one document, absolute; those that are no URL leave a problem where they stand. */
function skeleton(document: LoadedDocument, options: ExternalOptions): { $ref: string }[] {
  const wanted = new Set<string>()
  for (const [ref, at] of document.scan.refs) {
    const file = ref.split('#', 1)[0] ?? ''
    if (file === '' || document.scan.anchors.has(ref)) continue
    if (/^[A-Za-z_]\w*$/.test(file)) continue // a bare name, meant as a definition: no file
    const uri = absolute(file, document.uri)
    if (uri === undefined) {
      const says = `the reference "${ref.slice(0, 200)}" is no valid URL; what stands there is left open`
      options.problems.push({ at: place(document.uri, pointer(...at), options.uri), says, level: 'warning' })
    } else if (uri !== options.uri) wanted.add(uri)
  }
  return [...wanted].map(($ref) => ({ $ref }))
}

function problem(
  root: LoadedDocument,
  loaded: ReadonlyMap<string, LoadedDocument>,
  uri: string,
  base: string,
  why: string,
): Problem {
  for (const document of [root, ...loaded.values()]) {
    for (const [ref, at] of document.scan.refs) {
      if (absolute(ref.split('#', 1)[0] ?? '', document.uri) !== uri) continue
      const says = `the reference "${ref.slice(0, 200)}" ${why}; what stands there is left open`
      return { at: place(document.uri, pointer(...at), base), says, level: 'error' }
    }
  }
  return { at: '', says: `a reference ${why}`, level: 'error' }
}

function place(uri: string, at: string, base: string): string {
  if (uri === base) return at
  const folder = base.replace(/[^/]*$/, '')
  return `${uri.startsWith(folder) ? uri.slice(folder.length) : uri}#${at}`
}
