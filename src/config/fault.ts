import type { Path } from './text.ts'

/** One thing that is wrong in the config, and where. Never holds a value that could be a secret. */
export interface Fault {
  readonly path: Path
  readonly says: string
}

/** `config.apis.0("My API").auth.in`: rows of `apis` carry their name. */
export function placeOf(path: Path, value: unknown): string {
  const parts = path.map((segment, at) => {
    const name = at === 1 && path[0] === 'apis' && typeof segment === 'number' ? nameOf(value, segment) : undefined
    return name === undefined ? String(segment) : `${segment}(${JSON.stringify(name.slice(0, 60))})`
  })
  return ['config', ...parts].join('.')
}

function nameOf(value: unknown, index: number): string | undefined {
  const name = valueAt(value, ['apis', index, 'name'])
  return typeof name === 'string' && name !== '' ? name : undefined
}

/** The value at a path, own properties only. */
export function valueAt(value: unknown, path: Path): unknown {
  let here = value
  for (const segment of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, segment)) return undefined
    here = (here as Record<string | number, unknown>)[segment] // an own property, checked above
  }
  return here
}
