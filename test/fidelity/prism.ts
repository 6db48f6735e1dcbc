import { createRequire } from 'node:module'
import { join } from 'node:path'

declare const __FIDELITY__: string

/** A parameter as Prism's own reader understood the description. */
export interface ReadParameter {
  readonly name: string
  readonly style?: string
  readonly explode?: boolean
  readonly content?: Readonly<Record<string, unknown>>
  readonly schema?: Readonly<Record<string, unknown>>
}

/** An operation as Prism read it. */
export interface ReadOperation {
  readonly method: string
  readonly path: string
  readonly request?: {
    readonly path?: readonly ReadParameter[]
    readonly query?: readonly ReadParameter[]
    readonly headers?: readonly ReadParameter[]
    readonly cookie?: readonly ReadParameter[]
    readonly body?: {
      readonly contents?: readonly { readonly mediaType?: string; readonly schema?: unknown }[]
    }
  }
}

export interface Finding {
  readonly path?: readonly string[]
  readonly code?: string | number
  readonly message: string
  /** 0 is an error; the others are advice ("deprecated"). */
  readonly severity?: number
}

export interface Element {
  readonly method: string
  readonly url: { readonly path: string; readonly query: Readonly<Record<string, string | string[]>> }
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

interface Prism {
  readonly getHttpOperationsFromSpec: (document: object) => Promise<readonly ReadOperation[]>
  readonly validateInput: (input: { readonly resource: ReadOperation; readonly element: Element }) => {
    readonly _tag: 'Left' | 'Right'
    readonly left?: readonly Finding[]
  }
}
const require = createRequire(join(__FIDELITY__, 'package.json'))
const prism: Prism = {
  ...require('@stoplight/prism-http/dist/utils/operations'),
  ...require('@stoplight/prism-http/dist/validator'),
}

type Node = Readonly<Record<string, unknown>>
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value)
const unescaped = (segment: string): string => decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~')

function at(root: unknown, segments: readonly string[]): unknown {
  let here = root
  for (const segment of segments) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, segment)) return undefined
    here = (here as Node)[segment]
  }
  return here
}

function localRefs(value: unknown, found: Set<string>): void {
  if (typeof value !== 'object' || value === null) return
  const { $ref } = value as Node
  if (typeof $ref === 'string' && $ref.startsWith('#/')) found.add($ref)
  for (const member of Object.values(value)) localRefs(member, found)
}

/**
 * One operation cut out of a parsed description, with what its request refers to and without its responses: huge
 * descriptions take Prism many minutes, and a reference that leads nowhere in one corner costs all of a description.
 * Methods that Prism does not know stand under `post`: it looks at the request, not at the method.
 */
export function sliceOf(root: Node, template: string, steps: readonly string[], path: string): Node | undefined {
  const item = at(root, ['paths', template])
  if (!isNode(item)) return undefined
  const operation = at(item, steps)
  const method =
    steps.length === 1 && /^(get|put|post|delete|patch|head|options)$/.test(steps[0] ?? '') ? steps[0] : 'post'
  const { $ref, parameters } = item
  const slice: Record<string, unknown> = {
    ...Object.fromEntries(Object.entries(root).filter(([key]) => /^(openapi|swagger|consumes|info)$/.test(key))),
    paths: {
      [path]: isNode(operation)
        ? {
            ...(parameters === undefined ? {} : { parameters }),
            [method ?? 'post']: { ...requestOnly(operation), responses: { default: { description: '' } } },
          }
        : { $ref },
    },
  }
  const copy = structuredClone(slice)
  const wanted = new Set<string>()
  localRefs(copy, wanted)
  for (const ref of wanted) {
    const segments = ref.slice(2).split('/').map(unescaped)
    const target = at(root, segments)
    if (target === undefined || at(copy, segments) !== undefined) continue
    const own = structuredClone(target)
    put(copy, segments, own)
    localRefs(own, wanted)
  }
  inJsonSchema(copy)
  return copy
}

/**
 * Writes out in JSON Schema what Prism does not know of OpenAPI: `required` of a `readOnly` property is meant for answers
 * only, and a discriminator says which of several alternatives a value is, even if it fits others too.
 */
function inJsonSchema(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  const schema = value as Record<string, unknown> // our own copy
  const { required, properties, discriminator } = schema
  if (Array.isArray(required) && isNode(properties))
    schema['required'] = required.filter((name) => !isNode(properties[name]) || properties[name]['readOnly'] !== true)
  for (const key of ['oneOf', 'anyOf']) {
    const members = schema[key]
    if (Array.isArray(members) && isNode(discriminator))
      schema[key] = members.map((member) => told(member, discriminator))
  }
  for (const member of Object.values(schema)) inJsonSchema(member)
}

function told(member: unknown, { propertyName, mapping }: Node): unknown {
  const ref = isNode(member) ? member['$ref'] : undefined
  if (typeof ref !== 'string' || typeof propertyName !== 'string' || !isNode(mapping)) return member
  const values = Object.entries(mapping).filter(([, to]) => to === ref || `#/components/schemas/${String(to)}` === ref)
  if (values.length === 0) return member
  const narrower = { properties: { [propertyName]: { enum: values.map(([name]) => name) } }, required: [propertyName] }
  return { allOf: [member, narrower] }
}

/** An operation without what does not belong to its request. */
const requestOnly = (operation: Node): Node =>
  Object.fromEntries(Object.entries(operation).filter(([key]) => !/^(x-.*|responses|callbacks)$/.test(key)))

function put(root: Record<string, unknown>, segments: readonly string[], value: unknown): void {
  let here = root
  for (const segment of segments.slice(0, -1)) {
    if (!isNode(here[segment])) here[segment] = {}
    here = here[segment] as Record<string, unknown> // an object: put there the line before
  }
  here[segments.at(-1) ?? ''] = value
}

/** The operation of a slice as Prism reads it; throws for what Prism cannot read. */
export async function readOperation(slice: object, path: string, method: string): Promise<ReadOperation | undefined> {
  const operations = await prism.getHttpOperationsFromSpec(slice)
  const here = operations.filter((it) => it.path === path)
  return here.length === 1 ? here[0] : here.find((it) => it.method.toUpperCase() === method)
}

/** What Prism finds wrong with a request. */
export function judge(resource: ReadOperation, element: Element): readonly Finding[] {
  const verdict = prism.validateInput({ resource, element })
  if (verdict._tag === 'Right') return []
  return (verdict.left ?? []).filter(({ severity }) => severity === undefined || severity === 0)
}
