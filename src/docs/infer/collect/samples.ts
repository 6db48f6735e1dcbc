import { readJsonSample } from '../json-sample.ts'
import type { Merged } from '../merge.ts'
import { hasBody } from '../methods.ts'
import type { Item } from '../outline.ts'
import type { Caption } from '../words.ts'
import { startsNear, type Details } from './collecting.ts'

/** Whether a JSON sample with this caption is what is sent rather than what comes back. */
export function isRequestSample(says: Caption | undefined, operation: Merged, own: Details, item: Item): boolean {
  if (says === 'response' || says === 'errors' || says === 'status') return false
  if (says === 'body' || says === 'form') return operation.method !== 'GET' && operation.method !== 'HEAD'
  if (!hasBody(operation.method)) return false
  const sent = operation.findings.some(({ body }) => body !== undefined)
  // what is sent was shown and answered: more of it is another answer, whatever the heading is called
  if (says === 'parameters') return !(sent && own.answers.length > 0)
  if (says === 'request') return true
  return !sent && own.bodies.length === 0 && own.answers.length === 0 && startsNear(operation, item)
}

/** "body `{ "url": "…" }`": a JSON body within a line. */
export const sampleInText = (text: string): unknown =>
  readJsonSample(/\b(?:body|payload)\b[^`]{0,20}`(\{[^`]{1,2000}\})`/i.exec(text)?.[1] ?? '')
