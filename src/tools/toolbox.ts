import { AskFirst, createConfirmations } from '../access/index.ts'
import { estimateTokens, toVisible, type Caller, type Log, type Redactor } from '../core/index.ts'
import { fitText, type Keeper } from '../results/index.ts'
import { callOperation } from './call.ts'
import { createEngine, findApi } from './engine.ts'
import { environmentDenial, isOfferedSomewhere, isVisible } from './environments.ts'
import { billOf } from './bill.ts'
import { compare, definitionOf, unpinnedOffer, withSelect } from './exposure.ts'
import { cleaned, toFailedResult, UnknownTool } from './failed.ts'
import { genericTools } from './generic/index.ts'
import { queryResult } from './generic/query-result.ts'
import { instructionsFor } from './instructions.ts'
import type { PublishedApi, Toolbox, ToolDefinition, ToolResult } from './model.ts'
import type { Offered } from './offered.ts'
import { refuse } from './policy.ts'
import { completeOperation, handleTemplate, operationTemplate, readHandle, readOperation } from './resources.ts'
import { noOffer } from './signature.ts'
import { fingerprint, takeSnapshot, type Settings, type Snapshot } from './snapshot.ts'
import type { DirectTool, View } from './view.ts'

export interface ToolboxOptions extends Settings {
  readonly log: Log
  readonly redactor: Redactor
  /** What the first publication will bring, for the instructions of clients that come earlier. */
  readonly expected?: readonly Pick<PublishedApi, 'slug' | 'environments'>[] | undefined
  /** Without one, what does not fit a result is lost. */
  readonly keeper?: Keeper | undefined
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
  readonly list: readonly ToolDefinition[]
  readonly generic: ReadonlyMap<string, (typeof genericTools)[number]>
  readonly direct: ReadonlyMap<string, DirectTool>
}

