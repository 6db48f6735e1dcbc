import type { Operation } from '../catalog/index.ts'
import { CustomApiError, type Caller } from '../core/index.ts'
import {
  collect,
  hintsOf,
  splitTarget,
  type Collection,
  type Outcome,
  type Plan,
  type Resume,
} from '../execute/index.ts'
import type { Resumes } from '../results/index.ts'
import { operationPlan } from './call.ts'
import type { PlannedCall } from './planned-call.ts'
import { operationOf, rawPlan } from './raw-call.ts'
import { isReading } from './definition.ts'
import { namedOperation } from './named-operation.ts'
import { nounOf } from './noun.ts'
import type { Offered } from './offered.ts'
import { isPlainObject } from './plain-object.ts'
import { refuse } from './policy.ts'
import { readsPages } from './reads-pages.ts'

/** What `collect_pages` takes. */
export interface CollectInput {
  readonly api: string
  readonly operation?: string | undefined
  readonly path?: string | undefined
  readonly arguments?: Readonly<Record<string, unknown>> | undefined
  readonly query?: Readonly<Record<string, unknown>> | undefined
  readonly items?: string | undefined
  readonly maxItems?: number | undefined
  readonly maxPages?: number | undefined
  readonly environment?: string | undefined
  readonly resume?: string | undefined
  readonly confirm?: string | undefined
}

export interface CollectOptions {
  readonly caller: Caller
  readonly resumes: Resumes | undefined
  readonly signal: AbortSignal
  /** Asked before the first page of a call that waits for a confirmation. @throws CustomApiError `policy.unconfirmed` */
  readonly confirm: (call: PlannedCall) => void | Promise<void>
  /** Milliseconds that following pages may take. */
  readonly time: (call: PlannedCall) => number
  readonly onPage?: (progress: {
    readonly pages: number
    readonly items: number
    readonly total: number | undefined
  }) => void
}

/** A collection that has begun. */
export interface Collecting extends Collection {
  readonly api: string
  readonly environment: string | undefined
  /** Items that earlier calls of the same collection gave. */
  readonly earlier: number
  /** Keeps where it ended, for whoever asked; `undefined` where it cannot go on. Ask when the pages have been read. */
  resumeToken(): Promise<string | undefined>
}

const defaults = { items: 100_000, pages: 1_000, bytes: 64_000_000, parallel: 5 }

/** What a resume token stands for. */
interface State {
  readonly api: string
  readonly environment: string | null
  readonly request: Pick<CollectInput, 'operation' | 'path' | 'arguments' | 'query'>
  readonly earlier: number
  readonly resume: Resume
}

/**
 * Begins to collect the pages of an operation or a path: environment, policy and arguments as for any call, then the first
 * page; the others follow as they are read. Only what reads is repeated: GET, QUERY, and a POST that is a list or a search.
 *
 * @throws CustomApiError before anything is sent, or for what goes wrong with the first page
 */
export async function startCollecting(
  given: CollectInput,
  offered: Offered,
  options: CollectOptions,
): Promise<Collecting | { readonly failed: Outcome }> {
  const { caller, resumes, signal, onPage } = options
  const state = given.resume === undefined ? undefined : await stateOf(given, given.resume, offered, options)
  const input =
    state === undefined ? given : { ...given, ...state.request, environment: state.environment ?? undefined }
  const { call, operation } = await planOf(input, offered, caller)
  await options.confirm(call)
  const { target, plan, environment } = call
  const begun = await collect({
    target,
    plan,
    hints: hintsOf(operation, plan.request),
    pinned: offered.api.pagination,
    items: given.items,
    noun: nounOf(operation?.path ?? plan.request.path),
    limits: {
      pages: given.maxPages ?? defaults.pages,
      items: given.maxItems ?? defaults.items,
      bytes: defaults.bytes,
      parallel: defaults.parallel,
      time: options.time(call),
    },
    resume: state?.resume,
    allow: (changed) => allowed(changed, plan, call),
    signal,
    ...(onPage === undefined ? {} : { onPage }),
  })
  if ('failed' in begun) return begun
  const earlier = state?.earlier ?? 0
  const { slug } = offered.api
  return {
    ...begun,
    api: slug,
    environment,
    earlier,
    async resumeToken() {
      const { resume, items } = begun.summary()
      if (resume === undefined || resumes === undefined) return undefined
      const { operation: named, path, arguments: args, query } = input
      const request = { operation: named, path, arguments: args, query }
      const kept: State = { api: slug, environment: environment ?? null, request, earlier: earlier + items, resume }
      return resumes.keep(slug, kept, caller)
    },
  }
}

