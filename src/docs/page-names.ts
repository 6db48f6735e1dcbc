import { createHash } from 'node:crypto'

const longest = 72

/**
 * Names of pages for `docs://<api>/<name>`: what the address has beyond the part that all of them share, one segment,
 * `a–z`, `0–9`, `.`, `_` and `-`. The same addresses get the same names, whatever their order.
 */
export function namePages(urls: readonly string[]): ReadonlyMap<string, string> {
  const paths = urls.map((url) => segmentsOf(url))
  const shared = sharedLength(paths)
  const plain = new Map(
    urls.map((url, at) => {
      const path = paths[at] ?? []
      return [url, plainName(path.length > shared ? path.slice(shared) : path.slice(1).slice(-1))]
    }),
  )
  const counts = new Map<string, number>()
  for (const name of plain.values()) counts.set(name, (counts.get(name) ?? 0) + 1)
  return new Map(
    [...plain].map(([url, name]) => [
      url,
      (counts.get(name) ?? 0) > 1 || name.length > longest ? `${name.slice(0, longest)}-${hash(url)}` : name,
    ]),
  )
}

const hash = (url: string): string => createHash('sha256').update(url).digest('hex').slice(0, 4)

/** Host and path, in pieces; a query is one of them. */
function segmentsOf(url: string): string[] {
  const { host, pathname, search } = new URL(url)
  return [host, ...pathname.split('/').map(decode), decode(search.replace(/^\?/, ''))].filter((it) => it !== '')
}

/** How many first segments all have; a page that has nothing else keeps its last one. */
function sharedLength(paths: readonly (readonly string[])[]): number {
  const [first = []] = paths
  let length = 0
  while (length < first.length && paths.every((path) => path[length] === first[length])) length += 1
  return Math.max(1, length)
}

function plainName(segments: readonly string[]): string {
  const name = segments
    .join('-')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/\.(?:html?|mdx?|markdown|rst|adoc|org|txt)$/, '')
    .replace(/[^a-z0-9._]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
  return name === '' ? 'index' : name
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // no encoding after all
  }
}
