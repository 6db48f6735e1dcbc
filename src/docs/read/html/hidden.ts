import { attribute, type Element } from './parse.ts'
import { colourOf, isUnseenOn } from './styles/colours.ts'
import { wordsOf } from './tags.ts'

/**
 * Whether an element is not seen by a reader of the page, as far as its own attributes tell: what is hidden there is how
 * pages speak to machines behind a reader's back. What opens at a click (a tab, an accordion) is told apart by the caller.
 */
export function isHidden(element: Element): boolean {
  const { attrs } = element
  if (attrs.length === 0) return false
  for (const { name, value } of attrs) {
    if (name === 'hidden' && value !== 'until-found') return true
    if (name === 'style' && hidesByStyle(value, element)) return true
    if (name === 'class' && hidesByClass(value)) return true
    if ((name === 'width' || name === 'height') && /^0(px)?$/.test(value.trim()) && element.tagName !== 'col')
      return true
    if (name === 'aria-hidden' && value === 'true' && isDecoration(element)) return true
  }
  return element.tagName === 'font' && /^(white|#fff(fff)?)$/i.test(attribute(element, 'color')?.trim() ?? '')
}

const hidingClasses = new Set(
  'sr-only visually-hidden visuallyhidden screen-reader-text screen-reader-only screenreader offscreen off-screen u-hidden is-hidden cdk-visually-hidden'.split(
    ' ',
  ),
)
/** Bootstrap's and Tailwind's: hidden unless a wider screen shows it again. */
const screenClasses = new Set(['hidden', 'd-none', 'invisible'])
const shownAgain =
  /^(?:[a-z0-9]+:(?:block|flex|inline|grid|table|contents|visible|inline-\w+|flow-root)|d-[a-z]{2,3}-(?:block|flex|inline|grid|table).*)$/

function hidesByClass(value: string): boolean {
  const names = wordsOf(value)
  if (names.some((it) => hidingClasses.has(it))) return true
  return names.some((it) => screenClasses.has(it)) && !names.some((it) => shownAgain.test(it))
}

/** Icons, rules and copies for the eye only; larger ones are text that a reader sees. */
function isDecoration(element: Element): boolean {
  const [only] = element.childNodes
  if (only === undefined) return true
  const text =
    element.childNodes.length === 1 && only.nodeName === '#text' && 'value' in only ? only.value.trim() : undefined
  if (text !== undefined) return !/[\p{L}\p{N}/]/u.test(text)
  return wordsOf(attribute(element, 'class')).some((it) => it === 'katex-html' || it === 'MathJax')
}

export type Style = ReadonlyMap<string, string>

/** The declarations of a `style` attribute; the last of a property counts. */
export function readStyle(text: string): Style {
  const style = new Map<string, string>()
  for (const part of text.replace(/\/\*[^]*?\*\//g, '').split(';')) {
    const colon = part.indexOf(':')
    if (colon === -1) continue
    const value = part.slice(colon + 1).replace(/!\s*important/i, '')
    style.set(part.slice(0, colon).trim().toLowerCase(), value.trim().toLowerCase())
  }
  return style
}

function hidesByStyle(text: string, element: Element): boolean {
  const style = readStyle(text)
  return hides(style) || isUnseenColour(style, element)
}

export const isZero = (value: string | undefined): boolean =>
  value !== undefined && /^[+-]?0*\.?0*(?:px|r?em|ex|pt|%|v[wh])?$/.test(value) && /0/.test(value)
export const isTiny = (value: string | undefined): boolean => isZero(value) || /^[01](?:\.\d+)?px$/.test(value ?? '')
export const isFarAway = (value: string | undefined): boolean =>
  /^-\d{3,}(?:\.\d+)?(?:px|r?em|pt|%|v[wh])?$/.test(value ?? '')

/** Whether declarations take an element out of sight. */
export function hides(style: Style): boolean {
  const get = (name: string): string => style.get(name) ?? ''
  if (
    get('display') === 'none' ||
    /^(hidden|collapse)$/.test(get('visibility')) ||
    get('content-visibility') === 'hidden'
  )
    return true
  const moves =
    /[a-z]/.test(get('animation-name') || get('animation')) &&
    !/^none\b/.test(get('animation-name') || get('animation'))
  if (!moves && /^0*\.?0*%?$/.test(get('opacity')) && get('opacity') !== '') return true
  if (!moves && /\bopacity\(\s*0*\.?0*%?\s*\)/.test(get('filter'))) return true
  if (isZero(style.get('zoom')) || isZero(style.get('scale'))) return true
  if (isFarAway(style.get('margin-left')) || isFarAway(style.get('margin-top'))) return true
  if (style.get('font-size') === undefined && /^(?:[a-z]+ )*0(?:px)?[\s/]/.test(get('font'))) return true
  if (isTiny(style.get('font-size')) || isFarAway(style.get('text-indent'))) return true
  const clipped = /^(hidden|clip)/.test(get('overflow')) || /^(hidden|clip)/.test(get('overflow-y'))
  if (clipped && ['width', 'height', 'max-height', 'max-width'].some((name) => isTiny(style.get(name)))) return true
  if (/^rect\(\s*[01](px)?[\s,]+[01](px)?[\s,]+[01](px)?[\s,]+[01](px)?\s*\)$/.test(get('clip'))) return true
  if (/^inset\(\s*(?:50|100)%/.test(get('clip-path')) || /scale[xy]?\(\s*0/.test(get('transform'))) return true
  return (
    /^(absolute|fixed)$/.test(get('position')) &&
    ['left', 'top', 'right', 'bottom', 'inset'].some((name) => isFarAway(style.get(name)))
  )
}

const isWhite = (value: string): boolean =>
  /^(?:white|#fff|#ffff|#ffffff|#ffffffff|rgba?\(\s*255[\s,]+255[\s,]+255[^)]*\)|hsl\([^)]*\b100%\s*\))$/.test(value)

/** Letters in the colour of what they stand on. White ones count where neither they nor what holds them has another ground. */
function isUnseenColour(style: Style, element: Element): boolean {
  const colour = style.get('color') ?? ''
  if (colour === '') return false
  if (colour === 'transparent' || /^(?:rgba|hsla)\([^)]*[,/]\s*0(?:\.0*)?%?\s*\)$/.test(colour)) return true
  const ground = groundOf(style)
  if (ground !== undefined) {
    const [letters, below] = [colourOf(colour), colourOf(ground)]
    return ground === colour || (letters !== undefined && below !== undefined && isUnseenOn(letters, below))
  }
  if (!isWhite(colour) || attribute(element, 'class') !== undefined) return false
  for (let up = element.parentNode; up !== null && 'attrs' in up; up = up.parentNode) {
    const above = attribute(up, 'bgcolor') ?? groundOf(readStyle(attribute(up, 'style') ?? ''))
    if (above !== undefined) return isWhite(above.toLowerCase())
    if (up.parentNode === element.parentNode && attribute(up, 'class') !== undefined) return false
  }
  return true
}

function groundOf(style: Style): string | undefined {
  const ground = style.get('background-color') ?? style.get('background')
  return ground === undefined || /^(?:none|transparent|inherit|initial|unset)$/.test(ground) ? undefined : ground
}
