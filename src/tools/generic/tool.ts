import * as z from 'zod'
import { CustomApiError, nearest, type JsonSchema } from '../../core/index.ts'
import { expected, shownValue } from '../expected.ts'
import type { CallContext, ToolDefinition, ToolResult } from '../model.ts'
import { isPlainObject } from '../plain-object.ts'
import { repair } from '../repair.ts'
import type { View } from '../view.ts'

/** A tool that works for every API. A new one is a file and a line in the list. */
export interface GenericTool<S extends z.ZodObject = z.ZodObject> {
  readonly name: string
  readonly title: string
  /** A few words: the whole list costs at most 1,000 tokens (DESIGN.md §4). */
  readonly description: string
  readonly input: S
  readonly annotations: ToolDefinition['annotations']
  run(input: z.output<S>, view: View, context: CallContext): Promise<ToolResult>
}

export interface AnyGenericTool {
  readonly definition: ToolDefinition
  /** @throws CustomApiError `arguments.invalid` naming each wrong argument */
  call(input: unknown, view: View, context: CallContext): Promise<ToolResult>
}

/** Hints for tools that only look at what is here already. */
export const looking: ToolDefinition['annotations'] = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
}

/** An object of names and values, taken as it came: numbers keep their digits. */
export const anyObject = z
  .custom<Readonly<Record<string, unknown>>>(isPlainObject, 'expected an object')
  .meta({ type: 'object' })

/** Any value at all. */
export const anything = z.unknown()

export function defineGeneric<S extends z.ZodObject>(tool: GenericTool<S>): AnyGenericTool {
  const { name, title, description, annotations } = tool
  const inputSchema = toInputSchema(tool.input)
  return {
    definition: { name, title, description, inputSchema, annotations },
    call: (input, view, context) => tool.run(parseInput(tool, inputSchema, input), view, context),
  }
}

/** The JSON Schema of our own shape without what no client needs. */
function toInputSchema(shape: z.ZodObject): ToolDefinition['inputSchema'] {
  const { properties = {}, required } = z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any' })
  const shown = Object.entries(properties)
    .filter(([, schema]) => !isPlainObject(schema) || schema['hidden'] !== true)
    .map(([name, schema]) => [name, lean(schema)] as const)
  return {
    type: 'object',
    properties: Object.fromEntries(shown),
    ...(required === undefined ? {} : { required }),
  }
}

const dropped = new Set(['additionalProperties', 'propertyNames', 'minLength', 'maximum', 'minimum', 'default'])

function lean(schema: unknown): JsonSchema {
  return isPlainObject(schema)
    ? Object.fromEntries(Object.entries(schema).filter(([keyword]) => !dropped.has(keyword)))
    : {}
}

function parseInput<S extends z.ZodObject>(tool: GenericTool<S>, schema: JsonSchema, input: unknown): z.output<S> {
  const { value, doubts } = repair(input ?? {}, schema)
  const result = tool.input.safeParse(value)
  const names = Object.keys(tool.input.shape)
  const wrong = doubts.map((doubt) => `${doubt.at.join('/')}: ${doubt.says}`)
  for (const issue of result.error?.issues ?? []) {
    if (issue.code === 'unrecognized_keys') wrong.push(...issue.keys.map((key) => unknownName(key, names)))
    else wrong.push(misfit(issue, tool.input, value))
  }
  if (wrong.length === 0 && result.success) return result.data
  throw new CustomApiError('arguments.invalid', wrong.join('; '), {
    hint: `${tool.name} takes ${names.join(', ') || 'no arguments'}${names.includes('arguments') ? '; those of the operation go into "arguments"' : ''}`,
  })
}

/** One wrong argument: what was expected there, and what came. */
function misfit(issue: z.core.$ZodIssue, shape: z.ZodObject, value: unknown): string {
  const [name = ''] = issue.path.map(String)
  if (name === '') return 'arguments: expected object'
  const given = isPlainObject(value) ? value[name] : undefined
  if (given === '' && issue.code === 'too_small') return `${name}: must not be empty`
  const { properties = {} } = z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any' })
  const wanted = expected(properties[name])
  return given === undefined
    ? `${name}: missing, expected ${wanted}`
    : `${name}: expected ${wanted}, got ${shownValue(given)}`
}

function unknownName(name: string, names: readonly string[]): string {
  const near = nearest(name, names) ?? begunAlike(name, names)
  return `${name.slice(0, 64)}: unknown${near === undefined ? '' : `, did you mean "${near}"?`}`
}

/** `args` for `arguments`, `operationId` for `operation`: the one name that begins like it. */
function begunAlike(name: string, names: readonly string[]): string | undefined {
  const begin = name.toLowerCase().replace(/[^a-z]|s$/g, '')
  if (begin === '') return undefined
  const alike = names.filter((known) => known.toLowerCase().startsWith(begin) || begin.startsWith(known.toLowerCase()))
  return alike.length === 1 ? alike[0] : undefined
}
