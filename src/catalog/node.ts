/** A JSON object as others wrote it: any key, any value. */
export type Node = Readonly<Record<string, unknown>>

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const inherited = new Set(Object.getOwnPropertyNames(Object.prototype))

/** The own property of a node; inherited names such as `constructor` are absent. */
export function own(node: unknown, key: string): unknown {
  if (!isNode(node)) return undefined
  const value = node[key]
  // `Object.hasOwn` for each of the million look-ups of a large description would take half their time
  return value !== undefined && inherited.has(key) && !Object.hasOwn(node, key) ? undefined : value
}

export function text(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined
}

/** A string with something in it. */
export function filled(value: unknown): string | undefined {
  return typeof value === 'string' && /\S/.test(value) ? value : undefined
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** Own entries of a node, none for anything else. */
export function entries(value: unknown): [string, unknown][] {
  return isNode(value) ? Object.entries(value) : []
}

/** Sets a key as plain data: `__proto__` becomes a property like any other. */
export function put(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') target[key] = value
  else Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
}
