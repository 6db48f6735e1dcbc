import { toMarked } from '../infer/inline.ts'
import { readClientCode } from '../infer/client-code.ts'
import { readCurl, type SampleRequest } from '../infer/curl.ts'
import { readHttpText } from '../infer/http-text.ts'
import { readHttpie } from '../infer/httpie.ts'
import { toMethod, type Method } from '../infer/methods.ts'
import { readTarget, segmentsOf, variablesOf, type Target } from '../infer/target.ts'
import { toColumn } from '../infer/words.ts'
import type { Item, Outline } from '../infer/outline.ts'
import type { Extractor, Finding } from './extractor.ts'
import { findPaths, isApiPath, readLoneMethod, readLonePath, toSummary } from './scan.ts'

/** Code blocks that hold HTTP: `GET /items`, whole requests with headers and body, or lists of such lines. */
export const http: Extractor = {
  id: 'http',
  read(item, outline) {
    if (item.block?.kind !== 'code') return []
    const requests = readHttpText(item.block.text).filter((it) => it.kind === 'request')
    const whole = hasVersion(item.block.text)
    const example = requests.length === 1 && isExample(item, outline)
    const syntax = requests.length === 1 && /^(?:request |http )?syntax$/i.test(item.node.section.title)
    const many = requests.length > 3 && requests.every(({ full, body }) => !full && body === '')
    return requests.flatMap((request, row): Finding[] => {
      const host = request.headers.find(([name]) => name.toLowerCase() === 'host')?.[1]
      const read = readTarget(request.target, { relative: true })
      if (read === undefined || !isApiPath(read)) return []
      const target =
        read.origin === undefined && host !== undefined && /^[\w.{}-]+(?::\d+)?$/.test(host)
          ? { ...read, origin: `https://${host}` }
          : read
      const body = request.body === '' ? {} : { body: bodyOf(request.body, request.headers) }
      return [request.method, ...request.further].map((method): Finding => ({
        at: item.at,
        row,
        method,
        target,
        form: ((request.full && whole) || example) && !syntax ? 'sample' : many ? 'listed' : 'declared',
        weight: request.full && whole ? 0.8 : example ? 0.7 : 0.9,
        by: 'http',
        headers: request.headers,
        ...body,
        ...toSummary(request.says),
      }))
    })
  },
}

/** "For example, to make a hat:" above one request: a call of something, and not its definition. */
function isExample(item: Item, outline: Outline): boolean {
  const before = outline.items[item.at - 1]
  if (before?.node !== item.node || before.block?.kind !== 'text') return false
  const last =
    before.marked
      .trim()
      .split(/\n|(?<=[.!?])\s+/)
      .at(-1) ?? ''
  return /^(?:for (?:example|instance)|e\.g\.|по примеру|например|例如|例えば|zum beispiel|z\. ?b\.|par exemple|por ejemplo|por exemplo)/iu.test(
    last,
  )
}

const hasVersion = (text: string): boolean => /\bHTTP\/[\d.]+\s*$/m.test(text)

/** A body as it stands in a request: fields of a form or of multipart, or raw text with its media type. */
function bodyOf(text: string, headers: readonly (readonly [string, string])[]): NonNullable<Finding['body']> {
  const mediaType = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  if (/multipart/i.test(mediaType) || /Content-Disposition:\s*form-data/i.test(text)) {
    const fields = [...text.matchAll(/Content-Disposition:\s*form-data;[^\n]*?\bname="?([^";\n]+)"?([^\n]*)/gi)].map(
      (match) => {
        return { name: match[1] ?? '', value: '', file: /filename/i.test(match[2] ?? '') }
      },
    )
    return { kind: 'multipart', fields }
  }
  if (/urlencoded/i.test(mediaType) || /^[\w.[\]-]+=[^\s&]*(?:&[\w.[\]-]+=[^\s&]*)*$/.test(text)) {
    const fields = text
      .split(/[&\n]/)
      .map((part) => part.split('='))
      .filter(([name = '']) => /^[\w.[\]-]+$/.test(name.trim()))
    return { kind: 'form', fields: fields.map(([name = '', value = '']) => ({ name: name.trim(), value })) }
  }
  return { kind: 'raw', text, ...(mediaType === '' ? {} : { mediaType }) }
}

const sampleOf = (call: SampleRequest): Pick<Finding, 'method' | 'form' | 'headers' | 'body' | 'basic'> => ({
  method: call.method,
  form: 'sample',
  headers: call.headers,
  ...(call.body === undefined ? {} : { body: call.body }),
  ...(call.user === undefined ? {} : { basic: true }),
})

