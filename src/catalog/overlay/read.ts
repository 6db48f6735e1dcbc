import { basename } from 'node:path'
import { CustomApiError } from '../../core/index.ts'
import type { SourceFile } from '../bundle/format.ts'
import { sha256 } from '../digest.ts'
import { decode } from '../ingest/decode.ts'
import { fileUrl, readRegular } from '../ingest/files.ts'
import { parseText } from '../ingest/parse-text.ts'
import { scan } from '../ingest/scan.ts'
import type { Problem } from '../model.ts'
import { applyOverlay } from './apply.ts'

/** A description with its overlays applied, and what that was made of. */
export interface Overlaid {
  readonly value: unknown
  /** By absolute path in order; without a stamp where a file could not be read: then it is tried again. */
  readonly files: readonly SourceFile[]
  readonly problems: readonly Problem[]
}

/**
 * Applies overlay files in order. One that cannot be read costs itself and is a problem.
 *
 * @throws CustomApiError `description.invalid` when an overlay, or what it makes of the description, is over the limits
 */
export async function applyOverlays(root: unknown, paths: readonly string[]): Promise<Overlaid> {
  const files: SourceFile[] = []
  const problems: Problem[] = []
  let value = root
  for (const path of paths) {
    const name = nameOf(path, paths)
    try {
      const { bytes, stamp } = readRegular(path)
      files.push({ uri: fileUrl(path), digest: sha256(bytes), stamp })
      const { value: overlay, warnings } = await parseText(decode(bytes))
      scan(overlay, { nodes: 0, characters: 0 })
      problems.push(...warnings.map((says): Problem => ({ at: name, says, level: 'warning' })))
      const applied = applyOverlay(value, overlay, name)
      value = applied.value
      problems.push(...applied.problems)
    } catch (thrown) {
      if (!(thrown instanceof CustomApiError)) throw thrown
      if (!files.some(({ uri }) => uri === fileUrl(path))) files.push({ uri: fileUrl(path), digest: '' })
      const says = thrown.message.replace(/^the description /, '')
      problems.push({ at: name, says: `the overlay is not applied: ${says}`, level: 'error' })
    }
  }
  return { value, files, problems }
}

/** The name of the file; where two have the same, the whole path. */
const nameOf = (path: string, all: readonly string[]): string =>
  all.filter((other) => basename(other) === basename(path)).length > 1 ? path : basename(path)
