import { fieldsOf, readFields, unsaid, type Field, type Structures } from './fields.ts'
import { named, typeOf, type Entry } from './items.ts'
import { codeOf, listOf } from './lists.ts'
import { append } from '../append.ts'

/** The fields of an entry `Attributes`: those of the type that it names, and its own; else those of the resource. */
export const attributesOf = (entry: Entry, inherited: readonly Entry[], structures: Structures): readonly Field[] => {
  const type = typeOf(entry.text)
  const fields = [...fieldsOf(type, structures), ...readFields(entry.entries, structures)]
  return fields.length > 0 || type !== '' ? fields : readFields(structures.again(inherited), structures)
}

/** One thing that is sent or answered. */
export function messageOf(
  entry: Entry,
  kind: 'Request' | 'Response',
  says: string,
  inherited: readonly Entry[],
  structures: Structures,
): string[] {
  const mediaType = /\(([\w.+-]+\/[\w.+-]+)[^()]*\)/.exec(says)?.[1] ?? ''
  const status = kind === 'Response' ? (/^\d{3}\b/.exec(says)?.[0] ?? '200') : ''
  const caption = kind === 'Request' ? 'Request body' : `Response ${status}`
  const headers = named(entry.entries, /^Headers?\b/i).flatMap(({ lines, entries }) => [
    ...lines,
    ...entries.map(({ text }) => text),
  ])
  const bodies = named(entry.entries, /^Body\b/i).flatMap(({ lines }) => [lines])
  const own = entry.lines.length > 0 && bodies.length === 0 ? bodyIn(entry.lines) : { body: [], text: entry.lines }
  const body = bodies[0] ?? own.body
  const fields = named(entry.entries, /^Attributes?\b/i).flatMap((it) => attributesOf(it, inherited, structures))
  const out: string[] = []
  if (own.text.length > 0) append(out, [...own.text, ''])
  if (kind === 'Request') append(out, headersOf(headers))
  const isForm = kind === 'Request' && /x-www-form-urlencoded/.test(mediaType)
  if (isForm && body.length > 0 && fields.length === 0)
    return [...out, ...listOf('Form parameters', formOf(body.join('')))]
  if (kind === 'Request')
    append(out, listOf(isForm || /multipart/.test(mediaType) ? 'Form parameters' : caption, fields))
  else if (body.length === 0 && fields.length > 0) append(out, listOf(`${caption} fields`, fields))
  if (body.length > 0)
    out.push(`**${caption}**${mediaType === '' ? '' : ` (${mediaType})`}:`, '', ...codeOf(body, mediaType), '')
  else if (kind === 'Response' && fields.length === 0) out.push(`**${caption}**`, '')
  return out
}

/** What stands right below a message is its body; a sentence in front of it is none. */
function bodyIn(lines: readonly string[]): { body: readonly string[]; text: readonly string[] } {
  const fence = lines.findIndex((line) => /^\s*(?:`{3,}|~{3,})/.test(line))
  if (fence >= 0) {
    const end = lines.findIndex((line, at) => at > fence && /^\s*(?:`{3,}|~{3,})\s*$/.test(line))
    return { body: lines.slice(fence + 1, end < 0 ? undefined : end), text: lines.slice(0, fence) }
  }
  const start = lines.findIndex(
    (line) => /^\s*[{[<"]/.test(line) || /^\s{4,}\S/.test(line) || /^\S+=\S*(?:&|$)/.test(line),
  )
  return start < 0 ? { body: [], text: lines } : { body: lines.slice(start), text: lines.slice(0, start) }
}

function headersOf(lines: readonly string[]): string[] {
  const pairs = lines.flatMap((line) => /^\s*([A-Za-z][\w-]*)\s*:\s*(.*)$/.exec(line)?.slice(1, 3) ?? [])
  const out: string[] = []
  for (let at = 0; at < pairs.length; at += 2)
    if (!/^(?:content-type|accept|content-length|host)$/i.test(pairs[at] ?? ''))
      out.push(`- \`${pairs[at] ?? ''}\`: \`${(pairs[at + 1] ?? '').replaceAll('`', '')}\``)
  return out.length === 0 ? [] : ['**Request headers**', '', ...out, '']
}

const formOf = (body: string): Field[] =>
  body
    .trim()
    .split('&')
    .flatMap((pair) => {
      const name = pair.replace(/=.*$/s, '').trim()
      return /^[\w.[\]-]+$/.test(name) ? [unsaid(name)] : []
    })
