import type { Caller } from '../core/index.ts'
import { listDocuments, updatedDocuments } from './documents.ts'
import { updatedOperations } from './resources.ts'
import { hasOperations, type Shown } from './shown.ts'
import { fingerprint, type Snapshot } from './snapshot.ts'

/** Views of one snapshot; who has not asked for longest is made anew. */
const mostViews = 256

interface Viewed {
  readonly caller: Caller
  readonly made: Promise<Shown>
}

/** Which lists of a caller changed, and the URIs that read otherwise. */
export interface News {
  readonly tools: boolean
  readonly resources: boolean
  readonly updated: readonly string[]
}

/** Who looks at what is published, what each was shown, and what is news to whom. */
export class Audience {
  readonly #make: (snapshot: Snapshot, caller: Caller) => Promise<Shown>
  readonly #shown = new WeakMap<Snapshot, Map<string, Viewed>>()
  /** Whoever was told anything is told of changes; of those who have not asked for longest, nothing is known any more. */
  readonly #known = new Map<string, Caller>()

  constructor(make: (snapshot: Snapshot, caller: Caller) => Promise<Shown>) {
    this.#make = make
  }

  /** Keeps in mind that a caller has been told something. */
  remember(caller: Caller): void {
    const key = keyOf(caller)
    if (this.#known.has(key)) return
    const [oldest] = this.#known.keys()
    if (this.#known.size >= mostViews && oldest !== undefined) this.#known.delete(oldest)
    this.#known.set(key, caller)
  }

  /** What a caller sees of a snapshot; made once. */
  show(snapshot: Snapshot, caller: Caller): Promise<Shown> {
    const views = this.#viewsOf(snapshot)
    const key = keyOf(caller)
    const before = views.get(key)
    if (before !== undefined) return before.made
    this.remember(caller)
    const made = this.#make(snapshot, caller)
    const [oldest] = views.keys()
    if (views.size >= mostViews && oldest !== undefined) views.delete(oldest)
    views.set(key, { caller, made })
    made.catch(() => views.delete(key))
    return made
  }

  /** Makes a snapshot's views for everyone who is known. */
  async showAll(snapshot: Snapshot): Promise<void> {
    await Promise.all([...this.#known.values()].map((caller) => this.show(snapshot, caller)))
  }

  /** What is new for the callers who have seen anything of the snapshot before; `undefined`: nothing for anyone. */
  async news(before: Snapshot, snapshot: Snapshot): Promise<((caller: Caller) => News | undefined) | undefined> {
    const concerned = new Map<string, News>()
    for (const [key, { caller, made }] of this.#viewsOf(before)) {
      const news = newsFor(...(await Promise.all([made, this.show(snapshot, caller)])))
      if (news.tools || news.resources || news.updated.length > 0) concerned.set(key, news)
    }
    return concerned.size === 0 ? undefined : (caller) => concerned.get(keyOf(caller))
  }

  #viewsOf(snapshot: Snapshot): Map<string, Viewed> {
    const views = this.#shown.get(snapshot) ?? new Map<string, Viewed>()
    this.#shown.set(snapshot, views)
    return views
  }
}

function newsFor(old: Shown, fresh: Shown): News {
  const changed = (of: (shown: Shown) => unknown): boolean => fingerprint(of(old)) !== fingerprint(of(fresh))
  return {
    tools: changed(({ list }) => list),
    resources: changed(({ view }) => [listDocuments(view.apis), hasOperations(view)]),
    updated: [...updatedDocuments(old.view.apis, fresh.view.apis), ...updatedOperations(old.view, fresh.view)],
  }
}

/** What tells views apart. */
const keys = new WeakMap<Caller, string>()

function keyOf(caller: Caller): string {
  const known = keys.get(caller)
  if (known !== undefined) return known
  const { via, app, environment, readOnly, manages } = caller
  const key = JSON.stringify([via, app, environment, readOnly, manages])
  keys.set(caller, key)
  return key
}
