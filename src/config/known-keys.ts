import { configJsonSchema } from './json-schema.ts'
import type { Path } from './text.ts'

interface Node {
  readonly properties?: Readonly<Record<string, Node>>
  readonly additionalProperties?: Node | boolean
  readonly items?: Node
  readonly anyOf?: readonly Node[]
  readonly oneOf?: readonly Node[]
}

const branches = (node: Node): Node[] =>
  [node, ...(node.anyOf ?? []), ...(node.oneOf ?? [])].flatMap((it) => (it === node ? [it] : branches(it)))

function step(node: Node, segment: string | number): Node[] {
  if (typeof segment === 'number') return node.items === undefined ? [] : [node.items]
  const own =
    node.properties !== undefined && Object.hasOwn(node.properties, segment) ? node.properties[segment] : undefined
  if (own !== undefined) return [own]
  return typeof node.additionalProperties === 'object' ? [node.additionalProperties] : []
}

/** The keys that an object at a path of the config may have, as the schema says. For error messages. */
export function knownKeys(path: Path): string[] {
  // The generated schema is plain JSON Schema; only the keywords named in Node are read.
  let here: Node[] = branches(configJsonSchema() as Node)
  for (const segment of path) here = here.flatMap((node) => step(node, segment)).flatMap(branches)
  return [...new Set(here.flatMap((node) => Object.keys(node.properties ?? {})))]
}
