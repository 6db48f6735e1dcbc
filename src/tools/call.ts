import type { Operation } from '../catalog/index.ts'
import { CustomApiError, stringifyJson, type Caller } from '../core/index.ts'
import {
  perform,
  planOperation,
  planRaw,
  resolveBase,
  splitTarget,
  withFiles,
  type FileLookup,
  type OperationCall,
  type Outcome,
  type Plan,
  type Target,
} from '../execute/index.ts'
import { checkSelect, present } from '../results/index.ts'
import { prepareCall } from './arguments.ts'
import { confirmed } from './confirm.ts'
import { isReading } from './definition.ts'
import { withDeadline } from './deadline.ts'
import { chooseEnvironment, environmentDenial, isRestricted } from './environments.ts'
import type { CallContext, PublishedApi, ToolResult } from './model.ts'
import { openFile } from './open-file.ts'
import { withinEnvironment } from './of-environment.ts'
import type { Offered } from './offered.ts'
import { isPlainObject } from './plain-object.ts'
import { refuse } from './policy.ts'
import { typeName } from './repair.ts'
import { withPageNote, type Pages } from './page-note.ts'
import { readsPages } from './reads-pages.ts'
import { referenceOf } from './lookup.ts'
import type { Signature } from './signature.ts'
import { keeping, type View } from './view.ts'

export interface OperationRequest {
  readonly offered: Offered
  readonly signature: Signature
  /** Flat arguments; `environment` among them counts when it is not given apart. */
  readonly input: unknown
  readonly environment?: string | undefined
  readonly contentType?: string | undefined
  readonly select?: string | undefined
  readonly confirm?: string | undefined
}

/** A call that may be made, planned to the byte. */
export interface PlannedCall {
  readonly offered: Offered
  readonly target: Target
  readonly plan: Plan
  readonly environment: string | undefined
  readonly select: string | undefined
  /** Whether it waits for a confirmation: whoever sends it asks `confirmed` first. */
  readonly mustConfirm: boolean
  /** What the caller gave as `confirm`. */
  readonly word: string | undefined
  /** What would collect the pages of the same list, where it is one. */
  readonly pages?: Pages | undefined
}

/** One operation: environment, policy, arguments, files, then the request. @throws CustomApiError before anything is sent */
export async function callOperation(request: OperationRequest, view: View, context: CallContext): Promise<ToolResult> {
  const checked = checkedCall(request, view.caller)
  const withBody = checked.call.body !== undefined
  const planned = withBody ? await completed(request, checked, lookupOf(view, context)) : planOf(request, checked)
  return sendPlanned(planned, view, context)
}

/** What `callOperation` sends, its files looked up. @throws CustomApiError */
export async function operationCall(
  request: OperationRequest,
  caller: Caller,
  files: FileLookup,
): Promise<PlannedCall> {
  return completed(request, checkedCall(request, caller), files)
}

async function completed(request: OperationRequest, checked: CheckedCall, files: FileLookup): Promise<PlannedCall> {
  if (checked.call.body === undefined) return planOf(request, checked)
  const within = withinEnvironment(files, request.offered, checked.environment)
  return planOf(request, { ...checked, call: await withFiles(checked.call, within) })
}

const planOf = (request: OperationRequest, checked: CheckedCall): PlannedCall => ({
  ...plannedCall(request.offered, checked),
  pages: operationPages(request, checked),
})

/** How `collect_pages` is asked for what an operation was called for. */
function operationPages(
  { offered, signature, contentType }: OperationRequest,
  checked: CheckedCall,
): Pages | undefined {
  const { operation } = signature
  if (contentType !== undefined || !readsPages(operation)) return undefined
  const { asked, input } = checked
  const ask = () => ({ operation: referenceOf(offered, operation), arguments: input, environment: asked })
  return { operation, ask }
}

/** What `callOperation` sends where no argument names a file. @throws CustomApiError */
export const operationPlan = (request: OperationRequest, caller: Caller): PlannedCall =>
  plannedCall(request.offered, checkedCall(request, caller))

/** The checked arguments of an operation that the caller may call. */
interface CheckedCall {
  /** The flat arguments and the environment as they were given. */
  readonly input: unknown
  readonly asked: string | undefined
  readonly call: OperationCall
  readonly caller: Caller
  readonly environment: string | undefined
  readonly select: string | undefined
  readonly confirm: string | undefined
}

