import { AskFirst, callerUnderRules, createConfirmations } from '../access/index.ts'
import type { Caller, Log, Redactor } from '../core/index.ts'
import type { LocalFiles } from '../files/index.ts'
import type { Keeper } from '../results/index.ts'
import { Audience } from './audience.ts'
import { billOf } from './bill.ts'
import { callOperation } from './call.ts'
import { completeDocument, documentTemplate, hasDocuments, listDocuments, readDocument } from './documents.ts'
import { createEngine } from './engine.ts'
import { isVisible, rowsFor } from './environments.ts'
import { compare } from './exposure.ts'
import { cleaned, toFailedResult, UnknownTool } from './failed.ts'
import { createFirstLook } from './first-look.ts'
import { searchDocs } from './generic/search-docs.ts'
import { instructionsFor } from './instructions.ts'
import type { Concerns, PublishedApi, Toolbox, Updated } from './model.ts'
import { completeOperation, handleTemplate, operationTemplate, readHandle, readOperation } from './resources.ts'
import { hasOperations, isListed, showTo, type Shown } from './shown.ts'
import { takeSnapshot, type Settings, type Snapshot } from './snapshot.ts'

export interface ToolboxOptions extends Omit<Settings, 'apps'> {
  readonly apps?: Settings['apps'] | undefined
  readonly log: Log
  readonly redactor: Redactor
  /** Waited for before a call or a read: what the redactor must know by then. Never rejects. */
  readonly learn?: (() => Promise<void>) | undefined
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

/** The offer of the whole server. Lists and calls wait for the first publication; instructions do not. */
export function createToolbox(options: ToolboxOptions): PublishedToolbox {
  const { log, redactor, expected = [] } = options
  let settings: Settings = { ...options, apps: options.apps ?? [] }
  let latest: Snapshot | undefined
  const listeners = new Set<(concerns: Concerns, updated: Updated) => void>()
  const confirmations = createConfirmations()
  const { promise: published, resolve: first } = withResolvers<void>()
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

  const audience = new Audience((snapshot, caller) => showTo(snapshot, caller, { ...options, engine, confirmations }))
  const shownTo = async (caller: Caller): Promise<Shown> => audience.show(await current(), caller)

  const documentedTo = (caller: Caller): Promise<Shown> =>
    firstLook.at(
      () => shownTo(caller),
      ({ view }) => view.apis,
    )

  return {
    engine,
    instructions: (asking) => {
      audience.remember(asking)
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
      await options.learn?.()
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
      await options.learn?.()
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
      const { list, view, exposure } = await audience.show(snapshot, caller)
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
      await audience.showAll(snapshot)
      const before = latest
      latest = snapshot
      first()
      firstLook.published()
      const newsOf = before === undefined ? undefined : await audience.news(before, snapshot)
      if (newsOf === undefined) return
      for (const listener of listeners)
        listener(
          (caller, list) => newsOf(caller)?.[list] ?? false,
          (caller) => newsOf(caller)?.updated ?? [],
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
