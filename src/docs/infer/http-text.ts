import { toMethod, toMethods, type Method } from './methods.ts'
import { targetEnd } from './target.ts'

/** A request or answer as RFC 9112 writes them, or as documentation shortens them. */
export type HttpText =
  | {
      readonly kind: 'request'
      readonly method: Method
      /** Further methods on the same line: `GET|POST /x`. */
      readonly further: readonly Method[]
      readonly target: string
      /** What stands behind the target on its line, or as a comment above. */
      readonly says: string
      /** Written in full, with `HTTP/1.1` or header lines: a sample rather than a definition. */
      readonly full: boolean
      readonly headers: readonly (readonly [string, string])[]
      readonly body: string
    }
  | {
      readonly kind: 'response'
      readonly status: number
      readonly headers: readonly (readonly [string, string])[]
      readonly body: string
    }

const requestLine =
  /^\s*(?:[$>]\s+|\d+[.)]\s+|[-*]\s+)?[[(【]?(GET|POST|PUT|PATCH|DELETE|DEL|HEAD|OPTIONS)((?:[|/,](?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS))*)(?:[\])】][: \t]*(?=[/\s])|[ \t]*[:：]?[ \t]+)(?=\S)/
const lowerRequestLine = /^\s*(get|post|put|patch|delete|head|options)[ \t]+(?=\/|https?:)/i
const statusLine = /^\s*(?:<\s*)?HTTP\/[\d.]+\s+(\d{3})/
const headerLine = /^\s*(?:[<>]\s*)?([A-Za-z][A-Za-z0-9-]{1,60}):(?:[ \t]+(.*))?$/

const formLine = /^\s*[A-Za-z_][\w.[\]-]*=[^\s&]*(?:&[A-Za-z_][\w.[\]-]*=[^\s&]*)*\s*$/

