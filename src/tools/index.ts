import type { Operation } from '../catalog/index.ts'
import type { OperationCall } from '../execute/index.ts'
import { prepareCall as prepareSignature } from './arguments.ts'
import { toolOf } from './definition.ts'
import type { ToolDefinition } from './model.ts'
import { nameOperations } from './names.ts'
import { noOffer, toSignature } from './signature.ts'

export type * from './model.ts'
export type { CollectInput, Collecting, CollectOptions } from './collect.ts'
export { failureOfCollection, refusalOf, summaryLines } from './summary-lines.ts'
export { fetchFile, type Fetched, type Fetching } from './download.ts'
export { UnknownTool } from './failed.ts'
export { reservedNames } from './generic/index.ts'
export { nameOperations, prefixOf, toolNamePattern, type OperationName } from './names.ts'
export { createToolbox, type PublishedToolbox, type ToolboxOptions } from './toolbox.ts'

/** One operation as a direct tool of an API, on its own. */
export function operationTool(slug: string, operation: Operation): ToolDefinition {
  const names = nameOperations([{ slug, rows: [operation] }], new Set())
  const name = names.get(slug)?.get(operation.key)?.tool ?? slug
  return toolOf(name, toSignature(operation), noOffer)
}

/** Flat arguments of an operation on its own as a checked call. @throws CustomApiError `arguments.invalid` */
export function prepareCall(operation: Operation, input: unknown, contentType?: string): OperationCall {
  return prepareSignature(toSignature(operation), input, contentType)
}
