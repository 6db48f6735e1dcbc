import type { Operation, Parameter, ParameterPlace } from '../../src/catalog/index.ts'
import type { JsonSchema } from '../../src/core/index.ts'

const style = { path: 'simple', query: 'form', header: 'simple', cookie: 'form' } as const

/** A parameter with the defaults of its place. */
export function parameter(
  name: string,
  place: ParameterPlace,
  schema: JsonSchema = { type: 'string' },
  more: Partial<Parameter> = {},
): Parameter {
  return {
    name,
    in: place,
    required: place === 'path',
    deprecated: false,
    style: style[place],
    explode: style[place] === 'form',
    allowReserved: false,
    allowEmptyValue: false,
    schema,
    ...more,
  }
}

/** An operation of which a test says only what it is about. */
export function operationOf(more: Partial<Operation>): Operation {
  const { method = 'GET', path = '/things' } = more
  return {
    key: `${method} ${path}`,
    method,
    path,
    tags: [],
    deprecated: false,
    names: [],
    words: '',
    at: '',
    servers: [],
    ownServers: false,
    parameters: [],
    responses: [],
    security: undefined,
    problems: [],
    ...more,
  }
}
