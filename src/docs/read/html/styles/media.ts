/** Whether rules hold on every screen, on some, or on none. */
export type When = 'always' | 'sometimes' | 'never'

/** No screen that people read on is narrower or wider, in CSS pixels. */
const narrowest = 280
const widest = 4_000

/** What a list of media queries says of screens (Media Queries 4); what it does not know holds sometimes. */
export function mediaOf(text: string): When {
  const queries = text.slice(0, 2_000).split(',').map(queryOf)
  if (queries.includes('always')) return 'always'
  return queries.includes('sometimes') ? 'sometimes' : 'never'
}

function queryOf(text: string): When {
  const [first = '', ...rest] = text
    .toLowerCase()
    .trim()
    .replace(/^only\s+/, '')
    .split(/\s+and\s+/)
  const [, negated, type] = /^(not\s+)?([a-z-]+)$/.exec(first.trim()) ?? []
  if (type === undefined) return first === '' ? 'always' : all([first, ...rest])
  const onScreen = type === 'screen' || type === 'all'
  if (negated !== undefined) return rest.length > 0 ? 'sometimes' : onScreen ? 'never' : 'always'
  return onScreen ? all(rest) : 'never'
}

function all(features: readonly string[]): When {
  const each = features.map(featureOf)
  if (each.includes('never')) return 'never'
  return each.includes('sometimes') ? 'sometimes' : 'always'
}

function featureOf(text: string): When {
  const [, edge, number = '', unit = ''] =
    /^\(\s*(min|max)-(?:device-)?width\s*:\s*(\d+(?:\.\d+)?)\s*(px|r?em)?\s*\)$/.exec(text.trim()) ?? []
  if (edge === undefined) return 'sometimes'
  const width = Number(number) * (unit.endsWith('em') ? 16 : 1)
  if (edge === 'min') return width <= narrowest ? 'always' : width > widest ? 'never' : 'sometimes'
  return width >= widest ? 'always' : width < narrowest ? 'never' : 'sometimes'
}
