import type { Documents } from './documents.ts'
import { identityOf, toAddress } from './source/frontier.ts'

/** `docs://<api>/<page>`, with a section as its fragment. */
export const uriOf = (slug: string, page: string, section = ''): string =>
  `docs://${slug}/${page}${section === '' ? '' : `#${encodeURIComponent(section)}`}`

/** An address as a client sees it: of a file on this machine only its name (DESIGN.md §11). */
export const shownAddress = (url: string): string =>
  url.startsWith('file:') ? url.slice(url.lastIndexOf('/', url.search(/#|$/)) + 1) : url

/** Addresses of the pages that are here, as links may write them. */
export function linkTargets({ pages }: Pick<Documents, 'pages'>): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const { name, url, aliases } of pages) for (const one of [url, ...aliases]) names.set(keyOf(one), name)
  return names
}

const keyOf = (url: string): string => {
  const address = toAddress(url)
  return address === undefined ? url.replace(/#.*$/s, '') : identityOf(address)
}

/** Where an inline link or a definition of one has its address. */
const link = /(\]\(\s*<?|^ {0,3}\[[^\]\n]{1,200}\]:\s+<?)((?:https?|file):\/\/[^\s()<>]{1,2000})/gm
const fence = /^ {0,3}(?:`{3,}|~{3,})/

/** The Markdown with links to pages that are here turned into `docs://` links, and no path of this machine; code stays as it is. */
export function withOwnLinks(markdown: string, slug: string, targets: ReadonlyMap<string, string>): string {
  if (!markdown.includes('://')) return markdown
  let inCode = false
  return markdown
    .split(/(?<=\n)/)
    .map((line) => {
      if (fence.test(line)) inCode = !inCode
      return inCode || !line.includes('://')
        ? line
        : line.replace(link, (whole, before: string, href: string) => {
            const at = href.indexOf('#')
            const name = targets.get(keyOf(href))
            if (name !== undefined) return `${before}${uriOf(slug, name)}${at < 0 ? '' : href.slice(at)}`
            return href.startsWith('file:') ? `${before}${shownAddress(href)}` : whole
          })
    })
    .join('')
}
