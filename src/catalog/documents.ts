import { pointer, pointerSegments } from '../core/index.ts'
import { isNode, own } from './node.ts'

/** A value and where it stands: references in it are relative to `doc`. */
export interface Located {
  readonly node: unknown
  readonly doc: number
  /** JSON Pointer within the document. */
  readonly at: string
}

/** How the documents of one description are read: from memory while it is ingested, from its bundle afterwards. */
export interface Reader {
  /** Absolute URLs of the documents; the first is the description itself. */
  readonly uris: readonly string[]
  /** `doc` and anchor or `$id` → pointer. */
  anchor(doc: number, name: string): string | undefined
  /** The value at a pointer without following references; `undefined` where there is none. */
  value(doc: number, at: string): unknown
}

const maxHops = 64
const mostResolved = 20_000

/** All documents of a description with their references: one place that knows what a `$ref` means. */
export class Documents {
  readonly #reader: Reader
  readonly #byUri: Map<string, number>
  /** By document and reference as written. */
  readonly #resolved = new Map<number, Map<string, Located | undefined>>()
  /** References that are being resolved because others run through them. */
  #depth = 0
  /** Whether the outermost of them needs more than are followed. */
  #cut = false

  constructor(reader: Reader) {
    this.#reader = reader
    this.#byUri = new Map(reader.uris.map((uri, doc) => [uri, doc]))
  }

