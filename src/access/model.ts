/** Who may use an API: everybody here, or the apps that are named (DESIGN.md §2 "scope"). */
export type Scope = 'organization' | { readonly apps: readonly string[] }

/** One app of the config: a consumer with its own view. */
export interface AppRules {
  readonly name: string
  /** The environment that it is pinned to. */
  readonly environment: string | undefined
  /** Whether it may only read. */
  readonly readOnly: boolean
}
