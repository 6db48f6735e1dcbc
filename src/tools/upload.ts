import { CustomApiError, type Caller } from '../core/index.ts'
import { isText, isXml, parseMediaType, type FileLookup } from '../execute/index.ts'
import type { FileValue } from '../files/index.ts'
import { operationCall } from './call.ts'
import type { PlannedCall } from './planned-call.ts'
import { rawPlan } from './raw-call.ts'
import { fileKind, type Binding, type Flat } from './flatten.ts'
import { namedOperation } from './named-operation.ts'
import { ofEnvironment } from './of-environment.ts'
import type { Offered } from './offered.ts'
import { oneOf } from './one-of.ts'
import { isPlainObject } from './plain-object.ts'
import type { Signature } from './signature.ts'

/** What is asked of an upload; the file is looked up already, under the name and type that it shall have. */
export interface UploadWish {
  readonly operation?: string | undefined
  readonly path?: string | undefined
  readonly file: FileValue
  readonly arguments?: Readonly<Record<string, unknown>> | undefined
  readonly query?: Readonly<Record<string, unknown>> | undefined
  /** The field that takes the file. */
  readonly field?: string | undefined
  /** Further fields of the form. */
  readonly fields?: Readonly<Record<string, unknown>> | undefined
  /** A path is sent as a form although it has no field. */
  readonly multipart?: boolean | undefined
  readonly method?: string | undefined
  readonly environment?: string | undefined
  readonly confirm?: string | undefined
}

const methods = new Set(['POST', 'PUT', 'PATCH'])

/**
 * The request that sends a file: as an operation describes it, or to a path; there as a form when a field is named, else
 * as the whole body.
 *
 * @throws CustomApiError before anything is sent
 */
export async function planUpload(
  wish: UploadWish,
  offered: Offered,
  caller: Caller,
  open: FileLookup['open'],
): Promise<PlannedCall> {
  const { operation, path } = oneOf(wish)
  if (operation !== undefined) return toOperation(wish, operation, offered, caller, open)
  const method = (wish.method ?? 'POST').toUpperCase()
  if (!methods.has(method))
    throw new CustomApiError('arguments.invalid', `method: a file is sent by ${[...methods].join(', ')}`, {
      hint: 'POST is the default',
    })
  if (isPlain(wish, path) && (await takesFileAt(offered, method, path)))
    return toOperation(wish, `${method} ${path}`, offered, caller, open)
  return toPath(wish, method, path, offered, caller, open)
}

