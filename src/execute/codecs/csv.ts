import { isCsv } from '../media.ts'
import { isScalar, toText } from '../scalar.ts'
import { inCharset, textIn } from './charsets.ts'
import { defineCodec } from './codec.ts'

/** RFC 4180 and tabs. Read as the text that it is (a select knows its columns); a list of records is written as rows. */
export const csv = defineCodec({
  id: 'csv',
  takes: isCsv,
  decode: (data, { type }) => ({ kind: 'text', text: textIn(data, type) }),
  encode(value, _, { essence, parameters }) {
    const separator = essence.endsWith('csv') ? ',' : '\t'
    return inCharset(Array.isArray(value) ? rowsOf(value, separator) : toText(value), parameters.get('charset'))
  },
})

function rowsOf(records: readonly unknown[], separator: string): string {
  const names = [...new Set(records.flatMap((record) => (isRecord(record) ? Object.keys(record) : [])))]
  const rows = records.map((record) =>
    isRecord(record)
      ? names.map((name) => (Object.hasOwn(record, name) ? record[name] : ''))
      : Array.isArray(record)
        ? record
        : [record],
  )
  return [...(names.length === 0 ? [] : [names]), ...rows]
    .map((row) => `${row.map((cell) => cellOf(toText(cell), separator)).join(separator)}\r\n`)
    .join('')
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  !isScalar(value) && !Array.isArray(value)

const cellOf = (text: string, separator: string): string =>
  text.includes(separator) || /["\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
