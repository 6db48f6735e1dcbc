import { limits } from './limits.ts'

/** The name under which robots.txt files speak to us. */
export const robotName = 'custom-api-mcp'

/** What a site asks of programs that follow its links (RFC 9309). */
export interface Manners {
  allows(url: string): boolean
  /** Milliseconds between two requests. */
  readonly pause: number
  readonly sitemaps: readonly string[]
}

const isLoopback = (host: string): boolean => /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/i.test(host)

/**
 * Reads an answer to `/robots.txt`: without the file everything is allowed, where the site fails nothing is (RFC 9309
 * §2.3.1). A site on this machine is not waited for unless it asks.
 */
export async function readManners(
  url: string,
  answer: { readonly status: number; readonly text: string } | undefined,
): Promise<Manners> {
  const usual = isLoopback(new URL(url).hostname) ? 0 : limits.pause
  if (answer === undefined || answer.status >= 500) return { allows: () => false, pause: usual, sitemaps: [] }
  if (answer.status < 200 || answer.status > 299) return { allows: () => true, pause: usual, sitemaps: [] }
  const { parseRobots } = await import('./robots-package.ts')
  const robots = parseRobots(url, answer.text.slice(0, limits.robotsBytes))
  const asked = (robots.getCrawlDelay(robotName) ?? 0) * 1000
  return {
    allows: (address) => robots.isAllowed(address, robotName) !== false,
    pause: Math.min(limits.longestPause, Math.max(usual, Number.isFinite(asked) ? asked : 0)),
    sitemaps: robots.getSitemaps().slice(0, 5),
  }
}
