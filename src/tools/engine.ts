import { setImmediate } from 'node:timers/promises'
import type { Operation } from '../catalog/index.ts'
import { callerUnderRules, type AppRules } from '../access/index.ts'
import { CustomApiError, nearest, type Caller } from '../core/index.ts'
import type { OperationCall } from '../execute/index.ts'
import { prepareCall } from './arguments.ts'
import { startCollecting } from './collect.ts'
import { describeText } from './describe.ts'
import { chooseEnvironment, environmentDenial, isOfferedSomewhere, isVisible } from './environments.ts'
import { sectionsOf } from './sections.ts'
import { mentionLine } from './mention.ts'
import { offerFor } from './exposure.ts'
import { findOperation, referenceOf } from './lookup.ts'
import type { Engine, PublishedApi, SearchHit } from './model.ts'
import { namedIn } from './named.ts'
import { firstSentence } from './prose.ts'
import { planDownload } from './download.ts'
import { openFile, type FilePlaces } from './open-file.ts'
import type { Offered } from './offered.ts'
import { refuse } from './policy.ts'
import { toSignature } from './signature.ts'
import { planUpload } from './upload.ts'
import type { Snapshot } from './snapshot.ts'

/** A ranking that is not built yet is built a little at a time: others are served meanwhile. */
const turn = (): Promise<void> => setImmediate()

const usualHits = 5
const mostHits = 50

/** The visible API of a slug or a name. @throws CustomApiError `api.unknown` with the nearest one */
export function findApi(apis: readonly Offered[], name: string): Offered {
  const wanted = name.trim()
  const found =
    apis.find(({ api }) => api.slug === wanted) ??
    apis.find(({ api }) => api.name.toLowerCase() === wanted.toLowerCase())
  if (found !== undefined) return found
  const slugs = apis.map(({ api }) => api.slug)
  const near = nearest(wanted, [...slugs, ...apis.map(({ api }) => api.name)])
  const listed =
    slugs.length === 0
      ? 'none is here: custom-api-mcp add NAME --openapi URL adds one to the config'
      : `there are ${slugs.slice(0, 20).join(', ')}${slugs.length > 20 ? ', …' : ''}`
  throw new CustomApiError('api.unknown', `no API "${wanted.slice(0, 100)}"`, {
    hint: near === undefined ? listed : `did you mean "${near}"? ${listed}`,
  })
}

/** What there is for a caller, and the caller under the rules of its app: one that the config does not have sees nothing. */
export interface Visible {
  readonly caller: Caller
  readonly apis: readonly Offered[]
}

export function visibleTo({ offered, settings }: Pick<Snapshot, 'offered' | 'settings'>, asking: Caller): Visible {
  const caller = callerUnderRules(asking, settings.apps)
  if (caller === undefined) return { caller: { ...asking, readOnly: true }, apis: [] }
  return { caller, apis: offered.filter(({ api }) => isVisible(api, caller)) }
}

/** A part of a URI as it was meant. */
export function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // not an encoding: taken as it is
  }
}

/** The engine over whatever snapshot, and whatever rules of apps, are current when it is asked. */
export function createEngine(
  current: () => Promise<Snapshot>,
  rules: () => readonly AppRules[],
  places: FilePlaces,
): Engine {
  const owners = new WeakMap<Operation, Offered>()
  const visible = async (caller: Caller): Promise<Visible> => visibleTo(await current(), caller)
  const ruled = (caller: Caller): Caller => callerUnderRules(caller, rules()) ?? { ...caller, readOnly: true }
  const offeredOf = async (api: PublishedApi): Promise<Offered> => {
    const found = (await current()).offered.find((offered) => offered.api === api)
    return found ?? findApi((await current()).offered, api.slug)
  }

  return {
    apis: async (caller) => (await visible(caller)).apis.map(({ api }) => api),
    api: async (name, caller) => findApi((await visible(caller)).apis, name).api,

    async operation(api, reference) {
      const offered = await offeredOf(api)
      const { operation } = await offered.signature(findOperation(offered, reference).row.key)
      owners.set(operation, offered)
      return operation
    },

    async search(query, { api, limit = usualHits }, asking) {
      const { apis, caller } = await visible(asking)
      const within = api === undefined ? apis : [findApi(apis, api)]
      const { index, at } = (await current()).search(apis)
      await index.prepare(turn)
      const most = Math.min(mostHits, Math.max(1, limit))
      const among = (some: readonly Offered[]): SearchHit[] =>
        index
          .search(query, {
            limit: most,
            groups: new Set(some.map((offered) => offered.api.slug)),
            accept: (id) => {
              const hit = at[id]
              return hit !== undefined && isOfferedSomewhere(hit.offered.api, hit.row.method, caller)
            },
          })
          .flatMap(({ id, score, covered }): SearchHit[] => {
            const hit = at[id]
            return hit === undefined ? [] : [toHit(hit.offered, hit.row, score, covered)]
          })
      const named =
        within.length > 1
          ? namedIn(
              query,
              within.map((offered) => offered.api),
            )
          : []
      if (named.length === 0) return among(within)
      const first = among(within.filter(({ api: one }) => named.includes(one)))
      const others = among(within.filter(({ api: one }) => !named.includes(one)))
      return [...first, ...others].slice(0, most)
    },

    async describe(api, operation, caller, detail) {
      const offered = await offeredOf(api)
      const text = describeText(offered, offered.signatureOf(operation), offerFor(offered, ruled(caller)), detail)
      const more = await mentionLine(api, operation.method, operation.path)
      return more === '' ? text : `${text}\n${more}`
    },

    async searchDocuments(query, { api, limit = usualHits }, caller) {
      const { apis } = await visible(caller)
      const groups = api === undefined ? undefined : new Set([findApi(apis, api).api.slug])
      return (await sectionsOf(apis)).search(query, { limit: Math.min(mostHits, Math.max(1, limit)), apis: groups })
    },

    prepare(operation, input, contentType): OperationCall {
      const signature = owners.get(operation)?.signatureOf(operation) ?? toSignature(operation)
      return prepareCall(signature, input, contentType)
    },

    file: (text, caller) => openFile(text, places, ruled(caller)),
    async planUpload(api, wish, asking) {
      const caller = ruled(asking)
      return planUpload(wish, await offeredOf(api), caller, (text) => openFile(text, places, caller))
    },
    planDownload: async (api, wish, caller) => planDownload(wish, await offeredOf(api), ruled(caller)),
    environment: (api, asked, caller) => chooseEnvironment(api, asked, ruled(caller)),

    async collect(input, asking, options) {
      const { apis, caller } = await visible(asking)
      const resumes = places.keeper?.resumes
      return startCollecting(input, findApi(apis, input.api), { ...options, caller, resumes })
    },

    mustConfirm(api, operation, environment) {
      const rules = owners.get(operation)?.confirm(environment)
      return rules?.operation(operation) !== undefined
    },

    allow(api, operation, environment, caller) {
      const offered = owners.get(operation)
      if (offered !== undefined) refuse(offered.policy.operation(operation), api.slug, operation.key)
      refuse(environmentDenial(api, operation.method, environment, ruled(caller)), api.slug, operation.key)
    },
  }
}

function toHit(offered: Offered, row: Offered['rows'][number], score: number, covered: number): SearchHit {
  return {
    api: offered.api.slug,
    operation: referenceOf(offered, row),
    tool: offered.nameOf(row).tool,
    method: row.method,
    path: row.path + (row.suffix ?? ''),
    summary: firstSentence(row.summary ?? row.description, 200),
    score,
    covered,
  }
}
