/** What a path lists: `/v1/users/{id}/orders` lists orders, `/api/users.list` users. */
export function nounOf(path: string): string | undefined {
  const literal = path.split('/').filter((segment) => segment !== '' && !/^\{.*\}$|^:/.test(segment))
  const segment = literal.at(-1) ?? ''
  return (segment.includes('.') ? segment.split('.')[0] : segment) || undefined
}
