import { memberOf, partOf } from './calls.ts'
import { readArguments, readExpression, type Lookup } from './literal.ts'

const mostNames = 100
const mostAssignments = 20
const deepest = 8
const largest = 2_000_000

/**
 * What names stand for in the scripts of a page: its address (`location`), what they are first set to, what the calls of
 * a function hand to its parameters. Nothing is run; a name whose value only running would tell is not known.
 */
export function createScope(scripts: readonly string[], page: string): Lookup {
  const texts = scripts.filter(({ length }) => length <= largest)
  const known = new Map<string, unknown>()
  let depth = 0
  const lookup: Lookup = (path) => {
    const name = path.replace(/^(?:window|self|globalThis|top|document)\.(?=.)/, '')
    const [head = '', ...members] = name.split('.')
    if (name === 'baseURI' || name === 'URL' || name === 'documentURI') return page
    if (head === 'location' && URL.canParse(page)) return partOf(new URL(folderOf(page)), members.join('.') || 'href')
    return members.reduce((value: unknown, member) => memberOf(value, member), valueOf(head))
  }
  const valueOf = (name: string): unknown => {
    if (known.has(name)) return known.get(name)
    if (name === '' || known.size >= mostNames || depth >= deepest) return undefined
    known.set(name, undefined) // while it is looked for, what it is set to may not name it
    depth += 1
    const value = [...assigned(texts, name, lookup), ...handed(texts, name, lookup)].find((it) => isUsable(it, page))
    depth -= 1
    known.set(name, value)
    return value
  }
  return lookup
}

/** A folder answers with its `index.html`, a source is shown as one: scripts that go on from their own address mean the folder. */
const folderOf = (page: string): string =>
  page.replace(/\/index\.html?(?=[?#]|$)/i, '/').replace(/\.(?:md|mdx|markdown|rst)(?=[?#]|$)/i, '/')

const isUsable = (value: unknown, page: string): boolean =>
  (typeof value === 'string' && value !== page) || (typeof value === 'object' && value !== null)

/** `name = …`, in the order of the scripts. */
function* assigned(texts: readonly string[], name: string, lookup: Lookup): Generator {
  let count = 0
  for (const text of texts)
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
      if (/[\w$.]/.test(text[at - 1] ?? '') && !/(?:window|self|globalThis)\.$/.test(text.slice(at - 11, at))) continue
      const sign = /^\s{0,20}(?::\s{0,5}\w{1,20}\s{0,5})?=(?![=>])/.exec(
        text.slice(at + name.length, at + name.length + 60),
      )
      if (sign === null) continue
      if (++count > mostAssignments) return
      yield readExpression(text, at + name.length + sign[0].length, lookup)
    }
}

const functions =
  /\bfunction\s+([\w$]{1,60})\s*\(([^()]{1,300})\)|\b([\w$]{1,60})\s*=\s*(?:async\s*)?(?:function\s*)?\(([^()]{1,300})\)\s*(?:=>|\{)/g

/** `show('/openapi.json')`, where `show` has a parameter of that name. */
function* handed(texts: readonly string[], name: string, lookup: Lookup): Generator {
  for (const text of texts)
    for (const [, declared, list, set, others] of text.slice(0, 200_000).matchAll(functions)) {
      const place = (list ?? others ?? '').split(',').findIndex((it) => it.replace(/[=:].*$/s, '').trim() === name)
      const called = declared ?? set ?? ''
      if (place >= 0) yield* argumentsOf(text, called, place, lookup)
    }
}

function* argumentsOf(text: string, called: string, place: number, lookup: Lookup): Generator {
  let count = 0
  for (let at = text.indexOf(`${called}(`); at >= 0; at = text.indexOf(`${called}(`, at + 1)) {
    if (/[\w$]/.test(text[at - 1] ?? '') || /function\s{1,5}$/.test(text.slice(Math.max(0, at - 14), at))) continue
    if (++count > mostAssignments) return
    yield readArguments(text, at + called.length, lookup)[place]
  }
}
