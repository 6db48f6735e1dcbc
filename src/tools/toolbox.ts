import { AskFirst, callerUnderRules, createConfirmations } from '../access/index.ts'
import { estimateTokens, toVisible, type Caller, type Log, type Redactor } from '../core/index.ts'
import type { LocalFiles } from '../files/index.ts'
import { fitText, type Keeper } from '../results/index.ts'
import { callOperation } from './call.ts'
import { createEngine, findApi, visibleTo } from './engine.ts'
import { environmentDenial, isOfferedSomewhere, isVisible, rowsFor } from './environments.ts'
import { billOf } from './bill.ts'
import { compare, definitionOf, offerFor, withSelect, type DirectOperation } from './exposure.ts'
import { cleaned, toFailedResult, UnknownTool } from './failed.ts'
import {
  completeDocument,
  documentTemplate,
  hasDocuments,
  listDocuments,
  readDocument,
  updatedDocuments,
} from './documents.ts'
import { createFirstLook } from './first-look.ts'
import { genericTools } from './generic/index.ts'
import { queryResult } from './generic/query-result.ts'
import { searchDocs } from './generic/search-docs.ts'
import { instructionsFor } from './instructions.ts'
import { keeperFor } from './kept.ts'
import type { Concerns, PublishedApi, Toolbox, ToolDefinition, ToolResult, Updated } from './model.ts'
import type { Offered } from './offered.ts'
import { refuse } from './policy.ts'
import {
  completeOperation,
  handleTemplate,
  operationTemplate,
  readHandle,
  readOperation,
  updatedOperations,
} from './resources.ts'
import { sectionsOf } from './sections.ts'
import { fingerprint, takeSnapshot, type Exposure, type Settings, type Snapshot } from './snapshot.ts'
import type { DirectTool, View } from './view.ts'

export interface ToolboxOptions extends Omit<Settings, 'apps'> {
  readonly apps?: Settings['apps'] | undefined
  readonly log: Log
  readonly redactor: Redactor
  /** What the first publication will bring, for the instructions of clients that come earlier. */
  readonly expected?: readonly Pick<PublishedApi, 'slug' | 'environments' | 'scope'>[] | undefined
  /** Without one, what does not fit a result is lost. */
  readonly keeper?: Keeper | undefined
  /** Files of this machine; without them none is read or written. */
  readonly files?: LocalFiles | undefined
}

/** What the wiring gives and asks, beside what every face sees. */
export interface PublishedToolbox extends Toolbox {
  /**
   * Offers these APIs from now on, in one swap; calls in flight end as they began. Listeners hear of it only if what a
   * client sees changed. Settings that are left out stay.
   */
  publish(
    apis: readonly PublishedApi[],
    settings?: { readonly [K in keyof Settings]?: Settings[K] | undefined },
  ): Promise<void>
  /** Does what the first search would do, a little at a time with a `pause` before each. */
  prepare(pause: () => Promise<void>): Promise<void>
  /** How many operations of each API a caller is offered. */
  offered(caller: Caller): Promise<ReadonlyMap<string, number>>
}

interface Shown {
  readonly view: View
  readonly exposure: Exposure
  readonly list: readonly ToolDefinition[]
  readonly generic: ReadonlyMap<string, (typeof genericTools)[number]>
  readonly direct: ReadonlyMap<string, DirectTool>
}

