import type { ApiConfig } from './config/index.ts'

/** One environment of an API, or the only one where it names none. */
export interface Variant {
  readonly name: string | undefined
  readonly baseUrl: string | undefined
  readonly headers: ApiConfig['headers']
  readonly secretHeaders: ApiConfig['secretHeaders']
}

export function variantsOf(api: ApiConfig): Variant[] {
  const { baseUrl, headers, secretHeaders } = api
  if (api.environments.length === 0) return [{ name: undefined, baseUrl, headers, secretHeaders }]
  return api.environments.map((it) => ({
    name: it.name,
    baseUrl: it.baseUrl ?? api.baseUrl,
    headers: { ...api.headers, ...it.headers },
    secretHeaders: mergeSecretHeaders(api.secretHeaders, it.secretHeaders),
  }))
}

function mergeSecretHeaders(
  base: ApiConfig['secretHeaders'],
  own: ApiConfig['secretHeaders'],
): ApiConfig['secretHeaders'] {
  const replaced = new Set(own.map((header) => header.name.toLowerCase()))
  return [...base.filter((header) => !replaced.has(header.name.toLowerCase())), ...own]
}
