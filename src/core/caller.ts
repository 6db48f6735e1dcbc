/** Who has been let in over HTTP. */
export interface Principal {
  /** Tells principals apart: what belongs to one does not exist for another. No secret. */
  readonly id: string
  readonly caller: Caller
}

/** Who asks: travels through every doorway from the first day. */
export interface Caller {
  /** The app (consumer) this call belongs to; absent: organization APIs only. */
  readonly app?: string | undefined
  /** The environment the caller is pinned to; absent: none. */
  readonly environment?: string | undefined
  /** Whether the caller may only read, whatever the API allows. */
  readonly readOnly?: boolean | undefined
  /** The operator at the command line, who manages every API whatever its scope. Never set for a client. */
  readonly manages?: boolean | undefined
  /** How the call came in. */
  readonly via: 'stdio' | 'http' | 'cli'
}