/** The offer of the whole server. Lists and calls wait for the first publication; instructions do not. */
export function createToolbox(options: ToolboxOptions): PublishedToolbox {
  const { log, redactor, expected = [] } = options
  let settings: Settings = { ...options, apps: options.apps ?? [] }
  let latest: Snapshot | undefined
  const listeners = new Set<(concerns: Concerns, updated: Updated) => void>()
  const confirmations = createConfirmations()
  const { promise: published, resolve: first } = withResolvers<void>()
  const shown = new WeakMap<Snapshot, Map<string, Viewed>>()
  const firstLook = createFirstLook()

  const current = async (): Promise<Snapshot> => {
    if (latest === undefined) await published
    if (latest === undefined) throw new Error('published without a snapshot')
    return latest
  }
  const engine = createEngine(current, () => settings.apps, {
    keeper: options.keeper,
    files: options.files,
    redactor: options.redactor,
  })

  /** Whoever was told anything is told of changes; of those who have not asked for longest, nothing is known any more. */
  const known = new Map<string, Caller>()
  const remember = (caller: Caller): void => {
    const key = keyOf(caller)
    if (known.has(key)) return
    const [oldest] = known.keys()
    if (known.size >= mostViews && oldest !== undefined) known.delete(oldest)
    known.set(key, caller)
  }

  const viewsOf = (snapshot: Snapshot): Map<string, Viewed> => {
    const views = shown.get(snapshot) ?? new Map<string, Viewed>()
    shown.set(snapshot, views)
    return views
  }

  const show = (snapshot: Snapshot, caller: Caller): Promise<Shown> => {
    const views = viewsOf(snapshot)
    const key = keyOf(caller)
    const before = views.get(key)
    if (before !== undefined) return before.made
    remember(caller)
    const made = makeShown(snapshot, caller)
    const [oldest] = views.keys()
    if (views.size >= mostViews && oldest !== undefined) views.delete(oldest)
    views.set(key, { caller, made })
    made.catch(() => views.delete(key))
    return made
  }

  const makeShown = async (snapshot: Snapshot, asking: Caller): Promise<Shown> => {
    const { caller, apis } = visibleTo(snapshot, asking)
    const exposure = await snapshot.exposure(apis)
    const generic = new Map(
      genericTools
        .filter((tool) => isListed(tool.definition.name, snapshot.settings.generic))
        .filter((tool) => tool.definition.name !== queryResult.definition.name || options.keeper !== undefined)
        .map((tool) => [tool.definition.name, tool]),
    )
    const tools = apis.flatMap((offered) => directTools(exposure, offered, caller))
    const list = [...[...generic.values()].map((tool) => tool.definition), ...tools.map((tool) => tool.definition)]
    const { resultsBudget } = snapshot.settings
    const view: View = {
      caller,
      apis,
      engine,
      redactor,
      log,
      resultsBudget,
      confirmations,
      keeper: options.keeper === undefined ? undefined : keeperFor(options.keeper, apis),
      files: options.files,
      sections: () => sectionsOf(apis),
      isDirect: (slug) => exposure.direct.has(slug),
      lists: (tool) => generic.has(tool),
      api: (name) => findApi(apis, name),
      allow: (offered, row) => allow(offered, row, caller),
      text: (text) => textResult(text, resultsBudget, redactor),
    }
    return { view, exposure, list, generic, direct: new Map(tools.map((tool) => [tool.definition.name, tool])) }
  }

  const shownTo = async (caller: Caller): Promise<Shown> => show(await current(), caller)

  const documentedTo = (caller: Caller): Promise<Shown> =>
    firstLook.at(
      () => shownTo(caller),
      ({ view }) => view.apis,
    )

  /** What is new for the callers who have seen anything of the snapshot before, by their keys. */
  const concerned = async (before: Snapshot, snapshot: Snapshot): Promise<ReadonlyMap<string, News>> => {
    const keys = new Map<string, News>()
    for (const [key, { caller, made }] of viewsOf(before)) {
      const news = newsFor(...(await Promise.all([made, show(snapshot, caller)])))
      if (news.tools || news.resources || news.updated.length > 0) keys.set(key, news)
    }
    return keys
  }

  return {
    engine,
    instructions: (asking) => {
      remember(asking)
      const caller = callerUnderRules(asking, settings.apps)
      const slugs = (latest?.offered.map(({ api }) => api) ?? expected)
        .filter((api) => caller !== undefined && isVisible(api, caller))
        .map(({ slug }) => slug)
      return Promise.resolve(instructionsFor(slugs.sort(compare), settings.generic))
    },
    list: async (caller) => redactor.value((await shownTo(caller)).list),
    async has(name, caller) {
      const { generic, direct: tools } = await shownTo(caller)
      return generic.has(name) || tools.has(name)
    },

    async call(name, input, asked) {
      const isAboutDocuments = name === searchDocs.definition.name
      const { view, generic, direct: tools } = await (isAboutDocuments ? documentedTo : shownTo)(asked.caller)
      const context = asked.caller === view.caller ? asked : { ...asked, caller: view.caller }
      const tool = tools.get(name)
      const generalTool = generic.get(name)
      if (tool === undefined && generalTool === undefined) throw new UnknownTool(redactor.text(name))
      try {
        if (tool !== undefined) return await callOperation({ ...tool, input: input ?? {} }, view, context)
        if (generalTool !== undefined) return await generalTool.call(input, view, context)
        throw new UnknownTool(name)
      } catch (thrown) {
        if (thrown instanceof AskFirst) throw thrown
        return toFailedResult(thrown, log, redactor)
      }
    },

    resources: async (caller) => redactor.value(listDocuments((await documentedTo(caller)).view.apis)),
    async resourceTemplates(caller) {
      const { view } = await documentedTo(caller)
      return [
        ...(hasOperations(view) ? [operationTemplate] : []),
        ...(hasDocuments(view.apis) ? [documentTemplate] : []),
        ...(view.keeper === undefined ? [] : [handleTemplate]),
      ]
    },
    async readResource(uri, caller) {
      try {
        const { view } = await (uri.startsWith('docs://') ? documentedTo(caller) : shownTo(caller))
        if (uri.startsWith('handle://') && view.keeper !== undefined)
          return await readHandle(uri, view.keeper, view.caller, redactor)
        if (uri.startsWith('docs://')) return await readDocument(uri, view, redactor)
        return await readOperation(uri, view, redactor)
      } catch (thrown) {
        throw cleaned(thrown, redactor)
      }
    },
    async complete(uriTemplate, variable, value, context, caller) {
      if (uriTemplate === documentTemplate.uriTemplate)
        return redactor.value(completeDocument(variable, value, context, (await documentedTo(caller)).view))
      if (uriTemplate !== operationTemplate.uriTemplate) return []
      return redactor.value(completeOperation(variable, value, context, (await shownTo(caller)).view))
    },

    async bill(caller) {
      const snapshot = await current()
      const { list, view, exposure } = await show(snapshot, caller)
      return billOf(snapshot, exposure, list, view.apis, log)
    },

    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },

    async publish(apis, next = {}) {
      const { toolsBudget, resultsBudget, generic, apps } = next
      settings = {
        toolsBudget: toolsBudget ?? settings.toolsBudget,
        resultsBudget: resultsBudget ?? settings.resultsBudget,
        generic: generic ?? settings.generic,
        apps: apps ?? settings.apps,
      }
      const snapshot = await takeSnapshot(apis, settings, log)
      await Promise.all([...known.values()].map((caller) => show(snapshot, caller)))
      const before = latest
      latest = snapshot
      first()
      firstLook.published()
      const keys = before === undefined ? new Map<string, News>() : await concerned(before, snapshot)
      if (keys.size === 0) return
      for (const listener of listeners)
        listener(
          (caller, list) => keys.get(keyOf(caller))?.[list] ?? false,
          (caller) => keys.get(keyOf(caller))?.updated ?? [],
        )
    },

    async prepare(pause) {
      const snapshot = await current()
      if (!isListed('search_operations', snapshot.settings.generic)) return
      await pause()
      await snapshot.search().index.prepare(pause)
    },

    async offered(caller) {
      const { view } = await shownTo(caller)
      return new Map(view.apis.map((offered) => [offered.api.slug, rowsFor(offered, view.caller).length]))
    },
  }
}

