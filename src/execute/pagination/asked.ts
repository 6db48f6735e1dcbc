import { at, parseJson } from '../../core/index.ts'
import { headerValues, type HttpRequest } from '../../http/index.ts'
import { isForm, isJson, parseMediaType } from '../media.ts'
import { literalParts } from '../query.ts'
import { isObject, wholeNumber } from './look.ts'
import type { Place } from './model.ts'

/** The body of a request as names and values, where it is JSON or a form. */
export function bodyOf({ body, headers }: HttpRequest): Readonly<Record<string, unknown>> | undefined {
  if (!(body instanceof Uint8Array)) return undefined
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  const { essence } = parseMediaType(type)
  const text = Buffer.from(body).toString('utf8')
  if (isForm(essence)) return Object.fromEntries(new URLSearchParams(text))
  if (!isJson(essence)) return undefined
  try {
    const value = parseJson(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined // the caller's own text: sent as it is, and nothing of it is known
  }
}

/** What a request asks for in one place; `undefined` where it asks for nothing. */
export function askedValue(request: HttpRequest, where: Place, name: string): unknown {
  if (where === 'header') return headerValues(request.headers, name)[0]
  if (where === 'query') {
    const found = literalParts(request.query).filter((part) => part.name === name)
    const text = found.at(-1)?.value
    return text === undefined ? undefined : decoded(text)
  }
  return at(bodyOf(request), name.startsWith('/') ? name : `/${escaped(name)}`)
}

export const askedNumber = (request: HttpRequest, where: Place, name: string): number | undefined =>
  wholeNumber(askedValue(request, where, name))

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text // as it was written
  }
}
