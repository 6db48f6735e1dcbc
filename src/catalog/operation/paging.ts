import { pointerSegments } from '../../core/index.ts'
import type { Located } from '../documents.ts'
import type { PagingWords } from '../model.ts'
import { entries, filled, isNode, own } from '../node.ts'
import type { BuildContext } from './context.ts'

const extensions = ['x-custom-api-mcp', 'x-ms-pageable', 'x-speakeasy-pagination', 'x-fern-pagination'] as const

/** What an operation says of its pages in words that are no parameter and no schema; `undefined` where it says nothing. */
export function readPaging(
  context: BuildContext,
  operation: Located,
  {
    method,
    path,
    operationId,
  }: { readonly method: string; readonly path: string; readonly operationId?: string | undefined },
): PagingWords | undefined {
  const said = extensions.flatMap((name) => {
    const value = own(operation.node, name)
    const says = name === 'x-custom-api-mcp' ? own(value, 'pagination') : value
    return isNode(says) ? [[name, says] as const] : []
  })
  const links = ownLinks(context, operation, (link) => {
    const reference = filled(own(link, 'operationRef'))
    const [, template, verb] = pointerSegments(reference?.split('#')[1] ?? '')
    const isSelf = template === path && verb?.toUpperCase() === method
    return isSelf || (operationId !== undefined && own(link, 'operationId') === operationId)
  })
  return said.length === 0 && links.length === 0 ? undefined : { extensions: Object.fromEntries(said), links }
}

/** The parameters of links (OpenAPI 3) that lead from a success of the operation to itself. */
function ownLinks(
  { documents }: BuildContext,
  operation: Located,
  isOwn: (link: unknown) => boolean,
): PagingWords['links'] {
  const found: PagingWords['links'][number][] = []
  for (const [status, response] of documents.members(documents.child(operation, 'responses'))) {
    if (!status.startsWith('2')) continue
    for (const [name, link] of documents.members(documents.child(response, 'links'))) {
      if (!isOwn(link.node)) continue
      const given = entries(own(link.node, 'parameters')).flatMap(([key, value]) =>
        typeof value === 'string' ? [[key, value] as const] : [],
      )
      if (given.length > 0) found.push({ name, parameters: Object.fromEntries(given) })
    }
  }
  return found
}
