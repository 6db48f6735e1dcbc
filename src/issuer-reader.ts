import type { Log } from './core/index.ts'
import { createDoor, fetchText, hostPort } from './http/index.ts'

/** Fetches what a token issuer says of itself: from wherever that is, but private addresses only at the issuer's own. */
export function issuerReader(issuer: string, log: Log, ownListeners: () => ReadonlySet<string>) {
  return async (url: string): Promise<{ status: number; text: string }> => {
    const door = createDoor({
      name: 'server.auth',
      policy: {
        origins: new Set([new URL(url).origin]),
        privateConsent: new Set([hostPort(new URL(issuer))]),
        allowInsecureHttp: false,
      },
      timeouts: issuerTimeouts,
      maxDelay: 0.5,
      log,
      ownListeners,
    })
    try {
      const signal = AbortSignal.timeout(issuerTimeouts.total * 1000)
      return await fetchText(door, url, { signal, maxBytes: 512 * 1024, accept: 'application/json' })
    } finally {
      await door.close()
    }
  }
}

const issuerTimeouts = { connect: 5, response: 5, total: 10 }
