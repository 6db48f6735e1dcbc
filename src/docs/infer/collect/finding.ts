import type { Finding } from '../../extractors/index.ts'
import type { SampleBody } from '../curl.ts'
import { readJsonSample } from '../json-sample.ts'
import type { Merged } from '../merge.ts'
import { hasBody } from '../methods.ts'
import type { Details } from './collecting.ts'

/** What a call itself says: its query, its headers, its body. */
export function fromFinding(own: Details, operation: Merged, finding: Finding): void {
  const weak = finding.form === 'mention' || finding.form === 'sample'
  for (const { name, value } of finding.target.query)
    own.parameters.push({
      name,
      in: 'query',
      schema: {},
      ...(value === undefined ? {} : { example: value }),
      evidence: 'url',
      weight: weak ? 0.6 : 0.75,
      at: finding.at,
    })
  for (const [name, value] of finding.headers ?? [])
    if (isOwnHeader(name))
      own.parameters.push({
        name,
        in: 'header',
        schema: {},
        ...(value === '' || /[<{]/.test(value) ? {} : { example: value }),
        evidence: 'sample',
        weight: 0.5,
        at: finding.at,
      })
  if (finding.body !== undefined) fromBody(own, finding.body, finding.at, operation)
}

function fromBody(own: Details, body: SampleBody, at: number, operation: Merged): void {
  if (body.kind === 'raw') {
    const value = readJsonSample(body.text)
    if (value !== undefined) own.bodies.push({ value, at })
    else if (hasBody(operation.method))
      own.raw.push({
        mediaType: body.mediaType ?? (/^\s*</.test(body.text) ? 'application/xml' : 'application/octet-stream'),
        at,
      })
    return
  }
  if (body.kind === 'multipart') own.multipart = true
  else own.form = true
  for (const field of body.fields)
    own.parameters.push({
      name: field.name,
      in: 'form',
      schema: field.file === true ? { type: 'string', format: 'binary' } : {},
      ...(field.file === true || /[<{$]/.test(field.value) ? {} : { example: field.value }),
      evidence: 'sample',
      weight: 0.65,
      at,
    })
}

/** Headers that are not HTTP's own business: those are set by the client or by authentication. */
export function isOwnHeader(name: string): boolean {
  return !/^(?:headers?|x-rate-?limit(?:-\w+)?|ratelimit-\w+|retry-after|www-authenticate|set-cookie|x-total-count|access-control-allow-.*|accept|accept-encoding|authorization|content-type|content-length|content-disposition|host|user-agent|cookie|connection|cache-control|origin|referer|date|x-requested-with|transfer-encoding|server|set-cookie|expect|postman-token|dnt|pragma|te|upgrade.*|sec-.*|.*(?:api-?key|auth-?token|access-?token|secret|signature|apikey).*|x-(?![cx]srf)[\w-]*token|x-auth.*)$/i.test(
    name,
  )
}
