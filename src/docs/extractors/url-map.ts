import { readTarget, segmentsOf } from '../infer/target.ts'
import type { Extractor, Finding } from './extractor.ts'
import { isLikelyPath } from './scan.ts'

/** So many names of one answer must stand in their own URLs before it is believed to be a list of what there is. */
const enough = 3

const entryLine = /["']?([A-Za-z][\w.-]{1,60})["']?\s*:\s*["'](https?:\/\/[^"'\s]{3,400})["']/g

/** The answer of an API's root or of its help: `{ "people": "https://…/people/", "films": "https://…/films/" }`. */
export const urlMap: Extractor = {
  id: 'url-map',
  read(item) {
    if (item.block?.kind !== 'code' || item.block.text.length > 50_000 || !/^\s*\{/.test(item.block.text)) return []
    const named = [...item.block.text.matchAll(entryLine)].flatMap(([, name = '', url = '']) => {
      const target = readTarget(url)
      return target === undefined || !isLikelyPath(target) ? [] : [{ name, target }]
    })
    const own = named.filter(({ name, target }) => segmentsOf(target.path).includes(name))
    if (new Set(own.map(({ name }) => name)).size < enough || own.length * 4 < named.length * 3) return []
    if (new Set(own.map(({ target }) => target.origin)).size > 1) return []
    return own.map(({ target }, row): Finding => ({
      at: item.at,
      row,
      target,
      form: 'listed',
      weight: 0.7,
      by: 'url-map',
    }))
  },
}
