import type { FoundDescription } from './model.ts'

/** Where a description was found and how, for people: `https://…/openapi.json (<redoc spec-url>)`. */
export function foundText(found: FoundDescription): string {
  const place = found.kind === 'url' ? found.url : found.kind === 'file' ? found.path : found.page
  return `${place} (${found.how})`
}