function checkedCall(request: OperationRequest, caller: Caller): CheckedCall {
  const { offered, signature, contentType } = request
  const { operation } = signature
  const { asked, select, confirm, input } = withoutOurs(request)
  refuse(offered.policy.operation(operation), offered.api.slug, operation.key)
  const environment = chooseEnvironment(offered.api, asked, caller)
  refuse(environmentDenial(offered.api, operation.method, environment, caller), offered.api.slug, operation.key)
  return { call: prepareCall(signature, input, contentType), caller, environment, select, confirm, input, asked }
}

function plannedCall(offered: Offered, { call, caller, environment, select, confirm }: CheckedCall): PlannedCall {
  const { operation } = call
  const target = offered.api.target(environment)
  const plan = planOperation(target, call)
  if (isReading(operation.method) && isRestricted(offered.api, caller))
    refuseOverride(offered.api, operation.key, namesIn(plan.request.query))
  const relative = /[{:]/.test(operation.path)
    ? plan.request.path.slice(resolveBase(target, operation).path.length)
    : undefined
  if (offered.policy.looksAtPaths && relative !== undefined)
    refuse(offered.policy.request(operation.method, relative), offered.api.slug, plan.request.path)
  const waits = offered.confirm(environment)
  const mustConfirm =
    waits !== undefined &&
    (waits.operation(operation) ?? waits.request(operation.method, relative ?? operation.path)) !== undefined
  return { offered, target, plan, environment, select, mustConfirm, word: confirm }
}

const lookupOf = (view: View, { caller }: CallContext): FileLookup => ({ open: (text) => openFile(text, view, caller) })

/** `environment`, `select` and `confirm` are ours in every tool: no operation has an argument of these names. */
function withoutOurs({ input, environment, select, confirm }: OperationRequest): {
  asked: string | undefined
  select: string | undefined
  confirm: string | undefined
  input: unknown
} {
  if (!isPlainObject(input) || !ours.some((name) => name in input))
    return { asked: environment, select, confirm, input }
  const { environment: insideEnvironment, select: insideSelect, confirm: insideConfirm, ...rest } = input
  return {
    asked: environment ?? textOf('environment', 'a name', insideEnvironment),
    select: select ?? textOf('select', 'a JMESPath expression', insideSelect),
    confirm: confirm ?? textOf('confirm', 'the word that the call answered with', insideConfirm),
    input: rest,
  }
}

const ours = ['environment', 'select', 'confirm'] as const

function textOf(name: string, what: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') return value
  throw new CustomApiError('arguments.invalid', `${name}: expected ${what}`, { hint: `leave "${name}" out` })
}

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

/** Names by which frameworks let a query replace the method. */
const overrides = new Set(['_method', '_httpmethod', 'x-http-method-override', 'x-http-method', 'x-method-override'])

const namesIn = (query: string): Iterable<string> => new URLSearchParams(query).keys()

/** @throws CustomApiError `policy.denied` for a query that some frameworks read as another method */
function refuseOverride(api: PublishedApi, what: string, names: Iterable<string>): void {
  const override = [...names].find((name) => overrides.has(name.toLowerCase()))
  if (override === undefined) return
  refuse({ key: 'tools', why: `"${override}" in the query could replace the method` }, api.slug, what)
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

/** Sends what was planned and shows the answer. @throws CustomApiError */
export async function sendPlanned(call: PlannedCall, view: View, context: CallContext): Promise<ToolResult> {
  const { target, plan, select } = call
  if (select !== undefined) await checkSelect(select)
  confirmed(call, view, context)
  const streamed = view.keeper?.handles.most
  return withDeadline(target, context, async (signal, moved) => {
    const sent = (bytes: number, total: number): void => moved(bytes, total, 'sent')
    const outcome = await perform(target, plan, signal, { streamed, sent })
    return toResult(withPageNote(outcome, call, view), view, select, signal)
  })
}

async function toResult(
  outcome: Outcome,
  view: View,
  select: string | undefined,
  signal: AbortSignal,
): Promise<ToolResult> {
  const { redactor, resultsBudget } = view
  const keep = keeping(view)
  const { content, code } = await present(outcome, {
    budget: resultsBudget,
    redactor,
    clean: true,
    keep,
    select,
    signal,
  })
  return {
    content,
    isError: code !== undefined,
    meta: {
      'custom-api-mcp/status': outcome.status,
      ...(code === undefined ? {} : { 'custom-api-mcp/code': code }),
    },
  }
}
