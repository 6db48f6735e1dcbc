import type { OperationCall } from '../../src/execute/index.ts'
import type { Arrived } from './decode.ts'
import type { Finding, ReadOperation, ReadParameter } from './prism.ts'

/** What a rule may look at. */
export interface Refusal {
  readonly resource: ReadOperation
  readonly call: OperationCall
  readonly request: Arrived
}

/** A refused request whose fault is not ours, recognised by a rule: counted on its own, never as accepted. */
export interface Known {
  readonly id: string
  readonly says: string
  readonly recognises: (finding: Finding, refusal: Refusal) => boolean
}

const missing = ({ message }: Finding): string | undefined => /must have required property '(.+)'/.exec(message)?.[1]

/** What was given for the parameter or body property that a finding is about; parameter names are lower-case there. */
function given({ path }: Finding, { call }: Refusal): unknown {
  const [place, name = ''] = path ?? []
  const body = call.body?.value
  if (place === 'body') return isNode(body) && Object.hasOwn(body, name) ? body[name] : undefined
  return call.values.find(({ parameter }) => parameter.in === place && parameter.name.toLowerCase() === name)?.value
}

const isNode = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function parameterOf({ path }: Finding, { resource: { request } }: Refusal): ReadParameter | undefined {
  const all = [...(request?.path ?? []), ...(request?.query ?? []), ...(request?.headers ?? [])]
  return all.find((it) => it.name.toLowerCase() === path?.[1])
}

const declaredInBody = (name: string, { resource }: Refusal): boolean =>
  resource.request?.body?.contents?.some(({ schema }) => declares(schema, name, 0)) === true

function declares(schema: unknown, name: string, depth: number): boolean {
  if (!isNode(schema) || depth > 6) return false
  if (isNode(schema['properties']) && Object.hasOwn(schema['properties'], name)) return true
  return ['allOf', 'anyOf', 'oneOf'].some((key) => {
    const members = schema[key]
    return Array.isArray(members) && members.some((member) => declares(member, name, depth + 1))
  })
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null

export const knownReasons: readonly Known[] = [
  {
    id: 'stray path parameter',
    says: 'the description requires a path parameter that its path does not have',
    recognises: (finding, { resource }) =>
      finding.path?.[0] === 'path' &&
      missing(finding) !== undefined &&
      !resource.path.toLowerCase().includes(`{${missing(finding) ?? ''}}`),
  },
  {
    id: 'undeclared property',
    says: 'the description requires a property of the body that it declares nowhere',
    recognises: (finding, refusal) =>
      finding.path?.length === 1 &&
      finding.path[0] === 'body' &&
      missing(finding) !== undefined &&
      !declaredInBody(missing(finding) ?? '', refusal),
  },
  {
    id: 'enum of another type',
    says: 'the description asks for a string out of a list of numbers: nothing fits',
    recognises: (finding, refusal) => {
      const { type, enum: values } = parameterOf(finding, refusal)?.schema ?? {}
      return (
        finding.code === 'enum' &&
        type === 'string' &&
        Array.isArray(values) &&
        !values.some((it) => typeof it === 'string')
      )
    },
  },
  {
    id: 'Accept as a parameter',
    says: 'OpenAPI says that a header parameter "Accept" is ignored; Prism holds ours to its list of values',
    recognises: ({ path }) => path?.[0] === 'header' && path[1] === 'accept',
  },
  {
    id: 'two media types for one body',
    says: 'the description gives the body one media type and its Content-Type parameter another; the parameter is followed',
    recognises: ({ message }, { resource, request }) => {
      const header = resource.request?.headers?.find(({ name }) => name.toLowerCase() === 'content-type')
      const allowed = header?.schema?.['enum']
      return (
        message.startsWith('Supported content types') &&
        Array.isArray(allowed) &&
        allowed.includes(request.headers['content-type'])
      )
    },
  },
  {
    id: 'Swagger body in 3.x',
    says: 'the description gives its body as a parameter, which OpenAPI 3 does not know; we take it, Prism does not',
    recognises: ({ message }, { resource, call }) =>
      message.startsWith('No supported content types') &&
      resource.request?.body === undefined &&
      call.body !== undefined,
  },
  {
    id: 'nested in a query',
    says: 'OpenAPI does not say how lists or objects inside a query parameter are written; Prism expects what none could send',
    recognises: (finding, refusal) => {
      const value = finding.path?.[0] === 'query' ? given(finding, refusal) : undefined
      return isObject(value) && Object.values(value as object).some(isObject)
    },
  },
  {
    id: 'list of a union type',
    says: 'Prism splits a list only where the type is exactly "array", not ["array", "null"] or a schema of alternatives',
    recognises: (finding, refusal) =>
      finding.path?.length === 2 &&
      finding.code === 'type' &&
      Array.isArray(given(finding, refusal)) &&
      parameterOf(finding, refusal)?.schema?.['type'] !== 'array',
  },
  {
    id: 'number or text',
    says: 'Prism turns texts into numbers and back until all alternatives fit, and then finds that not exactly one does',
    recognises: (finding, refusal) =>
      finding.code === 'oneOf' && finding.path?.length === 2 && typeof given(finding, refusal) === 'number',
  },
  {
    id: 'absent deepObject',
    says: 'Prism takes a deepObject that is not there for an empty one',
    recognises: (finding, refusal) =>
      missing(finding) !== undefined && (finding.path?.length ?? 0) >= 2 && given(finding, refusal) === undefined,
  },
  {
    id: 'list in a form',
    says: 'Prism wants a list of objects in a form as JSON, whatever its style (deepObject here)',
    recognises: ({ message }, { request }) =>
      message.startsWith('Cannot deserialize JSON object array') && /%5B0%5D/.test(request.body),
  },
  {
    id: 'plus in a form',
    says: 'Prism takes the "+" of a space in a form for a reserved character that should be encoded',
    recognises: ({ message, path }, { request }) => {
      if (!message.startsWith('Reserved characters used')) return false
      const raw = request.body.split('&').find((pair) => pair.startsWith(`${path?.[1] ?? ''}=`))
      return raw !== undefined && /^[^=]*=[A-Za-z0-9*._~%+-]*$/.test(raw)
    },
  },
  {
    id: 'empty form',
    says: 'a required form without fields has no bytes, and Prism looks for bytes',
    recognises: ({ message }, { request, call }) =>
      message === 'Body parameter is required' && request.body === '' && JSON.stringify(call.body?.value) === '{}',
  },
]
