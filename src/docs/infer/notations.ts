/** The ways in which people write a variable into a path, and what it is called. */
export const notations: readonly { readonly is: RegExp; readonly name: (match: readonly string[]) => string }[] = [
  { is: /\{\{\s*([^{}]{1,60}?)\s*\}\}/g, name: ([, a = '']) => a },
  { is: /[$#]\{\s*([^{}]{1,60}?)\s*\}/g, name: ([, a = '']) => a },
  {
    is: /\{\s*([^{}]{1,60}?)\s*\}/g,
    name: ([, a = '']) =>
      a
        .replace(/^[+#./*]|[*+?]$/g, '')
        .replace(/^(?:int|integer|uuid|str|string|slug|number|float|path) ?: ?(?=[A-Za-z])/, '')
        .replace(/^([\w-]+)[:=|].*$/, '$1'),
  },
  {
    is: /<(?:(?:int|string|str|float|path|uuid|integer|number|bool|slug|any|default|re)\s*:\s*)?([^<>]{1,60})>/g,
    name: ([, a = '']) => a.replace(/^:/, '').replace(/^([\w-]+):[\w()]+$/, '$1'),
  },
  { is: /\((?:\w+\s*:\s*)?([\w.-]{1,60})\)/g, name: ([, a = '']) => a },
  { is: /\[:?([^[\]]{1,60})\]/g, name: ([, a = '']) => a },
  { is: /%(?![0-9A-Fa-f]{2}%)([A-Za-z_][A-Za-z_-]{1,39})%/g, name: ([, a = '']) => a },
  { is: /^:([A-Za-z_][\w-]*):$/g, name: ([, a = '']) => a },
  { is: /(?<![A-Za-z0-9}\ue001]):([A-Za-z_][\w-]*)(?:\([^()]*\))?[?*+]?/g, name: ([, a = '']) => a },
  { is: /\$([A-Z]{2,8}(?:-[A-Z]{2,8})+(?![\w-])|[A-Za-z_]\w*)/g, name: ([, a = '']) => a },
  { is: /^\*([A-Za-z_]\w*)$/g, name: ([, a = '']) => a },
  { is: /^\*{1,2}([A-Za-z][\w -]*)\*{1,2}$/g, name: ([, a = '']) => a },
  { is: /^_([A-Za-z][\w -]*[A-Za-z])_$/g, name: ([, a = '']) => a },
  // `/__heartbeat__` is called so
  { is: /^__(\w*?(?:[A-Z]\w*?|id|name|key|uuid|slug|token|number|code))__$/g, name: ([, a = '']) => a },
]

/** `camera entity_id` → `camera_entity_id`, `*path` → `path`, `Item ID` → `Item_ID`. */
export function variableName(written: string): string {
  const name = written
    .normalize('NFKC')
    .replace(/^[\s:*+$#@?]+|(?<![\s:*+?])[\s:*+?]+$/g, '')
    .replace(/[`*"']/g, '')
    .replace(/[^\p{L}\p{N}_.-]+/gu, '_')
    .replace(/^[_.-]+(?=[\p{L}\p{N}])|[_.-]+$/gu, '')
  return name === '' ? 'value' : name.slice(0, 60)
}
