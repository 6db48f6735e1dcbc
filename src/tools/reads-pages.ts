import type { Operation } from '../catalog/index.ts'
import { roleOf } from '../execute/index.ts'
import { isReading } from './definition.ts'
import { wordsOf } from './names.ts'

const reading = new Set('search query list find filter scroll lookup browse fetch get read select report'.split(' '))
const changing = new Set(
  'create add new update set edit delete remove send post upload import start run execute cancel archive move copy merge'.split(
    ' ',
  ),
)

/**
 * Whether an operation may be sent once for every page: it has an answer to read and changes nothing. A POST counts when it
 * is named as a list or a search (`POST /items/search`, `queryDatabase`), or takes a cursor or the number of a page.
 */
export function readsPages({ method, path, operationId, parameters, body }: Operation): boolean {
  if (method === 'GET' || method === 'QUERY') return true
  if (method !== 'POST' || isReading(method)) return false
  const last = path.split('/').findLast((segment) => segment !== '' && !segment.startsWith('{')) ?? ''
  const named = [...wordsOf(last), ...wordsOf(operationId ?? '')].map((word) => word.toLowerCase())
  if (named.some((word) => changing.has(word))) return false
  if (named.some((word) => reading.has(word))) return true
  const names = [
    ...parameters.filter((one) => one.in === 'query').map((one) => one.name),
    ...Object.keys(body?.media[0]?.schema.properties ?? {}),
  ]
  const roles = new Set(names.map(roleOf))
  return roles.has('cursor') || ((roles.has('page') || roles.has('offset')) && roles.has('size'))
}
