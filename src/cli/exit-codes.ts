import type { ErrorCode } from '../core/index.ts'

/** 0 done, 1 failed, 2 usage or configuration, 3 credential, 4 upstream 4xx, 5 upstream 5xx or network (DESIGN.md §6, §11). */
export const exitCodes = {
  'arguments.invalid': 2,
  'operation.unknown': 2,
  'api.unknown': 2,
  'auth.required': 3,
  'auth.rejected': 3,
  'policy.denied': 1,
  'policy.unconfirmed': 1,
  'host.blocked': 1,
  'file.blocked': 1,
  'upstream.status': 5,
  'upstream.rate_limited': 4,
  'upstream.timeout': 5,
  'upstream.unreachable': 5,
  'upstream.unreadable': 5,
  'result.too_large': 1,
  'handle.unknown': 2,
  'environment.unknown': 2,
  'credential.invalid': 3,
  'config.invalid': 2,
  'description.invalid': 1,
  'store.unavailable': 1,
  cancelled: 1,
  internal: 1,
} as const satisfies Record<ErrorCode, number>

/** The exit code of an answered call: 2xx and 304 are done, 401 is the credential's. */
export function exitCodeOfStatus(status: number): number {
  if ((status >= 200 && status < 300) || status === 304) return 0
  if (status === 401) return exitCodes['auth.rejected']
  if (status >= 500) return 5
  return status >= 400 ? 4 : 1
}

/** For `--help`: the codes that any verb may end with. */
export const exitCodeHelp =
  'Exit codes: 0 done, 1 failed, 2 usage or configuration, 3 credential, 4 upstream 4xx, 5 upstream 5xx or network.'
