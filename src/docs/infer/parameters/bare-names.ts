import type { InferredPlace } from '../model.ts'
import type { RawParameter } from './raw.ts'

const block = /(?:^|\n)[ \t]*(body|query|params?|headers?)[ \t]*[:=]?[ \t]*\{([^{}]{1,2000})\}/gi
const line =
  /(?:^|\n)[ \t]*(params?|query)[ \t]*[:=][ \t]*([A-Za-z_]\w{0,40}(?:[ \t]*,[ \t]*[A-Za-z_]\w{0,40}){0,20})[ \t]*(?=\n|$)/gi

/** `body { name \n age }`, `params : boatId`: names without values in code that is no JSON, under the word for where they go. */
export function readBareNames(text: string): RawParameter[] {
  if (text.length > 10_000) return []
  return [...text.matchAll(block), ...text.matchAll(line)].flatMap(([, word = '', inner = '']) => {
    const names = inner
      .split(/[\n,]/)
      .map((piece) => piece.trim())
      .filter((piece) => piece !== '')
    if (names.length === 0 || !names.every((name) => /^[A-Za-z_]\w{0,40}\??$/.test(name))) return []
    const place = placeOf(word)
    return names.map((name): RawParameter => {
      const needed = name.endsWith('?') ? { required: false } : {}
      const where = place === undefined ? {} : { in: place }
      return { name: name.replace(/\?$/, ''), schema: {}, evidence: 'list', weight: 0.75, ...where, ...needed }
    })
  })
}

/**
 * Names on lines of their own in code below a word for where they go, each with its comment above or behind:
 * `// How far.` over `length // Optional`. Empty when any line is something else, or nothing is said of them.
 */
export function readCommentedNames(text: string): RawParameter[] {
  if (text.length > 10_000) return []
  const found: RawParameter[] = []
  let comments: string[] = []
  let told = false
  for (const written of text.split('\n')) {
    const comment = /^\s*(?:\/\/|#)\s?(.*)$/.exec(written)?.[1]
    if (comment !== undefined) comments.push(comment.trim())
    else if (written.trim() !== '') {
      const [, name, words = ''] =
        /^\s*([A-Za-z_][\w.[\]-]{0,60})(?:[,;]|\s+(?:string|int(?:eger)?|number|float|bool(?:ean)?|array|object|date)\b)?(?:\s+(?:\/\/|#)\s?(.*))?\s*$/.exec(
          written,
        ) ?? []
      if (name === undefined) return []
      const description = [...comments, words.trim()].filter((it) => it !== '').join(' ')
      told ||= description !== ''
      const needed = /\boptional\b/i.test(description) ? { required: false } : {}
      const says = description === '' ? {} : { description }
      found.push({ name, schema: {}, evidence: 'list', weight: 0.8, ...needed, ...says })
      comments = []
    }
  }
  return told ? found : []
}

/** "params" may mean those of the path: where they go is told by the path. */
function placeOf(word: string): InferredPlace | undefined {
  if (/^body$/i.test(word)) return 'body'
  if (/^query$/i.test(word)) return 'query'
  return /^header/i.test(word) ? 'header' : undefined
}
