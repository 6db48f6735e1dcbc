import type { Secret } from '../core/index.ts'

/** What a stored secret belongs to; one record of the vault. */
export interface Place {
  /** The slug. */
  readonly api: string
  /** `undefined`: the one nameless environment. */
  readonly environment: string | undefined
  /** `undefined`: the whole credential. */
  readonly part: string | undefined
}

/** A secret that was opened. */
export interface OpenedSecret {
  readonly secret: Secret
  /** The origins it may go to: the binding of the moment it was stored. */
  readonly origins: readonly string[]
}

/** What a list shows of a record: never a character of the secret. */
export interface StoredCredential extends Place {
  readonly origins: readonly string[]
  /** Keyed, so that it tells two secrets apart and helps nobody to guess one. */
  readonly fingerprint: string
  /** Milliseconds since 1970. */
  readonly setAt: number
  /** Exact to ten minutes. */
  readonly usedAt: number | undefined
}

/** Where a vault's master key is kept. */
export type KeyHome = 'variable' | 'keychain' | 'file'

/** Where to move to. A new key for the variable is handed in, the others are made. */
export type NewKey = { readonly home: 'keychain' | 'file' } | { readonly home: 'variable'; readonly text: Secret }

/** Stored credentials. Opening is lazy; nothing is made on disk before the first `set`. */
export interface Vault {
  /** Whether something is stored at a place; opens nothing. @throws CustomApiError `store.unavailable` */
  has(place: Place): Promise<boolean>
  /**
   * The secret at a place, `undefined` where none is stored. Kept opened for minutes at most; a change by any process is
   * seen within a tenth of a second.
   *
   * @throws CustomApiError `credential.invalid` for a wrong or missing master key, `store.unavailable` for a record that
   * was changed or damaged, or a store that cannot be read
   */
  open(place: Place): Promise<OpenedSecret | undefined>
  /**
   * Tells every stored secret that was not told yet, of whatever API: what is stored must be known to the redactor before
   * something is said. Sees a change by any process within a second. Never rejects: what does not open is left out.
   */
  tellSecrets(tell: (secret: Secret) => void): Promise<void>
  /** Notes that the secrets of these places were sent. Never throws. */
  used(places: readonly Place[]): void
  /** Stores, or replaces at once and atomically. @throws CustomApiError as `open`; `store.unavailable` without a disk */
  set(place: Place, secret: Secret, origins: readonly string[]): Promise<{ readonly replaced: boolean }>
  /** Whether there was one. Needs no key; the old ciphertext is gone when the promise is fulfilled. */
  delete(place: Place): Promise<boolean>
  /** Deletes every credential and the vault with them; the next `set` makes a new one. Needs no key. */
  clear(): Promise<number>
  /** Sorted by place. Needs no key. */
  list(): Promise<readonly StoredCredential[]>
  /** Where the key of this vault is kept; `undefined` before the first `set`. */
  keyHome(): Promise<KeyHome | undefined>
  /**
   * Seals every record anew under another master key: all or none. The old key is forgotten afterwards.
   *
   * @throws CustomApiError as `open`; then nothing has changed
   */
  rekey(next: NewKey): Promise<{ readonly records: number; readonly home: KeyHome }>
}

type MayTakeTime<T> = T | Promise<T>

/** The OS keychain, as far as it is used. It may ask the person who sits there first, and nothing else waits for that. */
export interface Keychain {
  get(service: string, account: string): MayTakeTime<string | undefined>
  set(service: string, account: string, text: string): MayTakeTime<void>
  delete(service: string, account: string): MayTakeTime<void>
}

/** What the vault needs of the world to find its master key. */
export interface KeyPlaces {
  /** The value of `CUSTOM_API_MCP_KEY`. */
  readonly variable: () => string | undefined
  /** The folder of key files, absolute. */
  readonly folder: string
  /** `undefined` where none answers. */
  readonly keychain: () => Promise<Keychain | undefined>
  /** Whether a new vault keeps its key there without being asked. */
  readonly preferKeychain: boolean
}
