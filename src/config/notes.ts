import { nearest } from '../core/index.ts'
import { environmentNames, environmentVariable } from './environment.ts'
import type { Config } from './model.ts'
import { credentialVariable } from './names.ts'

const least = 8 // bytes; shorter secrets cannot be masked in texts (SECURITY-PROMISES.md §1.6)

/**
 * What is worth a warning about the credential variables of a config: secrets too short to be masked, and a variable
 * that is set under a name near to one that is not. Names only, never a value.
 */
export function credentialNotes(config: Config): string[] {
  if (!config.trusted) return []
  const bases = config.apis.flatMap((api) => [
    credentialVariable(api.slug),
    ...api.environments.map((it) => credentialVariable(api.slug, it.name)),
  ])
  const named = config.apis.flatMap((api) => [
    ...(api.auth ?? []).flatMap((row) =>
      'credential' in row && row.credential?.startsWith('env:') ? [row.credential.slice(4)] : [],
    ),
    ...[api, ...api.environments].flatMap((it) => it.secretHeaders.map((header) => header.variable)),
  ])
  const secrets = [...bases, ...bases.map((base) => `${base}_PASSWORD`), ...named]
  return [...new Set([...shortOnes(secrets), ...strays(bases, new Set(secrets))])]
}

const shortOnes = (names: readonly string[]): string[] =>
  names
    .filter((name) => Buffer.byteLength(environmentVariable(name) ?? 'long enough') < least)
    .map((name) => `the variable ${name} holds fewer than ${least} bytes: it is used, but masked only where it is sent`)

/** Variables of ours that no API reads, where one with a near name is missing: most likely a typo. */
function strays(bases: readonly string[], read: ReadonlySet<string>): string[] {
  const missing = bases.filter((name) => environmentVariable(name) === undefined)
  return environmentNames('CUSTOM_API_')
    .filter((name) => !name.startsWith('CUSTOM_API_MCP_') && !read.has(name))
    .filter((name) => !bases.some((base) => name.startsWith(`${base}_`)))
    .flatMap((name) => {
      // The common beginning would make everything look near.
      const meant = nearest(
        name.slice(11),
        missing.map((it) => it.slice(11)),
      )
      return meant === undefined
        ? []
        : [`the variable ${name} belongs to no API of the config; did you mean CUSTOM_API_${meant}?`]
    })
}
