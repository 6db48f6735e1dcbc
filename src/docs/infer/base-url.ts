import type { Finding } from '../extractors/index.ts'
import { labelledHost, localOrigin, quotedOrigin, sectionFronts, statedPrefix } from './base-hints.ts'
import { answeredBase } from './base-answers.ts'
import { addressedBase, impliedBase, impliedFront } from './base-implied.ts'
import type { BaseUrl } from './base-model.ts'
import { spokenBase } from './base-spoken.ts'
import { statedBase } from './base-stated.ts'
import { assignedBase } from './base-variables.ts'
import type { Outline } from './outline.ts'

export { domainOf, isPlaceholderHost, likeAnApi, type BaseUrl } from './base-model.ts'

/** What the pages state as the base URL, else what the whole URLs of samples agree on. */
export function findBaseUrl(outline: Outline, findings: readonly Finding[]): BaseUrl | undefined {
  const base = commonBase(outline, findings)
  const frontAt = sectionFronts(outline)
  return frontAt === undefined ? base : { path: '', stated: true, ...base, frontAt }
}

function commonBase(outline: Outline, findings: readonly Finding[]): BaseUrl | undefined {
  const known =
    statedBase(outline, findings) ??
    labelledBase(outline) ??
    spokenBase(outline, findings) ??
    impliedBase(findings) ??
    addressedBase(outline, findings)
  const hosted = known?.origin === undefined || known.origin === '{host}' ? withHost(known, outline, findings) : known
  const base = hosted ?? guessedBase(outline, findings)
  const front =
    (base === undefined ? undefined : impliedFront(findings)) ??
    ((base?.path ?? '') === '' ? statedPrefix(outline, findings) : undefined)
  if (base?.origin === '{host}') {
    // the host is the reader's: what stands behind it goes with the paths
    const behind = base.path === '' || writtenWith(base.path, findings) ? {} : { front: base.path }
    return { path: '', stated: true, ...behind }
  }
  return front === undefined ? base : { path: '', stated: true, ...base, front }
}

/** Whether calls are written with this path in front. */
const writtenWith = (path: string, findings: readonly Finding[]): boolean =>
  findings.some(
    ({ target, form, method }) =>
      target.origin === undefined &&
      form !== 'mention' &&
      method !== undefined &&
      `${target.path.replace(/\/$/, '')}/`.startsWith(`${path}/`),
  )

/** A base without a host, with that of the variable that calls begin with, or of the URLs in answers. */
function withHost(base: BaseUrl | undefined, outline: Outline, findings: readonly Finding[]): BaseUrl | undefined {
  const assigned = assignedBase(outline, findings)
  if (assigned !== undefined) {
    const more = base?.path ?? ''
    return { ...assigned, path: assigned.path.endsWith(more) ? assigned.path : `${assigned.path}${more}`, stated: true }
  }
  const answered = answeredBase(outline, findings)
  return answered === undefined ? base : { ...answered, stated: false, guessed: true }
}

/** A host for pages whose calls name none: one quoted in the text, or the reader's own machine. */
function guessedBase(outline: Outline, findings: readonly Finding[]): BaseUrl | undefined {
  if (!findings.some(({ form, method, weight }) => weight >= 0.6 && (form !== 'sample' || method !== undefined)))
    return undefined
  const origin = quotedOrigin(findings) ?? localOrigin(outline)
  return origin === undefined ? undefined : { origin, path: '', stated: false, guessed: true }
}

function labelledBase(outline: Outline): BaseUrl | undefined {
  const found = labelledHost(outline)
  return found === undefined ? undefined : { ...found, stated: true }
}
