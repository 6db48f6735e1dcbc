import { readFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { toAuthList } from '../auth/index.ts'
import { CustomApiError } from '../core/index.ts'
import { referenceKind } from '../vault/index.ts'
import { digestOf } from './digest.ts'
import { clashFaults, genericFaults, scopeFaults } from './clashes.ts'
import { environmentVariable, refuseUnverifiedTls } from './environment.ts'
import { placeOf, type Fault } from './fault.ts'
import { folders } from './folders.ts'
import { toFaults } from './issues.ts'
import type { Config, FoundBy, FoundConfig } from './model.ts'
import { toConfig } from './normalise.ts'
import { configSchema, type ConfigInput } from './schema.ts'
import { secretFaults } from './secrets.ts'
import { readConfigText, type ConfigText, type Path } from './text.ts'
import { isTrusted } from './trust.ts'
import { expandVariables, isAuthValue, readReference, type Expansion } from './variables.ts'

const maxBytes = 4 * 1024 * 1024

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read (permissions)',
  EPERM: 'it may not be read (permissions)',
}

async function readText(path: string): Promise<{ raw: string; digest: string }> {
  let bytes: Buffer
  try {
    bytes = await readFile(path)
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? '' // fs rejects with errno exceptions
    throw new CustomApiError('config.invalid', `cannot read the config ${path}: ${reasons[code] ?? code}`, {
      hint: 'name another file with --config FILE or the variable CUSTOM_API_MCP_CONFIG',
      cause,
    })
  }
  if (bytes.length > maxBytes)
    throw new CustomApiError('config.invalid', `the config ${path} is over 4 MiB`, {
      hint: 'a description does not belong into the config; name its file under "openapi"',
    })
  return { raw: bytes.toString('utf8'), digest: digestOf(bytes) }
}

function refuse(path: string, lines: readonly string[]): never {
  throw new CustomApiError('config.invalid', lines.join('\n'), {
    hint: `correct ${path}${lines.length > 1 ? ` (${lines.length} problems)` : ''}`,
  })
}

/** Credential references written as `${VAR}` are the references `env:VAR` (DESIGN.md §11). */
function withReferences(value: unknown, path: Path = []): unknown {
  if (typeof value === 'string' && isAuthValue(path)) {
    const reference = readReference(value)
    return reference === undefined ? value : `env:${reference.variable}`
  }
  if (Array.isArray(value)) return value.map((item, at) => withReferences(item, [...path, at]))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withReferences(item, [...path, key])]))
}

/** Numbers and booleans that came as the text of a variable become what the schema asks for there. */
function withTypes(
  value: unknown,
  faults: readonly { path: PropertyKey[]; expected: string }[],
  expanded: Expansion['expanded'],
): unknown {
  const wanted = new Map(faults.map((it) => [it.path.map(String).join('\0'), it.expected]))
  const walk = (here: unknown, path: string): unknown => {
    const expected = expanded.has(path) ? wanted.get(path) : undefined
    if (expected === 'number' && typeof here === 'string' && here.trim() !== '' && Number.isFinite(Number(here)))
      return Number(here)
    if (expected === 'boolean' && (here === 'true' || here === 'false')) return here === 'true'
    if (Array.isArray(here)) return here.map((item, at) => walk(item, path === '' ? String(at) : `${path}\0${at}`))
    if (typeof here !== 'object' || here === null) return here
    return Object.fromEntries(
      Object.entries(here).map(([key, item]) => [key, walk(item, path === '' ? key : `${path}\0${key}`)]),
    )
  }
  return walk(value, '')
}

function parseInput(expansion: Expansion) {
  const first = configSchema.safeParse(withReferences(expansion.value))
  if (first.success) return { result: first, value: expansion.value }
  const typed = first.error.issues.flatMap((issue) =>
    issue.code === 'invalid_type' ? [{ path: issue.path, expected: issue.expected }] : [],
  )
  const value = withTypes(expansion.value, typed, expansion.expanded)
  return { result: configSchema.safeParse(withReferences(value)), value }
}

