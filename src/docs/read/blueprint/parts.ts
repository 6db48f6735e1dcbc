import { readEntries, type Entry } from './items.ts'

const method = 'GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS'
const titleLine = /^(#{1,6})[ \t]+(\S.*)$/
/** `Name [GET /uri]`, `Name [GET]`, `Name [/uri]` */
const bracketed = new RegExp(`^([^[]*)\\[(?:(${method})(?:\\s+(\\S.*))?|(/.*))\\]$`)
/** `GET /uri`, `GET`, `/uri` */
const bare = new RegExp(`^(?:(${method})(?:\\s+(/\\S*))?|(/\\S*))$`)
const longest = 1_000

/** A title with what stands below it. */
export interface Part {
  readonly level: number
  readonly title: string
  readonly call: Call | undefined
  readonly entries: readonly Entry[]
  readonly rest: readonly string[]
}

/** What a title says of a resource or of an action. */
export interface Call {
  readonly name: string
  readonly method: string | undefined
  readonly uri: string | undefined
}

/** Whether a text is an API Blueprint: it says so, or its titles are calls with answers listed below. */
export function isBlueprint(head: string): boolean {
  if (/^\s*FORMAT:[ \t]*1A/.test(head)) return true
  return (
    /^[+*-][ \t]+Response(?:[ \t]+\d{3})?\b/m.test(head) &&
    head.split('\n').some((line) => {
      const { title } = titleOf(line) ?? { title: '' }
      return /\[[A-Z]+(?: [^\]]+)?\]$|^[A-Z]+ \//.test(title) && callOf(title)?.method !== undefined
    })
  )
}

function titleOf(line: string): { level: number; title: string } | undefined {
  const found = line.length > longest ? null : titleLine.exec(line)
  if (found === null) return undefined
  return {
    level: found[1]?.length ?? 1,
    title: (found[2] ?? '')
      .trimEnd()
      .replace(/(?<=\s)#+$/, '')
      .trimEnd(),
  }
}

function callOf(title: string): Call | undefined {
  const inner = bracketed.exec(title)
  if (inner !== null) return { name: (inner[1] ?? '').trim(), method: inner[2], uri: (inner[3] ?? inner[4])?.trim() }
  const found = bare.exec(title)
  return found === null ? undefined : { name: '', method: found[1], uri: found[2] ?? found[3] }
}

/** Titles with what stands below each; code is no title. */
export function toParts(text: string): readonly Part[] {
  const parts: Part[] = []
  let level = 0
  let title = ''
  let lines: string[] = []
  let fence = ''
  let structures = 0
  const close = (): void => {
    if (level <= structures) structures = 0
    const call = structures > 0 || title === '' ? undefined : callOf(title)
    if (isStructures(title)) structures = level
    parts.push({ level, title, call, ...readEntries(lines) })
  }
  for (const line of text.split('\n')) {
    const mark = /^ {0,12}(`{3,}|~{3,})/.exec(line)?.[1]
    if (mark !== undefined) fence = fence === '' ? mark : line.trim().startsWith(fence) ? '' : fence
    const found = fence === '' ? titleOf(line) : undefined
    if (found !== undefined && isWithin(found, level, title)) lines.push(`**${found.title}**`)
    else if (found === undefined) {
      const host = level === 0 ? /^HOST:[ \t]*(\S+)/.exec(line)?.[1] : undefined
      if (host !== undefined) lines.push(`Base URL: \`${host}\``)
      else if (level > 0 || !/^[A-Z_-]+:[ \t]/.test(line)) lines.push(line)
    } else {
      close()
      level = found.level
      title = found.title
      lines = []
    }
  }
  close()
  return parts
}

/** Whether a title is that of the data structures. */
export const isStructures = (title: string): boolean => /^data structures$/i.test(title)

/** A title within what is said of a call is none of its own. */
const isWithin = (inner: { level: number; title: string }, level: number, above: string): boolean =>
  inner.level > level &&
  callOf(above) !== undefined &&
  callOf(inner.title) === undefined &&
  !/^Group\s/i.test(inner.title) &&
  !isStructures(inner.title)
