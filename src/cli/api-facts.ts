import type { ApiConfig } from '../config/index.ts'
import { CustomApiError } from '../core/index.ts'
import type { PublishedApi } from '../tools/index.ts'
import type { Opened } from './command.ts'

export interface EnvironmentFacts {
  /** `undefined`: the one nameless environment. */
  readonly name: string | undefined
  readonly baseUrl: string | undefined
  readonly auth: string
  readonly credential: string
  /** What to do about a missing credential. */
  readonly todo: string | undefined
}

/** Base URL, form of authentication and whether the credential is there, for each environment of an API, or the pinned one. */
export async function factsOf(api: PublishedApi, pin?: string): Promise<EnvironmentFacts[]> {
  const seen = pin === undefined ? api.environments : api.environments.filter((name) => name === pin)
  const names = api.environments.length === 0 ? [undefined] : seen
  return Promise.all(
    names.map(async (name) => {
      const target = api.target(name)
      const { type, credential, howToSet } = await target.authorizer.status()
      return { name, baseUrl: target.baseUrl, auth: type, credential, todo: howToSet }
    }),
  )
}

/** What each environment lacks before it can be called, and what to do. A base URL that a description was to give is its matter. */
export function lackingLines({ slug, loadProblem }: PublishedApi, facts: readonly EnvironmentFacts[]): string[] {
  return facts.flatMap(({ name, baseUrl, auth, credential, todo }) => {
    const which = name === undefined ? slug : `${slug} ${name}`
    return [
      ...(baseUrl === undefined && loadProblem === undefined
        ? [`${which}: there is no usable base URL; set "baseUrl" of this API in the config`]
        : []),
      ...(credential === 'missing' ? [`${which}: the credential (${auth}) is missing${todo ? `; ${todo}` : ''}`] : []),
    ]
  })
}

/** The entry of the config behind a published API. */
export function entryOf({ config }: Opened, api: PublishedApi): ApiConfig {
  const entry = config?.apis.find((it) => it.slug === api.slug)
  if (entry === undefined) throw new CustomApiError('internal', `no entry for ${api.slug}`)
  return entry
}
