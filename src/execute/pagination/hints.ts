import type { Operation } from '../../catalog/index.ts'
import { pointer, type JsonSchema } from '../../core/index.ts'
import type { HttpRequest } from '../../http/index.ts'
import { isJson, parseMediaType } from '../media.ts'
import { literalParts } from '../query.ts'
import { askedValue, bodyOf } from './asked.ts'
import { wholeNumber } from './look.ts'
import type { Hints, Param, StyleOptions } from './model.ts'
import { spokenIn, toldOf } from './told.ts'
import { fold, holdsPaging, roleOf, withoutHolder, type Role } from './words.ts'

/** What an operation and the caller's own arguments say of paging, before anything is asked. */
export function hintsOf(operation: Operation | undefined, request: HttpRequest): Hints {
  const own = [...(operation === undefined ? [] : declared(operation)), ...givenIn(request)]
  const spoken = operation?.paging === undefined || own.some(isPaging) ? [] : spokenIn(operation.paging)
  const params = [...own, ...spoken]
  const seen = new Set<string>()
  const told = operation?.paging === undefined ? undefined : toldOf(operation.paging, params)
  const success = operation?.responses.find(({ status }) => status.startsWith('2')) ?? operation?.responses[0]
  return {
    params: params.filter(({ in: place, name }) => {
      const key = `${place} ${place === 'header' ? name.toLowerCase() : name}`
      return !seen.has(key) && seen.add(key)
    }),
    answer: success?.media.find(({ mediaType }) => isJson(parseMediaType(mediaType).essence))?.schema,
    headers: success?.headers.map((name) => name.toLowerCase()) ?? [],
    described: operation !== undefined,
    bodyType: operation?.body?.media[0]?.mediaType,
    ...(told === undefined ? {} : { told }),
  }
}

const isPaging = (param: Param): boolean => !['size', undefined].includes(roleOfParam(param))

function declared({ parameters, body }: Operation): Param[] {
  const found = parameters.flatMap(({ in: place, name, schema }): Param[] =>
    place === 'query' || place === 'header' ? [{ in: place, name, schema }] : [],
  )
  const properties = body?.media[0]?.schema.properties ?? {}
  const inBody = Object.entries(properties).flatMap(([name, schema]): Param[] => [
    { in: 'body', name, schema },
    ...(holdsPaging(name) ? withinBody(name, schema) : []),
  ])
  return [...found, ...inBody]
}

/** The arguments of paging that a body keeps in an object of their own. */
const withinBody = (name: string, { properties = {} }: JsonSchema): Param[] =>
  Object.entries(properties).map(([inner, schema]) => ({ in: 'body', name: pointer(name) + pointer(inner), schema }))

function givenIn(request: HttpRequest): Param[] {
  const query = literalParts(request.query).map(({ name }): Param => ({ in: 'query', name, schema: {} }))
  const body = Object.keys(bodyOf(request) ?? {}).map((name): Param => ({ in: 'body', name, schema: {} }))
  return [...query, ...body]
}

const dates = new Set(['date', 'date-time', 'time'])

/** What may stand in an argument, as far as its schema tells. */
function typesIn({ type, anyOf, oneOf }: JsonSchema): ReadonlySet<string> {
  const own = type === undefined ? [] : typeof type === 'string' ? [type] : type
  return new Set([...own, ...[...(anyOf ?? []), ...(oneOf ?? [])].flatMap((one) => [...typesIn(one)])])
}

export const takesNumbers = ({ schema }: Param): boolean => {
  const types = typesIn(schema)
  return types.size === 0 || types.has('integer') || types.has('number')
}

/** A name without the `X-` that headers have. */
export const plainName = ({ in: place, name }: Pick<Param, 'in' | 'name'>): string =>
  place === 'header' ? name.replace(/^x-(?=.)/i, '') : name

