import type { Placed } from './collect/index.ts'
import type { RawParameter } from './parameters/raw.ts'

/** `customer.name`, `items[].sku`, `items[0].sku`, `customer[name]`. */
const steps = /^([A-Za-z_$][\w$-]*)((?:\[\w*\])*)((?:\.[A-Za-z_$][\w$-]*(?:\[\w*\])*)*)$/
const deepest = 5

/**
 * Lays the fields of a JSON body that are named with those above them into those: `customer.name` becomes the field `name` of
 * the object `customer`. Not where the name may be one with a dot in it: nothing else has its root, or a sample has it so.
 */
export function foldNested(found: Map<string, Placed[]>, samples: readonly Readonly<Record<string, unknown>>[]): void {
  const dotted = [...found.keys()]
    .filter((key) => key.startsWith('body '))
    .map((key) => key.slice('body '.length))
    .flatMap((name) => {
      const path = pathOf(name)
      return path === undefined ? [] : [{ name, path }]
    })
  for (const { name, path } of dotted) {
    const [root] = path
    if (root === undefined || samples.some((it) => Object.hasOwn(it, name))) continue
    const siblings = dotted.filter((other) => other.path[0]?.name === root.name).length
    const isObject = samples.some((it) => typeof it[root.name] === 'object' && it[root.name] !== null)
    if (!found.has(`body ${root.name}`) && siblings < 2 && !isObject && !root.array) continue
    const raws = found.get(`body ${name}`) ?? []
    found.delete(`body ${name}`)
    const key = `body ${root.name}`
    found.set(key, [...(found.get(key) ?? []), ...raws.slice(0, 5).map((raw) => within(raw, path))])
  }
}

interface Step {
  readonly name: string
  readonly array: boolean
}

function pathOf(name: string): Step[] | undefined {
  const match = steps.exec(name)
  if (match === null) return undefined
  const [, root = '', brackets = '', rest = ''] = match
  const written = `${root}${brackets.replace(/\[([A-Za-z_]\w*)\]/g, '.$1')}${rest}`
  const path = written.split('.').map((part): Step => ({ name: part.replace(/\[.*$/, ''), array: part.includes('[') }))
  return path.length < 2 || path.length > deepest ? undefined : path
}

/** The field as the innermost of the objects of its path. */
function within(raw: Placed, path: readonly Step[]): Placed {
  const [root, ...inner] = path
  const { required, description, example, ...leaf } = raw
  let field: RawParameter = {
    ...leaf,
    name: inner.at(-1)?.name ?? raw.name,
    ...(required === undefined ? {} : { required }),
    ...(description === undefined ? {} : { description }),
    ...(example === undefined ? {} : { example }),
  }
  for (const { name, array } of inner.slice(0, -1).toReversed()) field = { ...leaf, name, ...objectOf(field, array) }
  return { ...leaf, name: root?.name ?? raw.name, ...objectOf(field, root?.array === true), weight: raw.weight * 0.9 }
}

const objectOf = (field: RawParameter, array: boolean): Pick<RawParameter, 'schema' | 'children'> => ({
  schema: { type: array ? 'array' : 'object' },
  children: [field],
})

/** Fields of one name as one, the first that says something first. */
export function mergeFields(fields: readonly RawParameter[]): RawParameter[] {
  const byName = new Map<string, RawParameter>()
  for (const it of fields) {
    const known = byName.get(it.name)
    byName.set(
      it.name,
      known === undefined
        ? it
        : {
            ...it,
            ...known,
            schema: { ...it.schema, ...known.schema },
            children: [...(known.children ?? []), ...(it.children ?? [])],
          },
    )
  }
  return [...byName.values()]
}

/** Whether a key of a sample is one: `<name>` stands for any. */
export const isWritten = (key: string): boolean => !/^[<{[].*[>}\]]$/.test(key)
