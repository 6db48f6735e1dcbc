import { callOperationTool } from './call-operation.ts'
import { collectPages } from './collect-pages.ts'
import { describeOperation } from './describe-operation.ts'
import { downloadFile } from './download-file.ts'
import { httpGet } from './http-get.ts'
import { httpSend } from './http-send.ts'
import { listApis } from './list-apis.ts'
import { queryResult } from './query-result.ts'
import { searchDocs } from './search-docs.ts'
import { searchOperations } from './search-operations.ts'
import { uploadFile } from './upload-file.ts'
import type { AnyGenericTool } from './tool.ts'

/** Every tool that works for all APIs, in the order of the list. */
export const genericTools: readonly AnyGenericTool[] = [
  listApis,
  searchOperations,
  describeOperation,
  callOperationTool,
  searchDocs,
  httpGet,
  httpSend,
  collectPages,
  uploadFile,
  downloadFile,
  queryResult,
]

/** Names that no operation may take, those of tools still to come among them (DESIGN.md §4). */
export const reservedNames: ReadonlySet<string> = new Set([
  ...genericTools.map((tool) => tool.definition.name),
  'test_api',
  'api_status',
  'authorize_api',
  'webhook_events',
])
