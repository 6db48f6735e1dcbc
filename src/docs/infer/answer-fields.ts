import type { Details, Placed } from './collect/index.ts'
import { hasBody, type Method } from './methods.ts'

const deepest = 6
const mostKeys = 2_000

/**
 * The parameters but for those of tables and lists that name the fields of an answer: nothing there says that they are sent,
 * three in four are keys of an answer that is shown, and they are not those of a body that is shown.
 */
export function withoutAnswers({ parameters, answers, bodies }: Details, method: Method): Placed[] {
  if (!answers.some(({ value }) => value !== undefined)) return parameters
  const isModel = (it: Placed): boolean => !hasBody(method) && it.evidence === 'table' && it.in === undefined
  if (!parameters.some((it) => it.vague === true || isModel(it))) return parameters
  const answered = keysOf(answers.map(({ value }) => value))
  const sent = keysOf(bodies.map(({ value }) => value))
  const asked = new Set(parameters.flatMap((it) => (it.evidence === 'url' ? [it.name] : [])))
  const dropped = new Set<number>()
  for (const at of new Set(parameters.flatMap((it) => (it.vague === true ? [it.at] : [])))) {
    const named = parameters.filter((it) => it.at === at && it.vague === true)
    const share = (keys: ReadonlySet<string>): number =>
      named.filter(({ name }) => keys.has(lastOf(name))).length / named.length
    const needed = named.some(({ required }) => required === true || (required === false && hasBody(method)))
    if (
      named.length >= 2 &&
      !needed &&
      share(answered) >= 0.75 &&
      share(sent) < (hasBody(method) ? 0.01 : 0.5) &&
      share(asked) === 0
    )
      dropped.add(at)
  }
  // "Parameters" of a boat, each of them in the boat that comes back: whatever the table is called
  const models = parameters.filter(isModel)
  for (const at of new Set(models.map((it) => it.at))) {
    const named = models.filter((it) => it.at === at)
    const known = named.filter(({ name }) => answered.has(lastOf(name))).length
    if (
      named.length >= 6 &&
      known / named.length >= 0.9 &&
      !named.some(({ name, required }) => asked.has(name) || required !== undefined) &&
      named.some(({ name }) => givenByServer.test(name))
    )
      return parameters.filter((it) => it.at !== at && (it.vague !== true || !dropped.has(it.at)))
  }
  return dropped.size === 0 ? parameters : parameters.filter((it) => it.vague !== true || !dropped.has(it.at))
}

const givenByServer = /^_?id$|^(?:created|updated)(?:_at|At|_on)?$/

/** `flags[].owner` is the key `owner`. */
const lastOf = (name: string): string => name.split(/[.[\]]+/).findLast((part) => part !== '') ?? name

function keysOf(values: readonly unknown[]): ReadonlySet<string> {
  const found = new Set<string>()
  const visit = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > deepest || found.size > mostKeys) return
    if (Array.isArray(value)) return value.slice(0, 20).forEach((it) => visit(it, depth + 1))
    for (const [key, inner] of Object.entries(value)) {
      found.add(key)
      visit(inner, depth + 1)
    }
  }
  for (const value of values) visit(value, 0)
  return found
}
