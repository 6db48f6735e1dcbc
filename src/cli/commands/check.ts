import { isInScope, shutOut } from '../../access/index.ts'
import type { ApiConfig, Config } from '../../config/index.ts'
import type { Caller } from '../../core/index.ts'
import { lackingLines, factsOf } from '../api-facts.ts'
import type { ApiReport } from '../app-contract.ts'
import { appCaller, appOption, checkCaller, operator, pinOf } from '../caller.ts'
import type { Command } from '../command.ts'
import { counted } from '../output.ts'
import { noConfig } from '../no-config.ts'
import { tellSlowly } from '../tell-slowly.ts'

interface Row {
  readonly at: string
  readonly says: string
  readonly level: 'error' | 'warning'
}

/** What does not load, and what hides it from an app, is a problem of the whole document. */
export function reportProblems(report: ApiReport, config: Config, app?: string): readonly Row[] {
  const own = report.problems.map(({ at, says, level }) => ({ at, says, level }))
  const hidden = hiddenRows(report, config, app)
  const none = hidden.length > 0 && app !== undefined ? undefined : whyNothing(report)
  return [report.loadProblem, none]
    .flatMap((says): Row[] => (says === undefined ? [] : [{ at: '', says, level: 'error' }]))
    .concat(hidden, own)
}

function hiddenRows({ slug }: ApiReport, { apis, apps }: Config, app: string | undefined): Row[] {
  const entry = apis.find((it) => it.slug === slug)
  if (entry === undefined) return []
  const environments = entry.environments.map(({ name }) => name)
  return shutOut({ scope: entry.scope, environments }, apps)
    .filter(({ name }) => app === undefined || app === name)
    .map(({ name, environment = '' }) => ({
      at: '',
      says: `hidden from the app "${name}": it is pinned to "${environment}", and here are ${environments.join(', ')}`,
      level: 'warning',
    }))
}

/** The APIs that a check is about: all, or those of an app's scope. */
function isAsked({ slug }: ApiReport, { apis }: Config, caller: Caller): boolean {
  return isInScope(apis.find((it) => it.slug === slug)?.scope, caller)
}

/** Why a description that loaded offers nothing. */
function whyNothing({ openapi, operations, published }: ApiReport): string | undefined {
  if (openapi === undefined || published > 0) return undefined
  return operations === 0
    ? 'nothing is offered: the description has no operation'
    : 'nothing is offered: "include", "exclude" and "readOnly" leave no operation'
}

/** An API as `check` prints it. */
export function reportLines(report: ApiReport, problems: readonly Row[]): string {
  const source = report.openapi === undefined ? '' : `OpenAPI ${report.openapi}, `
  const documents = report.documents === 0 ? '' : `, ${counted(report.documents, 'document')}`
  const offered = report.published === report.operations ? '' : `, ${report.published} offered`
  const title = `${report.name} (${report.slug}): ${source}${counted(report.operations, 'operation')}${offered}${documents}, ${counted(problems.length, 'problem')}`
  const lines = problems.map(({ at, says, level }) => `  ${level}: ${says}${at === '' ? '' : ` (${at})`}`)
  const found = report.descriptionFound === undefined ? [] : [`  description: ${report.descriptionFound}`]
  return [title, ...found, ...lines].join('\n')
}

/** Whether an API is meant to have operations: one with only a base URL is called by path. */
const isDescribed = ({ openapi, documentation, baseUrl }: ApiConfig): boolean =>
  openapi !== undefined || (documentation.length > 0 && baseUrl === undefined)

export const check: Command = {
  name: 'check',
  usage: '',
  summary: 'validate the config, load every description and page, print problems with their place',
  options: [
    { flags: '--strict', says: 'fail for any problem' },
    { ...appOption, says: 'only what this app may see' },
  ],
  help: [
    '--json: { "apis": [{ "name", "slug", "operations": 12, "published": 12, "documents": 0, "descriptionFound"?, "problems": [{ "at", "says", "level" }] }] };',
    '  `at` is a JSON Pointer into the description or the address of a page, `operations` counts what loaded, before include and exclude.',
    'Exit code 1 when an API has no usable operation (with --strict: for any problem), 2 when the config does not fit.',
  ],
  tellsProblems: true,

  async run(context, _args, values) {
    const caller = values['app'] === undefined ? operator : appCaller(values)
    const { app, config } = await context.open(caller, {
      documents: 'read',
      onDocument: tellSlowly((says) => context.out.note(says)),
    })
    checkCaller(caller, config)
    if (config === undefined) throw noConfig(context.folders)
    const reports = (await app.report('operations'))
      .filter((report) => isAsked(report, config, caller))
      .map((report) => ({ report, problems: reportProblems(report, config, caller.app) }))
    if (context.json) {
      const apis = reports.map(
        ({ report: { name, slug, operations, published, documents, descriptionFound }, problems }) => ({
          name,
          slug,
          operations,
          published,
          documents,
          descriptionFound,
          problems,
        }),
      )
      context.out.json({ apis })
    } else {
      context.out.print(
        [`${config.path}: valid`, ...reports.map((it) => reportLines(it.report, it.problems))].join('\n'),
      )
      for (const api of await app.toolbox.engine.apis(caller))
        for (const line of lackingLines(api, await factsOf(api, pinOf(caller, config)))) context.out.note(line)
    }
    const described = new Set(config.apis.filter(isDescribed).map((api) => api.slug))
    const seen = new Set((await app.toolbox.engine.apis(caller)).map((api) => api.slug))
    const failed = reports.some(
      ({ report, problems }) =>
        (described.has(report.slug) && seen.has(report.slug) && report.published === 0) ||
        (values['strict'] === true && problems.length > 0),
    )
    return failed ? 1 : 0
  },
}
