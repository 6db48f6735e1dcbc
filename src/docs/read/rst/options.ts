/** The call that a directive of one's own has in its options: `:method: GET` beside `:url: https://…/*id*`. */
export function calledBy(options: ReadonlyMap<string, string>): string | undefined {
  const method = options.get('method')?.trim().toUpperCase() ?? ''
  const path = ['url', 'uri', 'path', 'endpoint'].flatMap((key) => options.get(key)?.trim() ?? [])[0] ?? ''
  return /^(?:GET|POST|PUT|PATCH|DELETE|HEAD)$/.test(method) && /^(?:https?:\/)?\/\S+$/.test(path)
    ? `${method} ${path.replace(/\*(\w[\w-]*)\*/g, '{$1}')}`
    : undefined
}

/** Lines at the head of a directive's body that go on with its argument: more paths of the same operation. */
export function leading(body: readonly string[]): string[] {
  const paths: string[] = []
  for (const line of body) {
    if (!line.startsWith('/')) break
    paths.push(line.trim())
  }
  return paths
}

/** The options at the head of a directive's body, and what follows them. */
export function optionsOf(inner: readonly string[]): { options: ReadonlyMap<string, string>; body: string[] } {
  const options = new Map<string, string>()
  let at = 0
  for (; at < inner.length; at++) {
    const found = /^:([\w-]{1,60}):(?:\s+(.*))?$/.exec(inner[at] as string)
    if (found === null) break
    // `:query limit:` is a field of an operation, `:caption:` an option of a directive.
    options.set(found[1] ?? '', found[2] ?? '')
  }
  return { options, body: inner.slice(at) }
}
