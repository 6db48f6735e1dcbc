import type { SecurityScheme } from '../core/index.ts'
import { bindScheme, type AuthOptions } from './options.ts'
import type { BoundScheme } from './scheme.ts'
import { schemes } from './schemes.ts'

/** Names that a key in a header may not have: the way out writes them itself. */
const notForKeys = new Set(['host', 'content-length', 'transfer-encoding', 'connection', 'te', 'upgrade', 'expect'])

const httpSchemes: Readonly<Record<string, AuthOptions['type']>> = { basic: 'basic', bearer: 'bearer' }

function toOptions(scheme: SecurityScheme): unknown {
  switch (scheme.type) {
    case 'apiKey':
      if (scheme.in === 'header' && notForKeys.has(scheme.name.toLowerCase())) return undefined
      return { type: 'apiKey', in: scheme.in, name: scheme.name }
    case 'http':
      return Object.hasOwn(httpSchemes, scheme.scheme) ? { type: httpSchemes[scheme.scheme] } : undefined
    case 'oauth2':
    case 'openIdConnect':
      return { type: 'bearer' } // a token that the operator obtained elsewhere; grants come with their own type
    case 'mutualTLS':
    case 'unknown':
      return undefined
  }
}

/** How a scheme of a description is served, or `undefined` when no scheme of ours can. */
export function deriveScheme(scheme: SecurityScheme): BoundScheme | undefined {
  const options = toOptions(scheme)
  if (options === undefined) return undefined
  const fitting = schemes.map(({ options: shape }) => shape.safeParse(options)).find(({ success }) => success)
  return fitting?.data === undefined ? undefined : bindScheme(fitting.data)
}

/** A scheme of a description in a word, for messages. */
export const schemeName = (scheme: SecurityScheme | undefined): string =>
  scheme === undefined
    ? 'a scheme that the description does not declare'
    : scheme.type === 'http'
      ? `http ${scheme.scheme}`
      : scheme.type
