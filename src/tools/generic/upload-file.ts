import * as z from 'zod'
import type { FileValue } from '../../files/index.ts'
import { CustomApiError } from '../../core/index.ts'
import { callOperation, callRaw } from '../call.ts'
import type { CallContext, ToolResult } from '../model.ts'
import { namedOperation } from '../named-operation.ts'
import type { Offered } from '../offered.ts'
import { oneOf } from '../one-of.ts'
import { openFile } from '../open-file.ts'
import { isPlainObject } from '../plain-object.ts'
import { placeFile, takesFiles } from '../upload.ts'
import type { View } from '../view.ts'
import { anyObject, defineGeneric } from './tool.ts'

/** What is not listed is accepted all the same: every name costs tokens in every list (DESIGN.md §4). */
const input = z.strictObject({
  api: z.string(),
  operation: z.string().optional(),
  path: z.string().optional(),
  file: z.string().meta({ description: 'path, data: URI or handle' }),
  arguments: anyObject.optional(),
  query: anyObject.optional().meta({ hidden: true }), // a path carries its query
  field: z.string().optional(),
  fields: anyObject.optional(),
  filename: z.string().optional(),
  contentType: z.string().optional().meta({ hidden: true }), // told by name and content
  method: z.string().optional(),
  environment: z.string().optional(),
  confirm: z.string().optional().meta({ hidden: true }),
})
type Given = z.output<typeof input>

export const uploadFile = defineGeneric({
  name: 'upload_file',
  title: 'Upload file',
  description: 'Upload a file',
  input,
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },

  async run(given, view, context) {
    const offered = view.api(given.api)
    const { operation, path } = oneOf(given)
    const method = methodOf(given) ?? 'POST'
    if (operation !== undefined) return toOperation(given, operation, offered, view, context)
    const described = isPlain(given, path) && (await takesFileAt(offered, method, path))
    if (described) return toOperation(given, `${method} ${path}`, offered, view, context)
    return toPath({ ...given, path }, method, view, context)
  },
})

const methods = new Set(['POST', 'PUT', 'PATCH'])

function methodOf({ method, operation }: Given): string | undefined {
  const upper = method?.toUpperCase()
  if (upper === undefined || (operation === undefined && methods.has(upper))) return upper
  if (operation !== undefined) return undefined // the operation has its own
  throw new CustomApiError('arguments.invalid', `method: a file is sent by ${[...methods].join(', ')}`, {
    hint: 'POST is the default',
  })
}

/** A path without anything that only a free request can have. */
const isPlain = ({ field, fields }: Given, path: string): boolean =>
  field === undefined && fields === undefined && !/[?#]/.test(path)

/** Whether a path is an operation that has a place for a file: then it is sent as the description says. */
async function takesFileAt(offered: Offered, method: string, path: string): Promise<boolean> {
  const row = path.startsWith('/') ? offered.policy.rowAt(method, path) : undefined
  if (row === undefined || offered.policy.operation(row) !== undefined) return false
  try {
    return takesFiles(await offered.signature(row.key))
  } catch {
    return false // an operation that cannot be built says nothing about its body
  }
}

async function toOperation(
  given: Given,
  reference: string,
  offered: Offered,
  view: View,
  context: CallContext,
): Promise<ToolResult> {
  const { environment, confirm, field } = given
  const file = await fileOf(given, view)
  const values = { ...given.query, ...given.arguments, ...given.fields }
  const named = await namedOperation(offered, reference, values)
  const placed = placeFile(named.signature, file, field, isPlainObject(named.input) ? named.input : values, view)
  return callOperation({ ...named, ...placed, environment, confirm }, view, context)
}

async function toPath(
  given: Given & { path: string },
  method: string,
  view: View,
  context: CallContext,
): Promise<ToolResult> {
  const { api, path, query, field, fields, environment, confirm } = given
  const file = await fileOf(given, view)
  const request = { api, method, path, query: { ...query, ...given.arguments }, environment, confirm }
  if (field === undefined && fields === undefined && !isMultipart(given.contentType))
    return callRaw({ ...request, body: file, contentType: file.mediaType ?? 'application/octet-stream' }, view, context)
  const body = { ...fields, [field ?? 'file']: file }
  return callRaw({ ...request, body, contentType: 'multipart/form-data' }, view, context)
}

const isMultipart = (type: string | undefined): boolean => type !== undefined && /^multipart\//i.test(type)

/** The file under the name and type that the caller wants. Who says "multipart" means the body, not the file. */
async function fileOf({ file, filename, contentType }: Given, view: View): Promise<FileValue> {
  const found = await openFile(file, view, view.caller)
  return found.as({ name: filename, mediaType: isMultipart(contentType) ? undefined : contentType })
}