  get(doc: number, at: string): Located {
    return { node: this.#reader.value(doc, at), doc, at }
  }

  /** The target of one reference as written, seen from `doc`; not followed further. `undefined`: it leads nowhere. */
  resolve(ref: string, doc: number): Located | undefined {
    let known = this.#resolved.get(doc)
    if (!known) this.#resolved.set(doc, (known = new Map()))
    const before = known.get(ref)
    if (before || known.has(ref)) return before
    if (this.#depth >= maxHops) {
      this.#cut = true
      return undefined
    }
    known.set(ref, undefined) // a reference that needs itself leads nowhere
    this.#depth += 1
    let found: Located | undefined
    try {
      found = this.#resolve(ref, doc)
    } finally {
      this.#depth -= 1
    }
    if (known.size > mostResolved) known.clear()
    if (this.#cut) known.delete(ref) // asked for by itself it may lead somewhere
    else known.set(ref, found)
    if (this.#depth === 0) this.#cut = false
    return found
  }

  /** A value with every `$ref` on the way followed; `undefined` node when one leads nowhere or in a circle. */
  follow(start: Located): Located {
    let here = start
    for (let hop = 0; hop < maxHops; hop++) {
      const ref = own(here.node, '$ref')
      if (typeof ref !== 'string') return here
      const next = this.resolve(ref, here.doc)
      if (!next) break
      here = next
    }
    return { ...start, node: undefined }
  }

  /** The member of a value, references followed. */
  child(parent: Located, key: string): Located {
    return this.follow({ node: own(parent.node, key), doc: parent.doc, at: parent.at + step(key) })
  }

  /** The elements of a list, references followed. */
  items(parent: Located): Located[] {
    if (!Array.isArray(parent.node)) return []
    return parent.node.map((node: unknown, index) =>
      this.follow({ node, doc: parent.doc, at: `${parent.at}/${index}` }),
    )
  }

  /** The members of a map in order, references followed. */
  members(parent: Located): [string, Located][] {
    if (!isNode(parent.node)) return []
    return Object.keys(parent.node).map((key) => [key, this.child(parent, key)])
  }

  /** Where something stands, for people: `/paths/~1a` or `file#/pointer`. */
  place(doc: number, at: string): string {
    if (doc === 0) return at
    const base = (this.#reader.uris[0] ?? '').replace(/[^/]*$/, '')
    const uri = this.#reader.uris[doc] ?? ''
    return `${uri.startsWith(base) ? uri.slice(base.length) : uri}#${at}`
  }

  #resolve(ref: string, doc: number): Located | undefined {
    const hash = ref.indexOf('#')
    const file = hash < 0 ? ref : ref.slice(0, hash)
    const fragment = hash < 0 ? '' : ref.slice(hash + 1)
    const target = file === '' ? doc : this.#document(file, doc)
    if (target === undefined) return this.#byName(ref, doc)
    if (fragment === '') return { node: this.#reader.value(target, ''), doc: target, at: '' }
    if (fragment.startsWith('/')) return this.#byPointer(fragment, target)
    const at = this.#reader.anchor(target, fragment)
    return at === undefined ? this.#byName(fragment, target) : this.get(target, at)
  }

  #document(file: string, doc: number): number | undefined {
    const uri = absolute(file, this.#reader.uris[doc] ?? '')
    return uri === undefined ? undefined : this.#byUri.get(uri)
  }

  #byPointer(fragment: string, doc: number): Located | undefined {
    const tries = fragment.includes('%') ? [fragment, decoded(fragment)] : [fragment]
    for (const at of tries) {
      const direct = this.#reader.value(doc, at)
      if (direct !== undefined) return { node: direct, doc, at }
      const roundabout = this.#through(at, doc)
      if (roundabout) return roundabout
    }
    return this.#byOtherVersion(decoded(fragment), doc)
  }

  /** A pointer that runs through references, such as `#/components/schemas/A/properties/b` where A is a `$ref`. */
  #through(at: string, doc: number): Located | undefined {
    const segments = pointerSegments(at)
    let here: Located | undefined
    for (let taken = 1; taken <= segments.length; taken++) {
      const place = here ? here.at + pointer(segments[taken - 1] ?? '') : pointer(...segments.slice(0, taken))
      const node = here ? member(here.node, segments[taken - 1] ?? '') : this.#reader.value(doc, place)
      if (node === undefined && here) return undefined
      if (typeof own(node, '$ref') === 'string' && taken < segments.length) {
        here = this.follow({ node, doc: here?.doc ?? doc, at: place })
        if (here.node === undefined) return undefined
      } else if (here) here = { node, doc: here.doc, at: place }
    }
    return here
  }

  /** `#/definitions/X` in a 3.x document and the reverse: a frequent slip of converters. */
  #byOtherVersion(at: string, doc: number): Located | undefined {
    const [, name] = /^\/(?:definitions|components\/schemas|schemas|models)\/(.+)$/.exec(at) ?? []
    if (name === undefined) return undefined
    for (const folder of ['/components/schemas/', '/definitions/', '/$defs/']) {
      if (`${folder}${name}` === at) continue
      const node = this.#reader.value(doc, `${folder}${name}`)
      if (node !== undefined) return { node, doc, at: `${folder}${name}` }
    }
    return undefined
  }

  /** `$id` values, and the bare names that Swagger 1.x allowed: `Pet`. */
  #byName(name: string, doc: number): Located | undefined {
    const at = this.#reader.anchor(doc, name) ?? this.#reader.anchor(0, name)
    if (at !== undefined) return this.get(this.#reader.anchor(doc, name) === undefined ? 0 : doc, at)
    if (!/^[\w.-]+$/.test(name)) return undefined
    return this.#byOtherVersion(`/models/${name}`, doc)
  }
}

/** One step of a JSON Pointer; most names need no escape. */
function step(key: string): string {
  return key.includes('/') || key.includes('~') ? pointer(key) : `/${key}`
}

function member(node: unknown, key: string): unknown {
  if (typeof node !== 'object' || node === null || !Object.hasOwn(node, key)) return undefined
  return (node as Record<string, unknown>)[key] // an own property of an object or list, checked above
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment)
  } catch {
    return fragment
  }
}

/** A reference without its fragment as an absolute URL; `undefined` when it is none. */
export function absolute(file: string, base: string): string | undefined {
  try {
    const url = new URL(file.replaceAll('\\', '/'), base)
    url.hash = ''
    return url.href
  } catch {
    return undefined
  }
}
