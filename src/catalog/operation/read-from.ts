import type { ReadFrom } from '../model.ts'
import { filled, list, own } from '../node.ts'

const mostSources = 3
const longest = 300

/** Where an operation of pages was read and how surely (`x-custom-api-mcp`); `undefined` for what a description wrote. */
export function readFrom(operation: unknown): ReadFrom | undefined {
  const said = own(operation, 'x-custom-api-mcp')
  const confidence = own(said, 'confidence')
  if (typeof confidence !== 'number' || !(confidence >= 0 && confidence <= 1)) return undefined
  const sources = list(own(said, 'sources')).flatMap((source) => {
    const [url, section] = [filled(own(source, 'url')), filled(own(source, 'section'))]
    if (url === undefined || !URL.canParse(url)) return []
    const address = new URL(url)
    if (section !== undefined) address.hash = section
    return address.href.length > longest ? [] : [address.href]
  })
  return { confidence, sources: sources.slice(0, mostSources) }
}
