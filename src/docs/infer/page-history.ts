import type { Page } from '../model.ts'

const titled =
  /\bchange ?log\b|\brelease notes?\b|\breleases? v?\d+\.\d|\bwhat'?s (?:new|changed)\b|\b(?:version|revision|release|change|api) history\b|\bmigrat(?:e|ing|ion)\b.{0,40}\b(?:to|from)\b|\bmigration guide\b|\bupgrad(?:e|ing)\b.{0,30}\b(?:to|from|guide|notes)\b|\bbreaking changes\b|\d\.\d+ announcement\b|история изменений|список изменений|журнал изменений|更新日志|变更日志|发布说明|版本说明|升级指南|迁移指南|変更履歴|リリースノート|릴리[스즈] ?노트|변경 (?:이력|내역)|versionshinweise|änderungsprotokoll|notes de version|journal des modifications|notas de (?:la )?versión|registro de cambios|notas de versão/iu

/** `[1.2.0] - 2030-01-31`, `v1.2: changes`, `1.2.0 (2030-01-31)`, `Version 1.2.0`; no `1.2.1 Make a boat`. */
const version =
  /^(?:version |release )?(?:\[v?\d+\.\d+[^\]]{0,20}\]|v\d+\.\d+(?:\.\d+)?\b(?![^\n]*\/)|\d+\.\d+\.\d+\s*(?:[-–—(:][^\n]{0,40}\d{4}[^\n]*)?$)|^\[?unreleased\]?$/i

/** What releases are told under. */
const news =
  /^\P{L}*(?:added|changed|removed|fixed|fixes|bug ?fixes|(?:major|minor|patch) changes|what'?s changed|new features?|features)$/iu

/** Whether a page tells what became different from version to version: what it names may be old, or only a part. */
export function isChronicle({ title, sections }: Page): boolean {
  if (titled.test(title)) return true
  const headings = sections.filter(({ level }) => level > 0).map((section) => section.title.trim())
  const versions = headings.filter((heading) => version.test(heading)).length
  const told = headings.filter((heading) => news.test(heading))
  // from the beginning on: a README has its changes at the end
  const first = headings.findIndex((heading) => version.test(heading))
  if (versions >= 3 && first <= 2 && (versions + told.length) * 3 >= headings.length) return true
  // "Rowboat v2.18.0": one release, and what it brings
  return (
    told.length > 0 && /\bv?\d+\.\d+\.\d+$/.test(title) && !/\bapis?\b|\breference\b|\bdocumentation\b/i.test(title)
  )
}
