import { stringifyJson, stripInvisible } from '../../core/index.ts'
import { isObject, parsed } from './embedded.ts'

type Fields = Readonly<Record<string, unknown>>

/** What a page of apidoc loads beside itself, in the order in which it is worth asking. */
export const apidocFiles = {
  project: ['api_project.json', 'api_project.js'],
  data: ['api_data.json', 'api_data.js'],
} as const

const mostEntries = 5_000

/** The base URL in a project file of apidoc; `undefined` for any other text, `''` where it names none. */
export function readProject(text: string): string | undefined {
  const value = content(text)
  const isProject = isObject(value) && isObject(value['generator']) && value['generator']['name'] === 'apidoc'
  if (!isProject) return undefined
  return typeof value['url'] === 'string' ? value['url'] : ''
}

/** The calls in a data file of apidoc as an OpenAPI document; `undefined` for any other text. */
export function readApidoc(text: string, base: string | undefined): string | undefined {
  const value = content(text)
  const list = isObject(value) ? value['api'] : value
  if (!Array.isArray(list)) return undefined
  const calls = list.slice(0, mostEntries).filter(isCall)
  if (calls.length === 0 || calls.length * 2 < list.length) return undefined
  const paths: Record<string, Record<string, unknown>> = Object.create(null)
  for (const call of calls) {
    const path = pathOf(call.url)
    const method = call.type.toLowerCase()
    // older versions of a call come after the latest
    if (path === undefined || paths[path]?.[method] !== undefined) continue
    ;(paths[path] ??= Object.create(null))[method] = toOperation(call, method, path)
  }
  const servers = base === undefined || base === '' ? {} : { servers: [{ url: base.replace(/\/+$/, '') }] }
  return stringifyJson({ openapi: '3.1.0', info: { title: 'apidoc', version: '0' }, ...servers, paths: { ...paths } })
}

/** JSON, or the argument of `define(…)`. */
function content(text: string): unknown {
  const start = /^\s*define\(/.exec(text.slice(0, 200))?.[0].length
  const inner = start === undefined ? text : text.slice(start).trimEnd().replace(/;$/, '').trimEnd().replace(/\)$/, '')
  return inner.includes('"url"') ? parsed(inner) : undefined
}

interface Call extends Fields {
  readonly type: string
  readonly url: string
}

const isCall = (value: unknown): value is Call =>
  isObject(value) &&
  typeof value['url'] === 'string' &&
  typeof value['type'] === 'string' &&
  /^(?:get|post|put|patch|delete|head|options)$/i.test(value['type'])

function pathOf(url: string): string | undefined {
  const path = url
    .trim()
    .replace(/^https?:\/\/[^/?#]*/i, '')
    .replace(/[?#].*$/s, '')
    .replace(/:([A-Za-z_]\w*)\??/g, '{$1}')
  return /^[^\s<>"]*$/.test(path) && path.length < 500 ? `/${path.replace(/^\/+/, '')}` : undefined
}

function toOperation(call: Call, method: string, path: string): Fields {
  const inPath = [...path.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name)
  const written = new Map(fieldsOf(call['parameter']).map((field) => [field.name, field]))
  const changes = /^(?:post|put|patch)$/.test(method)
  const rest = [...written.values()].filter(({ name }) => !inPath.includes(name))
  const query = [...(changes ? [] : rest), ...fieldsOf(call['query'])]
  const body = [...(changes ? rest : []), ...fieldsOf(call['body'])]
  const place = (where: string) => (field: Field) => ({
    name: field.name,
    in: where,
    required: where === 'path' || field.required,
    ...(field.description === '' ? {} : { description: field.description }),
    schema: field.schema,
  })
  const unsaid = (name: string): Field => ({ name, required: true, description: '', schema: { type: 'string' } })
  const parameters = [
    ...inPath.map((name) => place('path')(written.get(name) ?? unsaid(name))),
    ...query.map(place('query')),
    ...fieldsOf(call['header']).map(place('header')),
  ]
  const content = {
    'application/json': {
      schema: {
        type: 'object',
        properties: Object.fromEntries(body.map((it) => [it.name, { ...it.schema, description: it.description }])),
        required: body.filter(({ required }) => required).map(({ name }) => name),
      },
    },
  }
  const [summary, description, tag] = ['title', 'description', 'groupTitle'].map((key) => plain(call[key] ?? ''))
  return {
    summary,
    ...(description === '' ? {} : { description }),
    ...(tag === '' ? {} : { tags: [tag] }),
    ...(call['deprecated'] === undefined ? {} : { deprecated: true }),
    parameters,
    ...(body.length === 0 ? {} : { requestBody: { required: body.some((it) => it.required), content } }),
    responses: { default: { description: '' } },
  }
}

interface Field {
  readonly name: string
  readonly required: boolean
  readonly description: string
  readonly schema: Fields
}

/** Fields in groups (`{ fields: { Parameter: [...] } }`), or a list of them. What is within a field is the field's. */
function fieldsOf(value: unknown): readonly Field[] {
  const groups = isObject(value) && isObject(value['fields']) ? Object.values(value['fields']).flat() : value
  return (Array.isArray(groups) ? groups : []).filter(isObject).flatMap((row): readonly Field[] => {
    const name = row['field']
    if (typeof name !== 'string' || !/^[\w$-][\w$ -]{0,80}$/.test(name)) return []
    const { type, allowedValues, defaultValue } = row
    const base = schemaOf(typeof type === 'string' ? type : '')
    const values = (Array.isArray(allowedValues) ? allowedValues : []).filter((it) => typeof it === 'string')
    const isText = base['type'] === 'string'
    const schema = {
      ...base,
      ...(isText && values.length > 0 ? { enum: values.map((it) => it.replace(/^(["'])(.*)\1$/s, '$2')) } : {}),
      ...(isText && typeof defaultValue === 'string' ? { default: defaultValue } : {}),
    }
    return [{ name, required: row['optional'] !== true, description: plain(row['description'] ?? ''), schema }]
  })
}

const types: readonly (readonly [RegExp, Fields])[] = [
  [/\[\]$|^(?:array|list)/, { type: 'array', items: {} }],
  [/^(?:int|long)/, { type: 'integer' }],
  [/^(?:number|float|double|decimal)/, { type: 'number' }],
  [/^bool/, { type: 'boolean' }],
  [/^(?:object|json|map)/, { type: 'object' }],
  [/^(?:string|text|uuid|date|email|url|enum)/, { type: 'string' }],
]
const schemaOf = (type: string): Fields => types.find(([name]) => name.test(type.trim().toLowerCase()))?.[1] ?? {}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'", nbsp: ' ' }

/** apidoc writes its texts as HTML. */
const plain = (html: unknown): string =>
  stripInvisible(`${typeof html === 'string' ? html.slice(0, 4_000) : ''}`)
    .replace(/<[^<>]{0,500}>/g, ' ')
    .replace(/&(#39|[a-z]{2,4});/g, (whole, name: string) => entities[name] ?? whole)
    .replace(/\s+/g, ' ')
    .trim()
