/** The addresses in a sitemap, and further sitemaps that it names (sitemaps.org). `undefined` for any other text. */
export function readSitemap(
  text: string,
): { readonly pages: readonly string[]; readonly sitemaps: readonly string[] } | undefined {
  const kind = /<(?:\w+:)?(urlset|sitemapindex)[\s>]/.exec(text.slice(0, 5_000))?.[1]
  if (kind === undefined) return undefined
  const found: string[] = []
  for (const [, loc = ''] of text.matchAll(/<(?:\w+:)?loc>\s*([^<\s]{1,2000})\s*</g)) {
    found.push(unescapeXml(loc))
    if (found.length >= mostAddresses) break
  }
  return kind === 'urlset' ? { pages: found, sitemaps: [] } : { pages: [], sitemaps: found }
}

const mostAddresses = 10_000

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescapeXml(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => entities[name] ?? '')
}
