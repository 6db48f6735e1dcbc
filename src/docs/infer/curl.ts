import { shellValues } from './code-values.ts'
import { toMethod, type Method } from './methods.ts'
import { toCommands } from './shell-words.ts'

/** A request that a sample sends, whatever it was written in. */
export interface SampleRequest {
  readonly method: Method
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body?: SampleBody
  /** User name (and password) of Basic authentication. */
  readonly user?: string
}

export type SampleBody =
  | { readonly kind: 'raw'; readonly text: string; readonly mediaType?: string }
  | { readonly kind: 'form' | 'multipart'; readonly fields: readonly SampleField[] }

export interface SampleField {
  readonly name: string
  readonly value: string
  readonly file?: boolean
}

/** Options of curl that take a value which says nothing about the request. */
const otherValued = new Set(
  '-o --output -A --user-agent -e --referer -x --proxy -m --max-time --connect-timeout -w --write-out -c --cookie-jar -E --cert --key --cacert --capath --retry --retry-delay --resolve --interface -K --config -D --dump-header --limit-rate -C --continue-at --ciphers -U --proxy-user -r --range -Y -y -z -t -Q --stderr --trace --trace-ascii --aws-sigv4 --variable --unix-socket --abstract-unix-socket --cert-type --key-type --pass --connect-to --dns-servers --noproxy --preproxy --socks5 --socks5-hostname --proxy-header --max-redirs --max-filesize --keepalive-time --doh-url --netrc-file --pinnedpubkey --retry-max-time --speed-limit --speed-time'.split(
    ' ',
  ),
)
const aliases: Readonly<Record<string, string>> = {
  '-X': '--request',
  '-d': '--data',
  '--data-ascii': '--data',
  '-F': '--form',
  '-H': '--header',
  '-u': '--user',
  '-G': '--get',
  '-I': '--head',
  '-T': '--upload-file',
  '-b': '--cookie',
}
const valued = new Set(
  '--request --data --data-raw --data-binary --data-urlencode --json --form --form-string --header --user --oauth2-bearer --upload-file --cookie --url --url-query'.split(
    ' ',
  ),
)

/** What is downloaded and run, or unpacked, at once. */
const unpacked =
  /\bcurl\b[^\n|]{0,500}\|\s{0,5}(?:sudo\s{1,5}(?:-\w+\s{1,5})?)?(?:tar|(?:ba|z|da)?sh|gunzip|xz|gpg|apt-key)\b/g

/** Every curl call of a shell sample, prompts, comments, continuations, pipes and substitutions put aside. */
export function readCurl(script: string): SampleRequest[] {
  if (!/\b(?:curl|wget)\b/.test(script) || script.length > 200_000) return []
  const found: SampleRequest[] = []
  const put = shellValues(script)
  for (const command of toCommands(script.replaceAll(unpacked, ''))) {
    const at = command.words.findIndex((word) => /(?:^|\/)curl(?:\.exe)?$/.test(word))
    if (at < 0) {
      const request = readWget(command.words.map(put))
      if (request !== undefined) found.push(request)
      continue
    }
    if (at > 4 || command.piped) continue
    const request = readCall(command.words.slice(at + 1).map(put))
    if (request !== undefined) found.push(request)
  }
  return found
}

/** `wget --post-data=… URL`, `wget --method=PUT URL`: what wget sends, as curl would; what it only fetches may be any file. */
function readWget(words: readonly string[]): SampleRequest | undefined {
  const at = words.findIndex((word) => /(?:^|\/)wget(?:\.exe)?$/.test(word))
  if (at < 0 || at > 4 || !words.some((word) => /^--(?:post-(?:data|file)|method)\b/.test(word))) return undefined
  const sent = words.slice(at + 1).flatMap((word) => {
    const [, name = '', inline] = /^(--[a-z-]+|-[A-Z]$)(?:=(.*))?$/s.exec(word) ?? []
    const option = wgetOptions[name]
    if (option === undefined) return [word]
    // the content of a file is not known here
    return inline === undefined ? [option] : [option, name.endsWith('-file') ? `@${inline}` : inline]
  })
  return readCall(sent)
}

const wgetOptions: Readonly<Record<string, string>> = {
  '--method': '--request',
  '--post-data': '--data',
  '--post-file': '--data',
  '--body-data': '--data',
  '--body-file': '--data',
  '--output-document': '--output',
  '-O': '--output',
}

