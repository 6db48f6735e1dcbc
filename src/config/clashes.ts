import { toAuthList } from '../auth/index.ts'
import { nearest, toSlug } from '../core/index.ts'
import { reservedNames } from '../tools/index.ts'
import type { Fault } from './fault.ts'
import { credentialVariable } from './names.ts'
import type { ApiInput, ConfigInput } from './schema.ts'

/** The slug of an entry: the key `slug`, else from the name; may be empty. */
export const slugOf = (api: ApiInput): string => api.slug ?? toSlug(api.name)

function slugFault(api: ApiInput): string | undefined {
  const slug = slugOf(api)
  if (slug === '') return `no slug can be made from this name; give the key "slug"`
  if (slug === 'mcp' || slug.startsWith('mcp_'))
    return `the slug "${slug}" is reserved: its variables would begin with CUSTOM_API_MCP; give another "slug"`
  return undefined
}

/** The parts that a credential may be given in, as far as the config alone tells. */
function partsOf(auth: ApiInput['auth']): readonly string[] {
  const rows = toAuthList(auth)
  // Without `auth` the description decides, and it may ask for Basic.
  if (rows === undefined) return ['username', 'password']
  return rows.flatMap((row) => {
    if (row.type === 'basic') return ['username', 'password', 'basic']
    if (row.type === 'apiKey') return [toSlug(row.name)]
    return row.type === 'none' ? [] : [row.type]
  })
}

/** Every variable that an entry may read a credential from, each with what it would be. */
function variablesOf(api: ApiInput): Map<string, string> {
  const slug = slugOf(api)
  const parts = partsOf(api.auth)
  const found = new Map<string, string>()
  for (const environment of [undefined, ...Object.keys(api.environments ?? {})])
    for (const part of [undefined, ...parts]) {
      const what = [environment && `environment "${environment}"`, part && `part "${part}"`].filter(Boolean).join(', ')
      const name = credentialVariable(slug, environment, part)
      if (!found.has(name)) found.set(name, what === '' ? 'the credential' : what)
    }
  return found
}

/**
 * Names that must tell entries apart: slugs, and the variables that their credentials come from (DESIGN.md §3). With a
 * shared variable one API would be sent the other's secret.
 */
export function clashFaults(apis: readonly ApiInput[]): Fault[] {
  const faults: Fault[] = []
  const slugs = new Map<string, number>()
  const variables = new Map<string, { readonly at: number; readonly what: string }>()
  for (const [at, api] of apis.entries()) {
    const key = api.slug === undefined ? 'name' : 'slug'
    const says = slugFault(api)
    if (says !== undefined) {
      faults.push({ path: ['apis', at, key], says })
      continue
    }
    const slug = slugOf(api)
    const first = slugs.get(slug)
    if (first !== undefined) {
      faults.push({
        path: ['apis', at, key],
        says: `the slug "${slug}" is taken by apis.${first}("${apis[first]?.name ?? ''}"); give one of them another "slug" or name`,
      })
      continue
    }
    slugs.set(slug, at)
    for (const [name, what] of variablesOf(api)) {
      const other = variables.get(name)
      if (other === undefined) variables.set(name, { at, what })
      else if (other.at !== at)
        faults.push({
          path: ['apis', at, key],
          says: `shares the variable ${name} (${what}) with apis.${other.at}("${apis[other.at]?.name ?? ''}") (${other.what}); give one of them another "slug"`,
        })
    }
    faults.push(...environmentFaults(api, at))
  }
  return faults
}

function environmentFaults(api: ApiInput, at: number): Fault[] {
  const names = Object.keys(api.environments ?? {})
  const faults: Fault[] = []
  const seen = new Map<string, string>()
  for (const name of names) {
    const slug = toSlug(name)
    const path = ['apis', at, 'environments', name] as const
    const twin = seen.get(slug)
    if (twin !== undefined) faults.push({ path, says: `is the same name as "${twin}" in a variable; rename one` })
    seen.set(slug, name)
    if (slug === 'username' || slug === 'password')
      faults.push({ path, says: `shares its variable with the part "${slug}" of a credential; rename the environment` })
  }
  const chosen = api.defaultEnvironment
  if (chosen !== undefined && !names.includes(chosen)) {
    const says =
      names.length === 0
        ? 'there are no environments to choose from'
        : `no such environment; there are: ${names.join(', ')}`
    faults.push({ path: ['apis', at, 'defaultEnvironment'], says })
  }
  return faults
}

/** The variables of other entries that begin with this entry's: not to be read as a part of its credential. */
export function foreignVariables(at: number, apis: readonly ApiInput[]): string[] {
  const own = apis[at]
  if (own === undefined) return []
  const prefix = `${credentialVariable(slugOf(own))}_`
  const wholes = (api: ApiInput): string[] =>
    [undefined, ...Object.keys(api.environments ?? {})].map((it) => credentialVariable(slugOf(api), it))
  return apis.flatMap((api) => (api === own ? [] : wholes(api))).filter((name) => name.startsWith(prefix))
}

/** Names in `tools.generic` that are no generic tool. */
export function genericFaults(generic: boolean | readonly string[] | undefined): Fault[] {
  if (!Array.isArray(generic)) return []
  return generic.flatMap((name: string, at: number) => {
    if (reservedNames.has(name)) return []
    const meant = nearest(name, reservedNames)
    return [
      {
        path: ['tools', 'generic', at],
        says: `no generic tool${meant === undefined ? '' : `; did you mean "${meant}"?`}`,
      },
    ]
  })
}

/** Apps in `scope` that are not under `apps`: a slip there would hide an API from whom it is for. */
export function scopeFaults({ apis, apps = {} }: ConfigInput): Fault[] {
  const names = Object.keys(apps)
  const known = names.length === 0 ? 'there is no "apps" in the config' : `there are: ${names.join(', ')}`
  return apis.flatMap(({ scope = 'organization' }, at) =>
    scope === 'organization'
      ? []
      : scope.apps.flatMap((name, index) => {
          if (names.includes(name)) return []
          const meant = nearest(name, names)
          const says = meant === undefined ? `no such app; ${known}` : `no such app; did you mean "${meant}"?`
          return [{ path: ['apis', at, 'scope', 'apps', index], says }]
        }),
  )
}
