import type { SecurityScheme } from '../core/index.ts'
import type { BoundScheme } from './scheme.ts'
import { schemes } from './schemes.ts'

/** How a scheme of a description is served, or `undefined` when none of ours can, or not with such options. */
export function deriveScheme(declared: SecurityScheme): BoundScheme | undefined {
  for (const scheme of schemes) {
    const options = scheme.derive(declared)
    if (options !== undefined && scheme.options.safeParse(options).success) return scheme.bind(options)
  }
  return undefined
}

/** A scheme of a description in a word, for messages. */
export const schemeName = (scheme: SecurityScheme | undefined): string =>
  scheme === undefined
    ? 'a scheme that the description does not declare'
    : scheme.type === 'http'
      ? `http ${scheme.scheme}`
      : scheme.type