/** The role of an argument by its name and type: an `offset` that is a text is a cursor, a `from` that is one a date. */
export function roleOfParam(param: Param): Role | undefined {
  const role = roleOf(plainName(param)) ?? shortRole(param)
  if (role === undefined || role === 'page') return isObjectOnly(param) ? undefined : role
  const { format } = param.schema
  if (format !== undefined && dates.has(format)) return undefined
  if (role === 'offset') return takesNumbers(param) ? 'offset' : fold(param.name) === 'offset' ? 'cursor' : undefined
  if (role === 'size') return takesNumbers(param) ? 'size' : undefined
  const types = typesIn(param.schema)
  return types.size > 0 && [...types].every((type) => type === 'boolean' || type === 'array') ? undefined : 'cursor'
}

const isObjectOnly = ({ schema }: Param): boolean => {
  const types = [...typesIn(schema)]
  return types.length > 0 && types.every((type) => type === 'object')
}

/** `p` and `ps` are said of many things: of paging where they are numbers. */
function shortRole(param: Param): Role | undefined {
  const role = { p: 'page', ps: 'size' } as const
  const name = param.name.toLowerCase()
  return (name === 'p' || name === 'ps') && takesNumbers(param) ? role[name] : undefined
}

/** 0 where a request asks for the beginning of a list; `undefined` where for some page inside it. */
export function startsAt(request: HttpRequest, { params }: Pick<Hints, 'params'>): 0 | undefined {
  const moved = params.some((param) => {
    const role = roleOfParam(param)
    const asked = role === undefined || role === 'size' ? undefined : askedValue(request, param.in, param.name)
    return asked !== undefined && asked !== null && asked !== '' && ![0, 1].includes(wholeNumber(asked) ?? -1)
  })
  return moved ? undefined : 0
}

/** The argument with a role; of several the one that stands first in the description. */
export const paramWith = ({ params }: Hints, role: Role): Param | undefined =>
  params.find((param) => roleOfParam(param) === role)

/** The argument of one of these folded names, the likeliest name first. */
export function paramNamed({ params }: Hints, names: readonly string[]): Param | undefined {
  for (const wanted of names) {
    const found =
      params.find((param) => fold(plainName(param)) === wanted) ??
      params.find(({ name }) => fold(withoutHolder(name)) === wanted)
    if (found !== undefined) return found
  }
  return undefined
}

/** Whether pages count from 0 or from 1, where the description tells. */
export function firstOf({ schema }: Param): 0 | 1 | undefined {
  for (const key of ['default', 'minimum', 'const'] as const)
    if (schema[key] === 0 || schema[key] === 1) return schema[key]
  if (schema['exclusiveMinimum'] === 0) return 1
  const words = schema.description ?? ''
  if (/\b(?:zero|0)[- ](?:based|indexed)|starts? (?:at|from|with) (?:0|zero)\b/i.test(words)) return 0
  if (/\b(?:one|1)[- ](?:based|indexed)|starts? (?:at|from|with) (?:1|one)\b/i.test(words)) return 1
  return undefined
}

/** The schema of the member at a JSON Pointer of the answer. */
export function schemaAt(schema: JsonSchema | undefined, segments: readonly string[]): JsonSchema | undefined {
  const [name, ...rest] = segments
  if (schema === undefined || name === undefined) return schema
  for (const one of [schema, ...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) {
    const { properties = {} } = one
    if (Object.hasOwn(properties, name)) return schemaAt(properties[name], rest)
  }
  return undefined
}

/** Members of the declared answer around its list, as `membersOf` gives those of a real one: pointer, name, schema. */
export function declaredMembers(
  schema: JsonSchema | undefined,
  isEnvelope: (word: string) => boolean,
  at = '',
): readonly { readonly pointer: string; readonly name: string; readonly schema: JsonSchema }[] {
  if (schema === undefined || at.split('/').length > 3) return []
  const parts = [schema, ...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]
  const own = parts.flatMap(({ properties = {} }) =>
    Object.entries(properties).map(([name, member]) => ({
      pointer: `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      name,
      schema: member,
    })),
  )
  const below = own
    .filter(({ name, schema: member }) => isEnvelope(fold(name)) && !typesIn(member).has('array'))
    .flatMap((member) => declaredMembers(member.schema, isEnvelope, member.pointer))
  return [...own, ...below]
}

export type { StyleOptions }
