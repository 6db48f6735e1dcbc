import { attribute, textOf, type Element } from '../parse.ts'
import { parentOf } from './matching.ts'
import { mediaOf, type When } from './media.ts'

const mostCharacters = 6_000_000

export interface Sheets {
  readonly sheets: readonly { readonly text: string; readonly when: Exclude<When, 'never'> }[]
  /** Whether the page has sheets that are not within it. */
  readonly elsewhere: boolean
}

/** The style sheets that stand in a page, in their order. */
export function sheetsOf(elements: readonly Element[]): Sheets {
  const sheets: { text: string; when: Exclude<When, 'never'> }[] = []
  let left = mostCharacters
  let elsewhere = false
  for (const element of elements) {
    const text =
      element.tagName === 'style' ? styleText(element) : element.tagName === 'link' ? linkText(element) : undefined
    if (text === undefined) continue
    if (text === 'elsewhere' || /@import\b/i.test(text)) elsewhere = true
    const when = mediaOf(attribute(element, 'media') ?? '')
    if (text === 'elsewhere' || when === 'never' || left <= 0) continue
    sheets.push({ text: text.slice(0, left), when })
    left -= text.length
  }
  return { sheets, elsewhere }
}

/** Sheets for readers without scripts count for nobody else. */
function styleText(element: Element): string | undefined {
  for (let up = parentOf(element); up !== undefined; up = parentOf(up)) if (up.tagName === 'noscript') return undefined
  const type = attribute(element, 'type') ?? ''
  return type === '' || /^text\/css\b/i.test(type.trim()) ? textOf(element) : undefined
}

function linkText(element: Element): string | undefined {
  const rel = (attribute(element, 'rel') ?? '').toLowerCase().split(/\s+/)
  if (!rel.includes('stylesheet') || rel.includes('alternate')) return undefined
  const [, coded, data = ''] =
    /^data:text\/css[^,]{0,100}?(;base64)?,([^]*)$/i.exec(attribute(element, 'href')?.trim() ?? '') ?? []
  if (data === '') return 'elsewhere'
  if (coded !== undefined) return Buffer.from(data, 'base64').toString('utf8')
  try {
    return decodeURIComponent(data)
  } catch {
    return data // no encoding after all
  }
}
