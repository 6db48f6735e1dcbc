import { createMentions, type Documents, type Mentions } from '../docs/index.ts'
import type { PublishedApi } from './model.ts'

const mentions = new WeakMap<Documents, Promise<Mentions>>()

/** The section that speaks of an operation, as a line of its own; `''` when none does. */
export async function mentionLine(api: PublishedApi, method: string, path: string): Promise<string> {
  const { documents } = api
  if (documents === undefined || documents.pages.length === 0) return ''
  const known = mentions.get(documents) ?? createMentions(documents)
  mentions.set(documents, known)
  const bases = (api.description?.servers ?? []).slice(0, 3).map(({ url }) => pathOf(url))
  const uri = (await known).of(method, [path, ...bases.map((base) => `${base}${path}`)])
  return uri === undefined ? '' : `documentation: ${uri}`
}

const pathOf = (url: string): string => (URL.canParse(url) ? new URL(url).pathname : url).replace(/\/+$/, '')