/** cURL calls in code blocks and in lines of text. */
export const curl: Extractor = {
  id: 'curl',
  read(item) {
    const { script, told } = shellOf(item)
    return readCurl(script).flatMap((call, row): Finding[] => {
      const target = readTarget(call.url, { relative: false })
      if (target === undefined || !isApiPath(target) || target.path === '/') return []
      // what a sentence changes in passing says nothing of how the path is read
      if (told && item.block?.kind === 'text' && call.method !== 'GET') return []
      // a file fetched from a host of files, where packages come from
      if (call.method === 'GET' && (fileHost.test(target.origin ?? '') || /\d\.list$|\.repo$/.test(target.path)))
        return []
      return [
        {
          ...sampleOf(call),
          at: item.at,
          row,
          target,
          // `curl -I` looks whether something answers
          weight: call.method === 'HEAD' ? 0.4 : told ? 0.55 : 0.7,
          by: 'curl',
        },
      ]
    })
  },
}

/** What of an item may be commands: code, and lines of text and of lists that call curl, in whatever quotes; or are told to. */
function shellOf({ block, marked }: Item): { readonly script: string; readonly told: boolean } {
  if (block?.kind === 'code') return { script: block.text, told: false }
  const lines =
    block?.kind === 'text'
      ? [marked]
      : block?.kind === 'list'
        ? block.items.flatMap(({ markdown }) => (markdown.includes('curl ') ? toMarked(markdown).split('\n') : []))
        : []
  const own = lines.filter((line) => /^[`$\s:>*-]*curl\s/.test(line))
  const script = (own.length > 0 ? own : lines.flatMap(commandsIn))
    .map((line) =>
      line
        .replace(/^[`$\s:>*-]+/, '')
        .replaceAll('`', '')
        .replace(/[‘’]/g, "'")
        .replace(/[“”]/g, '"')
        .replace(/(?<=\s)–(?=[a-z])/g, '--'),
    )
    .join('\n')
  return { script, told: own.length === 0 }
}