function withResolvers<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {}
  const promise = new Promise<T>((done) => (resolve = done))
  return { promise, resolve }
}

const isListed = (name: string, generic: Settings['generic']): boolean =>
  typeof generic === 'boolean' ? generic : generic.includes(name)

/** The direct tools of an exposure are the same for all who see them, but that who is pinned chooses no environment. */
const definitions = new WeakMap<DirectOperation, Map<boolean, ToolDefinition>>()

function directTools({ direct, listsSelect }: Exposure, offered: Offered, caller: Caller): DirectTool[] {
  const offer = offerFor(offered, caller)
  const isPinned = caller.environment !== undefined
  const definitionFor = (operation: DirectOperation): ToolDefinition => {
    const known = definitions.get(operation) ?? new Map<boolean, ToolDefinition>()
    definitions.set(operation, known)
    const definition = known.get(isPinned) ?? definitionOf(operation, withSelect(operation, offer, listsSelect))
    known.set(isPinned, definition)
    return definition
  }
  return (direct.get(offered.api.slug) ?? [])
    .filter(({ signature }) => isOfferedSomewhere(offered.api, signature.operation.method, caller))
    .map((operation) => ({ offered, signature: operation.signature, definition: definitionFor(operation) }))
}

function allow(offered: Offered, row: Offered['rows'][number], caller: Caller): void {
  refuse(offered.policy.operation(row), offered.api.slug, row.key)
  refuse(environmentDenial(offered.api, row.method, caller.environment, caller), offered.api.slug, row.key)
}

/** Our own words, within the budget, saying so when they are cut. */
function textResult(text: string, budget: number, redactor: Redactor): ToolResult {
  const clean = redactor.text(toVisible(text))
  const whole = fitText(clean, budget)
  if (whole.missing === undefined) return { content: [{ type: 'text', text: clean }], isError: false, meta: {} }
  const fitted = fitText(clean, Math.max(1, budget - 40))
  const note = `\ncut to fit ${budget} tokens: ${fitted.missing ?? ''}`
  const shown = estimateTokens(note) < budget ? fitted.text + note : fitted.text
  return { content: [{ type: 'text', text: redactor.text(shown) }], isError: false, meta: {} }
}

const hasOperations = ({ apis, caller }: View): boolean => apis.some((offered) => rowsFor(offered, caller).length > 0)

/** Which lists of a caller changed, and the URIs that read otherwise. */
interface News {
  readonly tools: boolean
  readonly resources: boolean
  readonly updated: readonly string[]
}

function newsFor(old: Shown, fresh: Shown): News {
  const changed = (of: (shown: Shown) => unknown): boolean => fingerprint(of(old)) !== fingerprint(of(fresh))
  return {
    tools: changed(({ list }) => list),
    resources: changed(({ view }) => [listDocuments(view.apis), hasOperations(view)]),
    updated: [...updatedDocuments(old.view.apis, fresh.view.apis), ...updatedOperations(old.view, fresh.view)],
  }
}

/** Views of one snapshot; who has not asked for longest is made anew. */
const mostViews = 256

interface Viewed {
  readonly caller: Caller
  readonly made: Promise<Shown>
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
