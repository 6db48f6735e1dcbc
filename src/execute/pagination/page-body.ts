import { CustomApiError, recordsOf, recordTextsOf, stringifyJson } from '../../core/index.ts'
import { isCsv, isXml } from '../media.ts'
import type { Outcome } from '../model.ts'

/** The answer that is a page, as JSON. */
export interface PageBody {
  readonly text: string
  /** Whether it came as XML, where a list of one item looks like the item, and an empty one is not there at all. */
  readonly isXml: boolean
  /** The first row of CSV, with the names of its columns. */
  readonly names?: string | undefined
}

/**
 * The text of a page: JSON and what was read as JSON (XML, lines, events), CSV as a list of records. `undefined` for none.
 *
 * `names`: the first row of the first page, for CSV that says it there only.
 *
 * @throws CustomApiError `upstream.unreadable` for anything else, `result.too_large` for one that was cut off
 */
export function pageBody({ api, body, mediaType }: Outcome, names?: string): PageBody | undefined {
  if (body.kind === 'empty') return undefined
  if (body.kind === 'json' && body.complete) return { text: body.text, isXml: isXml(mediaType) }
  if (body.kind === 'text' && body.complete && isCsv(mediaType)) return csvPage(body.text, names)
  if (body.kind !== 'stream' && !body.complete)
    throw new CustomApiError(
      'result.too_large',
      `a page of "${api}" is longer than the ${body.bytes} bytes that are read`,
      {
        hint: 'ask for smaller pages',
      },
    )
  throw new CustomApiError(
    'upstream.unreadable',
    `"${api}" answered with ${mediaType === '' ? 'no media type' : mediaType.slice(0, 80)}, and pages are collected from JSON, XML, CSV and JSON lines`,
    { hint: 'call the operation itself' },
  )
}

function csvPage(text: string, names: string | undefined): PageBody {
  const [head = ''] = recordTextsOf(text)
  const known = names ?? head
  const isHead = names === undefined || head === names || namesAgain(head, names)
  return { text: stringifyJson(recordsOf(isHead ? text : `${names}\n${text}`)), isXml: false, names: known }
}

/** Whether a row has any of the names as a value: then it is the row of names, perhaps in another order. */
function namesAgain(head: string, names: string): boolean {
  const row = recordsOf(`${names}\n${head}`)[0] ?? {}
  return Object.values(row).some((value) => Object.hasOwn(row, value.trim()))
}