/** The requests and answers in a code block, in order; empty when it holds none at the start of a line. */
export function readHttpText(text: string): HttpText[] {
  const lines = withoutComments(text)
  if (isEcho(lines)) return []
  const found: HttpText[] = []
  let comment = ''
  for (let i = 0; i < lines.length;) {
    const line = lines[i] ?? ''
    const status = statusLine.exec(line)
    const request = status === null ? readRequestLine(line) : undefined
    if (status === null && request === undefined) {
      if (found.length === 0 && line.trim() !== '' && !/^\s*(?:#|\/\/|--|<!--)/.test(line)) {
        // text before: one line of words is a caption, more is something else
        if (i > 6) return found
      }
      comment = /^\s*(?:#|\/\/|--)\s*(.*)$/.exec(line)?.[1] ?? comment
      i++
      continue
    }
    i++
    const headers: (readonly [string, string])[] = []
    // a blank line that slipped in between the request line and its headers
    if (
      request?.http === true &&
      (lines[i] ?? '').trim() === '' &&
      /^\s*(?:host|accept|authorization):/i.test(lines[i + 1] ?? '')
    )
      i++
    while (i < lines.length) {
      const header = headerLine.exec(lines[i] ?? '')
      if (header === null || readRequestLine(lines[i] ?? '') !== undefined) break
      headers.push([header[1] ?? '', (header[2] ?? '').trim()])
      i++
    }
    // `name=value` right below, and behind a blank line what comes back
    const form = request !== undefined && !request.http ? formLine.exec(lines[i] ?? '')?.[0] : undefined
    if (form !== undefined) i++
    const from = i
    while (i < lines.length && !statusLine.test(lines[i] ?? '') && readRequestLine(lines[i] ?? '') === undefined) i++
    const body = lines.slice(from, i).join('\n').trim()
    const answered = form !== undefined && /^[{[]/.test(body)
    if (status !== null) found.push({ kind: 'response', status: Number(status[1]), headers, body })
    else if (request !== undefined)
      found.push({
        kind: 'request',
        method: request.method,
        further: request.further,
        target: request.target,
        says: request.says === '' ? comment : request.says,
        full: request.http || headers.length > 0,
        headers,
        body:
          form === undefined || !answered
            ? [form ?? '', body.replace(/(?:^|\n)\s*(?:#|\/\/)[^\n]*$/, '')].join('\n').trim()
            : form.trim(),
      })
    if (answered) found.push({ kind: 'response', status: 200, headers: [], body })
    comment = /(?:^|\n)\s*(?:#|\/\/)\s*([^\n]*)$/.exec(body)?.[1] ?? ''
  }
  return found
}

/** A head that is written as a comment above its JSON: `// POST /boats`, `// Content-Type: …`, `{`. */
function withoutComments(text: string): string[] {
  const lines = text.trim().split('\n')
  const end = lines.findIndex((line) => !/^\s*(?:\/\/|#)/.test(line))
  const [first = ''] = lines
  const isHead =
    /^\s*(?:\/\/|#)\s*(?:(?:GET|POST|PUT|PATCH|DELETE)\s+(?:https?:\/\/|\/)\S+\s*(?:HTTP\/[\d.]+)?$|HTTP\/[\d.]+\s+\d{3})/.test(
      first,
    )
  if (!isHead || (end >= 0 && !/^\s*(?:[[{]|$)/.test(lines[end] ?? ''))) return text.split('\n')
  return lines.map((line, index) => (end < 0 || index < end ? line.replace(/^\s*(?:\/\/|#)\s?/, '') : line))
}

/** What an echo service answers: lines of its own in front of the request that it got. */
function isEcho(lines: readonly string[]): boolean {
  const [first = '', second = ''] = lines.filter((line) => line.trim() !== '' && !/^\s*(?:\$ ?)?curl\b/.test(line))
  const says = (line: string): boolean =>
    headerLine.test(line) && !statusLine.test(line) && readRequestLine(line) === undefined
  return says(first) && says(second) && lines.some((line) => / HTTP\/[\d.]+\s*$/.test(line))
}

/** `GET /hello   20   0(0.00%) |  115`, `GET /hello   38   ConnectionRefusedError`: a row of a test of load, or of a log. */
const isFigures = (rest: string): boolean => /^\d+\s+(?:[\d.|(-]|\w+(?:Error|Exception)\b)/.test(rest)

function readRequestLine(
  line: string,
): { method: Method; further: Method[]; target: string; says: string; http: boolean } | undefined {
  if (line.length > 2000) return undefined
  const upper = requestLine.exec(line)
  const match = upper ?? lowerRequestLine.exec(line)
  const method = match === null ? undefined : toMethod(match[1] ?? '')
  if (match === null || method === undefined) return undefined
  const start = match[0].length
  const end = targetEnd(line, start)
  const target = line.slice(start, end)
  if (!/^(?:\/|https?:\/\/|[{$<%[]|[\w.-]+\/|[\w-]+\.[\w-]+|[A-Z_]+[<{])/.test(target)) return undefined
  const rest = line.slice(end).trim()
  if (isFigures(rest)) return undefined
  const http = /^HTTP\/[\d.]+/i.test(rest)
  const says = http ? '' : rest.replace(/^(?:#|\/\/|--?|–|—|:|→|=>|->)\s*/, '').trim()
  // a relative target must stand alone: "GET request.headers is …" is prose
  if (!/^(?:\/|https?:|[{$<%[]|[A-Z]+(?:_[A-Z]+)+[<{])/.test(target) && !http && !isRelative(target, rest))
    return undefined
  return { method, further: toMethods((upper?.[2] ?? '').slice(1)), target, says, http }
}

/** `api/v1/items/<id>` as all of a line, or with its query, body or flags behind it: a path without its slash. */
const isRelative = (target: string, rest: string): boolean =>
  /^[a-z_][\w-]*(?:\/[\w{}<>:.,*~ -]+)+\/?(?:\?\S*)?$/.test(target) && (rest === '' || /^[-{#\\]/.test(rest))
