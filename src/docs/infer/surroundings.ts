import type { Method } from './methods.ts'
import { scopeOf } from './near.ts'
import type { Item, Outline } from './outline.ts'
import { itemOf, type Placed } from './place.ts'
import type { Requests } from './requests.ts'
import { onlyMethodSpokenOf, textMethod, titleMethod } from './spoken-methods.ts'
import { methodBeside, methodOfCalls, methodOfItsName, sampleBelow } from './without-method.ts'

/** What stands around a path that is written without a method. */
export class Surroundings {
  readonly outline: Outline
  readonly definitions: readonly Placed[]
  readonly requests: Requests
  /** The paths that each section declares or lists. */
  readonly #definedIn = new Map<Item['node'], Set<string>>()

  constructor(outline: Outline, definitions: readonly Placed[], requests: Requests) {
    this.outline = outline
    this.definitions = definitions
    this.requests = requests
    for (const it of definitions) {
      const { node } = itemOf(it, outline)
      const known = this.#definedIn.get(node)
      if (known === undefined) this.#definedIn.set(node, new Set([it.path]))
      else known.add(it.path)
    }
  }

  /** "This `PUT` method changes …" in the section of one path. */
  onlySpoken(it: Placed, node: Item['node']): Method | undefined {
    const here = this.#definedIn.get(node)
    const others = (here?.size ?? 0) - (here?.has(it.path) === true ? 1 : 0)
    return others > 0 ? undefined : onlyMethodSpokenOf(node)
  }

  /** The method that titles, samples, sentences and calls around the path give it, the surest first. */
  methodOf(it: Placed, item: Item): Method | undefined {
    return (
      titleMethod(item.node) ??
      sampleBelow(it, scopeOf(item, this.definitions), this.requests)?.method ??
      textMethod(item, it.finding.by, this.outline) ??
      this.onlySpoken(it, item.node) ??
      methodBeside(it, this.requests) ??
      methodOfItsName(it, item) ??
      methodOfCalls(it, this.requests)
    )
  }
}
