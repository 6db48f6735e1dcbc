import { CustomApiError, stringifyJson, type Caller, type Redactor } from '../core/index.ts'
import { handleOf, type Keeper } from '../results/index.ts'
import { compare } from './exposure.ts'
import type { ResourceTemplate, ResourceText } from './model.ts'
import type { Offered } from './offered.ts'
import { decodeURIComponentSafely, findApi, type Visible } from './engine.ts'
import { rowsFor } from './environments.ts'

const mostCompletions = 100

export const operationTemplate: ResourceTemplate = {
  uriTemplate: 'openapi://{api}/{operation}',
  name: 'operation',
  title: 'Operation',
  description: 'OpenAPI 3.1 document of one operation',
  mimeType: 'application/json',
}

/**
 * `openapi://<slug>/<operation>`: one operation as an OpenAPI document of its own.
 *
 * @throws CustomApiError `api.unknown`, `operation.unknown`
 */
export async function readOperation(uri: string, { apis, caller }: Visible, redactor: Redactor): Promise<ResourceText> {
  const [, slug = '', part = ''] = /^openapi:\/\/([^/]+)\/([^/?#]+)$/.exec(uri) ?? []
  if (slug === '') {
    throw new CustomApiError('operation.unknown', `no resource ${JSON.stringify(uri.slice(0, 200))}`, {
      hint: 'resources are openapi://{api}/{operation}, docs://{api}/{page} and handle://{handle}',
    })
  }
  const offered = findApi(apis, decodeURIComponentSafely(slug))
  const wanted = decodeURIComponentSafely(part)
  const row = rowsFor(offered, caller).find((one) => offered.nameOf(one).part === wanted)
  if (row === undefined || offered.api.description === undefined) {
    throw new CustomApiError('operation.unknown', `"${offered.api.slug}" has no operation "${wanted.slice(0, 100)}"`, {
      hint: 'the last part is what follows the API in a tool name',
    })
  }
  const document = await offered.api.description.document(row.key)
  return { uri, mimeType: operationTemplate.mimeType, text: redactor.text(stringifyJson(document)) }
}

/** The operations of a caller whose description is another one now, or that are no longer there. */
export function updatedOperations(before: Visible, now: Visible): readonly string[] {
  const fresh = new Map(now.apis.map((offered) => [offered.api.slug, offered]))
  return before.apis.flatMap((offered) => {
    const { slug, description } = offered.api
    if (description === undefined) return []
    const after = fresh.get(slug)
    const same = after?.api.description?.digest === description.digest
    const left = new Set(after !== undefined && same ? partsIn(after, now.caller) : [])
    return partsIn(offered, before.caller).flatMap((part) => (left.has(part) ? [] : [`openapi://${slug}/${part}`]))
  })
}

const partsIn = (offered: Offered, caller: Caller): string[] =>
  rowsFor(offered, caller).map((row) => offered.nameOf(row).part)

export const handleTemplate: ResourceTemplate = {
  uriTemplate: 'handle://{handle}',
  name: 'result',
  title: 'Kept result',
  description: 'A result that was too large for the context, whole',
  mimeType: 'application/octet-stream',
}

/** No message may be larger than clients take: 10 MiB, with base64 and escapes. */
const mostResourceBytes = 4_000_000

/**
 * `handle://<id>`: a kept result, whole, as it was kept.
 *
 * @throws CustomApiError `handle.unknown`, `result.too_large` for what no client could receive
 */
export async function readHandle(
  uri: string,
  keeper: Keeper,
  caller: Caller,
  redactor: Redactor,
): Promise<ResourceText> {
  const id = handleOf(uri)
  const { form, bytes, mediaType } = await keeper.handles.head(id, caller)
  if (bytes > mostResourceBytes) {
    throw new CustomApiError('result.too_large', `the result is ${bytes} bytes, more than clients take at once`, {
      hint: `read it piece by piece: query_result ${JSON.stringify({ handle: id })}`,
    })
  }
  const data = Buffer.from(await keeper.handles.data(id, caller))
  const type = mediaType === '' ? 'application/octet-stream' : mediaType
  if (form !== 'bytes') return { uri, mimeType: type, text: redactor.text(data.toString('utf8')) }
  const blob = data.toString('base64')
  if (redactor.holds(blob)) throw new CustomApiError('handle.unknown', 'the result holds a credential: it is not shown')
  return { uri, mimeType: type, blob }
}

/** Completions of the two variables of the template: what begins with the value, then what contains it. */
export function completeOperation(
  variable: string,
  value: string,
  context: Readonly<Record<string, string>>,
  { apis, caller }: Visible,
): readonly string[] {
  const names =
    variable === 'api'
      ? apis.map(({ api }) => api.slug)
      : variable === 'operation'
        ? partsOf(context['api'], apis, caller)
        : []
  const wanted = value.toLowerCase()
  const starting = names.filter((name) => name.startsWith(wanted)).sort(compare)
  const containing = names.filter((name) => !name.startsWith(wanted) && name.includes(wanted)).sort(compare)
  return [...starting, ...containing].slice(0, mostCompletions)
}

function partsOf(slug: string | undefined, apis: readonly Offered[], caller: Caller): string[] {
  const within = slug === undefined ? apis : apis.filter(({ api }) => api.slug === slug)
  return [...new Set(within.flatMap((offered) => partsIn(offered, caller)))]
}
