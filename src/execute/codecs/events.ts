import { setImmediate as turn } from 'node:timers/promises'
import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { compactJson } from '../../core/index.ts'
import { isEventStream } from '../media.ts'
import { textIn } from './charsets.ts'
import { defineCodec } from './codec.ts'
import { plainEscapes } from './json-escapes.ts'
import { scalarOrText } from './lines.ts'

/** So many characters are read before others have their turn. */
const atOnce = 128 * 1024

/** So many events are read of a stream. */
export const mostEvents = 1_000

/** What APIs send as the data of the last event of a stream that they keep open. */
export const isEndMark = ({ data }: Pick<EventSourceMessage, 'data'>): boolean => data.trim() === '[DONE]'

/** Server-sent events (HTML §9.2) as a list of `{ event?, id?, data }`, data that is JSON as its value; end marks left out. */
export const events = defineCodec({
  id: 'events',
  takes: isEventStream,
  async decode(data, { type }) {
    const found: string[] = []
    let past = 0
    const parser = createParser({
      onEvent(message) {
        if (isEndMark(message)) return
        if (found.length < mostEvents) found.push(toJson(message))
        else past++
      },
    })
    const text = withLineFeeds(textIn(data, type))
    for (let from = 0; from < text.length; from += atOnce) {
      if (from > 0) await turn()
      parser.feed(text.slice(from, from + atOnce))
    }
    parser.feed('\n\n') // the last event may lack its empty line
    if (found.length === 0 && !/^(?::|data|event|id|retry)/m.test(text))
      return { kind: 'other', why: 'there is no event in it' }
    const notes = past === 0 ? {} : { notes: [{ says: `${past} more events came and are not shown` }] }
    return { kind: 'json', text: plainEscapes(`[${found.join(',')}]`), ...notes }
  },
})

/** The parser looks for a carriage return from every line on: one at the end of a long text would take it hours. */
const withLineFeeds = (text: string): string => (text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text)

function toJson({ event, id, data }: EventSourceMessage): string {
  const members = [
    ...(event === undefined ? [] : [`"event":${JSON.stringify(event)}`]),
    ...(id === undefined ? [] : [`"id":${JSON.stringify(id)}`]),
    `"data":${scalarOrText(data, compactJson).text}`,
  ]
  return `{${members.join(',')}}`
}

/** Tells when enough of a stream has come: its end mark, or as many events as are read. */
export function eventCounter(): (chunk: Uint8Array) => string | undefined {
  const decoder = new TextDecoder()
  let count = 0
  let enough: string | undefined
  const parser = createParser({
    onEvent(message) {
      if (isEndMark(message)) enough ??= ''
      else if (++count >= mostEvents) enough ??= `it is cut after ${mostEvents} events`
    },
  })
  return (chunk) => {
    parser.feed(withLineFeeds(decoder.decode(chunk, { stream: true })))
    return enough
  }
}
