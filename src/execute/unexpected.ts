import type { ResponseSpec } from '../catalog/index.ts'
import { withNote } from './decode.ts'
import { isHtml, isJson, isRange, parseMediaType } from './media.ts'
import type { OutcomeBody } from './model.ts'

const looked = 64 * 1024

/**
 * A page where the description speaks of data, with a word about it: a login form, an error page of a proxy, a web site
 * under the base URL all come with HTTP 200. It is shown all the same.
 */
export function saidIfPage(
  body: OutcomeBody,
  data: Uint8Array,
  { status, contentType }: { readonly status: number; readonly contentType: string },
  responses: readonly ResponseSpec[] | undefined,
): OutcomeBody {
  if (responses === undefined || body.kind !== 'text' || status >= 300) return body
  if (body.shownAs !== 'text/markdown' && !isHtml(parseMediaType(contentType).essence)) return body
  if (isJson(parseMediaType(contentType).essence)) return body // that is said already
  const described = describedTypes(responses, status)
  if (!described.some(isJson) || described.some((type) => isRange(type) || isHtml(type))) return body
  const start = Buffer.from(data.buffer, data.byteOffset, Math.min(data.byteLength, looked)).toString('latin1')
  const guess = /\btype\s{0,5}=\s{0,5}["']?password\b/i.test(start)
    ? 'it asks for a password'
    : 'perhaps a login page, something in between, or a web site at the base URL'
  return withNote(body, { says: `an HTML page came where the description says ${described.find(isJson)}: ${guess}` })
}

function describedTypes(responses: readonly ResponseSpec[], status: number): readonly string[] {
  const wanted = [String(status), `${String(status).slice(0, 1)}XX`, 'default']
  const found = wanted
    .map((one) => responses.find((response) => response.status === one))
    .find((one) => one !== undefined)
  return (found?.media ?? []).map(({ mediaType }) => parseMediaType(mediaType).essence)
}
