/** How much documentation is read for one row of `documentation`; the README states it. */
export const limits = {
  pages: 200,
  depth: 5,
  /** Bytes of one page, and of all pages of one row together. */
  pageBytes: 10 * 1024 * 1024,
  bytes: 64 * 1024 * 1024,
  /** For one row, in seconds. */
  seconds: 600,
  /** Between two requests to one site, in milliseconds; `Crawl-delay` may ask for more, up to the second. */
  pause: 200,
  longestPause: 5_000,
  robotsBytes: 500 * 1024,
  /** Failures in a row after which a site is left alone. */
  failures: 3,
  /** Requests that looking for a description may cost. */
  probes: 30,
  /** Pages of one shape (`/calendar/2024/05`), and queries of one path. */
  sameShape: 40,
  sameQuery: 20,
} as const
