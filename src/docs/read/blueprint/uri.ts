/** A URI template (RFC 6570) as a path with `{name}` for its variables, and the names that it takes in the query. */
export interface Uri {
  readonly path: string
  readonly query: readonly string[]
}

export function readUri(template: string): Uri {
  const query: string[] = []
  const path = template
    .trim()
    .replace(/\?(?=\{[^{}?&]*\})/g, '') // `?{page,limit}`
    .replace(/\{([?&#+./;]?)([^{}]{1,500})\}/g, (whole, operator: string, list: string, at: number) => {
      const names = list.split(',').map((name) => name.trim().replace(/(?:\*|:\d+)$/, ''))
      const isQuery = operator === '?' || operator === '&' || /\?\{/.test(template.slice(Math.max(0, at - 1), at + 2))
      if (isQuery) query.push(...names)
      if (isQuery || operator === '#' || operator === ';') return ''
      const separator = operator === '/' || operator === '.' ? operator : ''
      return separator === ''
        ? names.map((name) => `{${name}}`).join(',')
        : names.map((name) => `${separator}{${name}}`).join('')
    })
  const [bare = '', written] = path.split('?', 2)
  for (const pair of (written ?? '').split('&'))
    if (/^[\w.[\]-]+(?:=|$)/.test(pair)) query.push(pair.replace(/=.*$/s, ''))
  return { path: bare, query: [...new Set(query)] }
}
