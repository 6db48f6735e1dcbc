import type { Issuer } from './model.ts'
import type { IssuerConfig } from './options.ts'

/** The issuer of the config as it is now; its keys stay known as long as its entry stays as it is. */
export function createLiveIssuer(
  wanted: () => IssuerConfig | undefined,
  create: (config: IssuerConfig) => Issuer,
): () => Issuer | undefined {
  let seen: IssuerConfig | undefined
  let issuer: Issuer | undefined
  return () => {
    const config = wanted()
    if (config === seen) return issuer
    if (config === undefined) issuer = undefined
    else if (issuer === undefined || JSON.stringify(config) !== JSON.stringify(seen)) issuer = create(config)
    seen = config
    return issuer
  }
}
