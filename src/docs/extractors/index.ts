import { contents } from './contents.ts'
import { clientCode, curl, http, loneCode } from './code.ts'
import { directive } from './directive.ts'
import { element } from './element.ts'
import type { Extractor } from './extractor.ts'
import { heading } from './heading.ts'
import { line } from './line.ts'
import { list } from './list.ts'
import { namedHeading } from './named-heading.ts'
import { pairs } from './pairs.ts'
import { partsTable } from './parts-table.ts'
import { prose } from './prose.ts'
import { relative } from './relative.ts'
import { rpcMethods } from './rpc-methods.ts'
import { table } from './table.ts'
import { urlMap } from './url-map.ts'

export type { Extractor, Finding, MarkedParameter } from './extractor.ts'
export { labelledMethods } from './pairs.ts'
export { methodAround } from './prose.ts'
export { findCalls, findPaths } from './scan.ts'
export { readTags } from './element.ts'

/** The ways in which authors write operations down. A new one is a file and a name here. */
export const extractors: readonly Extractor[] = [
  heading,
  line,
  list,
  table,
  partsTable,
  pairs,
  http,
  relative,
  curl,
  clientCode,
  loneCode,
  element,
  directive,
  rpcMethods,
  namedHeading,
  contents,
  urlMap,
  prose,
]
