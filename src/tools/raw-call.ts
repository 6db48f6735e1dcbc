import type { Operation } from '../catalog/index.ts'
import { CustomApiError, stringifyJson, type Caller } from '../core/index.ts'
import { planRaw, splitTarget, withFiles, type FileLookup, type Target } from '../execute/index.ts'
import { chooseEnvironment, environmentDenial, isRestricted } from './environments.ts'
import { namesIn, refuseOverride } from './method-override.ts'
import type { CallContext, ToolResult } from './model.ts'
import { withinEnvironment } from './of-environment.ts'
import type { Offered } from './offered.ts'
import { lookupOf, sendPlanned, type PlannedCall } from './planned-call.ts'
import { refuse } from './policy.ts'
import { typeName } from './repair.ts'
import type { View } from './view.ts'

export interface RawRequest {
  readonly api: string
  readonly method: string
  readonly path: string
  readonly query?: Readonly<Record<string, unknown>> | undefined
  readonly headers?: Readonly<Record<string, unknown>> | undefined
  readonly body?: unknown
  readonly contentType?: string | undefined
  readonly environment?: string | undefined
  readonly select?: string | undefined
  readonly confirm?: string | undefined
  readonly files?: FileLookup | undefined
}

/** A free request under the same guards as an operation. @throws CustomApiError before anything is sent */
export async function callRaw(request: RawRequest, view: View, context: CallContext): Promise<ToolResult> {
  const files = request.files ?? lookupOf(view, context)
  const planned = await rawPlan({ ...request, files }, view.api(request.api), view.caller)
  const { method, path, query, environment } = request
  const pages =
    method === 'GET' ? { operation: planned.operation, ask: () => ({ path, query, environment }) } : undefined
  return sendPlanned({ ...planned, pages }, view, context)
}

/** What `callRaw` sends, and the operation that it is, where it is one. @throws CustomApiError */
export async function rawPlan(
  request: RawRequest,
  offered: Offered,
  caller: Caller,
): Promise<PlannedCall & { readonly operation: Operation | undefined }> {
  const { method, path, query = {}, body, contentType, select, files } = request
  const { api, policy } = offered
  const environment = chooseEnvironment(api, request.environment, caller)
  const what = `${method} ${path.slice(0, 200)}`
  refuse(environmentDenial(api, method, environment, caller), api.slug, what)
  const target = api.target(environment)
  const split = splitTarget(target, path)
  refuse(policy.request(method, split.relative, split.beside), api.slug, what)
  const waits = offered.confirm(environment)
  if (policy.looksAtPaths || waits !== undefined || isRestricted(api, caller))
    refuseOverride(api, what, [...Object.keys(query), ...namesIn(split.query)])
  const headers = headersOf(request.headers ?? {})
  const planned = planRaw(target, {
    method,
    path,
    query,
    headers,
    body: await rawBody(body, contentType ?? typeIn(headers), files && withinEnvironment(files, offered, environment)),
    ...(contentType === undefined ? {} : { contentType }),
  })
  const row = split.relative === undefined ? undefined : policy.rowAt(method, split.relative)
  const mustConfirm = waits?.request(method, split.relative, split.beside) !== undefined
  const common = { offered, environment, select, mustConfirm, word: request.confirm }
  if (row === undefined) return { ...common, target: withAnyCredential(target), plan: planned, operation: undefined }
  const operation = await operationOf(offered, row.key)
  return {
    ...common,
    target,
    plan: { ...planned, security: operation?.security, responses: operation?.responses },
    operation,
  }
}

/** The body of a free request with its files; only `data:`, `handle://` and `file://` texts name files there. */
async function rawBody(body: unknown, contentType: string | undefined, files?: FileLookup): Promise<unknown> {
  if (body === undefined || body === null || files === undefined) return body
  const media = { mediaType: contentType ?? 'application/json', schema: {}, encoding: {} }
  return (await withFiles({ body: { media, value: body } }, files)).body.value
}

const typeIn = (headers: Readonly<Record<string, string>>): string | undefined =>
  Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1]

function headersOf(given: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      if (typeof value === 'string') return [name, value] as const
      if (['number', 'boolean'].includes(typeName(value))) return [name, stringifyJson(value)] as const
      throw new CustomApiError('arguments.invalid', `headers/${name}: expected a string`, {
        hint: 'one string a header',
      })
    }),
  )
}

/** A request that is no operation's is authenticated as the API in general. */
function withAnyCredential(target: Target): Target {
  const { authorizer } = target
  const { reserved } = authorizer
  return {
    ...target,
    authorizer: {
      reserved,
      status: () => authorizer.status(),
      authorize: (request, _, signal) => authorizer.authorizeAny(request, signal),
      authorizeAny: (request, signal) => authorizer.authorizeAny(request, signal),
    },
  }
}

/** A path that is an operation's is authenticated as the operation says: `security: []` gets no credential. */
export async function operationOf({ signature }: Offered, key: string): Promise<Operation | undefined> {
  try {
    return (await signature(key)).operation
  } catch {
    return undefined // an operation that cannot be built says nothing about its security
  }
}
