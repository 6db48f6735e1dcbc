import type { Finding } from '../extractors/index.ts'
import { toTemplatePath } from './concrete.ts'
import type { Merged } from './merge.ts'
import type { Placed } from './place.ts'
import { isVariable, segmentsOf } from './target.ts'

/** `/user/` and an example `/user/jl.json`: a prefix that an example goes on from by one segment is a template. */
export function extendPaths(
  operations: readonly Merged[],
  placed: readonly Placed[],
  join: (operation: Merged, finding: Finding) => void,
): void {
  const prefixes = new Map(
    placed.filter(({ finding, path }) => finding.form === 'mention' && path.endsWith('/')).map((it) => [it.path, it]),
  )
  for (const operation of operations) {
    const segments = segmentsOf(operation.path)
    const last = segments.at(-1) ?? ''
    const prefix = prefixes.get(`/${segments.slice(0, -1).join('/')}/`)
    if (prefix === undefined || segments.length < 2 || isVariable(last) || !operation.findings.every(isExampleUrl))
      continue
    join(operation, prefix.finding)
    const [, extension = ''] = /(\.(?:json|xml))$/.exec(last) ?? []
    operation.path = `${toTemplatePath(`${prefix.path}1`).path}${extension}`
  }
  // every example URL ends in .json: so do the paths that the text writes without it
  const shown = new Set(
    operations.filter(({ findings }) =>
      findings.some(({ form, target }) => form === 'sample' && target.origin !== undefined),
    ),
  )
  if (shown.size < 3 || ![...shown].every(({ path }) => path.endsWith('.json'))) return
  for (const operation of operations)
    if (
      !shown.has(operation) &&
      /\/[\w-]+$/.test(operation.path) &&
      operation.findings.every(({ form }) => form === 'mention')
    )
      operation.path += '.json'
}

const isExampleUrl = ({ form, by }: Finding): boolean => form === 'sample' && (by === 'prose' || by === 'lone-code')