/** The offer of the whole server. Lists and calls wait for the first publication; instructions do not. */
export function createToolbox(options: ToolboxOptions): PublishedToolbox {
  const { log, redactor, expected = [] } = options
  let settings: Settings = options
  let latest: Snapshot | undefined
  let seen = ''
  const listeners = new Set<() => void>()
  const confirmations = createConfirmations()
  const { promise: published, resolve: first } = withResolvers<void>()
  const shown = new WeakMap<Snapshot, Map<string, Shown>>()

  const current = async (): Promise<Snapshot> => {
    if (latest === undefined) await published
    if (latest === undefined) throw new Error('published without a snapshot')
    return latest
  }
  const engine = createEngine(current)

  const show = (snapshot: Snapshot, caller: Caller): Shown => {
    const views = shown.get(snapshot) ?? new Map<string, Shown>()
    shown.set(snapshot, views)
    const key = caller.environment === undefined ? caller.via : `${caller.via} ${caller.environment}`
    const known = views.get(key)
    if (known !== undefined) return known
    const made = makeShown(snapshot, caller)
    if (views.size > 256) views.clear()
    views.set(key, made)
    return made
  }

  const makeShown = (snapshot: Snapshot, caller: Caller): Shown => {
    const apis = snapshot.offered.filter(({ api }) => isVisible(api, caller))
    const generic = new Map(
      genericTools
        .filter((tool) => isListed(tool.definition.name, snapshot.settings.generic))
        .filter((tool) => tool.definition.name !== queryResult.definition.name || options.keeper !== undefined)
        .map((tool) => [tool.definition.name, tool]),
    )
    const tools = apis.flatMap((offered) => directTools(snapshot, offered, caller))
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
      keeper: options.keeper,
      isDirect: (slug) => snapshot.direct.has(slug),
      api: (name) => findApi(apis, name),
      allow: (offered, row) => allow(offered, row, caller),
      text: (text) => textResult(text, resultsBudget, redactor),
    }
    return { view, list, generic, direct: new Map(tools.map((tool) => [tool.definition.name, tool])) }
  }

  const shownTo = async (caller: Caller): Promise<Shown> => show(await current(), caller)

  return {
    engine,
    instructions: (caller) =>
      Promise.resolve(
        instructionsFor(
          (latest?.offered.map(({ api }) => api) ?? expected)
            .filter((api) => isVisible(api, caller))
            .map(({ slug }) => slug)
            .sort(compare),
          settings.generic,
        ),
      ),
    list: async (caller) => redactor.value((await shownTo(caller)).list),
    async has(name, caller) {
      const { generic, direct: tools } = await shownTo(caller)
      return generic.has(name) || tools.has(name)
    },

    async call(name, input, context) {
      const { view, generic, direct: tools } = await shownTo(context.caller)
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

    async resourceTemplates(caller) {
      const { view } = await shownTo(caller)
      const operations = view.apis.some((offered) => offered.offeredRows.length > 0) ? [operationTemplate] : []
      return view.keeper === undefined ? operations : [...operations, handleTemplate]
    },
    async readResource(uri, caller) {
      try {
        const { view } = await shownTo(caller)
        if (uri.startsWith('handle://') && view.keeper !== undefined)
          return await readHandle(uri, view.keeper, caller, redactor)
        return await readOperation(uri, view.apis, redactor)
      } catch (thrown) {
        throw cleaned(thrown, redactor)
      }
    },
    async complete(uriTemplate, variable, value, context, caller) {
      if (uriTemplate !== operationTemplate.uriTemplate) return []
      return redactor.value(completeOperation(variable, value, context, (await shownTo(caller)).view.apis))
    },

    async bill(caller) {
      const snapshot = await current()
      const { list, view } = show(snapshot, caller)
      return billOf(snapshot, list, view.apis, log)
    },

    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },

    async publish(apis, next = {}) {
      const { toolsBudget, resultsBudget, generic } = next
      settings = {
        toolsBudget: toolsBudget ?? settings.toolsBudget,
        resultsBudget: resultsBudget ?? settings.resultsBudget,
        generic: generic ?? settings.generic,
      }
      const snapshot = await takeSnapshot(apis, settings, log)
      const before = seen
      latest = snapshot
      seen = fingerprint(whatClientsSee(snapshot, (caller) => show(snapshot, caller)))
      first()
      if (before === '' || before === seen) return
      for (const listener of listeners) listener()
    },

    async prepare(pause) {
      const snapshot = await current()
      if (!isListed('search_operations', snapshot.settings.generic)) return
      await pause()
      await snapshot.search().index.prepare(pause)
    },

    async offered(caller) {
      const { view } = await shownTo(caller)
      return new Map(view.apis.map((offered) => [offered.api.slug, offered.offeredRows.length]))
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

function directTools(snapshot: Snapshot, offered: Offered, caller: Caller): DirectTool[] {
  const operations = snapshot.direct.get(offered.api.slug) ?? []
  const offerOf = caller.environment === undefined ? unpinnedOffer(offered) : noOffer
  return operations
    .filter(({ signature }) => isOfferedSomewhere(offered.api, signature.operation.method, caller))
    .map((operation) => ({
      offered,
      signature: operation.signature,
      definition: definitionOf(operation, withSelect(operation, offerOf, snapshot.listsSelect)),
    }))
}

function allow(offered: Offered, row: Offered['rows'][number], caller: Caller): void {
  refuse(offered.policy.operation(row), offered.api.slug, row.key)
  if (caller.environment !== undefined)
    refuse(environmentDenial(offered.api, row.method, caller.environment), offered.api.slug, row.key)
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

/** The list of every kind of caller: who is pinned to an environment sees another one. */
function whatClientsSee(snapshot: Snapshot, showTo: (caller: Caller) => Shown): unknown {
  const environments = new Set(snapshot.offered.flatMap(({ api }) => api.environments))
  const pinned = [...environments].sort().map((environment): Caller => ({ environment, via: 'stdio' }))
  const callers: Caller[] = [{ via: 'stdio' }, ...pinned.slice(0, 8)]
  return callers.map((caller) => {
    const { list, view } = showTo(caller)
    return [list, view.apis.some((offered) => offered.offeredRows.length > 0)]
  })
}
