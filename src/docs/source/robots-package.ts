import robotsParser from 'robots-parser'

/** What of the package is used: it is written for another module system than its types say. */
type Parse = (
  url: string,
  text: string,
) => {
  isAllowed(url: string, agent?: string): boolean | undefined
  getCrawlDelay(agent?: string): number | undefined
  getSitemaps(): string[]
}

export const parseRobots = robotsParser as unknown as Parse
