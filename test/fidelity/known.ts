import type { OperationCall } from '../../src/execute/index.ts'
import type { Finding, ReadOperation } from './prism.ts'

/** A refused request whose fault is not ours, recognised by a rule: counted on its own, never as accepted. */
export interface Known {
  readonly id: string
  readonly says: string
  readonly recognises: (finding: Finding, resource: ReadOperation, call: OperationCall) => boolean
}

const valueOf = (call: OperationCall, name: string | undefined): unknown =>
  call.values.find((it) => it.parameter.name.toLowerCase() === name?.toLowerCase())?.value

const parameterOf = (resource: ReadOperation, name: string | undefined) =>
  [...(resource.request?.query ?? []), ...(resource.request?.headers ?? [])].find(
    (it) => it.name.toLowerCase() === name?.toLowerCase(),
  )

export const knownReasons: readonly Known[] = [
  {
    id: 'stray path parameter',
    says: 'the description requires a path parameter that its path does not have',
    recognises: ({ path, message }, resource) =>
      path?.[0] === 'path' &&
      /required property '(.+)'/.test(message) &&
      !resource.path.toLowerCase().includes(`{${/required property '(.+)'/.exec(message)?.[1] ?? ''}}`),
  },
  {
    id: 'nested in a query',
    says: 'OpenAPI does not say how lists or objects inside a query parameter are written; Prism expects what none could send',
    recognises: ({ path }, _, call) => {
      const value = path?.[0] === 'query' ? valueOf(call, path[1]) : undefined
      return typeof value === 'object' && Object.values(value ?? {}).some((it) => typeof it === 'object' && it !== null)
    },
  },
  {
    id: 'list of a union type',
    says: 'Prism splits a list only where the type is exactly "array", not ["array", "null"] or a schema of alternatives',
    recognises: ({ path, code }, resource, call) =>
      path?.length === 2 &&
      code === 'type' &&
      Array.isArray(valueOf(call, path[1])) &&
      parameterOf(resource, path[1])?.schema?.['type'] !== 'array',
  },
]