async function planOf(
  { operation, path, arguments: args = {}, query = {}, environment, confirm }: CollectInput,
  offered: Offered,
  caller: Caller,
): Promise<{ readonly call: PlannedCall; readonly operation: Operation | undefined }> {
  if ((operation === undefined) === (path === undefined))
    throw new CustomApiError(
      'arguments.invalid',
      operation === undefined ? 'operation: missing, or give a path' : 'give either operation or path, not both',
      { hint: 'an operation takes "arguments", a path "query"' },
    )
  const given = { ...query, ...args } // whichever of the two names was used
  if (path !== undefined) {
    const { operation: known, ...call } = await rawPlan(
      { api: offered.api.slug, method: 'GET', path, query: given, environment, confirm },
      offered,
      caller,
    )
    return { call, operation: known }
  }
  const named = await namedOperation(offered, operation ?? '', given)
  const { operation: known } = named.signature
  const call = operationPlan({ ...named, environment, confirm }, caller)
  if (!readsPages(known))
    throw new CustomApiError(
      'arguments.invalid',
      `${known.key} is no list or search: it is not repeated page by page`,
      {
        hint: isReading(known.method)
          ? 'call_operation calls it once'
          : 'collect_pages follows GET operations, and POST ones that only read; call_operation calls it once',
      },
    )
  return { call, operation: known }
}

/** Where a collection goes on, if the token belongs to what is asked. */
async function stateOf(
  given: CollectInput,
  token: string,
  { api }: Offered,
  { caller, resumes }: CollectOptions,
): Promise<State> {
  if (resumes === undefined)
    throw new CustomApiError('handle.unknown', 'nothing is kept here that could be gone on with', {
      hint: 'collect anew, with a larger maxItems',
    })
  const state = (await resumes.find(token.trim(), caller)) as State // written by `resumeToken`
  const wrong = (what: string, of: string): CustomApiError =>
    new CustomApiError('arguments.invalid', `resume: the token belongs to ${what}`, {
      hint: `leave ${of} out, or collect anew without "resume"`,
    })
  if (state.api !== api.slug) throw wrong(`the API "${state.api}"`, 'other arguments')
  const environment = state.environment ?? undefined
  if (given.environment !== undefined && given.environment !== environment)
    throw wrong(`the environment "${environment ?? ''}", not "${given.environment.slice(0, 60)}"`, '"environment"')
  for (const name of ['operation', 'path'] as const)
    if (given[name] !== undefined && given[name] !== state.request[name])
      throw wrong(`${state.request.operation ?? state.request.path ?? 'another list'}`, `"${name}"`)
  for (const name of ['arguments', 'query'] as const)
    if (given[name] !== undefined && !sameValue(given[name], state.request[name] ?? {}))
      throw wrong('a collection with other arguments', `"${name}"`)
  return state
}

const sameValue = (a: unknown, b: unknown): boolean =>
  isPlainObject(a) && isPlainObject(b) && canonical(a) === canonical(b)

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    isPlainObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  )

/** A next address on another path of the API is a request of its own: the policy decides, and its own security counts. */
async function allowed(changed: Plan, first: Plan, { offered, target, environment }: PlannedCall): Promise<Plan> {
  const { origin, path, method } = changed.request
  if (path === first.request.path) return changed
  const split = splitTarget(target, `${origin}${path}`)
  refuse(
    offered.policy.request(method, split.relative, split.beside),
    offered.api.slug,
    `the next page, ${path.slice(0, 200)}`,
  )
  if (offered.confirm(environment)?.request(method, split.relative, split.beside) !== undefined)
    throw new CustomApiError(
      'policy.unconfirmed',
      `the next page, ${path.slice(0, 200)}, must be confirmed by itself`,
      {
        hint: 'call that path itself',
      },
    )
  const row = split.relative === undefined ? undefined : offered.policy.rowAt(method, split.relative)
  if (row === undefined) return changed
  return { ...changed, security: (await operationOf(offered, row.key))?.security }
}
