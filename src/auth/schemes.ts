import { apiKey } from './schemes/api-key.ts'
import { basic } from './schemes/basic.ts'
import { bearer } from './schemes/bearer.ts'
import { none } from './schemes/none.ts'

/** Every auth scheme there is. Config, docs and the contract test read this list. */
export const schemes = [none, apiKey, bearer, basic] as const
