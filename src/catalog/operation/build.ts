import { pointer, pointerSegments } from '../../core/index.ts'
import type { Documents, Located } from '../documents.ts'
import type { Operation, OperationRow, PagingWords, Problem, ResponseSpec, SecurityScheme, Server } from '../model.ts'
import { filled, isNode, list, own } from '../node.ts'
import { readBody } from './body.ts'
import { BuildContext } from './context.ts'
import { readPaging } from './paging.ts'
import { readFrom } from './read-from.ts'
import { readParameters, writtenParameters } from './parameters.ts'
import { readResponses } from './responses.ts'
import { impliedSecurity, readSecurity } from './security.ts'
import { readServers, readServers2 } from './servers.ts'

/** What building an operation needs to know of its description. */
export interface Setting {
  readonly documents: Documents
  readonly dialect: '2.0' | '3.0' | '3.1'
  readonly servers: readonly Server[]
  readonly securitySchemes: Readonly<Record<string, SecurityScheme>>
  /** The description's own URL when it came from one. */
  readonly url?: string | undefined
}

/** Where an operation and its path stand, references followed. */
export interface Place {
  readonly item: Located
  readonly operation: Located
}

/** The operation at a row's pointer; `undefined` when there is none any more. */
export function locate(documents: Documents, at: string): Place | undefined {
  const [, template = '', ...rest] = pointerSegments(at)
  const raw = documents.get(0, pointer('paths', template))
  const direct = raw.node === undefined ? documents.child(documents.follow(documents.get(0, '/paths')), template) : raw
  const item = documents.follow(direct)
  for (const start of [item, direct]) {
    let operation = start
    for (const key of rest) operation = documents.child(operation, key)
    if (isNode(operation.node)) return { item: isNode(item.node) ? item : direct, operation }
  }
  return undefined
}

/** The full operation of a row. A faulty corner costs itself and leaves a problem; nothing here throws for it. */
export function buildOperation(row: OperationRow, place: Place, setting: Setting): Operation {
  const { item, operation } = place
  const context = new BuildContext(setting.documents, setting.dialect)
  const written = writtenParameters(context, item, operation)
  const { servers, ownServers } = serversOf(context, place, setting)
  const description = proseOf(context, operation) ?? row.description
  const body = readBody(context, operation, written)
  let responses: readonly ResponseSpec[] | undefined
  let paging: readonly [PagingWords | undefined] | undefined
  const security = readSecurity(operation.node, context.root.node) ?? impliedSecurity(written, setting.securitySchemes)
  for (const { scheme } of security?.flat() ?? [])
    if (!Object.hasOwn(setting.securitySchemes, scheme))
      context.report(
        operation.doc,
        `${operation.at}/security`,
        `the security scheme "${scheme.slice(0, 100)}" is not declared`,
      )
  const externalDocs = filled(own(own(operation.node, 'externalDocs'), 'url'))
  const parameters = readParameters(context, written, row)
  const from = readFrom(operation.node)
  return {
    ...row,
    ...(description !== undefined && { description }),
    servers,
    ownServers,
    parameters,
    ...(body && { body }),
    get responses() {
      // answers cost more than requests and few callers ask: read when first looked at
      responses ??= outline(context, operation)
      return responses
    },
    get paging() {
      return (paging ??= [pagingOf(context, operation, row)])[0]
    },
    ...(from && { readFrom: from }),
    security,
    ...(externalDocs !== undefined && { externalDocs }),
    problems: context.problems,
  }
}

/** Read late, so perhaps from a bundle that is closed or damaged by now: then it costs the outline, not the call. */
function outline(context: BuildContext, operation: Located): ResponseSpec[] {
  try {
    return readResponses(context, operation)
  } catch {
    context.report(operation.doc, `${operation.at}/responses`, 'the responses could not be read again')
    return []
  }
}

/** As late as the answers, and at the same cost. */
function pagingOf(context: BuildContext, operation: Located, row: OperationRow): PagingWords | undefined {
  try {
    return readPaging(context, operation, row)
  } catch {
    return undefined // the bundle is closed: how it pages is found out
  }
}

function proseOf(context: BuildContext, operation: Located): string | undefined {
  const written = own(operation.node, 'description')
  return filled(isNode(written) ? context.documents.child(operation, 'description').node : written)
}

export function serversOf(
  context: BuildContext,
  { item, operation }: Place,
  setting: Setting,
): { servers: readonly Server[]; ownServers: boolean } {
  const report = (at: string, says: string, level: Problem['level']): void =>
    context.report(operation.doc, at, says, level)
  const base = { url: setting.url, report }
  if (setting.dialect === '2.0') {
    const schemes = list(own(operation.node, 'schemes'))
    if (schemes.length === 0) return { servers: setting.servers, ownServers: false }
    return { servers: readServers2(context.root.node, schemes, base), ownServers: true }
  }
  for (const holder of [operation, item]) {
    const servers = readServers(own(holder.node, 'servers'), `${holder.at}/servers`, base)
    if (servers.length > 0) return { servers, ownServers: true }
  }
  return { servers: setting.servers, ownServers: false }
}
