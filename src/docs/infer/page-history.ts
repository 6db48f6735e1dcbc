import type { Page } from '../model.ts'

const titled =
  /\bchange ?log\b|\brelease notes?\b|\breleases? v?\d+\.\d|\bwhat'?s (?:new|changed)\b|\b(?:version|revision|release|change|api) history\b|\bmigrat(?:e|ing|ion)\b.{0,40}\b(?:to|from)\b|\bmigration guide\b|\bupgrad(?:e|ing)\b.{0,30}\b(?:to|from|guide|notes)\b|\bbreaking changes\b|\d\.\d+ announcement\b|история изменений|список изменений|журнал изменений|更新日志|变更日志|发布说明|版本说明|升级指南|迁移指南|変更履歴|リリースノート|릴리[스즈] ?노트|변경 (?:이력|내역)|versionshinweise|änderungsprotokoll|notes de version|journal des modifications|notas de (?:la )?versión|registro de cambios|notas de versão/iu

/** `[1.2.0] - 2030-01-31`, `v1.2: changes`, `1.2.0 (2030-01-31)`, `Version 1.2.0`; no `1.2.1 Make a boat`. */
const version =
  /^(?:version |release )?(?:\[v?\d+\.\d+[^\]]{0,20}\]|v\d+\.\d+(?:\.\d+)?\b(?![^\n]*\/)|\d+\.\d+\.\d+\s*(?:[-–—(:][^\n]{0,40}\d{4}[^\n]*)?$)|^\[?unreleased\]?$/i

/** `Rowboat 1.24.0 (2030-12-09)`, `Rowboat 1.24.0rc1 (December 2030)` */
const release = /^(?:[\p{L}\w.-]{1,30} ){0,3}v?\d+\.\d+(?:\.\d+)?[\w.-]{0,10} [([–—-]{1,2}[^\n]{0,20}\d{4}[^\n]{0,12}$/u

const months = 'january|february|march|april|may|june|july|august|september|october|november|december'
/** `Completed June 2030`, `2030-06-18`, `May 18, 2030: boats` */
const dated = new RegExp(
  String.raw`\b(?:${months}|${months.replaceAll(/(?<=\b\w{3})\w+/g, '')}) (?:\d{1,2}(?:st|nd|rd|th)?,? )?20\d\d\b|\b20\d\d[-/.年]\d\d?(?:[-/.月]\d\d?)?|\b\d\d?[./]\d\d?[./]20\d\d\b`,
  'i',
)

/** `This change log contains …`: said at the beginning. */
const opening =
  /^(?:this|the) (?:document|page|file )?(?:is (?:a|the) )?(?:api )?(?:change ?log|history of changes|list of changes)\b/i

/** A file that is called so. */
const called = /\/(?:change-?logs?|changes|release-?notes?)(?:[-_.]?v?\d[\w.-]*)?(?:\.\w{2,8}|\/)?$/i

/** What releases are told under. */
const news =
  /^\P{L}*(?:added|changed|removed|fixed|fixes|bug ?fixes|(?:major|minor|patch) changes|what'?s changed|new features?|features)$/iu

/** Whether a page tells what became different from version to version: what it names may be old, or only a part. */
export function isChronicle({ title, sections, url }: Page): boolean {
  if (titled.test(title) || called.test(url)) return true
  const [lead] = sections.flatMap(({ blocks }) => blocks)
  if (lead?.kind === 'text' && opening.test(lead.text)) return true
  const headings = sections.filter(({ level }) => level > 0).map((section) => section.title.trim())
  const isRelease = (heading: string): boolean => version.test(heading) || release.test(heading)
  const versions = headings.filter(isRelease).length
  const told = headings.filter((heading) => news.test(heading))
  // from the beginning on: a README has its changes at the end
  const first = headings.findIndex(isRelease)
  if (versions >= 3 && first <= 2 && (versions + told.length) * 3 >= headings.length) return true
  const days = sections.filter(
    (section) => section.level > 0 && section.title.length < 100 && dated.test(section.title),
  )
  const level = days[0]?.level
  const beside = sections.filter((section) => section.level === level)
  if (days.length >= 4 && headings.indexOf(days[0]?.title.trim() ?? '') <= 2 && days.length * 4 >= beside.length * 3)
    return true
  // "Rowboat v2.18.0": one release, and what it brings
  return (
    told.length > 0 && /\bv?\d+\.\d+\.\d+$/.test(title) && !/\bapis?\b|\breference\b|\bdocumentation\b/i.test(title)
  )
}
