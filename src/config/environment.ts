import { CustomApiError } from '../core/index.ts'

/** The value of an environment variable; an empty one counts as unset. The only reader of the environment. */
export function environmentVariable(name: string): string | undefined {
  const value = process.env[name]
  return value === undefined || value === '' ? undefined : value
}

/** The names of all variables that begin with a prefix, sorted; never their values. */
export function environmentNames(prefix: string): string[] {
  return Object.keys(process.env)
    .filter((name) => name.startsWith(prefix) && process.env[name] !== '')
    .sort()
}

/**
 * The environment of programs that are asked for a credential: without the credentials and keys of our own
 * (SECURITY-PROMISES.md §1.6).
 */
export function childEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(([name]) => !/^CUSTOM_API_/i.test(name))
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}

/**
 * Stops a start under the switch that turns TLS verification off for the whole process (SECURITY-PROMISES.md §2.6).
 *
 * @throws CustomApiError `config.invalid`
 */
export function refuseUnverifiedTls(): void {
  if (environmentVariable('NODE_TLS_REJECT_UNAUTHORIZED') !== '0') return
  throw new CustomApiError(
    'config.invalid',
    'the variable NODE_TLS_REJECT_UNAUTHORIZED is 0: certificates would not be verified, credentials could be read',
    { hint: 'unset it; for a private certificate authority set NODE_EXTRA_CA_CERTS to its PEM file' },
  )
}
