import type { Documents, Located } from '../documents.ts'
import type { Security, SecurityAlternative, SecurityScheme } from '../model.ts'
import { entries, filled, isNode, list, own, put, text } from '../node.ts'

/** The security schemes of any version; what cannot be understood is `unknown` and says why. */
export function readSchemes(documents: Documents, schemes: Located): Record<string, SecurityScheme> {
  const found: Record<string, SecurityScheme> = {}
  for (const [name, located] of documents.members(schemes)) put(found, name, toScheme(located.node))
  return found
}

function toScheme(node: unknown): SecurityScheme {
  const type = text(own(node, 'type'))?.toLowerCase()
  switch (type) {
    case 'apikey':
      return toApiKey(node)
    case 'basic': // Swagger 2.0
      return { type: 'http', scheme: 'basic' }
    case 'http': {
      const scheme = filled(own(node, 'scheme'))?.toLowerCase()
      const bearerFormat = filled(own(node, 'bearerFormat'))
      if (scheme === undefined) return { type: 'unknown', says: 'an http scheme without "scheme"' }
      return { type: 'http', scheme, ...(bearerFormat !== undefined && { bearerFormat }) }
    }
    case 'oauth2':
      return { type: 'oauth2', flows: toFlows(node) }
    case 'openidconnect':
      return { type: 'openIdConnect', url: text(own(node, 'openIdConnectUrl')) ?? '' }
    case 'mutualtls':
      return { type: 'mutualTLS' }
    default:
      return {
        type: 'unknown',
        says: type === undefined ? 'no "type"' : `the type "${type.slice(0, 40)}" is not known`,
      }
  }
}

function toApiKey(node: unknown): SecurityScheme {
  const place = text(own(node, 'in'))?.toLowerCase()
  const name = filled(own(node, 'name'))
  if (name === undefined) return { type: 'unknown', says: 'an apiKey scheme without "name"' }
  if (place !== 'header' && place !== 'query' && place !== 'cookie')
    return { type: 'unknown', says: `an apiKey scheme in "${(place ?? '').slice(0, 40)}"` }
  const prefix = text(own(own(node, 'x-custom-api-mcp'), 'prefix'))
  const isWord = prefix !== undefined && place === 'header' && /^[A-Za-z][\w-]{0,39}$/.test(prefix)
  return { type: 'apiKey', in: place, name, ...(isWord && { prefix }) }
}

const flowNames: Readonly<Record<string, string>> = {
  application: 'clientCredentials',
  accessCode: 'authorizationCode',
}

function toFlows(node: unknown): Record<string, Record<string, unknown>> {
  const flows: Record<string, Record<string, unknown>> = {}
  for (const [name, flow] of entries(own(node, 'flows'))) if (isNode(flow)) put(flows, name, { ...flow })
  const flow = text(own(node, 'flow')) // Swagger 2.0 has one, named by a value
  if (flow === undefined) return flows
  const { authorizationUrl, tokenUrl, scopes } = isNode(node) ? node : {}
  return {
    ...flows,
    [flowNames[flow] ?? flow]: {
      ...(authorizationUrl !== undefined && { authorizationUrl }),
      ...(tokenUrl !== undefined && { tokenUrl }),
      scopes: isNode(scopes) ? scopes : {},
    },
  }
}

/** The name of a scheme that nobody declared, but an `Authorization` parameter asks for. */
export const impliedScheme = 'Authorization'

/**
 * OpenAPI ignores a header parameter `Authorization`; where no scheme is declared at all, its author meant one by it.
 * A description that speaks of bearer tokens means one, any other the raw header.
 */
export function impliedBy(parameter: unknown): SecurityScheme {
  const bearer = /bearer/i.test(JSON.stringify(parameter) ?? '')
  return bearer ? { type: 'http', scheme: 'bearer' } : { type: 'apiKey', in: 'header', name: 'Authorization' }
}

/** The requirement that an operation's own `Authorization` parameter stands for; optional if the parameter is. */
export function impliedSecurity(
  parameters: readonly Located[],
  schemes: Readonly<Record<string, SecurityScheme>>,
): Security {
  if (!Object.hasOwn(schemes, impliedScheme)) return undefined
  const header = parameters.find(
    ({ node }) => own(node, 'in') === 'header' && text(own(node, 'name'))?.toLowerCase() === 'authorization',
  )
  if (!header) return undefined
  const needed = [{ scheme: impliedScheme, scopes: [] }]
  return own(header.node, 'required') === true ? [needed] : [needed, []]
}

/**
 * The requirements of an operation: its own where it has any, else the document's. `security: []` on the operation
 * itself sends nothing; at the root it says nothing.
 */
export function readSecurity(operation: unknown, root: unknown): Security {
  const mine = own(operation, 'security')
  if (mine !== undefined && mine !== null) return readAlternatives(mine)
  const inherited = own(root, 'security')
  const alternatives = inherited === undefined || inherited === null ? [] : readAlternatives(inherited)
  return alternatives.length === 0 ? undefined : alternatives
}

function readAlternatives(value: unknown): SecurityAlternative[] {
  const alternatives = isNode(value) ? [value] : list(value).filter(isNode)
  return alternatives.map((members) =>
    Object.entries(members).map(([scheme, scopes]) => ({
      scheme,
      scopes: list(scopes).filter((scope) => typeof scope === 'string'),
    })),
  )
}
