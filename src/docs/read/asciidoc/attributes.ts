/** So many characters may all values together put into a page: a page that multiplies itself stays as it is written. */
const mostAdded = 200_000
const longestValue = 500

/** The attributes that an AsciiDoc document sets for itself (`:base: /api/v1`), and what they put where it names them. */
export interface Attributes {
  /** Takes the line in when it sets (or unsets) an attribute. */
  define(line: string): void
  /** The line with the values of what is set; what is not stays as written (`/items/{id}`). `\{id}` is `{id}`. */
  fill(line: string): string
}

export function toAttributes(): Attributes {
  const values = new Map<string, string>()
  let added = 0

  return {
    define(line) {
      const [, name = '', gone = '', value = ''] = /^:(!?\w[\w-]{0,60})(!?):(?:\s+(\S.*))?$/.exec(line) ?? []
      if (name === '') return
      if (gone !== '' || name.startsWith('!')) values.delete(name.replace('!', ''))
      else if (value !== '') values.set(name, fill(value.trim()).slice(0, longestValue))
    },
    fill,
  }

  function fill(line: string): string {
    if (!line.includes('{')) return line
    return line.replace(/\\?\{(\w[\w-]{0,60})\}/g, (written, name: string) => {
      if (written.startsWith('\\')) return written.slice(1)
      const value = values.get(name)
      if (value === undefined || added + value.length > mostAdded) return written
      added += value.length
      return value
    })
  }
}
