import { fenceFor } from './escape.ts'

const requestLine =
  /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)[ \t]+(?:https?:\/\/|\/|\{\{|\$\{|localhost[:/]|[\w.-]+:\d+\/)\S*/
const separator = /^###/

/** Whether a text is a file of requests (`.http`, `.rest`): requests at the start of lines, with `###` between them. */
export function isHttpFile(head: string, name: string): boolean {
  const lines = head.split('\n')
  const requests = lines.filter((line) => requestLine.test(line)).length
  if (requests === 0 || /^```|^#{1,2} \S/m.test(head.replace(/^# @.*$/gm, ''))) return requests > 0 && isNamed(name)
  return isNamed(name) || (requests > 1 && lines.filter((line) => separator.test(line)).length >= requests - 1)
}

const isNamed = (name: string): boolean => name === 'http' || name === 'rest'

/** The requests of such a file as Markdown: a section each, with what it is called, what is said of it and the request. */
export function httpFileToMarkdown(text: string): string {
  const variables = new Map<string, string>()
  for (const [, name = '', value = ''] of text.matchAll(/^(?:#[ \t]?)?@([\w-]{1,60})[ \t]*=[ \t]*(\S.{0,500})$/gm))
    if (!variables.has(name)) variables.set(name, value.trim())
  const out: string[] = [...baseOf(text, variables)]
  let title = ''
  let lines: string[] = []
  const close = (): void => {
    out.push(sectionOf(title, lines, variables))
    lines = []
  }
  for (const line of text.split('\n')) {
    if (!separator.test(line)) {
      lines.push(line)
      continue
    }
    close()
    title = line.replace(/^#+/, '').trim()
  }
  close()
  return out.join('\n')
}

/** The one variable that all requests begin with. */
function baseOf(text: string, variables: ReadonlyMap<string, string>): string[] {
  const heads = new Set(
    text.split('\n').flatMap((line) => /^[A-Z]{3,7}[ \t]+\{\{\s*([\w-]{1,60})\s*\}\}\//.exec(line)?.slice(1) ?? []),
  )
  const [name] = heads
  const value = heads.size === 1 ? fill(variables.get(name ?? '') ?? '', variables) : ''
  return /^https?:\/\/[^\s{}]+$/.test(value) ? [`Base URL: \`${value}\``, ''] : []
}

function sectionOf(title: string, lines: readonly string[], variables: ReadonlyMap<string, string>): string {
  const start = lines.findIndex((line) => requestLine.test(line))
  const above = (start < 0 ? lines : lines.slice(0, start)).filter((line) => !/^(?:#[ \t]?)?@[\w-]+[ \t]*=/.test(line))
  const said = above.flatMap((line) => /^(?:#|\/\/)[ \t]?(.*)$/.exec(line)?.slice(1) ?? [])
  const named = said.find((line) => /^@name\s/.test(line))?.replace(/^@name\s+/, '')
  const words = said.filter((line) => !line.startsWith('@') && line.trim() !== '')
  const head = title === '' ? (named ?? words.shift() ?? '') : title
  const request = start < 0 ? [] : lines.slice(start).filter((line) => !/^(?:#|\/\/|>|<(?!\s*[a-z]+[\s>]))/.test(line))
  const filled = fill(request.join('\n').trimEnd(), variables)
    .replace(/\n[ \t]+(?=[?&])/g, '') // a query on lines of its own
    .replace(/^([A-Z]+[ \t]+)(?=[\w.-]+:\d+\/)/, '$1http://')
  const call = (filled.split('\n', 1)[0] ?? '').replace(/[ \t]+HTTP\/[\d.]+[ \t]*$/, '')
  const fence = fenceFor(filled)
  return [
    ...(head === '' ? [] : [`## ${head}`, '']),
    ...(words.length === 0 ? [] : [words.join('\n'), '']),
    ...(filled === '' ? [] : [`\`${call.replaceAll('`', '')}\``, '', `${fence}http`, filled, fence, '']),
  ].join('\n')
}

/** Values of variables may make a request that much longer. */
const mostFilled = 20_000

/** `{{host}}` with the value that the file gives to it; what it takes from elsewhere stays. */
function fill(text: string, variables: ReadonlyMap<string, string>): string {
  let filled = text
  let left = mostFilled
  for (let round = 0; round < 3; round++)
    filled = filled.replace(/\{\{\s*([\w-]{1,60})\s*\}\}/g, (whole, name: string) => {
      const value = variables.get(name)
      if (value === undefined || !/^(?:https?:\/\/|\{\{|[\w.-]+:\d+$|\/?v?\d*\/?api)/.test(value)) return whole
      left -= value.length
      return left < 0 ? whole : value
    })
  return filled
}
