import type { Route } from './http.ts'

export type Found =
  | { readonly kind: 'route'; readonly route: Route; readonly params: Readonly<Record<string, string>> }
  | { readonly kind: 'method'; readonly allow: readonly string[] }
  | { readonly kind: 'none' }

/** Finds the route of a request; literal segments win over variables, and HEAD is answered by GET. */
export function findRoute(routes: readonly Route[], method: string, path: string): Found {
  const segments = path.split('/')
  const fitting = routes
    .map((route) => ({ route, params: matchTemplate(route.template.split('/'), segments) }))
    .filter((row): row is { route: Route; params: Record<string, string> } => row.params !== undefined)
    .sort((a, b) => Object.keys(a.params).length - Object.keys(b.params).length)
  const fewest = fitting[0]
  if (fewest === undefined) return { kind: 'none' }
  const same = fitting.filter(({ route }) => route.template === fewest.route.template)
  const wanted = method === 'HEAD' ? 'GET' : method
  const hit = same.find(({ route }) => route.method === wanted)
  if (hit !== undefined) return { kind: 'route', ...hit }
  const methods = same.map(({ route }) => route.method)
  return { kind: 'method', allow: [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'] }
}

function matchTemplate(template: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (template.length !== segments.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, part] of template.entries()) {
    const segment = segments[index] ?? ''
    if (!part.startsWith('{')) {
      if (part !== segment) return undefined
      continue
    }
    const value = decodeSegment(segment)
    if (value === undefined || value === '') return undefined
    params[part.slice(1, -1)] = value
  }
  return params
}

function decodeSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined // a broken escape names no resource of ours
  }
}
