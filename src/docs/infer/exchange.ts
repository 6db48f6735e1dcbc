import type { Details } from './collect/index.ts'
import type { InferredBody, InferredParameter, InferredResponse } from './model.ts'
import type { Merged } from './merge.ts'
import { toDescription } from './parameters/words.ts'
import { toSchema } from './sample-schema.ts'

/** What is sent, of the fields of a body or a form or of an array that is shown. */
export function toBody(
  operation: Merged,
  details: Details,
  parameters: readonly InferredParameter[],
): InferredBody | undefined {
  const fields = parameters.filter((it) => it.in === 'body' || it.in === 'form')
  const arrays = details.bodies.filter(({ value }) => Array.isArray(value))
  if (fields.length === 0 && arrays.length > 0)
    return { mediaType: 'application/json', schema: toSchema(arrays.map(({ value }) => value)), required: true }
  if (fields.length === 0) {
    const [raw] = details.raw
    return raw === undefined
      ? undefined
      : { mediaType: raw.mediaType, schema: raw.mediaType.includes('json') ? {} : { type: 'string' }, required: true }
  }
  const form = fields.some((it) => it.in === 'form')
  const binary = fields.some(({ schema }) => schema.format === 'binary')
  const required = fields.filter((it) => it.required === true).map(({ name }) => name)
  const properties = Object.fromEntries(
    fields.map((it) => [
      it.name,
      { ...it.schema, ...(it.description === undefined ? {} : { description: it.description }) },
    ]),
  )
  const example = form
    ? undefined
    : details.bodies.map(({ value }) => value).find((value) => typeof value === 'object' && !Array.isArray(value))
  return {
    mediaType: form
      ? details.multipart || binary
        ? 'multipart/form-data'
        : 'application/x-www-form-urlencoded'
      : 'application/json',
    schema: { type: 'object', properties, ...(required.length === 0 ? {} : { required }) },
    required: required.length > 0,
    ...(example === undefined ? {} : { example }),
  }
}

/** What comes back, by status; the schema of what is shown. */
export function toResponses(details: Details): InferredResponse[] {
  const byStatus = new Map<string, unknown[]>()
  for (const { status, value } of details.answers) {
    const key = status ?? '200'
    const known = byStatus.get(key) ?? []
    if (value !== undefined) known.push(value)
    byStatus.set(key, known)
  }
  const statuses = [...new Set([...byStatus.keys(), ...details.statuses.keys()])].toSorted()
  return statuses.map((status) => {
    const values = byStatus.get(status) ?? []
    return {
      status,
      description: toDescription(details.statuses.get(status) ?? '', 200),
      ...(values.length === 0 ? {} : { mediaType: 'application/json', schema: toSchema(values, { required: true }) }),
    }
  })
}
