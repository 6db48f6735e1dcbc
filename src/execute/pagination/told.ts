import type { PagingWords } from '../../catalog/index.ts'
import { isObject } from './look.ts'
import type { Param, StyleOptions } from './model.ts'
import { roleOf } from './words.ts'

/**
 * What a description says of paging in words of its own: `x-ms-pageable`, `x-speakeasy-pagination`, `x-fern-pagination`, and
 * links (OpenAPI 3) from an operation to itself. `undefined` for what is not understood: then it is found out.
 */
export function toldOf({ extensions, links }: PagingWords, params: readonly Param[]): StyleOptions | undefined {
  const placed = (name: string): { param: string; in: Param['in'] } => ({
    param: name,
    in: params.find((param) => param.name === name)?.in ?? 'query',
  })
  return (
    ofMicrosoft(extensions['x-ms-pageable']) ??
    ofSpeakeasy(extensions['x-speakeasy-pagination']) ??
    ofFern(extensions['x-fern-pagination'], placed) ??
    ofLinks(links, params, placed)
  )
}

/** The arguments that documentation says all lists take, for operations that do not name them themselves. */
export function spokenIn({ extensions }: PagingWords): readonly Param[] {
  const said = extensions['x-custom-api-mcp']
  if (!isObject(said)) return []
  return [text(said['param']), text(said['limit'])].flatMap((name): Param[] =>
    name === undefined ? [] : [{ in: 'query', name, schema: {} }],
  )
}

type Placed = (name: string) => { readonly param: string; readonly in: Param['in'] }

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** Without the keys that nothing is known of. */
function style(options: StyleOptions): StyleOptions {
  return {
    ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)),
    style: options.style,
  }
}

/** `$.a.b`, `$response.a.b` and `$request.a` as a JSON Pointer; `undefined` for anything with filters or indexes. */
function pointerOf(path: unknown): string | undefined {
  const found = /^\$(?:response|request)?\.([\w-]+(?:\.[\w-]+)*)$/.exec(text(path) ?? '')?.[1]
  return found === undefined ? undefined : `/${found.replaceAll('.', '/')}`
}

function ofMicrosoft(said: unknown): StyleOptions | undefined {
  if (!isObject(said)) return undefined
  const next = text(said['nextLinkName'])
  const items = `/${text(said['itemName']) ?? 'value'}`
  return next === undefined ? { style: 'auto', items } : { style: 'next-url', next: `/${next}`, items }
}

function ofSpeakeasy(said: unknown): StyleOptions | undefined {
  if (!isObject(said)) return undefined
  const { type, inputs, outputs } = said
  const results = isObject(outputs) ? outputs : {}
  const items = pointerOf(results['results'])
  const input = (kind: string): { param: string; in: Param['in'] } | undefined => {
    const found: unknown = Array.isArray(inputs)
      ? inputs.find((one) => isObject(one) && one['type'] === kind)
      : undefined
    const name = isObject(found) ? text(found['name']) : undefined
    if (name === undefined || !isObject(found)) return undefined
    return { param: name, in: found['in'] === 'requestBody' ? 'body' : 'query' }
  }
  if (type === 'url') {
    const next = pointerOf(results['nextUrl'])
    return next === undefined ? undefined : style({ style: 'next-url', next, items })
  }
  if (type === 'cursor') {
    const next = pointerOf(results['nextCursor'])
    const target = input('cursor')
    return next === undefined || target === undefined ? undefined : style({ style: 'cursor', next, items, ...target })
  }
  if (type !== 'offsetLimit') return undefined
  const page = input('page')
  if (page !== undefined) return style({ style: 'page', ...page, items, pages: pointerOf(results['numPages']) })
  const offset = input('offset')
  return offset === undefined ? undefined : style({ style: 'offset', ...offset, items })
}

function ofFern(said: unknown, placed: Placed): StyleOptions | undefined {
  if (!isObject(said)) return undefined
  const items = pointerOf(said['results'])
  const named = (path: unknown): string | undefined => pointerOf(path)?.split('/').at(-1)
  const next = pointerOf(said['next_cursor'])
  const cursor = named(said['cursor'])
  if (next !== undefined && cursor !== undefined) return style({ style: 'cursor', next, items, ...placed(cursor) })
  const offset = named(said['offset'])
  if (offset === undefined) return undefined
  const counts = said['step'] !== undefined || roleOf(offset) === 'offset' ? 'offset' : 'page'
  return style({ style: counts, ...placed(offset), items })
}

const leadsOn = /next|more|page|continu|forward|follow/i

/** A link to the operation itself that fills a parameter from the answer: one for a place in a list, or one that leads on by name. */
function ofLinks(links: PagingWords['links'], params: readonly Param[], placed: Placed): StyleOptions | undefined {
  for (const { name: called, parameters } of links) {
    for (const [key, expression] of Object.entries(parameters)) {
      const name = key.replace(/^(?:query|header|path|cookie)\./, '')
      const isCalledSo = leadsOn.test(called) && params.some((param) => param.name === name)
      if (roleOf(name) === undefined && !isCalledSo) continue // an identifier, not a place in a list
      const body = /^\$response\.body#(\/.+)$/.exec(expression)?.[1]
      if (body !== undefined) return { style: 'cursor', next: body, ...placed(name) }
      const header = /^\$response\.header\.([\w-]+)$/.exec(expression)?.[1]
      if (header !== undefined) return { style: 'header-cursor', next: header, ...placed(name) }
    }
  }
  return undefined
}
