import type { SampleField, SampleRequest } from './curl.ts'
import { toMethod, type Method } from './methods.ts'
import { toCommands } from './shell-words.ts'

/** Flags that take a value of their own. */
const valued =
  /^(?:-a|--auth|-A|--auth-type|-o|--output|--session|--session-read-only|--timeout|--verify|--cert|--cert-key|--proxy|-p|--print|-s|--style|--boundary|--raw)$/
const urlWord = /^(?:https?:\/\/|:\d{0,5}\/|localhost(?::\d+)?\/|(?:[\w-]+\.)+[\w-]+(?::\d+)?\/|[{$<][\w{}$<>]+\/)/

/**
 * The calls of HTTPie and xh in a shell sample: `http POST https://… Name:value field=value number:=1 search==x`, with what
 * they send as JSON or, with `--form`, as a form.
 */
export function readHttpie(script: string): SampleRequest[] {
  if (!/(?:^|\s)(?:https?|xhs?)\s/.test(script) || script.length > 200_000) return []
  return toCommands(script).flatMap(({ words, piped }) => {
    const [program = '', ...rest] = words
    return /^(?:https?|xhs?)$/.test(program) && !piped ? (readCall(rest, program.endsWith('s')) ?? []) : []
  })
}

function readCall(words: readonly string[], secure: boolean): SampleRequest | undefined {
  let method: Method | undefined
  let url: string | undefined
  let user: string | undefined
  let form = false
  const headers: (readonly [string, string])[] = []
  const fields: SampleField[] = []
  const json: string[] = []
  const query: string[] = []
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? ''
    if (word.startsWith('-')) {
      if (/^(?:-f|--form|--multipart)$/.test(word)) form = true
      if (valued.test(word)) {
        i++
        if (/^(?:-a|--auth)$/.test(word)) user = words[i] ?? ''
      }
    } else if (url === undefined) {
      const verb = method === undefined && /^[A-Z]+$/.test(word) ? toMethod(word) : undefined
      if (verb !== undefined) method = verb
      else if (urlWord.test(word)) url = word
      else return undefined
    } else if (/^[<>]/.test(word)) break
    else {
      const [, name = '', sign = '', value = ''] = /^([^\s:=@]{1,80}?)(:=@?|==|=@?|@|:)(.*)$/s.exec(word) ?? []
      if (sign === ':') headers.push([name, value.trim()])
      else if (sign === '==') query.push(`${name}=${value}`)
      else if (sign === '@') fields.push({ name, value: '', file: true })
      else if (sign !== '') {
        fields.push({ name, value })
        const quoted = sign === ':=' && value !== '' ? value : JSON.stringify(value)
        json.push(`${JSON.stringify(name)}: ${quoted}`)
      }
    }
  }
  if (url === undefined) return undefined
  const host = url.startsWith(':') ? `localhost${url.startsWith(':/') ? url.slice(1) : url}` : url
  const whole = /^(?:https?:\/\/|[{$<])/.test(host) ? host : `http${secure ? 's' : ''}://${host}`
  const file = fields.some((field) => field.file === true)
  return {
    method: method ?? (fields.length > 0 ? 'POST' : 'GET'),
    url: query.length === 0 ? whole : `${whole}${whole.includes('?') ? '&' : '?'}${query.join('&')}`,
    headers,
    ...(user === undefined ? {} : { user }),
    ...(fields.length === 0
      ? {}
      : form || file
        ? { body: { kind: file ? ('multipart' as const) : ('form' as const), fields } }
        : { body: { kind: 'raw' as const, text: `{ ${json.join(', ')} }`, mediaType: 'application/json' } }),
  }
}
