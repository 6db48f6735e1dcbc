import { toMethods } from '../infer/methods.ts'
import { readTarget } from '../infer/target.ts'
import type { Finding } from './extractor.ts'
import { isApiPath } from './scan.ts'

/**
 * `GET api/boats/show`, `POST v1/boats/:id (deprecated)` as all of an entry of a list: a path without its slash. One
 * that does not begin as those of APIs do has a variable.
 */
export function relativeCalls(text: string): readonly Pick<Finding, 'method' | 'target'>[] {
  if (text.length > 300) return []
  const [, verbs = '', path = ''] =
    /^`?((?:GET|POST|PUT|PATCH|DELETE)(?:[/|,](?:GET|POST|PUT|PATCH|DELETE))*)`?[\s:]+`?([a-z][\w-]*(?:\/(?:[\w.~@-]+|[\w.~@-]*(?:\{[\w-]+\}|<[\w-]+>|:[A-Za-z]\w*)[\w.-]*))+\/?(?:\?[^\s`]*)?)`?(?:\s+\([\p{L} ]+\))?$/u.exec(
      text.trim(),
    ) ?? []
  const methods = toMethods(verbs)
  if (methods.length === 0 || !(/^(?:api|rest|v\d+)\//.test(path) || /\/(?:\{|<|:)/.test(path))) return []
  const target = readTarget(path, { relative: true })
  return target === undefined || !isApiPath(target) ? [] : methods.map((method) => ({ method, target }))
}
