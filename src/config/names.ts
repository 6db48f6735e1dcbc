import { toSlug } from '../core/index.ts'

/** `CUSTOM_API_` + the slug in upper case + `_<ENVIRONMENT>` + `_<PART>` (DESIGN.md §3 "Credentials"). */
export function credentialVariable(slug: string, environment?: string, part?: string): string {
  const parts = [slug, environment, part].filter((it) => it !== undefined).map(toSlug)
  return `CUSTOM_API_${parts.join('_').toUpperCase()}`
}
