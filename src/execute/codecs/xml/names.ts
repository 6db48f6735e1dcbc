import type { XmlShape } from '../../../catalog/index.ts'

/** How elements of one name belong to a property: its value, the element around its items, or one item. */
export interface Member {
  readonly property: string
  readonly shape: XmlShape
  readonly role: 'value' | 'wrapper' | 'item'
}

/** What an object's shape says of the names inside its element. */
export interface Names {
  readonly elements: ReadonlyMap<string, Member>
  readonly attributes: ReadonlyMap<string, Member>
  /** The property that is the text of the element itself. */
  readonly text: Member | undefined
}

const known = new WeakMap<XmlShape, Names>()

/**
 * The names inside an element, by what the description says and, where APIs are known to be looser than that, by the
 * property's own name, by the name of its type, and with or without an element around a list. What is said outranks.
 */
export function namesOf(shape: XmlShape): Names {
  let names = known.get(shape)
  if (names === undefined) known.set(shape, (names = readNames(shape)))
  return names
}

function readNames(shape: XmlShape): Names {
  const elements = new Map<string, Member>()
  const attributes = new Map<string, Member>()
  let text: Member | undefined
  const second: (readonly [string | undefined, Member])[] = []
  for (const [property, inner] of shape.properties) {
    const value: Member = { property, shape: inner, role: 'value' }
    if (inner.node === 'text' || inner.node === 'cdata') text ??= value
    else if (inner.node === 'attribute') attributes.set(inner.name ?? property, value)
    else {
      const [said, ...others] = inner.items === undefined ? objectNames(value) : listNames(value, inner.items)
      if (said !== undefined) put(elements, said)
      second.push(...others)
    }
    if (inner.node !== 'attribute') second.push([property, value])
  }
  for (const one of second) put(elements, one)
  for (const [name, member] of elements)
    if (member.role === 'value' && !attributes.has(name)) attributes.set(name, member)
  return { elements, attributes, text }
}

type Named = readonly [name: string | undefined, member: Member]

function put(into: Map<string, Member>, [name, member]: Named): void {
  if (name !== undefined && !into.has(name)) into.set(name, member)
}

const objectNames = (value: Member): Named[] => [
  [value.shape.name ?? value.property, value],
  [value.property, value],
  [value.shape.typeName, value],
]

function listNames({ property, shape }: Member, items: XmlShape): Named[] {
  const wrapper: Member = { property, shape, role: 'wrapper' }
  const item: Member = { property, shape: items, role: 'item' }
  const itemNames: Named[] = [
    [items.name, item],
    [items.typeName, item],
  ]
  if (shape.wrapped) return [[shape.name ?? property, wrapper], [property, wrapper], ...itemNames]
  return [[items.name ?? property, item], [property, item], ...itemNames, [shape.name, item]]
}

/** The name of the element that stands for a property, or for an item of it. */
export const elementName = (property: string, shape: XmlShape): string => shape.name ?? property
