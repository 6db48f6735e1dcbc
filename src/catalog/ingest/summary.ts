import type { Documents, Located } from '../documents.ts'
import type { DescriptionInfo, Problem, SecurityScheme, Server, StatedRateLimit } from '../model.ts'
import { entries, filled, isNode, list, own, text } from '../node.ts'
import { readSchemes } from '../operation/security.ts'
import { readServers, readServers2 } from '../operation/servers.ts'
import type { Version } from './recognise.ts'

export interface Summary {
  readonly info: DescriptionInfo
  readonly servers: readonly Server[]
  readonly securitySchemes: Readonly<Record<string, SecurityScheme>>
  readonly webhooks: readonly string[]
  readonly rateLimit?: StatedRateLimit
}

/** What a description says of itself as a whole. */
export function summarise(
  documents: Documents,
  root: unknown,
  version: Version,
  url: string | undefined,
  problems: Problem[],
): Summary {
  const rateLimit = readRateLimit(own(own(root, 'x-custom-api-mcp'), 'rateLimit'))
  return {
    info: readInfo(documents, root, version),
    servers: rootServers(root, version, url, problems),
    securitySchemes: readSchemes(documents, schemesOf(documents, version)),
    webhooks: [...entries(own(root, 'webhooks')), ...entries(own(root, 'x-webhooks'))].map(([name]) => name),
    ...(rateLimit !== undefined && { rateLimit }),
  }
}

function readRateLimit(node: unknown): StatedRateLimit | undefined {
  const [requests, per] = [Number(text(own(node, 'requests'))), Number(text(own(node, 'per')))]
  return requests >= 1 && requests <= 1e9 && per >= 1 && per <= 1e8 ? { requests, per } : undefined
}

function schemesOf(documents: Documents, version: Version): Located {
  return documents.follow(
    documents.get(0, version.dialect === '2.0' ? '/securityDefinitions' : '/components/securitySchemes'),
  )
}

function rootServers(root: unknown, version: Version, url: string | undefined, problems: Problem[]): Server[] {
  const base = {
    url,
    report: (at: string, says: string, level: Problem['level']) => void problems.push({ at, says, level }),
  }
  if (version.dialect === '2.0') return readServers2(root, undefined, base)
  const servers = readServers(own(root, 'servers'), '/servers', base)
  // OpenAPI 3.x §servers: without any, one with the URL `/`
  return servers.length === 0 && url !== undefined ? readServers([{ url: '/' }], '/servers', base) : servers
}

function readInfo(documents: Documents, root: unknown, version: Version): DescriptionInfo {
  const info = own(root, 'info')
  const description = prose(documents, info)
  const externalDocs = filled(own(own(root, 'externalDocs'), 'url'))
  return {
    title: text(own(info, 'title'))?.trim() || 'Untitled',
    version: text(own(info, 'version')) ?? '',
    ...(description !== undefined && { description }),
    openapi: version.written,
    tags: list(own(root, 'tags')).flatMap((tag) => {
      const name = text(own(tag, 'name'))
      if (name === undefined) return []
      const says = isNode(tag) ? prose(documents, tag)?.slice(0, 2000) : undefined
      return [says === undefined ? { name } : { name, description: says }]
    }),
    ...(externalDocs !== undefined && { externalDocs }),
  }
}

/** A description text; some authors put a reference to a text there. */
function prose(documents: Documents, node: unknown): string | undefined {
  const written = own(node, 'description') ?? own(node, 'summary')
  const value = isNode(written) ? documents.follow({ node: written, doc: 0, at: '' }).node : written
  return filled(value)
}
