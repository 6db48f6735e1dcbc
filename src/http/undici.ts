let loading: Promise<typeof import('./client.ts')> | undefined

/**
 * The HTTP client, loaded when first asked for: it is the largest thing that the program brings, and nobody needs it
 * before the first request.
 */
export const loadUndici = (): Promise<typeof import('./client.ts')> => (loading ??= import('./client.ts'))
