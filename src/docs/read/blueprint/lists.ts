import { fenceFor } from '../escape.ts'
import type { Field } from './fields.ts'
import type { Entry } from './items.ts'

/** Code in a fence. */
export function codeOf(lines: readonly string[], mediaType: string): string[] {
  const inner = lines.filter((line) => !/^\s*(?:`{3,}|~{3,})/.test(line))
  const fence = fenceFor(inner.join('\n'))
  return [
    `${fence}${/json/.test(mediaType) || /^\s*[{[]/.test(inner[0] ?? '') ? 'json' : /xml/.test(mediaType) ? 'xml' : ''}`,
    ...inner,
    fence,
  ]
}

/** Fields below a caption. */
export function listOf(caption: string, fields: readonly Field[]): string[] {
  return fields.length === 0 ? [] : [`**${caption}**`, '', ...fields.flatMap((field) => lineOf(field, 0)), '']
}

function lineOf({ name, type, required, description, values, fields }: Field, depth: number): string[] {
  const words = [type, required === undefined ? '' : required ? 'required' : 'optional'].filter((word) => word !== '')
  const said = [description, values.length === 0 ? '' : `One of: ${values.map((value) => `\`${value}\``).join(', ')}`]
  const text = said.filter((part) => part !== '').join(' ')
  return [
    `${'  '.repeat(depth)}- \`${name}\`${words.length === 0 ? '' : ` (${words.join(', ')})`}${text === '' ? '' : ` – ${text}`}`,
    ...fields.flatMap((field) => lineOf(field, depth + 1)),
  ]
}

/** An entry as it was written. */
export const plain = ({ text, lines, entries }: Entry, depth: number): string[] => [
  `${'  '.repeat(depth)}- ${text}`,
  ...lines.map((line) => `${'  '.repeat(depth + 1)}${line}`),
  ...entries.flatMap((entry) => plain(entry, depth + 1)),
]
