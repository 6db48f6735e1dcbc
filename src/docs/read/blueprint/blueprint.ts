import { readFields, Structures, unsaid, type Field } from './fields.ts'
import { named, typeOf, type Entry } from './items.ts'
import { listOf, plain } from './lists.ts'
import { attributesOf, messageOf } from './message.ts'
import { isStructures, toParts, type Call, type Part } from './parts.ts'
import { readUri, type Uri } from './uri.ts'
import { append } from '../append.ts'

export { isBlueprint } from './parts.ts'

/** What a resource says for all of its actions. */
interface Resource {
  readonly uri: string
  readonly parameters: readonly Entry[]
  readonly attributes: readonly Entry[]
  readonly actions: number
  /** Names that only single actions speak of. */
  readonly single: ReadonlySet<string>
}

/**
 * An API Blueprint (1A) as Markdown that says the same in sentences and captions: each action with its path, its
 * parameters by their place, what is sent and what is answered, attributes with those of their data structures.
 */
export function blueprintToMarkdown(text: string): string {
  const parts = toParts(text)
  const structures = structuresOf(parts)
  const resources = resourcesOf(parts)
  const out: string[] = []
  let resource: Resource | undefined
  for (const part of parts) {
    const { call, entries, rest } = part
    resource = resources.get(part) ?? resource
    if (call?.method !== undefined && (call.uri !== undefined || resource !== undefined))
      append(out, actionOf(part, call, resource, structures))
    else if (resources.has(part)) out.push(titleOf(part), rest.join('\n'), '', ...aloneOf(resource))
    else out.push(titleOf(part), [...rest, ...entries.flatMap((entry) => plain(entry, 0))].join('\n'), '')
  }
  return out.join('\n')
}

const titleOf = ({ level, title, call }: Part): string =>
  title === '' ? '' : `${'#'.repeat(level)} ${call?.name ?? title.replace(/^Group\s+/, '')}\n`

/** A resource of which no action is told is its address. */
const aloneOf = (resource: Resource | undefined): string[] =>
  resource === undefined || resource.actions > 0 ? [] : [`\`${readUri(resource.uri).path}\``, '']

/** The resources, each with what its actions share: all up to the next resource, on whatever level their titles stand. */
function resourcesOf(parts: readonly Part[]): ReadonlyMap<Part, Resource> {
  const actions = new Map<Part, Part[]>()
  let own: Part[] = []
  for (const part of parts)
    if (part.call?.method !== undefined) own.push(part)
    else if (part.call?.uri !== undefined) actions.set(part, (own = []))
  return new Map([...actions].map(([part, list]) => [part, toResource(part, part.call?.uri ?? '', list)]))
}

const parametersOf = (entries: readonly Entry[]): readonly Entry[] =>
  named(entries, /^Parameters?\b/i).flatMap((it) => it.entries)

const namesOf = (entries: readonly Entry[]): string[] => readFields(entries, new Structures()).map(({ name }) => name)

function toResource({ entries }: Part, uri: string, actions: readonly Part[]): Resource {
  const parameters = parametersOf(entries)
  const shared = new Set(namesOf(parameters))
  const own = actions.flatMap((action) => namesOf(parametersOf(action.entries)))
  return {
    uri,
    parameters,
    attributes: named(entries, /^Attributes?\b/i).flatMap((it) => it.entries),
    actions: actions.length,
    single: new Set(own.filter((name) => !shared.has(name))),
  }
}

function structuresOf(parts: readonly Part[]): Structures {
  const found = new Structures()
  let inside = 0
  for (const { level, title, call, entries } of parts) {
    if (level <= inside) inside = 0
    if (isStructures(title)) inside = level
    else if (inside > 0) {
      const [, name = '', base = ''] = /^`?([^(`]+)`?(?:\(([^()]*)\))?$/.exec(title) ?? []
      found.set(name.trim(), { base: base.trim(), entries })
    } else if (call?.uri !== undefined && call.name !== '') {
      const attributes = named(entries, /^Attributes?\b/i)[0] // a resource is a data structure, too
      if (attributes !== undefined) found.set(call.name, { base: typeOf(attributes.text), entries: attributes.entries })
    }
  }
  return found
}

function actionOf(
  { level, entries, rest }: Part,
  call: Call,
  resource: Resource | undefined,
  structures: Structures,
): string[] {
  const whole = readUri(call.uri ?? resource?.uri ?? '/')
  const own = parametersOf(entries)
  const mine = new Set(namesOf(own))
  const single = call.uri === undefined ? resource?.single : undefined
  const uri = { ...whole, query: whole.query.filter((name) => mine.has(name) || single?.has(name) !== true) }
  // an action with an address of its own takes of the resource what stands in it
  const isMine = ({ name }: Field): boolean =>
    call.uri === undefined || uri.query.includes(name) || uri.path.includes(`{${name}}`)
  const shared = readFields(structures.again(resource?.parameters ?? []), structures).filter(isMine)
  const parameters = new Map([...shared, ...readFields(own, structures)].map((it) => [it.name, it]))
  const attributes = named(entries, /^Attributes?\b/i)
  const inherited = resource?.attributes ?? []
  const others = entries.filter(
    ({ text }) => !/^(?:Parameters?|Attributes?|Requests?|Response|Relation|Model)\b/i.test(text),
  )
  const target = `${call.method ?? ''} ${uri.path}`
  const out = [
    `${'#'.repeat(level)} ${call.name === '' ? target : `${call.name} [${target}]`}`,
    '',
    rest.join('\n'),
    '',
  ]
  out.push(others.flatMap((entry) => plain(entry, 0)).join('\n'), '')
  append(out, placesOf(uri, parameters))
  if (/^(?:POST|PUT|PATCH)$/.test(call.method ?? '')) {
    const isSent = named(entries, /^Requests?\b/i).some((it) => it.lines.length > 0 || it.entries.length > 0)
    const said = attributes.flatMap((it) => attributesOf(it, inherited, structures))
    const sent = said.length > 0 || isSent ? said : readFields(structures.again(inherited), structures)
    append(out, listOf('Request body', sent))
  }
  for (const entry of entries) {
    const request = /^Requests?\b\s*(.*)$/i.exec(entry.text)
    const response = /^Response\b\s*(.*)$/i.exec(entry.text)
    if (request !== null) append(out, messageOf(entry, 'Request', request[1] ?? '', inherited, structures))
    if (response !== null) append(out, messageOf(entry, 'Response', response[1] ?? '', inherited, structures))
  }
  return out
}

/** Parameters by their place: what stands in the path, and all else. */
function placesOf(uri: Uri, parameters: ReadonlyMap<string, Field>): string[] {
  const inPath = [...uri.path.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name)
  const query = new Set([...uri.query, ...[...parameters.keys()].filter((name) => !inPath.includes(name))])
  return [
    ...listOf(
      'Path parameters',
      inPath.map((name) => parameters.get(name) ?? unsaid(name)),
    ),
    ...listOf(
      'Query parameters',
      [...query].map((name) => parameters.get(name) ?? unsaid(name)),
    ),
  ]
}