/** "To see it, run `curl https://… | jq`", "Example: `bash curl …`": commands in code within a line. */
const commandsIn = (line: string): string[] =>
  [...line.matchAll(/`(?:(?:bash|sh|shell|console)\s+)?(?:\$\s*)?(curl\s[^`\n]{8,2000})`/g)].map(
    ([, text = '']) => text,
  )

/** Calls in code of any language, weak: what a client calls is seldom written as the reference would. */
export const clientCode: Extractor = {
  id: 'client-code',
  read(item) {
    if (item.block?.kind !== 'code' || /\bcurl\b/.test(item.block.text) || isData(item.block)) return []
    const typed = readHttpie(item.block.text)
    if (typed.length > 0)
      return typed.flatMap((call, row): Finding[] => {
        const target = readTarget(call.url)
        return target === undefined || !isApiPath(target) || target.path === '/'
          ? []
          : [{ ...sampleOf(call), at: item.at, row, target, weight: 0.6, by: 'client-code' }]
      })
    if (readHttpText(item.block.text).length > 0) return [] // the URLs in it are those of bodies
    return readClientCode(item.block.text).flatMap(({ method, url, body, query }, row): Finding[] => {
      const read = readTarget(url)
      if (read === undefined || !isApiPath(read) || read.path === '/') return []
      const target = { ...read, query: [...read.query, ...query.map((name) => ({ name }))] }
      const sent = body === undefined || method === 'GET' ? {} : { body }
      return [{ at: item.at, row, method, target, form: 'sample', weight: 0.4, by: 'client-code', ...sent }]
    })
  },
}

/** A code block that is nothing but a path or a URL, or a few of them. */
export const loneCode: Extractor = {
  id: 'lone-code',
  read(item, outline) {
    if (isAnswer(item, outline)) return []
    const named = namedByTitle(item)
    if (named !== undefined)
      return [{ at: item.at, row: 0, target: named, form: 'declared', weight: 0.8, by: 'lone-code' }]
    const lines =
      item.block?.kind === 'code'
        ? item.block.text.trim().split('\n')
        : item.block?.kind === 'text' && !item.marked.includes('\n')
          ? [item.marked]
          : []
    if (lines.length === 0 || lines.length > (item.block?.kind === 'code' ? 60 : 8)) return []
    const targets = lines
      .filter((line) => line.trim() !== '')
      .map((line) => readLonePath(line) ?? (item.block?.kind === 'code' ? apiPathLine(line) : undefined))
    if (targets.some((target) => target === undefined)) return []
    const said = targets.length === 1 ? leadMethod(item, outline) : undefined
    const titled = targets.length === 1 && isUnderTitle(item)
    return targets.flatMap((target, row): Finding[] =>
      target === undefined
        ? []
        : [
            {
              at: item.at,
              row,
              target,
              ...(said === undefined ? {} : { method: said }),
              // many are a list of what there is; one with a made-up name shows only what such a path looks like
              form:
                targets.length >= 4
                  ? 'listed'
                  : target.origin === undefined || variablesOf(target.path).length > 0
                    ? 'declared'
                    : 'sample',
              weight: isMadeUp(target) ? 0.45 : titled ? 0.8 : said === undefined ? 0.6 : 0.7,
              by: 'lone-code',
            },
          ],
    )
  },
}

/** `POST` as the heading, or "To remove it, send a `DELETE` request to:" right above: the method of what stands below. */
function leadMethod(item: Item, outline: Outline): Method | undefined {
  const before = outline.items[item.at - 1]
  if (item.block?.kind !== 'code' || before?.node !== item.node) return undefined
  if (before.block === undefined) return readLoneMethod(before.marked)
  if (before.block.kind !== 'text') return undefined
  const last = before.marked.trim().split(/(?<=[.!?。])\s+/).at(-1) ?? '' // prettier-ignore
  const words = new Set(last.match(/(?<![\p{L}/-])(?:GET|POST|PUT|PATCH|DELETE)(?![\p{L}/])/gu))
  const [only] = words
  return /[:：]$/.test(last) && words.size === 1 ? toMethod(only ?? '') : undefined
}

/** A URL in code that opens a section whose title is its last word, with a table of parameters below: `/rest/listBoats`. */
function namedByTitle({ block, node, at, marked }: Item): Target | undefined {
  const title = node.section.title.trim()
  if (block?.kind !== 'text' || node.items[1]?.at !== at || !/^\w{3,60}$/.test(title)) return undefined
  const target = readLonePath(/^`([^`\n]{1,300})`(?=\s|$)/.exec(marked)?.[1] ?? '')
  const hasTable = [node, ...node.children].some(({ items }) => items.some((it) => it.block?.kind === 'table'))
  const last = segmentsOf(target?.path ?? '')
    .at(-1)
    ?.replace(/\.\w+$/, '')
  return hasTable && last?.toLowerCase() === title.toLowerCase() ? target : undefined
}

/** "Endpoint", "URL" as the title of the section that it opens. */
const isUnderTitle = ({ at, node, block }: Item): boolean =>
  block?.kind === 'code' &&
  toColumn(node.section.title, ['path']) !== undefined &&
  node.items.find((other) => other.block?.kind === 'code')?.at === at

const isMadeUp = ({ path }: Target): boolean =>
  segmentsOf(path).some((segment) => /^(?:(?:my|your|some)[-_]\w+|foo|bar|foobar)$/i.test(segment))

/** "You are redirected to a URL of the form": where an answer leads, nothing that one calls. */
function isAnswer(item: Item, outline: Outline): boolean {
  const before = outline.items[item.at - 1]
  return (
    before?.node === item.node &&
    before.block?.kind === 'text' &&
    /\bredirect(?:ed|s)?\b[^.]{0,60}[:：]\s*$|перенаправ[^.]{0,60}:\s*$|重定向[^。]{0,30}[:：]\s*$|\bumgeleitet\b[^.]{0,60}:\s*$|\bredirig[^.]{0,60}:\s*$/iu.test(
      before.marked,
    )
  )
}

/** `url = /x/{id}`-like lines are none; a URL with words around it is one only when the words are few. */
function apiPathLine(line: string): ReturnType<typeof readLonePath> {
  const paths = findPaths(line)
  return paths.length === 1 &&
    line.length - ((paths[0]?.to ?? 0) - (paths[0]?.from ?? 0)) < 12 &&
    /^https?:/.test(paths[0]?.target.raw ?? '')
    ? paths[0]?.target
    : undefined
}

/** JSON and YAML: the URLs in them are values of an answer, no calls. */
const isData = ({ language, text }: { readonly language: string; readonly text: string }): boolean =>
  /^(?:json[5c]?|ya?ml|toml|xml|html)$/i.test(language) || /^\s*[[{]\s*["{[]/.test(text)

const fileHost =
  /^https?:\/\/(?:raw\.|gist\.|www\.)?(?:githubusercontent\.com|github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)$/i
