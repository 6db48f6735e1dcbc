import { wordsOf } from './names.ts'
import type { PublishedApi } from './model.ts'

/** Words of names that tell no API from another. */
const common = new Set(
  'api apis rest v1 v2 v3 v4 the a an my our service services platform cloud public open spec'.split(' '),
)

/** The APIs that a request names: all telling words of the name or the slug stand in it, one after the other. */
export function namedIn(query: string, apis: readonly PublishedApi[]): readonly PublishedApi[] {
  const asked = ` ${wordsOf(query).join(' ')} `
  return apis.filter(({ name, slug }) =>
    [name, slug].some((given) => {
      const words = wordsOf(given).filter((word) => !common.has(word))
      return words.join('').length >= 3 && asked.includes(` ${words.join(' ')} `)
    }),
  )
}
