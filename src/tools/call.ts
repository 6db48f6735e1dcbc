import { CustomApiError, type Caller } from '../core/index.ts'
import { planOperation, resolveBase, withFiles, type FileLookup, type OperationCall } from '../execute/index.ts'
import { prepareCall } from './arguments.ts'
import { isReading } from './definition.ts'
import { chooseEnvironment, environmentDenial, isRestricted } from './environments.ts'
import { referenceOf } from './lookup.ts'
import { namesIn, refuseOverride } from './method-override.ts'
import type { CallContext, ToolResult } from './model.ts'
import { withinEnvironment } from './of-environment.ts'
import type { Offered } from './offered.ts'
import type { Pages } from './page-note.ts'
import { isPlainObject } from './plain-object.ts'
import { lookupOf, sendPlanned, type PlannedCall } from './planned-call.ts'
import { refuse } from './policy.ts'
import { readsPages } from './reads-pages.ts'
import type { Signature } from './signature.ts'
import type { View } from './view.ts'

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