function readCall(words: readonly string[]): SampleRequest | undefined {
  let method: Method | undefined
  let url: string | undefined
  let user: string | undefined
  let get = false
  let json = false
  const headers: (readonly [string, string])[] = []
  const data: string[] = []
  const fields: SampleField[] = []
  let upload: string | undefined
  let multipart = false
  let saved = false
  const query: string[] = []
  const rest = words.flatMap(splitShort)
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i] ?? ''
    if (!word.startsWith('-') || word === '-') {
      if (url === undefined && /[/.:{$<]/.test(word)) url = word
      continue
    }
    const [, name = word, inline] = /^(--[a-z0-9-]+)=(.*)$/s.exec(word) ?? []
    const option = aliases[name] ?? name
    if (option === '-O' || option === '--remote-name') saved = true
    if (otherValued.has(option)) {
      if (inline === undefined) i++
      continue
    }
    const value = valued.has(option) ? (inline ?? rest[++i] ?? '') : ''
    switch (option) {
      case '--request':
        method = toMethod(value)
        if (method === undefined) return undefined
        break
      case '--url':
        url = value
        break
      case '--url-query':
        query.push(value)
        break
      case '--head':
        method ??= 'HEAD'
        break
      case '--get':
        get = true
        break
      case '--json':
        json = true
        data.push(value)
        break
      case '--data':
      case '--data-raw':
      case '--data-binary':
        data.push(value)
        break
      case '--data-urlencode': {
        const [, field] = /^([\w.[\]-]+)@[^=]+$/.exec(value) ?? [] // the value is a file's content
        data.push(field === undefined ? value : `${field}=`)
        break
      }
      case '--form':
      case '--form-string': {
        multipart = true
        const [, field = '', content = ''] = /^([^=]*)=(.*)$/s.exec(value) ?? []
        if (field !== '') fields.push({ name: field, value: content.replace(/^[@<]/, ''), file: /^[@<]/.test(content) })
        break
      }
      case '--upload-file':
        upload = value
        break
      case '--user':
        user = value
        break
      case '--oauth2-bearer':
        headers.push(['Authorization', `Bearer ${value}`])
        break
      case '--header': {
        const [, header = '', content = ''] =
          /^([^:]+):\s*(.*)$/s.exec(value.replace(/^\{([\w-]+:[^{}]*)\}$/, '$1')) ?? []
        if (header !== '') headers.push([header.trim(), content.trim()])
        break
      }
      default:
    }
  }
  if (url === undefined) return undefined
  // a file that is saved under its own name
  if (saved && method === undefined && /^[^?]*\/[^/?]*\.\w{1,8}$/.test(url)) return undefined
  const mediaType = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1]
  const base = { headers, ...(user === undefined ? {} : { user }) }
  if (get || query.length > 0) {
    const more = [...query, ...(get ? data : [])].map((part) => part.replace(/^@/, '')).join('&')
    if (get)
      return {
        ...base,
        method: method ?? 'GET',
        url: more === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${more}`,
      }
    url = `${url}${url.includes('?') ? '&' : '?'}${more}`
  }
  if (multipart) return { ...base, method: method ?? 'POST', url, body: { kind: 'multipart', fields } }
  if (data.length > 0)
    return { ...base, method: method ?? 'POST', url, body: toBody(data, json ? 'application/json' : mediaType) }
  if (upload !== undefined)
    return {
      ...base,
      method: method ?? 'PUT',
      url,
      body: { kind: 'raw', text: '', ...(mediaType === undefined ? {} : { mediaType }) },
    }
  return { ...base, method: method ?? 'GET', url }
}

function toBody(data: readonly string[], mediaType: string | undefined): SampleBody {
  const text = data.join('&')
  const looksRaw = /^\s*[{[<@]/.test(text) || (mediaType !== undefined && !/urlencoded/i.test(mediaType))
  if (looksRaw) return { kind: 'raw', text: data.join(''), ...(mediaType === undefined ? {} : { mediaType }) }
  const fields = text
    .split('&')
    .map((part) => /^([^=]+)=(.*)$/s.exec(part))
    .flatMap((part) =>
      part === null ? [] : [{ name: decode(part[1] ?? '').trim(), value: decode(part[2] ?? '').trim() }],
    )
    .filter(({ name, value }) => /^[\w.$[\]-]+$/.test(name) && !(/^=?$/.test(value) && isEncoded(name)))
  return fields.length > 0
    ? { kind: 'form', fields }
    : { kind: 'raw', text, ...(mediaType === undefined ? {} : { mediaType }) }
}

/** Base64 whose padding looks like a sign between a name and its value. */
const isEncoded = (text: string): boolean =>
  text.length >= 12 && /^[A-Za-z0-9+/]+$/.test(text) && /[a-z].*[A-Z].*[a-z]/.test(text) && /\d/.test(text)

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text // a lone % is the sample's business
  }
}

/** `-XPOST`, `-sSLX POST`, `-d@file`: short options taken apart. */
function splitShort(word: string): string[] {
  if (!/^-[A-Za-z]./.test(word)) return [word]
  const takes = /^-[XdFHuToAembwcExKDCUrQTt]/
  if (takes.test(word)) return [word.slice(0, 2), word.slice(2).replace(/^\s+/, '')]
  const flags = word.slice(1)
  const out: string[] = []
  for (let i = 0; i < flags.length; i++) {
    const flag = `-${flags[i] ?? ''}`
    out.push(flag)
    if (takes.test(`${flag}`) && i < flags.length - 1) {
      out.push(flags.slice(i + 1))
      break
    }
  }
  return out
}