/** Faults at one place say one thing: the first, most particular one stays. */
function distinct(faults: readonly Fault[]): Fault[] {
  const seen = new Set<string>()
  return faults.filter(({ path }) => {
    const key = path.join('\0')
    return seen.has(key) ? false : seen.add(key)
  })
}

function toLines(faults: readonly Fault[], text: ConfigText): string[] {
  return distinct(faults)
    .map((fault) => ({ fault, spot: text.spot(fault.path) }))
    .sort((a, b) => a.spot.line - b.spot.line || a.spot.column - b.spot.column)
    .map(({ fault, spot }) => `${placeOf(fault.path, text.value)}: ${fault.says} (line ${spot.line})`)
}

/** Whether a reference stands in `auth`. */
function hasReference(value: unknown, path: Path = []): boolean {
  if (typeof value === 'string') return isAuthValue(path) && referenceKind(value) !== undefined
  if (typeof value !== 'object' || value === null) return false
  // An index of a list and a key of an object both name the child.
  return Object.entries(value).some(([key, item]) =>
    hasReference(item, [...path, Array.isArray(value) ? Number(key) : key]),
  )
}

/** A config met by chance may use no variable (DESIGN.md §3): it could send any secret of the user anywhere. */
function chanceFaults(path: string, trusted: boolean, expansion: Expansion): string[] {
  if (trusted || !(expansion.used || hasReference(expansion.value))) return []
  return [
    `config: a config that was found in the working directory may use neither \${VAR} nor env:NAME or another reference; if it is yours, run \`custom-api-mcp trust\` there (again after a change of it or its descriptions), or start with --config ./${basename(path)}`,
  ]
}

/** Commands run from the user's own config alone: a project's would run whatever its authors wrote (DESIGN.md §3). */
function commandFaults(input: ConfigInput, found: FoundConfig, own: string): Fault[] {
  if (found.how === 'user' || dirname(found.path) === own) return []
  return input.apis.flatMap(({ auth }, at) =>
    (toAuthList(auth) ?? []).flatMap((row, index) =>
      'credential' in row && row.credential !== undefined && referenceKind(row.credential) === 'cmd'
        ? [
            {
              path: ['apis', at, 'auth', ...(Array.isArray(auth) ? [index] : []), 'credential'],
              says: `\`cmd:\` works only in the user's own config folder (${own}); elsewhere use another reference or custom-api-mcp credentials set`,
            },
          ]
        : [],
    ),
  )
}

/**
 * Reads, expands and checks a config file.
 *
 * Secrets are not read here: they stay references until a call needs them. Nothing of the network is touched.
 *
 * @throws CustomApiError `config.invalid` — every problem on a line of its own, with its place and its line in the file
 */
export async function loadConfig(path: string, how: FoundBy): Promise<Config> {
  refuseUnverifiedTls()
  const found: FoundConfig = { path, how }
  const { raw, digest } = await readText(path)
  const text = readConfigText(raw)
  if (text.faults.length > 0)
    refuse(
      path,
      text.faults.map(({ spot, says }) => `${path}:${spot.line}:${spot.column}: ${says}`),
    )
  if (typeof text.value !== 'object' || text.value === null || Array.isArray(text.value))
    refuse(path, ['config: expected an object: { "apis": [ … ] }'])

  const places = folders()
  const trusted = how !== 'cwd' || (await isTrusted(places, path, digest))
  const expansion = expandVariables(text.value, trusted ? environmentVariable : () => '')
  const chance = chanceFaults(path, trusted, expansion)
  if (chance.length > 0) refuse(path, chance)

  const faults: Fault[] = [...secretFaults(text.value), ...expansion.faults, ...secretFaults(expansion.value)]
  const { result, value } = parseInput(expansion)
  if (!result.success) refuse(path, toLines([...faults, ...toFaults(result.error, value)], text))

  faults.push(
    ...clashFaults(result.data.apis),
    ...genericFaults(result.data.tools?.generic),
    ...scopeFaults(result.data),
    ...commandFaults(result.data, found, places.config),
  )
  const { config, faults: misfits } = toConfig(result.data, { ...found, trusted }, dirname(path), places)
  faults.push(...misfits)
  if (faults.length > 0) refuse(path, toLines(faults, text))
  return { ...config, digest }
}
