/** Shorter secrets would shred ordinary text; they are masked in auth positions only (SECURITY-PROMISES.md §1.6). */
export const shortestPattern = 8

const tableSize = 1 << 16
const anchorsTried = 64

/** Finds all of many byte patterns in one pass. */
export interface Matcher {
  /** Length of the longest pattern in bytes; 0 when there is none. */
  readonly longest: number
  /** Calls `hit` for every occurrence; stops when it answers `true`, and then answers `true` itself. */
  find(bytes: Uint8Array, hit: (start: number, end: number) => boolean): boolean
}

/** Hash of the three bytes that end at `i`. */
function blockAt(bytes: Uint8Array, i: number): number {
  return (((bytes[i - 2] ?? 0) << 10) ^ ((bytes[i - 1] ?? 0) << 5) ^ (bytes[i] ?? 0)) & (tableSize - 1)
}

/**
 * A Wu–Manber matcher: a window of eight bytes per pattern, a shift table over three-byte blocks, exact verification.
 *
 * The window is not the head of a pattern but the place that fewest others share, because credentials of one issuer
 * begin alike (`sk_live_…`). Patterns under eight bytes are left out.
 */
export function createMatcher(patterns: Iterable<Uint8Array>): Matcher {
  const kept = [...patterns].filter((pattern) => pattern.length >= shortestPattern)
  const shifts = new Uint8Array(tableSize).fill(shortestPattern - 2)
  const heads = new Int32Array(tableSize).fill(-1)
  const counts = new Uint16Array(tableSize)
  const following = new Int32Array(kept.length)
  const anchors = new Int32Array(kept.length)
  kept.forEach((pattern, index) => {
    const anchor = quietestWindow(pattern, counts)
    const last = anchor + shortestPattern - 1
    for (let i = anchor + 2; i <= last; i++) {
      const block = blockAt(pattern, i)
      shifts[block] = Math.min(shifts[block] ?? 0, last - i)
    }
    const block = blockAt(pattern, last)
    anchors[index] = anchor
    following[index] = heads[block] ?? -1
    heads[block] = index
    counts[block] = (counts[block] ?? 0) + 1
  })

  const find = (bytes: Uint8Array, hit: (start: number, end: number) => boolean): boolean => {
    const length = bytes.length
    let i = shortestPattern - 1
    while (i < length) {
      const block = blockAt(bytes, i)
      const shift = shifts[block] ?? 0
      if (shift > 0) {
        i += shift
        continue
      }
      for (let index = heads[block] ?? -1; index >= 0; index = following[index] ?? -1) {
        const start = i - shortestPattern + 1 - (anchors[index] ?? 0)
        const pattern = kept[index]
        if (pattern !== undefined && standsAt(bytes, start, pattern) && hit(start, start + pattern.length)) return true
      }
      i++
    }
    return false
  }
  return {
    longest: kept.reduce((longest, pattern) => Math.max(longest, pattern.length), 0),
    find: kept.length === 0 ? () => false : find,
  }
}

function quietestWindow(pattern: Uint8Array, counts: Uint16Array): number {
  let best = 0
  let bestCount = Infinity
  const end = Math.min(pattern.length - shortestPattern, anchorsTried)
  for (let anchor = 0; anchor <= end && bestCount > 0; anchor++) {
    const count = counts[blockAt(pattern, anchor + shortestPattern - 1)] ?? 0
    if (count < bestCount) {
      best = anchor
      bestCount = count
    }
  }
  return best
}

function standsAt(bytes: Uint8Array, start: number, pattern: Uint8Array): boolean {
  if (start < 0 || start + pattern.length > bytes.length) return false
  for (let i = 0; i < pattern.length; i++) if (bytes[start + i] !== pattern[i]) return false
  return true
}
