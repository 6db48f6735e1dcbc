import { createGate, type Gate } from '../../src/access/index.ts'
import { silentLog, type Caller, type Secret } from '../../src/core/index.ts'

/** A gate that knows one token, the installation's; without it, it is open. */
export const gateOf = (token: Secret | undefined, base: Caller = { via: 'http' }): Gate =>
  createGate({ token, base, apps: () => [], log: silentLog })
