import type { Merged } from './merge.ts'
import type { Finding } from '../extractors/index.ts'
import type { Outline } from './outline.ts'
import { segmentsOf } from './target.ts'

const aboutApis =
  /\bapis?\b|\bendpoints?\b|\brest(?:ful)?\b|^http\b|\bhttp (?:apis?|interface|requests?|endpoints?|methods?|verbs?|calls?|routes?|resources?)\b|\breference\b|\brpc\b|\bwebhooks?\b|\brequests?\b|接口|интерфейс|schnittstelle|エンドポイント/iu
const serverRoute =
  /\b(?:app|router|server|r|e|mux|fastify|blueprint|bp|api)\.(?:get|post|put|patch|delete|route|use|HandleFunc|Handle)\(\s*["'`]\/|@(?:\w+\.)?(?:route|get|post|put|patch|delete|GetMapping|PostMapping|RequestMapping)\(\s*["']\/|\bRoute::(?:get|post|put|patch|delete)\(|^\s*(?:get|post|put|patch|delete)\s+['"]\/[^'"\n]{0,80}['"]\s*(?:do\b|,|=>)/m

/** A page that neither declares anything nor shows much speaks of paths for other reasons: what it names is a draft. */
export function doubtWeakPages(operations: readonly Merged[], outline: Outline): void {
  doubtStrangers(operations)
  const strong = operations.some(({ findings }) =>
    findings.some(({ weight, form, method }) => weight >= 0.8 && form !== 'mention' && method !== undefined),
  )
  if (strong) return
  const called = operations.filter(({ findings }) => findings.some(({ by, weight }) => by === 'curl' && weight >= 0.6))
  const apiPage =
    outline.roots.some(({ page }) => aboutApis.test(page.title)) ||
    outline.items.some(({ block, marked }) => block === undefined && aboutApis.test(marked))
  const serves = outline.items.some(({ block }) => block?.kind === 'code' && serverRoute.test(block.text))
  const enough = called.length >= 2 || (operations.length >= 3 && !serves) || (apiPage && !serves)
  if (!enough) for (const operation of operations) operation.confidence = Math.min(operation.confidence, 0.45)
}

/** On a page of many declared calls, a path mentioned in passing that begins like none of them is likely another API's. */
function doubtStrangers(operations: readonly Merged[]): void {
  const declared = operations.filter(({ findings }) =>
    findings.some(({ weight, method, form }) => weight >= 0.8 && method !== undefined && form !== 'mention'),
  )
  if (declared.length < 5) return
  const first = new Set(declared.map(({ path }) => segmentsOf(path)[0]))
  for (const operation of operations)
    if (
      !first.has(segmentsOf(operation.path)[0]) &&
      operation.findings.every(({ form, method }) => form === 'mention' && method === undefined)
    )
      operation.confidence = Math.min(operation.confidence, 0.45)
}

/** Independent kinds of evidence add up; the same kind over and over adds little. */
export function confidenceOf(findings: readonly Finding[]): number {
  const byKind = new Map<string, number[]>()
  for (const { by, weight } of findings) byKind.set(by, [...(byKind.get(by) ?? []), weight])
  let doubt = 1
  for (const weights of byKind.values()) {
    const [best = 0, second = 0] = weights.toSorted((a, b) => b - a)
    doubt *= (1 - best) * (1 - second * 0.15)
  }
  return Math.min(0.99, Math.round((1 - doubt) * 100) / 100)
}
