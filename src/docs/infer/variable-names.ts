import type { Placed } from './collect/index.ts'
import { variablesOf } from './target.ts'

/** Variables that were made of examples take the names of the rows that describe path parameters, in their order. */
export function withNames(written: string, parameters: readonly Placed[], idIsSent: boolean): string {
  const path = idIsSent ? written : withOwnId(written, parameters)
  const variables = variablesOf(path)
  const made = variables.filter(
    (name) => /^(?:value|\w+_id(?:_\d+)?|id)$/.test(name) && !parameters.some((it) => it.name === name),
  )
  const given = [
    ...new Set(parameters.filter((it) => it.in === 'path' && /^[\w.-]+$/.test(it.name)).map(({ name }) => name)),
  ].filter((name) => !variables.includes(name))
  // `/posts/1` became `{post_id}`, and a row calls it `postId`
  const alike = made.flatMap((name) => {
    const row = parameters.find(
      (it) => (it.in === undefined || it.in === 'path') && it.evidence !== 'text' && fold(it.name) === fold(name),
    )
    return row === undefined || !/^[\w.-]+$/.test(row.name) ? [] : [[name, row.name] as const]
  })
  if (alike.length > 0) return alike.reduce((text, [name, said]) => text.replace(`{${name}}`, `{${said}}`), path)
  if (made.length === 0 || made.length !== given.length) return path
  return made.reduce((text, name, index) => text.replace(`{${name}}`, `{${given[index] ?? name}}`), path)
}

/** `/bundles/7944…` became `{bundle_id}`, and the one row without a place that it can be calls it `id`. */
function withOwnId(path: string, parameters: readonly Placed[]): string {
  const variables = variablesOf(path)
  const rows = parameters.filter((it) => it.evidence === 'table' || it.evidence === 'list')
  const own = rows.find((it) => it.name === 'id' && it.in === undefined && it.required !== false)
  if (own === undefined || variables.includes('id')) return path
  const made = variables.filter((name) => name.endsWith('_id') && !rows.some((it) => fold(it.name) === fold(name)))
  const last = made.at(-1)
  return last === undefined ? path : path.replace(`{${last}}`, '{id}')
}

/** Whether a row called `id` can only be the variable that a path ends in. */
export const isOwnId = ({ at, name, evidence }: Placed, all: readonly Placed[], path: string): boolean =>
  name === 'id' &&
  evidence === 'table' &&
  /\{\w+_id\}\/?$/i.test(path) &&
  isAlone(at, all) &&
  !all.some((it) => it.name === 'id' && it.evidence !== 'table')

/** Whether a place names one parameter; of a long table the second row tells. */
function isAlone(at: number, all: readonly Placed[]): boolean {
  const first = all.findIndex((it) => it.at === at)
  return all.findIndex((it, index) => index > first && it.at === at) < 0
}

/** A name without its case and its strokes. */
export const fold = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '')

/** `userId`, `user_id`, `:id` and `ID` are the variable `user_id` or `id`; the only variable is meant by any `id`. */
export function toVariable(variables: readonly string[]): (name: string) => string | undefined {
  return (name) => {
    const exact = variables.find((it) => it === name) ?? variables.find((it) => fold(it) === fold(name))
    if (exact !== undefined) return exact
    const part = variables.filter((it) => fold(it).endsWith(fold(name)) || fold(name).endsWith(fold(it)))
    return part.length === 1 ? part[0] : undefined
  }
}
