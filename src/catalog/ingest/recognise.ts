import { CustomApiError } from '../../core/index.ts'
import { isNode, own, text, type Node } from '../node.ts'

interface Look {
  readonly is: string
  readonly todo: string
}

const pages = 'configure the URL of the JSON or YAML description itself (often linked there), or only "baseUrl"'
const convert = 'convert it to OpenAPI first, or configure only "baseUrl" and call it by path'

const texts: readonly (readonly [RegExp, Look])[] = [
  [/^<!doctype html|^<html|^<head|^<body/i, { is: 'an HTML page', todo: pages }],
  [/^<(\?xml[^>]*>\s*)?<?(\w+:)?(definitions|application)\b|<wsdl:/i, { is: 'WSDL or WADL', todo: convert }],
  [/^</, { is: 'XML', todo: convert }],
  [/^#%RAML/, { is: 'a RAML file', todo: convert }],
  [/^FORMAT:\s*1A/, { is: 'an API Blueprint', todo: convert }],
  [
    /^(extend\s+)?(type|schema|input|interface|enum|scalar|union)\b[^:\n]*\{/m,
    { is: 'a GraphQL schema', todo: convert },
  ],
  [/^syntax\s*=\s*"proto/m, { is: 'a Protocol Buffers file', todo: convert }],
]

const keys: readonly (readonly [(root: Node) => boolean, Look])[] = [
  [(root) => 'asyncapi' in root, { is: 'an AsyncAPI document', todo: convert }],
  [
    (root) => 'overlay' in root,
    {
      is: 'an OpenAPI Overlay',
      todo: 'configure the OpenAPI description that it extends, and this file in "overlays"',
    },
  ],
  [(root) => 'arazzo' in root, { is: 'an Arazzo document', todo: 'configure the OpenAPI description that it names' }],
  [(root) => 'openrpc' in root, { is: 'an OpenRPC document', todo: convert }],
  [(root) => 'swaggerVersion' in root, { is: 'a Swagger 1.x listing', todo: 'convert it to Swagger 2.0 or OpenAPI 3' }],
  [(root) => 'discoveryVersion' in root, { is: 'a Google discovery document', todo: convert }],
  [
    (root) => (text(own(own(root, 'info'), 'schema')) ?? '').includes('getpostman.com') || isPostman(root),
    { is: 'a Postman collection', todo: 'export it as OpenAPI from Postman' },
  ],
  [(root) => own(root, '_type') === 'export', { is: 'an Insomnia export', todo: 'export it as OpenAPI' }],
  [
    (root) => isNode(own(own(root, 'data'), '__schema')) || '__schema' in root,
    { is: 'a GraphQL schema', todo: convert },
  ],
  [
    (root) => isNode(own(root, 'log')) && 'entries' in (root['log'] as object),
    { is: 'a HAR recording', todo: convert },
  ],
  [
    (root) => '$schema' in root || '$defs' in root,
    { is: 'a JSON Schema', todo: 'configure the OpenAPI document using it' },
  ],
]

function isPostman(root: Node): boolean {
  return own(own(root, 'info'), '_postman_id') !== undefined
}

/** @throws CustomApiError `description.invalid` when the text is empty or plainly another format */
export function refuseOtherText(source: string): void {
  const start = source.slice(0, 2000).trimStart()
  if (start === '' && source.trim() === '') throw refusal('is empty', 'check the path or URL')
  const look = texts.find(([pattern]) => pattern.test(start))?.[1]
  if (look) throw refusal(`is ${look.is}, not an OpenAPI description`, look.todo)
}

export interface Version {
  /** As written: `2.0`, `3.0.3`, … */
  readonly written: string
  readonly dialect: '2.0' | '3.0' | '3.1'
  readonly warnings: readonly string[]
}

/**
 * Which OpenAPI a parsed root is. A missing or odd version is guessed when the rest looks like a description.
 *
 * @throws CustomApiError `description.invalid` saying what it looks like instead
 */
export function recognise(root: unknown): Version {
  if (!isNode(root)) throw refusal(`is ${kindOf(root)}, not an OpenAPI description`, pages)
  const swagger = text(own(root, 'swagger'))
  const openapi = text(own(root, 'openapi'))
  const written = openapi ?? swagger
  if (written !== undefined && (openapi !== undefined || swagger !== undefined)) return versionOf(written.trim())
  const look = keys.find(([matches]) => matches(root))?.[1]
  if (look) throw refusal(`is ${look.is}, not an OpenAPI description`, look.todo)
  if (!isNode(own(root, 'paths')))
    throw refusal('has neither "openapi" nor "swagger" nor "paths"', 'configure an OpenAPI 3.x or Swagger 2.0 document')
  const guess = 'definitions' in root || 'basePath' in root || 'host' in root ? '2.0' : '3.0.3'
  return { ...versionOf(guess), warnings: [`says no version ("openapi" or "swagger"); read as ${guess}`] }
}

function versionOf(written: string): Version {
  const warnings: string[] = []
  if (/^2(\.|$)/.test(written)) return { written, dialect: '2.0', warnings }
  if (written.startsWith('3.0') || written === '3') return { written, dialect: '3.0', warnings }
  if (/^1(\.|$)/.test(written)) throw refusal(`is Swagger ${written}`, 'convert it to Swagger 2.0 or OpenAPI 3')
  if (!/^3\.[12]/.test(written)) warnings.push(`says version "${written.slice(0, 40)}"; read as OpenAPI 3.2`)
  return { written, dialect: '3.1', warnings }
}

function kindOf(root: unknown): string {
  if (Array.isArray(root)) return 'a list'
  if (root === null || root === undefined) return 'empty'
  return typeof root === 'string' ? 'plain text' : `a ${typeof root}`
}

function refusal(says: string, hint: string): CustomApiError {
  return new CustomApiError('description.invalid', `the description ${says}`, { hint })
}
