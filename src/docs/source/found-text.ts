import { pathToFileURL } from 'node:url'
import { counted } from '../counted.ts'
import type { Documents } from '../documents.ts'

/**
 * Where an API's operations come from when no description is configured, for people; `undefined` when nothing came. `shown`
 * says how an address looks to them.
 */
export function foundText(
  { found, inferred, pages }: Pick<Documents, 'found' | 'inferred' | 'pages'>,
  shown = (url: string): string => url,
): string | undefined {
  if (found !== undefined) {
    const place = found.kind === 'url' ? found.url : found.kind === 'file' ? pathToFileURL(found.path).href : found.page
    return `${shown(place)} (${found.how})`
  }
  if (inferred === undefined || inferred.operations + inferred.drafts === 0) return undefined
  const drafts = inferred.drafts === 0 ? '' : `, ${counted(inferred.drafts, 'draft')}`
  return `none; ${counted(inferred.operations, 'operation')}${drafts} read out of ${counted(pages.length, 'page')}`
}
