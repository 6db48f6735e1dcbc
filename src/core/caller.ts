/** Who asks: travels through every doorway from the first day. */
export interface Caller {
  /** The app (consumer) this call belongs to; absent: organization APIs only. */
  readonly app?: string | undefined
  /** The environment the caller is pinned to; absent: none. */
  readonly environment?: string | undefined
  /** How the call came in. */
  readonly via: 'stdio' | 'http' | 'cli'
}
