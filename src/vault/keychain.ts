import type { Keychain } from './model.ts'

/** What is used of `@napi-rs/keyring`. */
interface KeyringModule {
  readonly AsyncEntry: new (
    service: string,
    account: string,
  ) => {
    getPassword(): Promise<string | null | undefined>
    setPassword(text: string): Promise<void>
    deletePassword(): Promise<unknown>
  }
}

/** The service under which our own keys stand. */
export const ownService = 'custom-api-mcp'

// Not in the bundle and perhaps not installed: a name that no bundler and no type checker follows.
const packageName: string = '@napi-rs/keyring'

function toKeychain({ AsyncEntry }: KeyringModule): Keychain {
  return {
    get: async (service, account) => (await new AsyncEntry(service, account).getPassword()) ?? undefined,
    set: (service, account, text) => new AsyncEntry(service, account).setPassword(text),
    delete: async (service, account) => void (await new AsyncEntry(service, account).deletePassword()),
  }
}

/** The OS keychain where the optional package `@napi-rs/keyring` is installed and loads; `undefined` elsewhere. */
export async function findKeychain(): Promise<Keychain | undefined> {
  try {
    const found: unknown = await import(packageName)
    const module = (found as { default?: unknown }).default ?? found // CommonJS under `default`, or names at the top
    return typeof (module as Partial<KeyringModule>).AsyncEntry === 'function'
      ? toKeychain(module as KeyringModule) // its one name that is used was checked
      : undefined
  } catch {
    return undefined // not installed, or not for this platform: the next place for a key is asked
  }
}
