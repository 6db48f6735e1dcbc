/** A value that a variable is set to in a shell: in quotes, which may span lines, or a word. */
const shellValue =
  /^[ \t]*(?:(?:export|set|declare|local)[ \t]+)?([A-Za-z_]\w{0,40})=(?:"((?:[^"\\]|\\[^])*)"|'([^']*)'|([^\s"'$(]+))[ \t]*;?[ \t]*$/gm
/** What makes a request: an address, a body, a header, fields of a form; no token and no id. */
const ofRequest = /^\s*(?:https?:\/\/|[{[]|[\w-]{2,40}: \S|[\w.[\]-]{1,60}=)/
/** So much is put into one script: a short name may stand for a long value, and again and again. */
const mostPut = 100_000
const variable = /\$(?:\{([A-Za-z_]\w{0,40})\}|([A-Za-z_]\w{0,40}))/g

/** Puts in what a script sets its variables to, where that is part of a request: `url="https://…"` for `"$url"`. */
export function shellValues(script: string): (word: string) => string {
  const values = new Map<string, string>()
  for (const [, name = '', double, single, bare] of script.matchAll(shellValue)) {
    const value = double?.replace(/\\(["\\$`])/g, '$1') ?? single ?? bare ?? ''
    if (ofRequest.test(value) && value.length < 20_000) values.set(name, value)
  }
  let room = mostPut
  const put = (word: string): string =>
    word.replace(variable, (whole: string, braced?: string, plain?: string) => {
      const value = values.get(braced ?? plain ?? '') ?? whole
      if (value.length > room) return whole
      room -= value.length
      return value
    })
  return values.size === 0 ? (word) => word : put
}

const address =
  /(?<![\w.$-])([A-Za-z_$][\w$]{0,40})(?:\s*:\s*[A-Za-z]{3,10})?\s*(?::=|=)\s*[fr$@]?(["'`])(https?:\/\/[^"'`\s]{3,500})\2/g

/** Code in which calls have their addresses: `const url = "https://…"` and `post(url)` is `post("https://…")`. */
export function withAddresses(code: string): string {
  const values = new Map<string, string>()
  for (const [, name = '', quote = '', url = ''] of code.matchAll(address)) values.set(name, `${quote}${url}${quote}`)
  if (values.size === 0) return code
  let room = mostPut
  return code.replace(
    /((?:[(,]|\b(?:url|uri|URL)["']?\s*[:=])\s*)([A-Za-z_$][\w$]{0,40})(?=\s*[,)}\n;])/g,
    (whole, before: string, name: string) => {
      const value = values.get(name)
      if (value === undefined || value.length > room) return whole
      room -= value.length
      return before + value
    },
  )
}
