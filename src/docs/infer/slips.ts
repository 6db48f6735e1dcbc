import type { Finding } from '../extractors/index.ts'
import type { Merged } from './merge.ts'
import type { Outline, SectionNode } from './outline.ts'
import { shapeOf } from './target.ts'

const isSample = ({ by }: Finding): boolean => by === 'curl' || by === 'client-code' || by === 'prose'
const declares = ({ by, method, weight, form }: Finding): boolean =>
  method !== undefined && weight >= 0.75 && form !== 'mention' && by !== 'curl' && by !== 'client-code'

/**
 * `POST /boats/{id}/sail` over `curl -X get …/boats/{id}/sail`: a section that declares its call with another method than its
 * sample has says it better; the sample was copied. What any section declares is no slip.
 */
export function doubtSlips(operations: readonly Merged[], { items }: Outline): void {
  const declared = new Map<SectionNode, Set<string>>()
  for (const { path, findings } of operations)
    for (const finding of findings.filter(declares)) {
      const node = items[finding.at]?.node
      if (node !== undefined) declared.set(node, (declared.get(node) ?? new Set()).add(shapeOf(path)))
    }
  const isDeclaredBeside = ({ at }: Finding, shape: string): boolean => {
    const node = items[at]?.node
    return [node, node?.parent].some((it) => it !== undefined && declared.get(it)?.has(shape) === true)
  }
  for (const operation of operations) {
    const shape = shapeOf(operation.path)
    if (operation.findings.every((it) => isSample(it) && isDeclaredBeside(it, shape)))
      operation.confidence = Math.min(operation.confidence, 0.45)
  }
}