/** A path without anything that only a free request can have. */
const isPlain = ({ field, fields }: UploadWish, path: string): boolean =>
  field === undefined && fields === undefined && !/[?#]/.test(path)

/** Whether a path is an operation that has a place for a file: then it is sent as the description says. */
async function takesFileAt(offered: Offered, method: string, path: string): Promise<boolean> {
  const row = path.startsWith('/') ? offered.policy.rowAt(method, path) : undefined
  if (row === undefined || offered.policy.operation(row) !== undefined) return false
  try {
    const { flat } = await offered.signature(row.key)
    return [...flat.bindings.values()].some((one) => fileKind(one) !== undefined)
  } catch {
    return false // an operation that cannot be built says nothing about its body
  }
}

async function toPath(
  wish: UploadWish,
  method: string,
  path: string,
  offered: Offered,
  caller: Caller,
  open: FileLookup['open'],
): Promise<PlannedCall> {
  const { file, query, field, fields, multipart, environment, confirm } = wish
  const isForm = field !== undefined || fields !== undefined || multipart === true
  const content = isForm
    ? { body: { ...fields, [field ?? 'file']: file }, contentType: 'multipart/form-data' }
    : { body: file, contentType: typeOf(file) }
  const asked = { ...query, ...wish.arguments }
  const request = { api: offered.api.slug, method, path, query: asked, environment, confirm, files: { open } }
  const planned = await rawPlan({ ...request, ...content }, offered, caller)
  ofEnvironment(file, offered, planned.environment)
  return planned
}

/** What stands for the file among the arguments until they are checked: no text that somebody could give. */
const stand = '\u0000the file'

async function toOperation(
  wish: UploadWish,
  reference: string,
  offered: Offered,
  caller: Caller,
  open: FileLookup['open'],
): Promise<PlannedCall> {
  const { file, field, environment, confirm } = wish
  const values = { ...wish.query, ...wish.arguments, ...wish.fields }
  const named = await namedOperation(offered, reference, values)
  const binding = placeOf(named.signature, field)
  const given = isPlainObject(named.input) ? named.input : values
  const lookup: FileLookup = {
    whole: binding.kind === 'body',
    property: binding.kind === 'property' ? binding.property : undefined,
    open: (text) => (text === stand ? Promise.resolve(file) : open(text)),
  }
  const contentType = typeFor(binding, named.signature.flat, file)
  const input = { ...given, [binding.name]: stand }
  return operationCall({ ...named, input, contentType, environment, confirm }, caller, lookup)
}

/** Which of several media types takes the file: the one that it is, else the first; of a range, the file's own. */
function typeFor(binding: Binding, { forms }: Flat, file: FileValue): string | undefined {
  const types = binding.kind === 'parameter' ? [] : binding.forms.map(({ media }) => media.mediaType)
  const own = parseMediaType(typeOf(file)).essence
  const fits = types.find((type) => parseMediaType(type).essence === own)
  const mediaType = fits ?? types.find((type) => isRangeOf(type, own)) ?? types[0] ?? ''
  if (mediaType.includes('*')) return typeOf(file)
  return forms.length < 2 ? undefined : mediaType
}

const isRangeOf = (type: string, essence: string): boolean =>
  type.endsWith('/*') && (type === '*/*' || essence.startsWith(type.slice(0, -1)))

const typeOf = ({ mediaType }: FileValue): string => mediaType ?? 'application/octet-stream'

/**
 * The place that an operation has for a file: the field that is named, else the only one, else the only one that is
 * required.
 *
 * @throws CustomApiError `arguments.invalid` — no such field, several that could be meant, an operation that takes no file
 */
function placeOf({ flat, operation: { key }, hint }: Signature, field: string | undefined): Binding {
  const bindings = [...flat.bindings.values()].filter((one) => one.kind !== 'parameter')
  if (field !== undefined) return named(bindings, field, key, hint)
  const takes = bindings.filter((one) => fileKind(one) !== undefined)
  const parts = takes.filter((one) => one.kind === 'property')
  const required = parts.filter((one) => one.forms[0]?.media.schema.required?.includes(one.property) === true)
  const certain = parts.filter((one) => fileKind(one) === 'only')
  const [binding] = [required, certain, parts, takes].find((some) => some.length === 1) ?? []
  if (binding !== undefined) return binding
  const names = takes.map((one) => one.name).join(', ')
  const [text] = takes.length === 0 ? bindings.filter(isTextBody) : []
  if (text !== undefined) return text
  if (takes.length > 0)
    throw new CustomApiError('arguments.invalid', `field: ${key} takes a file in ${names}`, {
      hint: 'say in which of them with "field"; others may be given in "fields" as path, data: URI or handle',
    })
  throw new CustomApiError('arguments.invalid', `${key} takes no file`, {
    hint: `name the field with "field" if one does all the same; ${hint}`,
  })
}

/** A whole body of text, such as CSV: a file can be it, although nothing says that it must. */
const isTextBody = (binding: Binding): boolean =>
  binding.kind === 'body' &&
  binding.forms.some(({ media: { mediaType, schema } }) => {
    const { essence } = parseMediaType(mediaType)
    const types = schema.type === undefined || schema.type === 'string'
    return types && (isXml(essence) || (isText(essence) && essence !== 'application/x-www-form-urlencoded'))
  })

function named(bindings: readonly Exclude<Binding, { kind: 'parameter' }>[], field: string, key: string, hint: string) {
  const isIt = (one: Binding): boolean => one.kind === 'property' && one.property === field
  const found = bindings.find((one) => one.name === field) ?? bindings.find(isIt)
  if (found !== undefined) return found
  const known = bindings.map((one) => one.name).slice(0, 20)
  throw new CustomApiError('arguments.invalid', `field: ${key} has no "${field.slice(0, 64)}" in its body`, {
    hint: known.length === 0 ? 'it has no body' : `it has ${known.join(', ')}; ${hint}`,
  })
}
