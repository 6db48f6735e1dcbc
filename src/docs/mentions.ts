import { createBreaks } from './breaks.ts'
import type { Documents } from './documents.ts'
import { uriOf } from './links.ts'

interface Mention {
  readonly method: string | undefined
  readonly uri: string
  /** Earlier places and titles say more. */
  readonly weight: number
}

/** Which sections speak of which operation: by its path, as the pages write it. */
export interface Mentions {
  /** The section that says most about an operation; `undefined` when none names it. */
  of(method: string, paths: readonly string[]): string | undefined
}

const mention =
  /(?:\b(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|QUERY)\b[\s`*:|_]{1,10})?(?:https?:\/\/[^\s/`"'<>()]{1,200})?((?:\/[\w{}<>:.$~%[\]@,-]{1,100}){1,20})/g
const mostMentions = 50_000

/** A path with its variables made alike: `/users/{id}`, `/users/:user_id` and `/users/<id>` are one. */
export function patternOf(path: string): string {
  return path
    .replace(/[?#].*$/s, '')
    .split('/')
    .map((segment) =>
      /^(?:\{[^}]*\}|:\w+|<[^>]*>|\[[^\]]*\]|\$\w+)$/.test(segment) ? '{}' : segment.replace(/\{[^}]*\}/g, '{}'),
    )
    .join('/')
    .replace(/[.,:]$/, '')
    .replace(/(?<=.)\/$/, '')
}

export async function createMentions(documents: Documents): Promise<Mentions> {
  const found = new Map<string, Mention[]>()
  let count = 0
  const breaks = createBreaks()
  for (const page of await documents.load())
    for (const part of page.parts) {
      const uri = uriOf(documents.slug, page.name, part.id)
      const read = (text: string, weight: number): void => {
        for (const [, method, path = ''] of text.matchAll(mention)) {
          if (++count > mostMentions) return
          const key = patternOf(path)
          const list = found.get(key) ?? []
          if (list.length < 40) list.push({ method, uri, weight: weight + (method === undefined ? 0 : 1) })
          found.set(key, list)
        }
      }
      read(part.title, 3)
      read(part.markdown.slice(0, 100_000), 1)
      await breaks()
    }
  return {
    of(method, paths) {
      const all = paths.flatMap((path) => found.get(patternOf(path)) ?? [])
      const fitting = all.filter((one) => one.method === method || one.method === undefined)
      const best = fitting.reduce((most, one) => Math.max(most, one.weight), 0)
      return fitting.find((one) => one.weight === best)?.uri
    },
  }
}
