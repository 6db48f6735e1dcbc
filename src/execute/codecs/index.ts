import { csv } from './csv.ts'
import { events } from './events.ts'
import { form } from './form.ts'
import { html } from './html.ts'
import { jsonLines, jsonSequence } from './json-lines.ts'
import { json } from './json.ts'
import { multipart } from './multipart.ts'
import { text } from './text.ts'
import { xml } from './xml.ts'

export { json, text }

/** Every media type that is read as more than bytes; the first that takes a type has it. */
export const codecs = [json, jsonLines, jsonSequence, events, form, multipart, csv, html, xml, text] as const
