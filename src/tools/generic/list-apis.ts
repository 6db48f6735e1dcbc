import * as z from 'zod'
import { rowsFor } from '../environments.ts'
import { foundText, shownAddress } from '../../docs/index.ts'
import { prefixOf } from '../names.ts'
import { brief } from '../prose.ts'
import type { Offered } from '../offered.ts'
import { defineGeneric, looking } from './tool.ts'
import type { View } from '../view.ts'

const howToAdd =
  'no APIs are configured yet. The person who runs this server adds one with `custom-api-mcp add NAME --openapi URL`, or in a file custom-api-mcp.json: { "apis": [{ "name": "Petstore", "openapi": "https://…/openapi.json" }] }, named with --config FILE where the server starts'

export const listApis = defineGeneric({
  name: 'list_apis',
  title: 'List APIs',
  description: 'The APIs here, their state and how they are reached',
  input: z.strictObject({}),
  annotations: looking,

  async run(_, view) {
    if (view.apis.length === 0) return view.text(howToAdd)
    const rows = await Promise.all(view.apis.map((offered) => rowOf(offered, view)))
    return view.text(`[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]`)
  },
})

/** What is known of one API; absent keys are nothing worth a token. */
async function rowOf(offered: Offered, view: View): Promise<Readonly<Record<string, unknown>>> {
  const { api } = offered
  const { type, credential, baseUrl } = await reach(offered, view)
  const lost = api.description?.problems.filter((problem) => problem.level === 'error').length ?? 0
  return {
    api: api.slug,
    ...(api.name === api.slug ? {} : { name: api.name }),
    ...(api.summary === undefined ? {} : { description: brief(api.summary, 300) }),
    baseUrl,
    auth: type,
    credential,
    ...environmentsOf(offered, view),
    exposure: view.isDirect(api.slug) ? 'direct' : 'search',
    operations: rowsFor(offered, view.caller).length,
    use: adviceOn(offered, view),
    documents: api.documents?.pages.length ?? 0,
    ...foundOf(api),
    ...limitOf(api),
    ...(api.policy.readOnly || view.caller.readOnly === true ? { readOnly: true } : {}),
    ...(lost > 0 ? { problems: lost } : {}),
    ...(api.loadProblem === undefined ? {} : { problem: brief(api.loadProblem, 300) }),
  }
}

/** The environments that the caller can choose from; who is pinned learns of the pin only. */
function environmentsOf({ api }: Offered, { caller }: View): Readonly<Record<string, unknown>> {
  if (api.environments.length === 0) return {}
  if (caller.environment !== undefined) return { environments: [caller.environment] }
  return { environments: api.environments, defaultEnvironment: api.defaultEnvironment }
}

/** Where the description was found, when nobody configured one; and that pages are still to come. */
function foundOf({ documents }: Offered['api']): Readonly<Record<string, string>> {
  const found = documents && foundText(documents, shownAddress)
  return {
    ...(found === undefined ? {} : { descriptionFound: brief(found, 300) }),
    ...(documents?.reading === true ? { documentation: 'being read' } : {}),
  }
}

/** How much the documentation says that the API may be asked. */
function limitOf({ description }: Offered['api']): Readonly<Record<string, string>> {
  const { rateLimit } = description ?? {}
  return rateLimit === undefined
    ? {}
    : { rateLimit: `${rateLimit.requests} requests in ${rateLimit.per} s, as documented` }
}

/** How to go about an API, in a line. */
function adviceOn(offered: Offered, view: View): string {
  const { api, nameOf } = offered
  const [first] = rowsFor(offered, view.caller)
  if (first === undefined) return 'http_get and http_send with a path'
  if (!view.isDirect(api.slug)) return 'search_operations, then call_operation'
  return `the tools ${prefixOf(api.slug)}_…, such as ${nameOf(first).tool}`
}

async function reach({ api }: Offered, view: View) {
  try {
    const target = api.target(view.caller.environment ?? api.defaultEnvironment ?? api.environments[0])
    const status = await target.authorizer.status()
    return { ...status, baseUrl: target.baseUrl ?? null }
  } catch {
    return { type: 'unknown', credential: 'missing', baseUrl: null } // its calls say what is wrong with it
  }
}
