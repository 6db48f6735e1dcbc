import type { Building } from './building.ts'
import { attribute, beginningOf, elementsOf, isElement, isText, type Element } from './parse.ts'

/** Small parts side by side in a line of their own (name, type, required), as flex rows and headers of parameters are. */
export function isRow(element: Element, state: Building): boolean {
  const hints = `${attribute(element, 'class') ?? ''} ${attribute(element, 'style') ?? ''}`
  if (
    !/flex|row|inline|head|title|name|param|prop|field|meta|endpoint|method|path|url|route|summary|signature/i.test(
      hints,
    )
  )
    return false
  const parts = element.childNodes.filter((it) =>
    isElement(it) ? !state.dropped.has(it) : isText(it) && it.value.trim() !== '',
  )
  if (parts.length < 2 || parts.length > 8 || !parts.some((it) => isElement(it) && state.facts.isBlock(it)))
    return false
  let length = 0
  for (const part of parts) {
    if (isText(part)) length += part.value.trim().length
    else if (isElement(part)) {
      if (!isSmallPart(part)) return false
      const text = beginningOf(part, 400, (it) => state.dropped.has(it))
        .replace(/\s+/g, ' ')
        .trim()
      if (text.length > 100 || /[.!?。]$/.test(text) || /^[A-Z]{3,7} \S*\//.test(text)) return false
      length += text.length
    }
  }
  return length > 0 && length <= 200
}

function isSmallPart(part: Element): boolean {
  let seen = 0
  if (!/^(?:div|span|code|a|b|strong|em|i|small|label|button|kbd)$/.test(part.tagName)) return false
  for (const it of elementsOf(part)) {
    if (++seen > 12 || !/^(?:div|span|code|a|b|strong|em|i|small|label|button|wbr|svg|path|img|kbd)$/.test(it.tagName))
      return false
  }
  return true
}
