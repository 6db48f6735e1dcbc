import type { Outline } from './outline.ts'

/** What an item goes by in a path. */
const identity =
  /^(?:id|_id|uid|uuid|guid|slug|code|name|key|handle|ref|reference|identifier|username|user_name|login|symbol|ticker|sku|isbn|ean|topic|channel|[a-z]\w{0,30}_(?:id|name|slug|code|key|uuid)|[a-z]\w{0,30}(?:Id|ID|Name|Slug|Code|Key|Uuid))$/

const pair = /["']([A-Za-z_]\w{0,40})["']\s*:\s*["']([^"'\n\\]{1,60})["']/g
const spoken =
  /\b(?:with|whose|your|the|an?) (id|slug|code|name|key|handle|username|identifier|symbol)(?: is| of)?:? ["'`“]([\w.-]{2,60})["'`”]/gi

/** So much of a page is read for values. */
const longest = 400_000

/**
 * The values by which samples and sentences name items, each with the name it goes by: `"slug": "lake-view"`, "a house with
 * code `lake-view`". A value that goes by several names keeps the first.
 */
export function namedValues({ items }: Outline): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  let read = 0
  for (const { block, marked } of items) {
    const text = block?.kind === 'code' ? block.text : block?.kind === 'text' ? marked : ''
    read += text.length
    if (read > longest) break
    for (const [, name = '', value = ''] of text.matchAll(block?.kind === 'code' ? pair : spoken))
      if (identity.test(name) && isName(value) && !found.has(value)) found.set(value, name.replace(/^_/, ''))
  }
  return found
}

/** What can stand in a path, and is no kind or state. */
const isName = (value: string): boolean =>
  /^[\p{L}\p{N}][\p{L}\p{N}._~@-]*$/u.test(value) &&
  !/^(?:true|false|null|string|integer|number|me|all|new|search|self|current)$/i.test(value)
