import { at as valueAt, pointer } from '../../core/index.ts'
import { pack, section } from '../bundle/pack.ts'
import { packRow, type Head, type Index, type Overview, type Parts } from '../bundle/format.ts'
import { sha256 } from '../digest.ts'
import { Documents, type Reader } from '../documents.ts'
import type { Problem } from '../model.ts'
import { list, own } from '../node.ts'
import type { Overlaid } from '../overlay/read.ts'
import { impliedBy, impliedScheme, readSecurity } from '../operation/security.ts'
import { loadExternal, type LoadedDocument } from './external.ts'
import type { Stamp } from './files.ts'
import { parseText } from './parse-text.ts'
import { recognise, refuseOtherText } from './recognise.ts'
import { readRows } from './rows.ts'
import { scan, type Spent } from './scan.ts'
import { summarise } from './summary.ts'

/** A description's text and where it came from. */
export interface RootText {
  readonly text: string
  /** The text as it was written, where `text` has escapes that only JSON understands. */
  readonly exact?: (() => string) | undefined
  readonly digest: string
  readonly stamp?: Stamp | undefined
  readonly kind: 'file' | 'url'
  /** Absolute URL: `file://…` or the final one of a fetch. */
  readonly uri: string
  /** What people know it by: the path or URL. */
  readonly source: string
  /** The folder that file references may not leave. */
  readonly folder: string
}

/** What an ingested description is known by, and the rest of it when there is time for that. */
export interface Ingested {
  readonly overview: Overview
  readonly pack: () => Parts
}

const mostProblems = 500

/**
 * A description's text becomes a bundle that is read piece by piece. Faulty corners cost themselves and are among the
 * problems.
 *
 * @throws CustomApiError `description.invalid` when it is no description at all, or over the limits
 */
export async function ingest(
  root: RootText,
  fetch: (url: string) => Promise<string>,
  overlays: readonly string[] = [],
): Promise<Ingested> {
  refuseOtherText(root.text)
  const made = Date.now()
  const parsed = await parseText(root.text, root.exact)
  const { value, ...overlaid } = await withOverlays(parsed.value, root.text, overlays)
  const version = recognise(value)
  const warned = [...parsed.warnings, ...version.warnings]
  const problems: Problem[] = warned.map((says): Problem => ({ at: '', says, level: 'warning' }))
  problems.push(...overlaid.problems)
  const spent: Spent = { nodes: 0, characters: 0 }
  const main: LoadedDocument = {
    uri: root.uri,
    value,
    digest: root.digest,
    stamp: root.stamp,
    scan: scan(value, spent),
  }
  const missing: string[] = []
  const { uri, kind, folder } = root
  const loaded = await loadExternal(main, { uri, kind, folder, fetch, spent, problems, missing })
  const documents = new Documents(new MemoryReader(loaded))
  const { rows, operations, authorization } = readRows(documents, problems)
  const url = root.kind === 'url' ? root.uri : undefined
  const summary = summarise(documents, value, version, url, problems)
  const implied = authorization !== undefined && Object.keys(summary.securitySchemes).length === 0
  const securitySchemes = implied ? { [impliedScheme]: impliedBy(authorization.node) } : summary.securitySchemes
  reportLostReferences(documents, loaded, problems)
  const index: Index = {
    ...summary,
    securitySchemes,
    dialect: version.dialect,
    requiresSecurity: implied || requiresSecurity(value, operations),
    problems: bounded(problems),
    rows: rows.map(packRow),
  }
  const files = loaded.map(({ uri, digest, stamp }) => ({ uri, digest, stamp }))
  const digest = sha256([...files, ...overlaid.files].map((file) => file.digest).join('\n'))
  const over = overlays.length === 0 ? {} : { overlays: overlaid.files }
  const head: Head = { source: root.source, kind, folder, digest, files, ...over, missing, made }
  const overview = { head: section(head), index: section(index) }
  const expected = root.text.length + (1 << 20)
  return { overview, pack: () => ({ ...overview, ...pack(loaded, expected) }) }
}

/** Overlays change what was parsed: what YAML aliases share is taken apart first, and held to the limits before that. */
async function withOverlays(value: unknown, text: string, paths: readonly string[]): Promise<Overlaid> {
  if (paths.length === 0) return { value, files: [], problems: [] }
  const { applyOverlays } = await import('../overlay/read.ts')
  const isJson = /^\s*\{/.test(text.slice(0, 1000))
  if (!isJson) scan(value, { nodes: 0, characters: 0 })
  return applyOverlays(isJson ? value : (JSON.parse(JSON.stringify(value ?? null)) as unknown), paths)
}

/** The documents of a description while all of them are in memory. */
export class MemoryReader implements Reader {
  readonly uris: readonly string[]
  readonly #documents: readonly LoadedDocument[]

  constructor(documents: readonly LoadedDocument[]) {
    this.#documents = documents
    this.uris = documents.map((document) => document.uri)
  }

  anchor(doc: number, name: string): string | undefined {
    return this.#documents[doc]?.scan.anchors.get(name)
  }

  value(doc: number, at: string): unknown {
    return valueAt(this.#documents[doc]?.value, at)
  }
}

function reportLostReferences(documents: Documents, loaded: readonly LoadedDocument[], problems: Problem[]): void {
  const refused = new Set(problems.map((problem) => problem.at))
  loaded.forEach((document, doc) => {
    for (const [ref, at] of document.scan.refs) {
      if (problems.length > mostProblems || documents.resolve(ref, doc)) continue
      const place = documents.place(doc, pointer(...at))
      if (refused.has(place)) continue
      const says = `the reference "${ref.slice(0, 200)}" leads nowhere; what stands there is left open`
      problems.push({ at: place, says, level: 'error' })
    }
  })
}

function requiresSecurity(root: unknown, operations: readonly unknown[]): boolean {
  const requires = (operation: unknown): boolean =>
    readSecurity(operation, root)?.some((alternative) => alternative.length > 0) ?? false
  if (list(own(root, 'security')).length > 0 && requires({})) return true
  return operations.some(requires)
}

function bounded(problems: readonly Problem[]): Problem[] {
  if (problems.length <= mostProblems) return [...problems]
  const more = problems.length - mostProblems
  return [
    ...problems.slice(0, mostProblems),
    { at: '', says: `and ${more} or more problems like these`, level: 'warning' },
  ]
}
