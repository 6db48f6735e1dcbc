import type { Operation } from '../catalog/index.ts'
import { wordsOf } from './names.ts'
import type { ToolDefinition } from './model.ts'
import { brief, plain } from './prose.ts'
import { inputSchema, type Offer, type Signature } from './signature.ts'

const longestDescription = 1_000
const longestTitle = 80

const reading = new Set(['GET', 'HEAD', 'OPTIONS', 'QUERY'])
const repeatable = new Set([...reading, 'PUT', 'DELETE'])
const replacing = new Set(['PUT', 'PATCH', 'DELETE'])

export const isReading = (method: string): boolean => reading.has(method)

/** What a method promises (RFC 9110 §9.2), as hints for clients. */
export function annotationsOf(method: string): ToolDefinition['annotations'] {
  return {
    readOnlyHint: reading.has(method),
    destructiveHint: replacing.has(method),
    idempotentHint: repeatable.has(method),
    openWorldHint: true,
  }
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

export function titleOf(operation: Pick<Operation, 'summary' | 'operationId' | 'key'>): string {
  const title = brief(operation.summary, longestTitle).replace(/[.\s]+$/, '')
  if (title !== '') return title
  const words = wordsOf(operation.operationId ?? '')
  return brief(words.length > 0 ? capital(words.join(' ')) : operation.key, longestTitle)
}

/** Summary first, then what the description adds. */
export function descriptionOf(operation: Operation, limit: number): string {
  const summary = plain(operation.summary ?? '')
  const text = plain(operation.description ?? '')
  const more = text.startsWith(summary.replace(/\.$/, '')) || summary === '' ? text : ''
  const whole = more === '' ? [summary, text].filter((part) => part !== '') : [more]
  const said = whole.map((part, index) => (index < whole.length - 1 && !/[.!?…]$/.test(part) ? `${part}.` : part))
  const words = [operation.deprecated ? 'Deprecated.' : '', said.join(' ') || operation.key]
  return brief(words.filter((word) => word !== '').join(' '), limit)
}

/** An operation as a tool of its own. */
export function toolOf(name: string, signature: Signature, offer: Offer): ToolDefinition {
  const { operation } = signature
  return {
    name,
    title: titleOf(operation),
    description: descriptionOf(operation, longestDescription),
    inputSchema: inputSchema(signature, offer),
    annotations: annotationsOf(operation.method),
  }
}
