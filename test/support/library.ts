import { onTestFinished } from 'vitest'
import { createRedactor, silentLog, type Log, type Redactor } from '../../src/core/index.ts'
import { hostPort } from '../../src/http/index.ts'
import { openStore, type Store } from '../../src/store/index.ts'
import { createLibrary, type DocumentationSource, type Documents, type Library } from '../../src/docs/index.ts'

export interface Opening {
  readonly describe?: boolean
  readonly maxAge?: number
  /** Further hosts that the operator named. */
  readonly named?: readonly string[]
  readonly told?: (says: string) => void
}

/** A library over a store in memory, for tests; `store` survives it. */
export function testLibrary(
  options: { log?: Log; store?: Promise<Store>; version?: string; redactor?: Redactor } = {},
) {
  const { log = silentLog, version = '1', redactor = createRedactor() } = options
  const store = options.store ?? openStore({ url: 'memory:', log })
  const library: Library = createLibrary({ store: () => store, log, version })
  onTestFinished(() => library.close())
  const open = (sources: readonly (string | DocumentationSource)[], more: Opening = {}): Promise<Documents> => {
    const rows = sources.map((it) => (typeof it === 'string' ? ({ kind: 'url', url: it, auth: false } as const) : it))
    const urls = [...rows.flatMap((it) => (it.kind === 'url' ? [it.url] : [])), ...(more.named ?? [])]
    return library.open(
      {
        slug: 'shop',
        title: 'Shop',
        sources: rows,
        describe: more.describe ?? true,
        reach: {
          name: 'shop',
          policy: {
            origins: new Set(urls.map((url) => new URL(url).origin)),
            privateConsent: new Set(urls.map((url) => hostPort(url))),
            allowInsecureHttp: false,
          },
          userAgent: 'custom-api-mcp/test',
          log,
          ownListeners: () => new Set(),
          redactor,
        },
      },
      { wait: 'done', maxAge: more.maxAge ?? 0, signal: new AbortController().signal, told: more.told },
    )
  }
  return { library, store, open }
}
