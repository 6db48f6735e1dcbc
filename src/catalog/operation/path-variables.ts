import { pointer, splitPath, type PathSlot } from '../../core/index.ts'
import type { Located } from '../documents.ts'
import type { OperationRow, Parameter } from '../model.ts'
import type { BuildContext } from './context.ts'

/** A parameter and where it was written. */
export interface Read {
  readonly parameter: Parameter
  readonly located: Located
}

type Template = Pick<OperationRow, 'path' | 'suffix'>

/**
 * Parameters fitted to the variables of their path: names that differ in spelling only are taken as one, a variable that
 * nobody declared becomes a parameter, one in the path's query string a query parameter. A path parameter without a
 * variable is left out, because it could not be sent. Every such liberty leaves a problem.
 */
export function fitPath(context: BuildContext, read: readonly Read[], template: Template): Parameter[] {
  const names = new Set(read.flatMap(({ parameter }) => (parameter.in === 'path' ? [parameter.name] : [])))
  const slots = splitPath(template.path, names).filter((piece) => typeof piece !== 'string')
  const open = new Map(
    slots.filter((slot) => !names.has(slot.written) && !names.has(slot.name)).map((it) => [it.name, it]),
  )
  const filled = new Set(slots.flatMap(({ written, name }) => [written, name]))
  const strays = read.filter(({ parameter: { in: place, name } }) => place === 'path' && !filled.has(name))
  const only = strays.length === 1 && open.size === 1
  const fitted = read.flatMap((one): Parameter[] => {
    if (!strays.includes(one)) return [one.parameter]
    const slot = slotFor(one.parameter.name, open, only)
    if (slot === undefined) return strayed(context, one, template)
    open.delete(slot.name)
    report(
      context,
      one,
      `the path has {${short(slot.name)}} and the parameter is "${short(one.parameter.name)}"; taken as one`,
    )
    return [{ ...one.parameter, name: slot.name }]
  })
  const added = [...open.values()]
    .filter(({ name }) => name !== '')
    .map(({ name }) => undeclared(context, name, template))
  return inQueryString([...fitted, ...added], template)
}

const short = (name: string): string => name.slice(0, 100)
const folded = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

function slotFor(name: string, open: ReadonlyMap<string, PathSlot>, only: boolean): PathSlot | undefined {
  const alike = [...open.values()].filter((slot) => only || folded(slot.name) === folded(name))
  return alike.length === 1 ? alike[0] : undefined
}

/** A path parameter whose variable stands in the path's query string, or nowhere. */
function strayed(context: BuildContext, one: Read, { suffix }: Template): Parameter[] {
  const { name } = one.parameter
  if (suffix?.includes(`{${name}}`) === true) return [{ ...one.parameter, in: 'query', style: 'form', explode: true }]
  report(context, one, `the path has no variable {${short(name)}}; the parameter is left out`)
  return []
}

function report(context: BuildContext, { located }: Read, says: string): void {
  context.report(located.doc, located.at, says)
}

function undeclared(context: BuildContext, name: string, { path, suffix = '' }: Template): Parameter {
  context.report(
    0,
    pointer('paths', path + suffix),
    `the path variable {${short(name)}} is not declared; taken as a string`,
  )
  return { ...bare(name), in: 'path', style: 'simple', explode: false, required: true }
}

const bare = (name: string): Parameter => ({
  name,
  in: 'query',
  style: 'form',
  explode: true,
  required: false,
  deprecated: false,
  allowReserved: false,
  allowEmptyValue: false,
  schema: { type: 'string' },
})

/** `?id={petId}`: the parameter `petId` is sent as `id`; what nobody declared is an optional string. */
function inQueryString(parameters: readonly Parameter[], { suffix = '' }: Template): Parameter[] {
  const keys = new Map(
    [...suffix.matchAll(/[?&]([^=&#{}]+)=\{([^{}]*)\}/g)].map(([, key = '', name = '']) => [name, key]),
  )
  const found = parameters.map((parameter): Parameter => {
    const key = parameter.in === 'query' ? keys.get(parameter.name) : undefined
    return key === undefined ? parameter : { ...parameter, name: key }
  })
  const known = new Set(found.flatMap(({ in: place, name }) => (place === 'query' ? [name] : [])))
  return [...found, ...[...keys.values()].filter((key) => !known.has(key)).map(bare)]
}
